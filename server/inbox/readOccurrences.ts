import { findInboxAccountsById, type InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { eventWith, type InboundEvent } from '../model/event.ts'
import type { OccurrenceKind } from '../model/occurrence.ts'
import type { Trx } from '../platform/db.ts'
import { newArrival, type Arrival } from './batch.ts'
import { dropKnown } from './dropKnown.ts'
import { hasOwnName } from './isOwnComment.ts'
import { findDueOccurrences, type DueOccurrence } from './occurrences.queries.ts'
import type { InboxDeps } from './ingest.ts'
import { takeTranscripts } from './transcripts.ts'

/** How often to look for occurrences without a notification (system clock). They are few, and not worth a statement per payload. */
const lookEveryMs = 200
/**
 * How long before `occurrencesSince` a scan begins: an occurrence that is due at once is committed a moment later, perhaps by a process
 * whose clock is behind.
 */
const committedWithinMs = 10_000

/**
 * Finds due occurrences. Looks at once after a notification (`occurrencesAt` set back). Between full scans it continues where the last scan
 * ended, since a full scan walks over all that were read during a long transaction. The caller holds the ingest lock.
 */
export async function lookForOccurrences(
  trx: Trx,
  { cursor, clock }: Pick<InboxDeps, 'cursor' | 'clock'>,
  limit: number,
  now: Date,
): Promise<DueOccurrence[]> {
  if (limit === 0 || clock.machineMs() - cursor.occurrencesAt < lookEveryMs) return []
  // Before the query: a notification that comes meanwhile sets it back again.
  cursor.occurrencesAt = clock.machineMs()
  const { fullOccurrenceScan, occurrencesSince } = cursor
  const found = fullOccurrenceScan.isDue()
    ? await fullOccurrenceScan.run(() => findDueOccurrences(trx, now, limit))
    : await findDueOccurrences(trx, now, limit, new Date(occurrencesSince.getTime() - committedWithinMs))
  if (!found.length) cursor.occurrencesSince = now
  // Where there was one there may be more, and after a rollback they must be found again at once.
  if (found.length) cursor.occurrencesAt = -Infinity
  cursor.triedOccurrence = found[0]?.id ?? null
  return found
}

/**
 * Turns occurrences into arrivals, each with the occurrence's own id and key. Known ones start nothing.
 * Out:    in `missed` those that are events of the platform, and voice messages with their words, not yet compared with the known ones:
 *         they belong to what payloads hold.
 */
export async function readOccurrences(trx: Trx, due: DueOccurrence[], now: Date): Promise<{ occurred: Arrival[]; missed: Arrival[] }> {
  const { spoken, others: occurrences } = await takeTranscripts(trx, due, now)
  if (!occurrences.length && !spoken.length) return { occurred: [], missed: [] }
  const accounts = new Map(
    (await findInboxAccountsById(trx, [...new Set(occurrences.map((one) => one.accountId))])).map((one) => [one.id, one]),
  )
  const occurred: Arrival[] = []
  const missed: Arrival[] = [...spoken]
  for (const { id, accountId, kind, key, dueAt, data } of occurrences) {
    const account = accounts.get(accountId)
    if (!account) continue
    const known = { eventId: id, bodyId: null, receivedAt: now, account }
    if (kind === 'missed') missed.push(newArrival({ ...known, event: missedEvent(data as StoredMissed, account) }))
    else occurred.push(newArrival({ ...known, event: eventOf(kind, key, dueAt, data, account) }))
  }
  return { occurred: await dropKnown(trx, occurred), missed }
}

/** An occurrence as an event. The person is found by the contact (openThreads.ts). */
const eventOf = (
  kind: OccurrenceKind,
  key: string,
  dueAt: Date,
  data: Record<string, unknown>,
  { channel, externalId }: InboxAccount,
): InboundEvent => eventWith({ key, kind, channel, accountExternalId: externalId, personIdKind: 'author', occurredAt: dueAt, detail: data })

/** An event as JSON holds it. */
type StoredMissed = { event: Omit<InboundEvent, 'occurredAt'> & { occurredAt: string } }
function missedEvent({ event: stored }: StoredMissed, account: InboxAccount): InboundEvent {
  const event: InboundEvent = { ...stored, occurredAt: new Date(stored.occurredAt) }
  event.isOwn ||= hasOwnName(event, account)
  if (event.isOwn) delete event.lacks
  return event
}
