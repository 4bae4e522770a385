import { sql } from 'kysely'
import { outboxRowsById } from './outboxRowsById.ts'
import type { StatusReport } from '../model/event.ts'
import type { MessageKind, MessageState } from '../model/message.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { messagePrices, waitingStatuses } from '../platform/tables/messages.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'
import { sentence } from './sentences.ts'
import { releaseReplies } from './waitForDm.queries.ts'

const knownByReport = sentence('outbox.known_by_report')

/** A status update of one message, by its platform id and, where it came back, by our id. */
export type Reported = { accountId: string; channelMessageId: string; occurredAt: Date; report: StatusReport }

/** A message that a status update may concern. */
export type Meant = {
  id: string
  epoch: number
  workspaceId: string
  accountId: string
  conversationId: string
  contactId: string | null
  kind: MessageKind
  state: MessageState
  attempts: number
  failures: number
  doubts: number
  sendingAt: Date | null
  channelMessageId: string | null
  automationId: string | null
}

const meantColumns = sql`m.id, m.epoch, m.workspace_id as "workspaceId", m.account_id as "accountId", m.conversation_id as "conversationId",
  m.contact_id as "contactId",
  m.kind, m.state, m.attempts, m.failures, m.doubts, m.sending_at as "sendingAt", m.channel_message_id as "channelMessageId",
    m.automation_id as "automationId"`

/** Finds the messages of status updates, by either id, without locking them. */
export async function findMeant(
  trx: Trx,
  ids: { account_id: string; channel_message_id: string; reference: string | null }[],
): Promise<Meant[]> {
  if (!ids.length) return []
  const { rows } = await sql<Meant>`
    with given as materialized (select * from ${rowsOf(ids, 'account_id uuid, channel_message_id text, reference uuid')}),
    named as (
      select t.message_id as id from given join attempts t on t.account_id = given.account_id
        and t.channel_message_id = given.channel_message_id
      union select m.id from given join messages m on m.id = given.reference and m.account_id = given.account_id)
    select ${meantColumns} from ledger m where m.id in (select id from named) order by m.seq`.execute(trx)
  return rows
}

/**
 * Locks messages in their current state; rows that another transaction is settling are skipped. The outbox row first, then the message, as
 * everywhere; only then is their state read, since it may have changed before the lock.
 */
export async function lockMeant(trx: Trx, ids: string[]): Promise<Meant[]> {
  if (!ids.length) return []
  const { rows: open } = await sql<{ id: string; mine: boolean }>`
    with mine as (select message_id from outbox where message_id = any(${ids}::uuid[]) order by seq for update skip locked)
    select message_id as id, message_id in (select message_id from mine) as mine from outbox
      where message_id = any(${ids}::uuid[])`.execute(trx)
  const others = new Set(open.filter((row) => !row.mine).map((row) => row.id))
  const { rows: taken } = await sql<{
    id: string
  }>`select id from messages where id = any(${ids.filter((id) => !others.has(id))}::uuid[]) order by seq for update skip locked`.execute(
    trx,
  )
  const { rows } =
    await sql<Meant>`select ${meantColumns} from ledger m where m.id = any(${taken.map((row) => row.id)}::uuid[]) order by m.seq`.execute(
      trx,
    )
  return rows
}

/** Moves messages forward; one that was in doubt, parked or planned again is thereby known to have been sent. The rows are locked. */
export async function moveForward(
  trx: Trx,
  moves: { id: string; state: MessageState; channel_message_id: string; said: boolean }[],
  now: Date,
): Promise<void> {
  if (!moves.length) return
  await sql`
    with given as materialized (select * from ${rowsOf(moves, 'id uuid, state text, channel_message_id text, said boolean')}),
    known as (
      delete from outbox o using given where ${outboxRowsById(moves)} and o.message_id = given.id
      returning o.message_id as id, o.epoch, o.attempts, o.failures, o.doubts, o.sending_at),
    released as (${releaseReplies('known', now)}),
    moved as (
      update messages m set state = given.state, epoch = greatest(m.epoch, k.epoch) + 1, channel_message_id = given.channel_message_id,
        final_at = coalesce(m.final_at, ${now}),
        attempts = coalesce(k.attempts, m.attempts), failures = coalesce(k.failures, m.failures), doubts = coalesce(k.doubts, m.doubts),
        sending_at = coalesce(k.sending_at, m.sending_at), error_code = null, error_words = null
      from given left join known k on k.id = given.id where m.id = given.id
        returning m.id, m.attempts, given.said, given.channel_message_id)
    update attempts t set outcome = 'sent', code = null, words = ${knownByReport}, ended_at = coalesce(t.ended_at, ${now}),
      channel_message_id = moved.channel_message_id
    from moved where moved.said and t.message_id = moved.id and t.number = moved.attempts`.execute(trx)
}

/** Stores what the platform charges for messages; a later status of the same message says the same, or more. */
export async function storePrices(trx: Trx, prices: NewRow<typeof messagePrices>[]): Promise<void> {
  const latest = [...new Map(prices.map((price) => [price.message_id, price])).values()]
  if (!latest.length) return
  await sql`
    insert into message_prices as p (${columnsOf(messagePrices)})
    select ${columnsOf(messagePrices)} from ${rowsOf(latest, typesOf(messagePrices))}
    on conflict (message_id) do update set category = excluded.category, type = coalesce(excluded.type, p.type),
      model = coalesce(excluded.model, p.model), is_billable = coalesce(excluded.is_billable, p.is_billable)`.execute(trx)
}

/** Stores status updates until their row is free. */
export async function storeWaiting(trx: Trx, reports: NewRow<typeof waitingStatuses>[]): Promise<void> {
  if (!reports.length) return
  await sql`
    insert into waiting_statuses (${columnsOf(waitingStatuses)})
    select * from ${rowsOf(reports, typesOf(waitingStatuses))}`.execute(trx)
}

/** Whether any status update waits for its message. */
export async function someWait(db: Db): Promise<boolean> {
  const { rows } = await sql`select from waiting_statuses limit 1`.execute(db)
  return rows.length > 0
}

/** Takes status updates whose row is free now, with the row, in the order in which they came. */
export async function takeWaiting(trx: Trx, limit: number): Promise<Reported[]> {
  const { rows } = await sql<Reported>`
    with free as (
      select m.id, m.account_id from messages m
      where m.id in (select message_id from waiting_statuses) and not exists (select from outbox o where o.message_id = m.id
        and o.state = 'sending')
      order by m.seq limit ${limit}),
    taken as (
      delete from waiting_statuses w using free where w.message_id = free.id
      returning w.seq, free.account_id, w.channel_message_id, w.occurred_at, w.report)
    select account_id as "accountId", channel_message_id as "channelMessageId", occurred_at as "occurredAt", report from taken
      order by seq`.execute(trx)
  return rows
}
