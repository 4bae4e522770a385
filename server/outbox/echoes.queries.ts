import { sql } from 'kysely'
import { type MessageContent, readContent, type StoredContent } from '../model/content.ts'
import type { Heard } from '../model/isSame.ts'
import { releaseReplies } from './waitForDm.queries.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { sentence } from './sentences.ts'

const knownByEcho = sentence('outbox.known_by_echo')

/** A message of the account that came back: an echo in a thread, or its own comment. */
export type Echo = Heard & {
  event_id: string
  account_id: string
  conversation_id: string | null
  channel_message_id: string
  parent_id: string | null
  media_id: string | null
  lane: 'public' | 'direct'
}

/** Finds echoes of messages with a known id. */
export async function findOurs(trx: Trx, echoes: Echo[]): Promise<Map<string, string>> {
  if (!echoes.length) return new Map()
  const { rows } = await sql<{ event_id: string; id: string }>`
    select given.event_id, t.message_id as id
    from ${rowsOf(echoes, 'event_id uuid, account_id uuid, channel_message_id text')}
    join attempts t on t.account_id = given.account_id and t.channel_message_id = given.channel_message_id`.execute(trx)
  return new Map(rows.map((row) => [row.event_id, row.id]))
}

export type Doubtful = {
  id: string
  account_id: string
  conversation_id: string
  lane: string
  content: MessageContent
  comment_id: string | null
  media_id: string | null
  state: string
  automation_id: string | null
}

/** Finds messages in flight or in doubt that an echo may belong to, oldest first. Rows that another transaction is settling are skipped. */
export async function findUnderWay(trx: Trx, echoes: Echo[]): Promise<Doubtful[]> {
  const direct = [...new Set(echoes.filter((one) => one.lane === 'direct' && one.conversation_id).map((one) => one.conversation_id!))]
  const accounts = [...new Set(echoes.map((one) => one.account_id))]
  const parents = [
    ...new Set(
      echoes
        .filter((one) => one.lane === 'public')
        .flatMap((one) => [one.parent_id, one.media_id])
        .filter((id) => id !== null),
    ),
  ]
  if (!direct.length && !parents.length) return []
  const { rows } = await sql<Omit<Doubtful, 'content'> & { content: StoredContent }>`
    select m.id, o.account_id, o.conversation_id, o.lane, m.content, m.comment_id, m.media_id, o.state, m.automation_id
    from outbox o join messages m on m.id = o.message_id
    where (o.state = 'sending' and o.lease_until is not null or o.state = 'in_doubt' and o.doubts > 0)
      and o.account_id = any(${accounts}::uuid[])
      and ((o.lane = 'direct' and o.conversation_id = any(${direct}::uuid[]))
        or (o.lane = 'public' and (m.comment_id = any(${parents}::text[]) or m.media_id = any(${parents}::text[]))))
    order by o.seq for update of o skip locked`.execute(trx)
  return rows.map((row) => ({ ...row, content: readContent(row.content) }))
}

/** The accounts and conversations in which a message may be on its way, so that an echo may be of it. */
export type OnTheirWay = { conversations: ReadonlySet<string>; privateReplies: ReadonlySet<string> }

/**
 * Finds what is being sent or in doubt. A private reply may come back in another thread than the one it was planned in, so it counts for
 * its whole account.
 */
export async function findOnTheirWay(trx: Trx, where: { account_id: string; conversation_id: string }[]): Promise<OnTheirWay> {
  const { rows } = await sql<{ accountId: string; conversationId: string; kind: string }>`
    select o.account_id as "accountId", o.conversation_id as "conversationId", m.kind
    from outbox o join messages m on m.id = o.message_id
    where o.account_id = any(${[...new Set(where.map((one) => one.account_id))]}::uuid[]) and o.lane = 'direct'
      and o.state in ('sending', 'in_doubt')
      and (m.kind = 'private_reply' or o.conversation_id = any(${[...new Set(where.map((one) => one.conversation_id))]}::uuid[]))`.execute(
    trx,
  )
  return {
    conversations: new Set(rows.map((row) => row.conversationId)),
    privateReplies: new Set(rows.filter((row) => row.kind === 'private_reply').map((row) => row.accountId)),
  }
}

/** Resolves doubts by echoes: the message was sent, and this is its id. Out: the rows that were still in doubt. */
export async function settleByEcho(
  trx: Trx,
  settled: { id: string; channel_message_id: string }[],
  now: Date,
): Promise<{ id: string; workspaceId: string; automationId: string | null; lane: string }[]> {
  if (!settled.length) return []
  const { rows } = await sql<{ id: string; workspaceId: string; automationId: string | null; lane: string }>`
    with given as materialized (select * from ${rowsOf(settled, 'id uuid, channel_message_id text')}),
    known as (
      delete from outbox o using given
      where o.message_id = any(${settled.map((one) => one.id)}::uuid[]) and o.message_id = given.id and o.state = 'in_doubt'
        and not exists (select from attempts t where t.account_id = o.account_id and t.channel_message_id = given.channel_message_id)
      returning o.message_id as id, o.epoch, o.attempts, o.failures, o.doubts, o.sending_at, given.channel_message_id),
    released as (${releaseReplies('known', now)}),
    messages_settled as (
      update messages m set state = 'sent', epoch = k.epoch + 1, attempts = k.attempts, failures = k.failures, doubts = k.doubts,
        sending_at = k.sending_at,
        channel_message_id = k.channel_message_id, final_at = ${now}, error_code = null, error_words = null
      from known k where m.id = k.id
      returning m.id, m.workspace_id, m.attempts, m.automation_id, m.lane, m.channel_message_id),
    tried as (
      update attempts t set outcome = 'sent', words = ${knownByEcho}, ended_at = coalesce(t.ended_at, ${now}),
        channel_message_id = s.channel_message_id
      from messages_settled s where t.message_id = s.id and t.number = s.attempts)
    select id, workspace_id as "workspaceId", automation_id as "automationId", lane from messages_settled`.execute(trx)
  return rows
}

/** Applies read receipts, which only move statuses forward: all messages to this person up to the one that was read. */
export async function markRead(trx: Trx, marks: { account_id: string; channel_message_id: string }[], now: Date): Promise<void> {
  if (!marks.length) return
  await sql`
    with upto as (
      select m.conversation_id, max(m.seq) as seq
      from ${rowsOf(marks, 'account_id uuid, channel_message_id text')}
      join attempts t on t.account_id = given.account_id and t.channel_message_id = given.channel_message_id
      join messages m on m.id = t.message_id
      group by m.conversation_id),
    those as (
      select m.id from messages m join upto on upto.conversation_id = m.conversation_id and m.seq <= upto.seq
      where m.lane = 'direct' and m.state in ('sent', 'delivered') order by m.seq for update of m skip locked)
    update messages set state = 'read', final_at = coalesce(final_at, ${now}) where id in (select id from those)`.execute(trx)
}
