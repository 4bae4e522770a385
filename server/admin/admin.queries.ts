import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

export type Stats = {
  accounts: { total: number; active: number }
  automations: { total: number; live: number }
  events: { total: number }
  messages: { sent: number; failed: number; pending: number; inDoubt: number; parked: number }
  leads: { total: number }
}

/** Figures of the workspace since a time; what is under way counts whatever its age. */
export async function findStats(trx: Trx, since: Date): Promise<Stats> {
  const { rows } = await sql<{ stats: Stats }>`
    select jsonb_build_object(
      'accounts', (select jsonb_build_object('total', count(*), 'active', count(*) filter (where status = 'active')) from accounts),
      'automations', (select jsonb_build_object('total', count(*), 'live', count(*) filter (where status = 'live')) from automations where status <> 'deleted'),
      'events', (select jsonb_build_object('total', count(*)) from events where received_at >= ${since}),
      'messages', (select jsonb_build_object('sent', count(*) filter (where state in ('sent', 'delivered', 'read') and created_at >= ${since}),
        'failed', count(*) filter (where state = 'refused' and coalesce(error_code, '') not in ('closed_by_hand', 'dm_not_sent') and created_at >= ${since}), 'pending', count(*) filter (where state in ('planned', 'claimed', 'sending')),
        'inDoubt', count(*) filter (where state = 'in_doubt'), 'parked', count(*) filter (where state = 'parked')) from ledger),
      'leads', (select jsonb_build_object('total', count(*)) from leads where captured_at >= ${since})) as stats`.execute(trx)
  return rows[0]!.stats
}

/** Per day of the workspace's own time zone. */
export async function findSeries(
  trx: Trx,
  since: Date,
  until: Date,
  timeZone: string,
): Promise<{ day: string; events: number; sent: number; leads: number }[]> {
  const { rows } = await sql<{ day: string; events: number; sent: number; leads: number }>`
    with days as (select generate_series((${since}::timestamptz at time zone ${timeZone})::date, (${until}::timestamptz at time zone ${timeZone})::date, interval '1 day')::date as day),
    e as (select (received_at at time zone ${timeZone})::date as day, count(*) as n from events where received_at >= ${since} group by 1),
    m as (select (created_at at time zone ${timeZone})::date as day, count(*) as n from messages where created_at >= ${since} and state in ('sent', 'delivered', 'read') group by 1),
    l as (select (captured_at at time zone ${timeZone})::date as day, count(*) as n from leads where captured_at >= ${since} group by 1)
    select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(e.n, 0)::integer as events, coalesce(m.n, 0)::integer as sent, coalesce(l.n, 0)::integer as leads
    from days left join e using (day) left join m using (day) left join l using (day) order by day`.execute(trx)
  return rows
}

export async function findTopAutomations(
  trx: Trx,
): Promise<{ automationId: string; name: string; triggers: number; dms: number; leads: number }[]> {
  const { rows } = await sql<{ automationId: string; name: string; triggers: number; dms: number; leads: number }>`
    select a.id as "automationId", a.name, s.total_triggers::integer as triggers, s.total_dms_sent::integer as dms, s.total_leads_captured::integer as leads
    from automation_figures s join automations a on a.id = s.automation_id
    where a.status <> 'deleted' and s.total_triggers > 0 order by s.total_triggers desc, a.id limit 5`.execute(trx)
  return rows
}

/** How much waits, over all workspaces: bodies to read, and messages by state. */
export async function findBacklog(db: Db): Promise<{ state: string; count: number }[]> {
  const { rows } = await sql<{ state: string; count: number }>`
    select 'kept' as state, coalesce(sum(cardinality(lengths) - taken), 0)::integer as count from bodies where taken < cardinality(lengths)
    union all
    select state, count(*)::integer from outbox group by state
    union all
    select state, count(*)::integer from messages where state = 'parked' and error_code is not null group by state`.execute(db)
  return rows
}

/** How many accounts wait for their line, over all workspaces: for the metric. */
export async function countOpenBreakers(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from breakers where open_until is not null`.execute(db)
  return rows[0]!.n
}
