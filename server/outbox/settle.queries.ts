import { sql } from 'kysely'
import { outboxRowsById } from './outboxRowsById.ts'
import { countSent } from '../automations/stats.queries.ts'
import type { MessageContent } from '../model/content.ts'
import type { PersonId } from '../model/event.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { sentence } from './sentences.ts'
import { releaseReplies } from './waitForDm.queries.ts'

/** The next state of a message after an attempt, or without one. `epoch` is the one that the writer saw. */
export type Settlement = {
  id: string
  epoch: number
  /** The attempt that ended; null when no request was made. */
  attempt: number | null
  state: 'sent' | 'refused' | 'planned' | 'in_doubt' | 'parked'
  not_before: Date | null
  failures: number
  doubts: number
  channel_message_id: string | null
  error_code: string | null
  error_words: Sentence | null
  outcome: string
  platform_code: string | null
  http_status: number | null
  duration_ms: number | null
  lease_until: Date | null
}

/** A row that was changed. `epoch`: that of its settlement; a process may hold two of one message after it stood still. */
export type Settled = { id: string; epoch: number; workspaceId: string }

/**
 * Writes the ends of attempts, each by compare-and-set, and counts sent messages: one statement, so that it needs no transaction. Ended
 * messages leave the outbox. A row that was declared in doubt meanwhile still accepts the response to the very attempt that is in doubt.
 * Out:    the rows that were changed.
 */
export async function settle(db: Db | Trx, settlements: Settlement[], now: Date): Promise<Settled[]> {
  if (!settlements.length) return []
  const columns = `id uuid, epoch integer, attempt integer, state text, not_before timestamptz, failures smallint, doubts smallint,
    channel_message_id text, error_code text, error_words text, outcome text, platform_code text, http_status smallint,
    duration_ms integer, lease_until timestamptz`
  const { rows } = await sql<Settled>`
    with given as materialized (select * from ${rowsOf(settlements, columns)}),
    ended as (
      delete from outbox o using given where ${outboxRowsById(settlements)} and o.message_id = given.id
        and given.state in ('sent', 'refused', 'parked') and ${stillMeant}
      returning o.workspace_id, o.account_id, o.attempts, o.epoch as seen, o.sending_at, given.*),
    going_on as (
      update outbox o set state = given.state, epoch = o.epoch + 1, not_before = coalesce(given.not_before, o.not_before),
        failures = given.failures,
        doubts = given.doubts, error_code = given.error_code, error_words = given.error_words, lease_holder = null,
          lease_until = given.lease_until, lease_losses = 0
      from given where ${outboxRowsById(settlements)} and o.message_id = given.id and given.state in ('planned', 'in_doubt')
        and ${stillMeant}
      returning o.workspace_id, o.account_id, o.attempts, o.epoch as seen, o.sending_at, given.*),
    settled as (select * from ended union all select * from going_on),
    tried as (
      insert into attempts (message_id, number, workspace_id, account_id, started_at, ended_at, outcome, code, words, platform_code,
        http_status, duration_ms, channel_message_id)
      select id, attempt, workspace_id, account_id, sending_at, ${now}, outcome, error_code, error_words, platform_code, http_status,
        duration_ms, channel_message_id
      from settled where attempt is not null
      on conflict (message_id, number) do update
        set ended_at = excluded.ended_at, outcome = excluded.outcome, code = excluded.code, words = excluded.words,
        platform_code = coalesce(excluded.platform_code, attempts.platform_code),
          http_status = coalesce(excluded.http_status, attempts.http_status),
        duration_ms = coalesce(excluded.duration_ms, attempts.duration_ms),
          channel_message_id = coalesce(excluded.channel_message_id, attempts.channel_message_id)),
    -- The response to a row that changed otherwise meanwhile is stored with its attempt; one that comes after the platform's own status
    -- update adds nothing.
    late as (
      update attempts t set ended_at = ${now}, outcome = given.outcome, code = given.error_code, words = given.error_words,
        platform_code = coalesce(given.platform_code, t.platform_code), http_status = coalesce(given.http_status, t.http_status),
        duration_ms = coalesce(given.duration_ms, t.duration_ms), channel_message_id = coalesce(given.channel_message_id,
          t.channel_message_id)
      from given where t.message_id = given.id and t.number = given.attempt and t.outcome is distinct from 'sent'
        and not exists (select from settled s where s.id = given.id and s.attempt = given.attempt)),
    written as (
      update messages m set state = s.state, epoch = s.seen + 1, attempts = s.attempts, sending_at = s.sending_at, failures = s.failures,
        doubts = s.doubts,
        channel_message_id = coalesce(s.channel_message_id, m.channel_message_id), error_code = s.error_code, error_words = s.error_words,
        final_at = case when s.state <> 'parked' then ${now}::timestamptz end
      from ended s where m.id = s.id
      returning m.id, m.workspace_id, m.state, m.kind, m.automation_id),
    counted as (${countSent('written', now)}),
    released as (${releaseReplies('ended', now)}),
    -- Recorded with an id that the platform may still name (it failed after it was accepted), although it is sent again.
    named as (
      update messages m set channel_message_id = s.channel_message_id from going_on s where m.id = s.id
        and s.channel_message_id is not null)
    select id, epoch, workspace_id as "workspaceId" from settled`.execute(db)
  return rows
}

/** Writes late results of messages that had ended: they end otherwise, or are sent again. Also by compare-and-set. */
export async function settleEnded(trx: Trx, settlements: Settlement[], now: Date): Promise<void> {
  if (!settlements.length) return
  const columns = `id uuid, epoch integer, attempt integer, state text, not_before timestamptz, failures smallint, channel_message_id text,
    error_code text, error_words text, outcome text, platform_code text, http_status smallint`
  await sql`
    with given as materialized (select * from ${rowsOf(settlements, columns)}),
    written as (
      update messages m set state = case given.state when 'planned' then 'open'
        else given.state end, epoch = m.epoch + 1, failures = given.failures,
        channel_message_id = coalesce(given.channel_message_id, m.channel_message_id), final_at = case given.state when 'refused'
          then ${now}::timestamptz end,
        error_code = case when given.state <> 'planned' then given.error_code end, error_words = case when given.state <> 'planned'
          then given.error_words end
      from given where m.id = given.id and m.epoch = given.epoch and m.state <> 'open'
      returning m.id, m.seq, m.workspace_id, m.account_id, m.conversation_id, m.lane, m.kind, m.epoch, m.expires_at, m.attempts, m.failures,
        m.doubts),
    opened as (
      insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, epoch, not_before, expires_at, attempts,
        failures, doubts, error_code, error_words)
      select w.id, w.seq, w.workspace_id, w.account_id, w.conversation_id, w.lane, w.kind, w.epoch, coalesce(given.not_before, ${now}),
        w.expires_at, w.attempts, w.failures,
        w.doubts, given.error_code, given.error_words
      from written w join given on given.id = w.id where given.state = 'planned')
    update attempts t set ended_at = ${now}, outcome = given.outcome, code = given.error_code, words = given.error_words,
      platform_code = coalesce(given.platform_code, t.platform_code), http_status = coalesce(given.http_status, t.http_status),
      channel_message_id = coalesce(given.channel_message_id, t.channel_message_id)
    from given join written w on w.id = given.id where t.message_id = given.id and t.number = given.attempt`.execute(trx)
}

const stillMeant = sql`(o.epoch = given.epoch or (o.state = 'in_doubt' and given.state in ('sent', 'refused')
  and o.attempts = given.attempt))`

/** Finds threads whose person got a second identifier: the response to a private reply names the recipient for messages. */
export async function findUnlinked(
  db: Db,
  given: { conversation_id: string; recipient_id: string }[],
): Promise<{ conversation_id: string; recipient_id: string }[]> {
  if (!given.length) return []
  const { rows } = await sql<{ conversation_id: string; recipient_id: string }>`
    select c.id as conversation_id, given.recipient_id
    from ${rowsOf(given, 'conversation_id uuid, recipient_id text')}
    join conversations c on c.id = given.conversation_id
    where c.recipient_id is distinct from given.recipient_id`.execute(db)
  return rows
}

/** Of other ids of the people of threads, those that are not known as theirs yet. */
export async function findUnknownAliases(db: Db, given: Alias[]): Promise<Alias[]> {
  if (!given.length) return []
  const { rows } = await sql<Alias>`
    select given.conversation_id, given.value, given.kind from ${rowsOf(given, 'conversation_id uuid, value text, kind text')}
    join conversations c on c.id = given.conversation_id
    where not exists (select from contact_identifiers i
      where i.account_id = c.account_id and i.value = given.value and i.contact_id = c.contact_id)`.execute(db)
  return rows
}
export type Alias = { conversation_id: string } & PersonId

/**
 * Writes the outcomes of earlier attempts that were unknown until a later one showed them. Where several are in doubt and one of them
 * arrived it is unknown which: they are left unchanged.
 */
export async function resolveAttempts(trx: Trx, told: { id: string; attempt: number; arrived: boolean }[]): Promise<void> {
  if (!told.length) return
  await sql`
    update attempts t set outcome = case when given.arrived then 'sent' else 'not_there' end, code = null,
      words = case when given.arrived then ${hadArrived} else ${hadNotArrived} end
    from ${rowsOf(told, 'id uuid, attempt integer, arrived boolean')}
    where t.message_id = given.id and t.number < given.attempt and t.outcome = 'in_doubt'
      and not (given.arrived and exists (select from attempts o where o.message_id = t.message_id and o.outcome = 'in_doubt'
        and o.number < given.attempt and o.number <> t.number))`.execute(trx)
}

const hadArrived = sentence('outbox.had_arrived')
const hadNotArrived = sentence('outbox.had_not_arrived')

/** Changes the content of messages that are retried in another form, before they are sent. */
export async function reword(trx: Db | Trx, changes: { id: string; content: MessageContent }[]): Promise<void> {
  if (!changes.length) return
  await sql`update messages m set content = given.content from ${rowsOf(changes, 'id uuid, content json')} where m.id = given.id`.execute(
    trx,
  )
}
