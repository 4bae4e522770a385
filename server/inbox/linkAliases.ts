import { linkIdentifier } from '../contacts/linkIdentifier.queries.ts'
import type { InboundEvent, PersonId } from '../model/event.ts'
import { otherSpellings } from '../engine/normalPhone.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import { findThreads } from '../contacts/threads.queries.ts'

const found = new WeakMap<InboundEvent, PersonId[]>()

/** All ids that an event names its person by, the best one first; a number in all its spellings. */
export function idsOf(event: InboundEvent): PersonId[] {
  const ids = found.get(event) ?? readIds(event)
  found.set(event, ids)
  return ids
}

function readIds({ personId, personIdKind, otherIds = [] }: InboundEvent): PersonId[] {
  if (personId === null) return []
  const ids = new Map<string, PersonId>()
  for (const id of [{ value: personId, kind: personIdKind }, ...otherIds]) {
    ids.set(id.value, id)
    if (id.kind !== 'phone') continue
    for (const value of otherSpellings(id.value)) if (!ids.has(value)) ids.set(value, { value, kind: 'phone' })
  }
  return [...ids.values()]
}

/**
 * Links the ids of one person. Some platforms name a person by two ids at once, or announce a new id. If one of them is known, the others
 * become known too; if several belong to different contacts, these are merged. The person's thread, opt-out and open question move along,
 * and after a change messages go to the new id. The old ids still lead to the same person, since late webhooks carry them. Runs before the
 * threads are looked up, under the ingest lock.
 */
export async function linkAliases(trx: Trx, arrivals: Arrival[]): Promise<void> {
  const several = arrivals.flatMap(({ account, event }) => {
    const before = idsOf(event)
    const movedTo = event.movedTo ?? []
    const ids = [...before, ...movedTo.filter((one) => !before.some((other) => other.value === one.value))]
    return ids.length > 1 ? [{ account, ids, before, movedTo }] : []
  })
  if (!several.length) return
  const wanted = several.flatMap(({ account, ids }) => ids.map(({ value }) => ({ account_id: account.id, value })))
  const known = new Map((await findThreads(trx, wanted)).map((row) => [`${row.accountId}/${row.value}`, row.conversationId]))
  for (const { account, ids, before, movedTo } of several) {
    const keyOf = (id: PersonId) => `${account.id}/${id.value}`
    const home = ids.map((id) => known.get(keyOf(id))).find((one) => one !== undefined)
    if (home === undefined) continue
    for (const id of ids) {
      const other = known.get(keyOf(id))
      const messagesGo = id === movedTo[0]
      if (other === home && !messagesGo) continue
      await linkIdentifier(trx, home, id, { messagesGo, formerly: messagesGo ? before : [] })
      // All ids of the other thread now lead to this one.
      if (other !== undefined) for (const [key, conversation] of known) if (conversation === other) known.set(key, home)
      known.set(keyOf(id), home)
    }
  }
}
