import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

/** Where a message goes after a try, or without one. `epoch` is the one that the writer saw. */
export type Settlement = {
  id: string
  epoch: number
  /** The attempt this is the end of; null when no call was made. */
  attempt: number | null
  state: 'sent' | 'refused' | 'planned' | 'in_doubt' | 'parked'
  not_before: Date | null
  failures: number
  doubts: number
  channel_message_id: string | null
  error_code: string | null
  error_words: string | null
  outcome: string
  platform_code: string | null
  http_status: number | null
  duration_ms: number | null
  lease_until: Date | null
}

export type Settled = { id: string; workspaceId: string; state: string; kind: string; automationId: string | null }

/**
 * Writes how tries went, each by compare-and-set. A row that somebody else meanwhile declared to be in doubt still takes
 * the answer of the very attempt it is in doubt about: knowing is better than doubting.
 * Out: the rows that took it.
 */
export async function settle(trx: Trx, settlements: Settlement[], now: Date): Promise<Settled[]> {
  if (!settlements.length) return []
  const columns = `id uuid, epoch integer, attempt smallint, state text, not_before timestamptz, failures smallint, doubts smallint, channel_message_id text,
    error_code text, error_words text, outcome text, platform_code text, http_status smallint, duration_ms integer, lease_until timestamptz`
  const { rows } = await sql<Settled>`
    with given as materialized (select * from ${rowsOf(settlements, columns)}),
    settled as (
      update messages m set state = given.state, epoch = m.epoch + 1, not_before = coalesce(given.not_before, m.not_before),
        failures = given.failures, doubts = given.doubts, channel_message_id = coalesce(given.channel_message_id, m.channel_message_id),
        error_code = given.error_code, error_words = given.error_words, lease_holder = null, lease_until = given.lease_until,
        lease_losses = 0, final_at = case when given.state in ('sent', 'refused') then ${now}::timestamptz end
      from given
      where m.id = given.id and (m.epoch = given.epoch
        or (m.state = 'in_doubt' and given.state in ('sent', 'refused') and m.attempts = given.attempt))
      returning m.id, m.workspace_id, m.state, m.kind, m.automation_id),
    tried as (
      update attempts t set ended_at = ${now}, outcome = given.outcome, code = given.error_code, words = given.error_words,
        platform_code = coalesce(given.platform_code, t.platform_code), http_status = coalesce(given.http_status, t.http_status),
        duration_ms = coalesce(given.duration_ms, t.duration_ms)
      from given where t.message_id = given.id and t.number = given.attempt
        -- An answer that comes after the platform's own report knows no more than the report did.
        and (t.outcome is distinct from 'sent' or given.id in (select id from settled)))
    select id, workspace_id as "workspaceId", state, kind, automation_id as "automationId" from settled`.execute(trx)
  return rows
}

/** Stops an account: nothing of it is claimed until somebody acts. */
export async function stopAccounts(trx: Trx, stops: { id: string; status: string; reason: string }[], now: Date): Promise<void> {
  if (!stops.length) return
  await sql`
    update accounts a set status = given.status, status_reason = given.reason, updated_at = ${now}
    from ${rowsOf(stops, 'id uuid, status text, reason text')}
    where a.id = given.id and a.status = 'active'`.execute(trx)
}

/** Threads whose person got a second identifier: the answer to a private reply names whom messages go to. */
export async function findUnlinked(
  trx: Trx,
  given: { conversation_id: string; recipient_id: string }[],
): Promise<{ conversationId: string; recipientId: string }[]> {
  if (!given.length) return []
  const { rows } = await sql<{ conversationId: string; recipientId: string }>`
    select c.id as "conversationId", given.recipient_id as "recipientId"
    from ${rowsOf(given, 'conversation_id uuid, recipient_id text')}
    join conversations c on c.id = given.conversation_id
    where c.recipient_id is distinct from given.recipient_id`.execute(trx)
  return rows
}
