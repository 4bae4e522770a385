import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/**
 * SQL: events of people. Echoes, statuses and the account's own comments are not among them, nor imported messages, nor events held until
 * their author is known.
 * In: the alias of `events`.
 */
const byPeople = (alias: string) =>
  sql`${sql.raw(alias)}.kind in ('comment', 'live_comment', 'mention', 'message', 'postback') and coalesce(${sql.raw(alias)}.silence, '')
    not in ('own', 'imported')
    and ${sql.raw(alias)}.outcome <> 'held'`
const quarter = (column: string) => sql`date_bin('15 minutes', ${sql.ref(column)}, 'epoch')`

/**
 * Adds up the events since the last time, as far as all of them are decided. Of two workers at once, the second waits for the row and finds
 * nothing left.
 */
export async function addUpEvents(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ seq: number }>`select seq from figures_place for update`.execute(trx)
    const from = rows[0]!.seq
    await sql`
      with held as materialized (select min(seq) as seq from events where outcome = 'held'),
      fresh as materialized (
        select e.workspace_id, e.account_id, e.seq, e.kind, e.received_at, ${byPeople('e')} as counts
        from workspaces w cross join lateral (
          select * from events where workspace_id = w.id and seq > ${from}
            and seq < coalesce((select seq from held), ${Number.MAX_SAFE_INTEGER}::bigint) offset 0) e),
      added as (
        insert into figures as f (workspace_id, account_id, at, comments, messages)
        select workspace_id, account_id, ${quarter('received_at')}, count(*) filter (where kind in ('comment', 'live_comment', 'mention')),
          count(*) filter (where kind in ('message', 'postback'))
        from fresh where counts group by 1, 2, 3
        on conflict (workspace_id, at, account_id) do update
          set comments = f.comments + excluded.comments, messages = f.messages + excluded.messages)
      update figures_place set seq = (select coalesce(max(seq), ${from}) from fresh)`.execute(trx)
  })
}

export type Day = { day: string; events: number; sent: number; replies: number; leads: number }

/**
 * Per day of a time zone: events of people, private messages sent, public replies, and leads. Row-level security limits it to the
 * workspace.
 */
export async function findDays(trx: Trx, days: number, now: Date, timeZone: string): Promise<Day[]> {
  const { rows } = await sql<Day>`
    with today as (select (${now}::timestamptz at time zone ${timeZone})::date as day),
    days as (select generate_series(day - ${days}::integer + 1, day, interval '1 day')::date as day from today),
    since as (select min(day)::timestamp at time zone ${timeZone} as at from days),
    counted as (
      select at, comments + messages as events, dms as sent, replies, leads from figures where at >= (select at from since)
      union all
      select at, 0, dms, replies, leads from automation_counts where at >= (select at from since)
      union all
      select e.received_at, 1, 0, 0, 0 from events e where e.seq > (select seq from figures_place)
        and e.received_at >= (select at from since) and ${byPeople('e')}
      union all
      -- Of forms, lead ads, the API and imports: no automation counts them.
      select captured_at, 0, 0, 0, 1 from leads where source <> 'automation' and captured_at >= (select at from since)
      union all
      select created_at, 0, (kind <> 'public_reply')::integer, (kind = 'public_reply')::integer, 0
      from messages where by_hand and created_at >= (select at from since) and state in ('sent', 'delivered', 'read')),
    sums as (
      select (at at time zone ${timeZone})::date as day, sum(events) as events, sum(sent) as sent, sum(replies) as replies,
        sum(leads) as leads from counted group by 1)
    select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(events, 0)::integer as events, coalesce(sent, 0)::integer as sent,
      coalesce(replies, 0)::integer as replies,
      coalesce(leads, 0)::integer as leads
    from days left join sums using (day) order by days.day`.execute(trx)
  return rows
}
