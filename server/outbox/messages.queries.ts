import { sql, type RawBuilder } from 'kysely'
import { countSent } from '../automations/stats.queries.ts'
import { type MessageContent, readContent, type StoredContent, wordsOf } from '../model/content.ts'
import type { Price } from '../model/event.ts'
import type { ClosedOutcome, MessageState } from '../model/message.ts'
import { newestOf, rowsPerWalk, type BoundedPage } from '../platform/boundedPage.ts'
import { mergeByTime } from '../platform/mergeByTime.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { attempts } from '../platform/tables/attempts.ts'
import type { Selected } from '../platform/tables/table.ts'
import { sentence } from './sentences.ts'
import { dmNotSent } from './whyNotNow.ts'

export type MessageRow = {
  id: string
  seq: number
  at: Date
  /** When it came to us: its place among the others. What somebody did long ago may be heard of only now. */
  listedAt: Date
  conversationId: string | null
  accountId: string
  direction: 'in' | 'out'
  kind: string
  content: MessageContent | null
  text: string | null
  state: MessageState | null
  channelMessageId: string | null
  errorCode: string | null
  errorWords: string | null
  attempts: (Selected<typeof attempts, 'number' | 'outcome' | 'code' | 'platform_code' | 'http_status' | 'duration_ms'> & { at: string })[]
  eventId: string | null
  automationId: string | null
  runId: string | null
  byHand: boolean
  price: Omit<Price, 'model'> | null
}

type Filter = {
  /** The accounts that the caller is limited to; null: all. */
  accountIds: readonly string[] | null
  conversationId?: string | undefined
  accountId?: string | undefined
  /** Only what was sent, or is to be. */
  status?: MessageState[] | undefined
  direction?: 'in' | 'out' | undefined
  before: MessagesPlace | null
  limit: number
}

/** The end of a page: the numbers of its last message and of its last event. Each table is read in its own order, by its own index. */
export type MessagesPlace = { out: number; in: number }
/** `out` first: at equal times the sent message is the newer one. */
const newest: MessagesPlace = { out: Number.MAX_SAFE_INTEGER, in: Number.MAX_SAFE_INTEGER }

/** Lists both directions of conversations, newest first: what people wrote (events) and what was sent (messages). */
export async function findMessages(trx: Trx, filter: Filter): Promise<BoundedPage<MessageRow, MessagesPlace>> {
  const before = filter.before ?? newest
  const accountIds = filter.accountId ? [filter.accountId] : filter.accountIds
  const inScope = (from: number) =>
    sql`r.seq < ${from} and ${filter.conversationId ? sql`r.conversation_id = ${filter.conversationId}` : sql`true`}`
  const outgoing = inScope(before.out)
  const incoming = sql`${inScope(before.in)} and r.silence is distinct from 'own'
    and r.kind in ('message', 'postback', 'comment', 'live_comment')`
  const most = filter.limit + 1
  if (filter.status) return findByState(trx, { ...filter, states: filter.status, accountIds, scope: outgoing }, before)
  const { rows } = await sql<Listed>`
    (select ${outgoingColumns} from ${newestOf('ledger', accountIds, filter.direction === 'in' ? sql`false` : outgoing, most)} m)
    union all
    (select e.id, e.seq, e.occurred_at, e.received_at, e.conversation_id, e.account_id, 'in',
      case when e.detail -> 'more' ->> 'transcriptOf' is null then e.kind else 'transcript' end, null, e.text, null, e.external_id,
      null, null, '[]', e.id, null, null, false, null
    from ${newestOf('events', accountIds, filter.direction === 'out' ? sql`false` : incoming, most)} e)`.execute(trx)
  return mergeByTime(rows.map(typed), (row) => row.direction, before, filter.limit)
}

type Listed = Omit<MessageRow, 'content'> & { content: StoredContent | null }
const outgoingColumns = sql`m.id, m.seq, m.created_at as at, m.created_at as "listedAt",
  m.conversation_id as "conversationId", m.account_id as "accountId", 'out' as direction, m.kind, m.content,
  null as text, m.state, m.channel_message_id as "channelMessageId", m.error_code as "errorCode", m.error_words as "errorWords",
  coalesce((select jsonb_agg(jsonb_build_object('number', t.number, 'at', t.started_at, 'outcome', t.outcome, 'code', t.code,
    'platformCode', t.platform_code,
    'httpStatus', t.http_status, 'durationMs', t.duration_ms) order by t.number) from tries t
      where t.message_id = m.id), '[]') as attempts,
  m.event_id as "eventId", m.automation_id as "automationId", m.run_id as "runId", m.by_hand as "byHand",
  (select jsonb_build_object('category', p.category, 'type', p.type, 'isBillable', p.is_billable) from message_prices p
    where p.message_id = m.id) as price`

/**
 * What was sent and is in some states. Messages that wait are in the outbox, which is small; those that failed have an index; of the others
 * the newest are looked through, and the rest is left to the next page (boundedPage.ts).
 */
async function findByState(
  trx: Trx,
  { states, accountIds, scope, direction, limit }: Filter & { states: MessageState[]; scope: RawBuilder<unknown> },
  before: MessagesPlace,
): Promise<BoundedPage<MessageRow, MessagesPlace>> {
  if (direction === 'in') return { rows: [], next: null }
  const isState = sql`r.state = any(${states}::text[])`
  const ofAccounts = accountIds === null ? sql`true` : sql`r.account_id = any(${accountIds}::uuid[])`
  const newestIn = (table: RawBuilder<unknown>, id: RawBuilder<unknown>) =>
    sql`(select m.* from ledger m where m.id = any(array(
      select ${id} from ${table} r where ${scope} and ${isState} and ${ofAccounts} order by r.seq desc limit ${limit + 1})))`
  const isWalked = !states.every((state) => isWaiting(state) || isGivenUp(state))
  const window = sql`(select r.* from ${newestOf('ledger', accountIds, scope, rowsPerWalk)} r)`
  const from = isWalked
    ? sql`(select r.* from ${window} r where ${isState} order by r.seq desc limit ${limit + 1})`
    : states.every(isWaiting)
      ? newestIn(sql`outbox`, sql`r.message_id`)
      : newestIn(sql`(select * from messages where error_code is not null)`, sql`r.id`)
  const { rows } = await sql<Listed>`select ${outgoingColumns} from ${from} m order by m.seq desc`.execute(trx)
  const page = rows.slice(0, limit).map(typed)
  if (rows.length > limit) return { rows: page, next: { out: page.at(-1)!.seq, in: before.in } }
  if (!isWalked) return { rows: page, next: null }
  const { rows: ends } = await sql<{ n: number; last: number | null }>`
    select count(*)::integer as n, min(seq) as last from ${window} w`.execute(trx)
  return { rows: page, next: ends[0]!.n < rowsPerWalk ? null : { out: ends[0]!.last!, in: before.in } }
}

/** States of rows in the outbox. */
const isWaiting = (state: MessageState): boolean => ['planned', 'claimed', 'sending', 'in_doubt'].includes(state)
/** States that have an error code, always. */
const isGivenUp = (state: MessageState): boolean => state === 'refused' || state === 'parked'

/** Rows of before there were kinds of content are read as what they are now. */
function typed({ content: stored, ...row }: Listed): MessageRow {
  const content = stored && readContent(stored)
  return { ...row, content, text: content ? wordsOf(content) : row.text }
}

type FoundMessage = { id: string; state: MessageState; epoch: number; attempts: number }

/** Finds a message by its id, as a person decides about it. */
export async function findMessage(trx: Trx, id: string): Promise<FoundMessage | undefined> {
  const { rows } = await sql<FoundMessage>`select id, state, epoch, attempts from ledger where id = ${id}`.execute(trx)
  return rows[0]
}

/** What became of a message. */
export async function findMessageOutcome(db: Db, id: string): Promise<{ state: MessageState; words: string | null } | undefined> {
  const { rows } = await sql<{ state: MessageState; words: string | null }>`
    select state, coalesce(error_words, error_code) as words from ledger where id = ${id}`.execute(db)
  return rows[0]
}

/** The recipient of a message by hand: the account, and one of the others. */
export type To = {
  accountId: string
  recipientId?: string | undefined
  conversationId?: string | undefined
  commentId?: string | undefined
}
export type Recipient = {
  accountId: string
  conversationId: string
  contactId: string
  recipientId: string | null
  windowUntil: Date | null
  channel: string
  /** The event of the comment that is answered. */
  eventId: string | null
  mediaId: string | null
  commentedAt: Date | null
}

/**
 * Finds and locks the thread of a message by hand, by any of the recipient's ids, until the transaction ends; returns its state after
 * earlier holders of the lock. Its account cannot be deleted meanwhile; it is locked first, as in a deletion.
 */
export async function lockRecipient(trx: Trx, by: To): Promise<Recipient | null> {
  const joined =
    by.conversationId !== undefined
      ? sql`where c.id = ${by.conversationId} and c.account_id = ${by.accountId}`
      : by.recipientId !== undefined
        ? sql`join contact_identifiers i on i.contact_id = c.contact_id and i.account_id = c.account_id where c.account_id = ${by.accountId}
          and i.value = ${by.recipientId.replace(/^\+/, '')}`
        : sql`join events e on e.conversation_id = c.id where e.account_id = ${by.accountId} and e.external_id = ${by.commentId}
          and e.kind in ('comment', 'live_comment')`
  const columns =
    by.commentId === undefined
      ? sql`null::uuid as "eventId", null as "mediaId", null::timestamptz as "commentedAt"`
      : sql`e.id as "eventId", e.media_id as "mediaId", e.occurred_at as "commentedAt"`
  const { rows } = await sql<Recipient>`
    select c.account_id as "accountId", c.id as "conversationId", c.contact_id as "contactId", c.recipient_id as "recipientId",
      c.window_until as "windowUntil", a.channel, ${columns}
    from conversations c join accounts a on a.id = c.account_id ${joined}
    limit 1 for key share of a for no key update of c`.execute(trx)
  return rows[0] ?? null
}

/**
 * Closes messages: they are not sent again, and keep the reason why they needed a person. A message that had arrived counts as sent; only a
 * parked message with an attempt can have arrived. Out: how many; a message that was decided meanwhile is left unchanged.
 */
export async function closeMessages(
  trx: Trx,
  rows: { id: string; epoch: number }[],
  from: ('refused' | 'parked')[],
  outcome: ClosedOutcome,
  now: Date,
): Promise<number> {
  if (!rows.length) return 0
  const arrived = outcome === 'sent'
  const words = sentence(arrived ? 'outbox.closed_arrived' : 'outbox.closed')
  const { rows: closed } = await sql`
    with written as (
      update messages m set state = ${arrived ? 'sent' : 'refused'}, epoch = m.epoch + 1, final_at = ${now},
        error_code = ${arrived ? null : 'closed_by_hand'}::text,
        error_words = case when m.error_words is null then ${words}::text
          else json_build_object('key', ${`${words}_before`}::text, 'data', json_build_object('before', m.error_words))::text end
      from ${rowsOf(rows, 'id uuid, epoch integer')}
      where m.id = given.id and m.epoch = given.epoch and m.state = any(${from}::text[])
        and ${arrived ? sql`m.state = 'parked' and m.attempts > 0` : sql`true`}
      returning m.id, m.workspace_id, m.state, m.kind, m.automation_id),
    counted as (${countSent('written', now)})
    select from written`.execute(trx)
  return closed.length
}

/**
 * Plans messages in one of these end states again, with all attempts; a public reply that was not posted because its DM was not sent waits
 * for that DM again. Out: how many; a message that was decided meanwhile is left unchanged.
 */
export async function planAgain(
  trx: Trx,
  rows: { id: string; epoch: number }[],
  from: ('refused' | 'parked')[],
  now: Date,
): Promise<number> {
  if (!rows.length) return 0
  const { rows: planned } = await sql<{ waitsFor: string | null }>`
    with opened as (
      update messages m set state = 'open', epoch = m.epoch + 1, final_at = null, error_code = null, error_words = null
      from ${rowsOf(rows, 'id uuid, epoch integer')}
      where m.id = given.id and m.epoch = given.epoch and m.state = any(${from}::text[])
      returning m.id, m.seq, m.workspace_id, m.account_id, m.conversation_id, m.lane, m.kind, m.epoch, m.expires_at, m.attempts, m.doubts,
        m.event_id, m.run_id, m.created_at),
    replies as (
      update messages m set state = 'open', epoch = m.epoch + 1, final_at = null, error_code = null, error_words = null
      from opened dm where m.run_id = dm.run_id and m.event_id = dm.event_id and m.created_at = dm.created_at and m.kind = 'public_reply'
        and dm.lane = 'direct'
        and m.state = 'refused' and m.error_code = ${dmNotSent}
        -- The first DM of the decision is the announced one (engine/holdReplies.ts).
        and not exists (select from messages first where first.run_id = dm.run_id and first.event_id = dm.event_id
          and first.created_at = dm.created_at
          and first.lane = 'direct' and first.seq < dm.seq)
      returning m.id, m.seq, m.workspace_id, m.account_id, m.conversation_id, m.lane, m.kind, m.epoch, m.expires_at, m.attempts,
        dm.id as waits_for)
    insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, epoch, not_before, expires_at, attempts,
      doubts, waits_for)
    -- An earlier doubt of a private reply is kept: if the next one is refused as the second, it had arrived.
    select id, seq, workspace_id, account_id, conversation_id, lane, kind, epoch, ${now}::timestamptz, expires_at, attempts, case
      when kind = 'private_reply' then doubts else 0 end, null::uuid from opened
    union all select id, seq, workspace_id, account_id, conversation_id, lane, kind, epoch, 'infinity', expires_at, attempts, 0, waits_for
      from replies
    returning waits_for as "waitsFor"`.execute(trx)
  return planned.filter((one) => one.waitsFor === null).length
}
