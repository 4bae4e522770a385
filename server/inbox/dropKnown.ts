import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import { findKnownKeys } from './decisions.queries.ts'

/**
 * Removes events that are known already, in the database or in this batch. An event that completes a held one (its author or its text)
 * replaces it.
 */
export async function dropKnown(trx: Trx, arrivals: Arrival[]): Promise<Arrival[]> {
  const keysOf = ({ account, event }: Arrival) => [event.key, ...(event.sameAs ?? [])].map((key) => ({ account_id: account.id, key }))
  const nameOf = ({ account_id, key }: { account_id: string; key: string }) => `${account_id}/${key}`
  /** Known keys → the id of the event while something about it is still looked up, else null. */
  const known = new Map(
    (await findKnownKeys(trx, arrivals.flatMap(keysOf))).map((one) => [nameOf({ account_id: one.accountId, key: one.key }), one.held]),
  )
  const kept = new Map<string, Arrival>()
  for (const arrival of arrivals) {
    const names = keysOf(arrival).map(nameOf)
    const before = kept.get(names[0]!)
    const whole = !arrival.event.lacks
    if (before) {
      if (whole && before.event.lacks) kept.set(names[0]!, { ...arrival, eventId: before.eventId, resumes: before.resumes })
      continue
    }
    const held = known.get(names[0]!)
    if (held && whole) kept.set(names[0]!, resuming(arrival, held))
    else if (!names.some((name) => known.has(name) || kept.has(name))) kept.set(names[0]!, arrival)
  }
  return [...kept.values()]
}

const resuming = (arrival: Arrival, eventId: string): Arrival => ({
  ...arrival,
  eventId,
  resumes: true,
  told: [{ stage: 'words_came', data: {} }],
})
