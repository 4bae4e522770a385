import { findErased } from '../contacts/erasedPeople.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import type { InboxDeps } from './ingest.ts'
import { idsOf } from './linkAliases.ts'
import type { ToldArrivals } from './readAnswers.ts'

type Read = { fresh: Arrival[]; told: ToldArrivals }

/**
 * Leaves out what people did before they were erased, whichever way it came. Nothing of it is stored; an event that waited for its missing
 * part is among `repeated`, to be deleted. Where nobody was erased there is no statement more.
 */
export async function refuseErased(trx: Trx, deps: Pick<InboxDeps, 'system' | 'vault' | 'log'>, { fresh, told }: Read): Promise<Read> {
  const acts = [...fresh, ...told.arrivals].flatMap((arrival) => {
    const { account, event } = arrival
    if (!account.hasErased || event.personId === null) return []
    return [{ arrival, accountId: account.id, ids: idsOf(event).map(({ value }) => value), at: event.occurredAt }]
  })
  const refused = new Set([...(await findErased(trx, deps, acts))].map(({ arrival }) => arrival))
  if (!refused.size) return { fresh, told }
  deps.log.info({ count: refused.size }, 'events of people who were erased came again and were left out')
  const isKept = (one: Arrival) => !refused.has(one)
  const waited = [...refused].flatMap(({ resumes, eventId }) => (resumes ? [eventId] : []))
  return {
    fresh: fresh.filter(isKept),
    told: { ...told, arrivals: told.arrivals.filter(isKept), repeated: [...told.repeated, ...waited] },
  }
}
