import { findInboxAccountsById, type InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { eventWith, type InboundEvent } from '../model/event.ts'
import type { Trx } from '../platform/db.ts'
import { newArrival, type Arrival } from './batch.ts'
import { dropKnown } from './dropKnown.ts'
import { findDueOccurrences, type DueOccurrence } from './occurrences.queries.ts'
import type { InboxDeps } from './ingest.ts'

/** How often to look for occurrences without a notification (system clock). They are few, and not worth a statement per payload. */
const lookEveryMs = 200
/** An occurrence that is due at once is committed a moment later, perhaps by a process whose clock is behind. So scans begin this long before `occurrencesSince`. */
const committedWithinMs = 10_000

/**
 * Occurrences whose time has come. Told of new ones (`occurrencesAt` set back), it looks at once. Between full scans it goes on from where it ended,
 * since a full scan walks over all that were read while somebody holds a snapshot.
 * The caller holds the reader's turn.
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
  // Where there was something there may be more, and after a rollback it is to be looked for again at once.
  if (found.length) cursor.occurrencesAt = -Infinity
  cursor.triedOccurrence = found[0]?.id ?? null
  return found
}

/** Turns occurrences into arrivals, each with the occurrence's own id and key. Known ones start nothing. */
export async function readOccurrences(trx: Trx, occurrences: DueOccurrence[], now: Date): Promise<Arrival[]> {
  if (!occurrences.length) return []
  const accounts = new Map(
    (await findInboxAccountsById(trx, [...new Set(occurrences.map((one) => one.accountId))])).map((one) => [one.id, one]),
  )
  const arrivals = occurrences.flatMap((one) => {
    const account = accounts.get(one.accountId)
    return account ? [newArrival({ eventId: one.id, bodyId: null, receivedAt: now, event: eventOf(one, account), account })] : []
  })
  return dropKnown(trx, arrivals)
}

/** An occurrence as an event. The person is found by the contact (openThreads.ts). */
const eventOf = ({ key, kind, dueAt, data }: DueOccurrence, { channel, externalId }: InboxAccount): InboundEvent =>
  eventWith({ key, kind, channel, accountExternalId: externalId, personIdKind: 'author', occurredAt: dueAt, detail: data })
