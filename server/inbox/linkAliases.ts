import { linkIdentifier } from '../contacts/linkIdentifier.queries.ts'
import type { InboundEvent, PersonId } from '../model/event.ts'
import { normalPhone } from '../engine/normalPhone.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import { findThreads } from '../contacts/threads.queries.ts'

const found = new WeakMap<InboundEvent, PersonId[]>()

/** All ids that an event names its person by, the best one first; a number in an old spelling by today's as well. */
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
    const value = normalPhone(id.value).slice(1)
    if (!ids.has(value)) ids.set(value, { value, kind: 'phone' })
  }
  return [...ids.values()]
}

/**
 * Some platforms name a person by two ids at once, or say that somebody goes by another id from now on. Where one of them is known, the
 * others become known too; where several are known for several contacts, they turn out to be one person. What belongs to them (thread,
 * opt-out, an open question) goes along, and after a change messages go to the new id. The old ids go on leading to the same person, since
 * late webhooks carry them. Done before the threads are looked up, by the one who holds the reader's turn.
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
      // Whatever led to the other thread leads to this one now.
      if (other !== undefined) for (const [key, conversation] of known) if (conversation === other) known.set(key, home)
      known.set(keyOf(id), home)
    }
  }
}
