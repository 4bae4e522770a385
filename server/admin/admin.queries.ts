import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

export type Totals = {
  /** How many accounts each channel has. */
  channels: Record<string, number>
  leads: { new: number; processing: number; delivered: number; failed: number; archived: number }
  endpoints: { total: number; active: number }
  deliveries: { successful: number; failed: number }
  accounts: { total: number; active: number }
  automations: { total: number; live: number }
  messages: { failed: number; pending: number; inDoubt: number; parked: number }
}

/** Totals: what exists and what is open, whatever its age; failures since a time. */
export async function findTotals(trx: Trx, since: Date): Promise<Totals> {
  const { rows } = await sql<{ totals: Totals }>`
    select jsonb_build_object(
      'accounts', (select jsonb_build_object('total', count(*), 'active', count(*) filter (where status = 'active')) from accounts),
      'automations', (select jsonb_build_object('total', count(*), 'live', count(*) filter (where status = 'live')) from automations
        where status <> 'deleted'),
      'channels', (select coalesce(jsonb_object_agg(channel, n), '{}') from (select channel, count(*) as n from accounts group by channel) c),
      'leads', (select jsonb_build_object('new', count(*) filter (where status = 'NEW'), 'processing',
        count(*) filter (where status = 'PROCESSING'), 'delivered', count(*) filter (where status = 'DELIVERED'), 'failed',
        count(*) filter (where status = 'FAILED')) from leads where archived_at is null)
        || (select jsonb_build_object('archived', count(*)) from leads where archived_at is not null),
      'endpoints', (select jsonb_build_object('total', count(*), 'active', count(*) filter (where is_active and disabled_at is null))
        from endpoints),
      'deliveries', (select jsonb_build_object('successful', count(*) filter (where status = 'SUCCESS'), 'failed',
        count(*) filter (where status = 'FAILED')) from deliveries where completed_at is not null and not is_test),
      'messages', (select jsonb_build_object('pending', count(*) filter (where state in ('planned', 'claimed', 'sending')), 'inDoubt',
        count(*) filter (where state = 'in_doubt')) from outbox)
        || (select jsonb_build_object('failed', count(*) filter (where state = 'refused'
          and error_code not in ('closed_by_hand', 'dm_not_sent')
            and created_at >= ${since}), 'parked', count(*) filter (where state = 'parked'))
          from messages where error_code is not null)) as totals`.execute(trx)
  return rows[0]!.totals
}

/**
 * How many DMs were sent, failed and wait, in total: those of automations from their figures, which are kept added up, those by hand, and
 * DMs to leads that are no message yet.
 */
export async function countDms(trx: Trx | Db, now: Date): Promise<{ sent: number; failed: number; pending: number }> {
  const { rows } = await sql<{ sent: number; failed: number; pending: number }>`
    select ((select coalesce(sum(dms), 0) from figures) + (select coalesce(sum(dms), 0) from automation_counts)
        + (select count(*) from messages where by_hand and kind <> 'public_reply' and state in ('sent', 'delivered', 'read')))::integer as sent,
      ((select count(*) from messages where error_code is not null and lane = 'direct' and state in ('refused', 'parked'))
        + (select count(*) from lead_dms where state = 'waiting' and waits_until <= ${now}))::integer as failed,
      ((select count(*) from outbox where lane = 'direct')
        + (select count(*) from lead_dms where state = 'waiting' and waits_until > ${now}))::integer as pending`.execute(trx)
  return rows[0]!
}

/** The automations with the most runs. */
export async function findTopAutomations(
  trx: Trx,
): Promise<{ automationId: string; name: string; triggers: number; dms: number; leads: number }[]> {
  const { rows } = await sql<{ automationId: string; name: string; triggers: number; dms: number; leads: number }>`
    select a.id as "automationId", a.name, s.total_triggers::integer as triggers, s.total_dms_sent::integer as dms,
      s.total_leads_captured::integer as leads
    from automation_figures s join automations a on a.id = s.automation_id
    where a.status <> 'deleted' and s.total_triggers > 0 order by s.total_triggers desc, a.id limit 5`.execute(trx)
  return rows
}

/** The size of the queues over all workspaces: payloads to ingest, and messages by state. */
export async function findBacklog(db: Db): Promise<{ state: string; count: number }[]> {
  const { rows } = await sql<{ state: string; count: number }>`
    select 'kept' as state, coalesce(sum(cardinality(lengths) - taken), 0)::integer as count from bodies where taken < cardinality(lengths)
    union all
    select state, count(*)::integer from outbox group by state
    union all
    select state, count(*)::integer from messages where state = 'parked' and error_code is not null group by state`.execute(db)
  return rows
}

type InstanceCounts = { workspaces: number; users: number; deliveries: { successful: number; failed: number } }

/** How much there is in the instance, over all workspaces. */
export async function findInstance(db: Db): Promise<InstanceCounts> {
  const { rows } = await sql<InstanceCounts>`
    select (select count(*)::integer from workspaces) as workspaces, (select count(*)::integer from identity."user") as users,
      (select jsonb_build_object('successful', count(*) filter (where status = 'SUCCESS'),
        'failed', count(*) filter (where status = 'FAILED')) from deliveries where completed_at is not null and not is_test) as deliveries
    `.execute(db)
  return rows[0]!
}

/** Why messages failed or need a person, over all workspaces, the most frequent first. Those that a person closed are left out. */
export async function findFailures(db: Db): Promise<{ code: string; words: string | null; messages: number }[]> {
  const { rows } = await sql<{ code: string; words: string | null; messages: number }>`
    select error_code as code, (array_agg(error_words order by seq desc))[1] as words, count(*)::integer as messages
    from messages where error_code is not null and state in ('refused', 'parked') and error_code not in ('closed_by_hand', 'dm_not_sent')
    group by error_code order by messages desc, code limit 10`.execute(db)
  return rows
}

/** The number of accounts with an open circuit breaker over all workspaces, for the metric. */
export async function countOpenBreakers(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from breakers where open_until is not null`.execute(db)
  return rows[0]!.n
}

/** Since when the oldest due message has been due, over all workspaces. */
export async function findOldestDue(db: Db, now: Date): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(not_before) as at from outbox where state = 'planned' and not_before <= ${now}`.execute(db)
  return rows[0]!.at
}

export async function countAccounts(db: Db): Promise<{ status: string; count: number }[]> {
  const { rows } = await sql<{
    status: string
    count: number
  }>`select status, count(*)::integer as count from accounts group by status`.execute(db)
  return rows
}

/** When the first access token of an active account expires; null: none does. */
export async function findEarliestExpiry(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(token_expires_at) as at from accounts where status = 'active'`.execute(db)
  return rows[0]!.at
}

export type PriceSum = { accountId: string; category: string; type: string | null; messages: number; billable: number }

/** What the platform said of charges since a time: messages by account, category and type, the most first. Row-level security limits it. */
export async function sumPrices(trx: Trx, since: Date): Promise<PriceSum[]> {
  const { rows } = await sql<PriceSum>`
    select account_id as "accountId", category, type, count(*)::integer as messages,
      (count(*) filter (where is_billable))::integer as billable
    from message_prices where at >= ${since} group by 1, 2, 3 order by messages desc, 1, 2, 3`.execute(trx)
  return rows
}
