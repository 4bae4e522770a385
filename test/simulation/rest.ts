import type { Ground } from './database.ts'
import type { Duty } from './process.ts'
import type { Time } from './time.ts'

const hourMs = 3_600_000
const longestMs = 60_000
const open = `state in ('planned', 'claimed', 'sending', 'in_doubt')`
/** The duties of workers when no more faults occur. */
export const dutiesAtRest = ['read', 'say', 'take back', 'settle doubts', 'do jobs'] as const satisfies Duty[]

/** Messages that have not reached a final state, for finding the reason. */
export async function whatIsOpen(ground: Ground): Promise<string> {
  const { rows } = await ground.admin(
    `select state, kind, content ->> 'text' as text, lease_holder, lease_until, not_before, doubts from ledger where ${open}`,
  )
  return JSON.stringify(rows)
}

type Row = {
  kept: number
  occurring: number | null
  asked: number | null
  open: number
  doubts: number
  statuses: number
  claimed: number
  sending: number
  running: number
  waiting: number
  overdue: number | null
  message: number | null
  run: number | null
}

export type Left = {
  /**
   * How long nothing can happen: until a message or a run is due, or a timer. Null when nothing is open any more.
   * In: how many times in a row nothing has changed.
   */
  msToNext(unchanged: number): number | null
  /** The duties that will have work within this many ms. */
  duties(ms: number): Duty[]
  /** Whether a worker holds a lease. */
  isInHand: boolean
  /** Equal as long as nothing but times changes. */
  sameAs: string
}

/** Finds everything in the database that has not reached a final state. */
export async function whatIsLeft(ground: Ground, time: Time): Promise<Left> {
  const { rows } = await ground.admin(
    `
    select (select count(*) from bodies where taken < cardinality(lengths))::integer as kept,
      (select min(extract(epoch from due_at) * 1000) - $1 from occurrences)::float8 as occurring,
      (select min(ms) from (
        select case state when 'waiting' then extract(epoch from run_at) * 1000 - $1 else extract(epoch from lease_until) * 1000 - $2 end as ms
        from jobs where state in ('waiting', 'running')
      ) waiting)::float8 as asked,
      (select count(*) from ledger where ${open})::integer as open,
      (select count(*) from outbox where state = 'in_doubt')::integer as doubts,
      (select count(*) from waiting_statuses)::integer as statuses,
      (select count(*) from outbox where state = 'claimed')::integer as claimed,
      (select count(*) from outbox where state = 'sending')::integer as sending,
      (select count(*) from jobs where state = 'running')::integer as running,
      (select count(*) from jobs where state = 'waiting')::integer as waiting,
      (select min(extract(epoch from gives_up_at) * 1000) - $1 from jobs where state = 'waiting')::float8 as overdue,
      (select min(case state when 'planned' then extract(epoch from not_before) * 1000 - $1 else extract(epoch from coalesce(lease_until,
        to_timestamp(0))) * 1000 - $2 end)
        from ledger where ${open})::float8 as message,
      (select min(extract(epoch from wake_at) * 1000) - $1 from runs where state in ('waiting_answer', 'waiting_time'))::float8 as run`,
    [time.worldMs(), time.machineMs()],
  )
  const row = rows[0] as Row
  const timer = time.nextDue()
  const finds: Record<(typeof dutiesAtRest)[number], (ms: number) => boolean> = {
    read: (ms) => row.kept > 0 || row.occurring !== null || (row.run !== null && row.run <= ms),
    say: () => row.open > 0 || row.statuses > 0,
    'take back': (ms) => row.claimed + row.sending + row.running > 0 || (row.overdue !== null && row.overdue <= ms),
    'settle doubts': () => row.doubts > 0,
    'do jobs': (ms) => row.asked !== null && row.asked <= ms,
  }
  return {
    msToNext(unchanged) {
      // Increasing steps: limits and breakers delay messages, and a limit may be full until the product clock is again where it was before
      // it went back.
      const longer = (ms: number, next: number) => Math.min(Math.max(Math.min(ms * 1.5 ** unchanged, longestMs), next), hourMs)
      if (row.kept) return 20
      // Occurrences are looked for five times a second.
      if (row.occurring !== null) return Math.min(Math.max(210, row.occurring + 1), hourMs)
      if (row.asked !== null) return longer(210, row.asked)
      if (row.open) return longer(1_500, row.message ?? 0)
      if (timer !== null) return Math.max(20, timer - time.machineMs())
      return row.run === null ? null : Math.max(20, row.run + 1)
    },
    duties: (ms) => dutiesAtRest.filter((duty) => finds[duty](ms)),
    sameAs: JSON.stringify({ ...row, occurring: null, message: null, run: null, asked: null, overdue: null }),
    isInHand: row.claimed + row.running > 0,
  }
}
