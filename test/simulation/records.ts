import type { Answer } from './database.ts'
import { buckets } from '../../server/limits/slidingWindow.ts'
import { events } from '../../server/platform/tables/events.ts'
import type { Moment } from './pool.ts'

/** Records taken during a run. */
export type Records = {
  /** Keys of people's acts whose webhook was answered with 200. */
  acknowledged: string[]
  /** Message → the step of its latest claim. */
  claims: Map<string, number>
  stops: Map<string, number>
  /** People who wrote STOP in the transaction that is being ingested now. */
  stopping: string[]
  steps: number
}

/** When one process reserved slots of the rate limits for the calls it is about to make. */
export type Reservation = { at: ReservedAt; meantMs: number; newest: Map<string, number> }
/** The moment at which a slot of this kind's limit counts. */
export type ReservedAt = (kind: string) => number

/** Records what no row stores: when rows were claimed, slots reserved, and STOP recognized. */
export function note(records: Records, moment: Moment, answer: Answer, values: unknown[], reservation: Reservation): void {
  if (moment === 'claim') for (const row of answer.rows) records.claims.set(row['id'] as string, records.steps)
  const at = values.find((value) => value instanceof Date)
  if ((moment === 'within sending' || moment === 'sending') && at instanceof Date) reservation.meantMs = at.getTime()
  // A clock that goes back counts as unchanged (server/limits/slidingWindow.ts): the slot counts at the window's own time.
  if (values.length === limitColumns && String(values[6]).startsWith('{"{'))
    column(values, 5).forEach((newest, at) => {
      const kind = column(values, 1)[at]!
      reservation.newest.set(kind, Math.max(reservation.newest.get(kind) ?? 0, Number(newest) * (Number(column(values, 4)[at]) / buckets)))
    })
  if (moment === 'sending') {
    const { meantMs, newest } = reservation
    reservation.at = (kind) => Math.max(meantMs, newest.get(kind) ?? 0)
    reservation.newest = new Map()
  }
  if (moment === 'within reading' && values.length === events.inserted.length) {
    const outcomes = column(values, events.inserted.indexOf('outcome'))
    records.stopping = column(values, events.inserted.indexOf('conversation_id')).filter((_, at) => outcomes[at] === 'opted_out')
  }
  if (moment === 'reading') {
    for (const conversation of records.stopping) records.stops.set(conversation, records.steps)
    records.stopping = []
  }
}

/** How many columns `storeWindows` (limits/limits.queries.ts) writes; each is one array (rowsOf). */
const limitColumns = 7
/** The values of a column that holds no commas. */
const column = (values: unknown[], at: number): string[] =>
  String(values[at])
    .slice(1, -1)
    .split(',')
    .map((value) => value.replaceAll('"', ''))
