import type { Ground } from './database.ts'
import type { Time } from './time.ts'

const hourMs = 3_600_000
const open = `state in ('planned', 'claimed', 'sending', 'in_doubt')`

/** Messages that have not come to their end, for whoever looks for the reason. */
export async function whatIsOpen(ground: Ground): Promise<string> {
  const { rows } = await ground.admin(
    `select state, kind, content ->> 'text' as text, lease_holder, lease_until, not_before, doubts from ledger where ${open}`,
  )
  return JSON.stringify(rows)
}

type Next = { kept: number; occurring: number | null; asked: number | null; open: number; message: number | null; run: number | null }

/** How long nothing can happen by itself: until a message or a run is due, or a timer. Null when nothing is open any more. */
export async function msToNext(ground: Ground, time: Time, round: number): Promise<number | null> {
  const { rows } = await ground.admin(
    `
    select (select count(*) from bodies where taken < cardinality(lengths))::integer as kept,
      (select min(extract(epoch from due_at) * 1000) - $1 from occurrences)::float8 as occurring,
      (select min(ms) from (
        select case state when 'waiting' then extract(epoch from run_at) * 1000 - $1 else extract(epoch from lease_until) * 1000 - $2 end as ms
        from jobs where state in ('waiting', 'running')
      ) waiting)::float8 as asked,
      (select count(*) from ledger where ${open})::integer as open,
      (select min(case state when 'planned' then extract(epoch from not_before) * 1000 - $1 else extract(epoch from coalesce(lease_until, to_timestamp(0))) * 1000 - $2 end)
        from ledger where ${open})::float8 as message,
      (select min(extract(epoch from wake_at) * 1000) - $1 from runs where state in ('waiting_answer', 'waiting_time'))::float8 as run`,
    [time.worldMs(), time.machineMs()],
  )
  const next = rows[0] as Next
  if (next.kept) return 20
  // Occurrences are looked for five times a second.
  if (next.occurring !== null) return Math.min(Math.max(210, next.occurring + 1), hourMs)
  // Limits and breakers put questions off.
  if (next.asked !== null) return Math.min(Math.max(210 * 1.05 ** round, next.asked), hourMs)
  // Longer and longer, for limits that are full until the world's clock is again where it was before it went back.
  if (next.open) return Math.min(Math.max(1_500 * 1.05 ** round, next.message ?? 0), hourMs)
  const timer = time.nextDue()
  if (timer !== null) return Math.max(20, timer - time.machineMs())
  return next.run === null ? null : Math.max(20, next.run + 1)
}
