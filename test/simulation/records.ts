import type { Answer } from './database.ts'
import { buckets } from '../../server/outbox/slidingWindow.ts'
import type { Moment } from './pool.ts'

/** What was written down along the way. */
export type Records = {
  /** Keys of what people did whose webhook was answered with 200. */
  acknowledged: string[]
  /** Message → the step at which it was claimed last. */
  claims: Map<string, number>
  stops: Map<string, number>
  /** Who wrote STOP in the transaction that reads just now. */
  stopping: string[]
  steps: number
}

/** When one process took slots of the limits for the calls it is about to make. */
export type Reservation = { atMs: number; meantMs: number; newestMs: number }

/** Notes what no row keeps: when rows were claimed, slots taken, and STOP understood. */
export function note(records: Records, moment: Moment, answer: Answer, values: unknown[], reservation: Reservation): void {
  if (moment === 'claim') for (const row of answer.rows) records.claims.set(row['id'] as string, records.steps)
  if (moment === 'within sending') reservation.meantMs = (values.find((value) => value instanceof Date) as Date).getTime()
  // A clock that goes back is taken for standing still (server/outbox/slidingWindow.ts): the slot counts where the window stands.
  if (typeof values[0] === 'string' && values[0].includes('"newest"'))
    for (const { newest, per_ms } of JSON.parse(values[0]) as { newest: number; per_ms: number }[])
      reservation.newestMs = Math.max(reservation.newestMs, newest * (per_ms / buckets))
  if (moment === 'sending') {
    reservation.atMs = Math.max(reservation.meantMs, reservation.newestMs)
    reservation.newestMs = 0
  }
  if (moment === 'within reading' && typeof values[0] === 'string' && values[0].includes('"opted_out"')) {
    records.stopping = (JSON.parse(values[0]) as { outcome?: string; conversation_id: string }[])
      .filter((event) => event.outcome === 'opted_out')
      .map((event) => event.conversation_id)
  }
  if (moment === 'reading') {
    for (const conversation of records.stopping) records.stops.set(conversation, records.steps)
    records.stopping = []
  }
}
