import { linkIdentifier } from '../contacts/linkIdentifier.queries.ts'
import type { InboundEvent, PersonIdKind } from '../model/event.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import { findThreads } from './people.queries.ts'

/** All ids that an event names its person by, the best one first. */
export const idsOf = (event: InboundEvent): { value: string; kind: PersonIdKind }[] =>
  event.personId === null ? [] : [{ value: event.personId, kind: event.personIdKind }, ...(event.otherIds ?? [])]

/**
 * Some platforms name a person by two ids at once. Where one of them is known, the other becomes known too; where both are known
 * for two contacts, they turn out to be one person. Done before the threads are looked up, within the reader's turn.
 */
export async function linkAliases(trx: Trx, arrivals: Arrival[]): Promise<void> {
  const several = arrivals.filter(({ event }) => event.otherIds?.length)
  if (!several.length) return
  const wanted = several.flatMap(({ account, event }) => idsOf(event).map(({ value }) => ({ account_id: account.id, value })))
  const known = new Map((await findThreads(trx, wanted)).map((row) => [`${row.accountId}/${row.value}`, row.conversationId]))
  for (const { account, event } of several) {
    const ids = idsOf(event).map((id) => ({ ...id, key: `${account.id}/${id.value}` }))
    const home = ids.map((id) => known.get(id.key)).find((one) => one !== undefined)
    if (home === undefined) continue
    for (const id of ids) {
      const other = known.get(id.key)
      if (other === home) continue
      await linkIdentifier(trx, home, id, false)
      // Whatever led to the other thread leads to this one now.
      for (const [key, conversation] of known) if (conversation === other) known.set(key, home)
      known.set(id.key, home)
    }
  }
}
