import { sql, type RawBuilder } from 'kysely'
import type { StoredContent } from '../model/content.ts'
import type { MessageState } from '../model/message.ts'
import type { ChannelName } from '../model/event.ts'
import { isOfSeenAccounts } from '../platform/boundedPage.ts'
import type { Scope, Trx } from '../platform/db.ts'

export type ConversationRow = {
  id: string
  accountId: string
  contactId: string
  username: string | null
  name: string | null
  channel: ChannelName
  recipientId: string | null
  windowUntil: Date | null
  optedOutAt: Date | null
  botPausedUntil: Date | null
  marketingStoppedAt: Date | null
  freeUntil: Date | null
  assigneeId: string | null
  closedAt: Date | null
  reopenedAt: Date | null
  firstAnsweredAt: Date | null
  lastEventAt: Date
  createdAt: Date
  unread: number
  lastIn: { kind: string; text: string | null; at: string } | null
  lastOut: { content: StoredContent; state: MessageState; at: string } | null
}

/** Which conversations a list has. `assigneeId`: null for those of nobody. `ids`: those that a search found. */
export type ConversationFilter = {
  status?: 'open' | 'closed' | undefined
  assigneeId?: string | null | undefined
  accountId?: string | undefined
  channel?: string | undefined
  contactId?: string | undefined
  ids?: string[] | undefined
}

/** What people do in a conversation, as the inbox shows and counts it. */
const acts = sql`e.kind in ('message', 'postback', 'comment', 'live_comment') and e.silence is distinct from 'own'`
/** More unread messages are shown as this many. */
const unreadAtMost = 100

/** Whether the member has not read event `e` of conversation `c`. */
const isUnread = ({ memberId }: { memberId: string | null }) => sql`e.conversation_id = c.id and ${acts}
        and e.seq > greatest(
          (select r.read_seq from conversation_reads r where r.conversation_id = c.id and r.member_id = ${memberId}::uuid),
          (select s.unread_after from inbox_settings s where s.workspace_id = c.workspace_id), 0)`

const rowsOf = (from: RawBuilder<unknown>, who: Scope & { memberId: string | null }) => sql<ConversationRow>`
  select c.id, c.account_id as "accountId", c.contact_id as "contactId", p.username, p.name, a.channel, c.recipient_id as "recipientId",
    c.window_until as "windowUntil", c.opted_out_at as "optedOutAt", c.bot_paused_until as "botPausedUntil",
    c.marketing_stopped_at as "marketingStoppedAt", c.free_until as "freeUntil", c.assignee_id as "assigneeId",
    c.closed_at as "closedAt", c.reopened_at as "reopenedAt", c.first_answered_at as "firstAnsweredAt",
    c.last_event_at as "lastEventAt", c.created_at as "createdAt",
    case when ${who.memberId}::uuid is null then 0 else (select count(*)::integer from (
      select from events e where ${isUnread(who)}
      limit ${unreadAtMost}) unread) end as unread,
    (select jsonb_build_object('kind', e.kind, 'text', left(e.text, 200), 'at', e.received_at) from events e
      where e.conversation_id = c.id and ${acts} order by e.seq desc limit 1) as "lastIn",
    (select jsonb_build_object('content', m.content, 'state', m.state, 'at', m.created_at) from ledger m
      where m.conversation_id = c.id order by m.seq desc limit 1) as "lastOut"
  from ${from} c join contacts p on p.id = c.contact_id join accounts a on a.id = c.account_id
  order by c.last_event_at desc, c.id desc`

/** Finds one conversation. */
export async function findConversation(
  trx: Trx,
  who: Scope & { memberId: string | null },
  id: string,
): Promise<ConversationRow | undefined> {
  return (
    await rowsOf(sql`(select * from conversations c where c.id = ${id} and ${isOfSeenAccounts(who, 'c.account_id')})`, who).execute(trx)
  ).rows[0]
}

type Listed = ConversationFilter & { before: { at: string; id: string } | null; limit: number }

/**
 * Lists conversations, those where a person did something last first. In: `limit`: one more than are shown.
 */
export async function findConversations(trx: Trx, who: Scope & { memberId: string | null }, by: Listed): Promise<ConversationRow[]> {
  return (await rowsOf(await listed(trx, who, by), who).execute(trx)).rows
}

/** Counts the conversations that have something unread for a member. In: which ones are looked at, of a list. */
export async function countUnread(trx: Trx, who: Scope & { memberId: string }, by: Listed): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${await listed(trx, who, by)} c
    where exists (select from events e where ${isUnread(who)})`.execute(trx)
  return rows[0]?.count ?? 0
}

/** Those of some accounts are read account by account, each by its own index. */
async function listed(trx: Trx, who: Scope, by: Listed): Promise<RawBuilder<unknown>> {
  const where = sql.join(
    [
      by.before ? sql`(c.last_event_at, c.id) < (${by.before.at}::timestamptz, ${by.before.id}::uuid)` : sql`true`,
      by.status === 'open' ? sql`c.closed_at is null` : by.status === 'closed' ? sql`c.closed_at is not null` : sql`true`,
      by.assigneeId === undefined
        ? sql`true`
        : by.assigneeId === null
          ? sql`c.assignee_id is null`
          : sql`c.assignee_id = ${by.assigneeId}::uuid`,
      by.contactId ? sql`c.contact_id = ${by.contactId}::uuid` : sql`true`,
      by.ids ? sql`c.id = any(${by.ids}::uuid[])` : sql`true`,
    ],
    sql` and `,
  )
  const newest = (ofAccount: RawBuilder<unknown>) =>
    sql`select c.* from conversations c where ${ofAccount} and ${where} order by c.last_event_at desc, c.id desc limit ${by.limit}`
  const accountIds = await seenAccounts(trx, who, by)
  return accountIds === null
    ? sql`(${newest(sql`true`)})`
    : sql`(select n.* from unnest(${accountIds}::uuid[]) as seen(id) cross join lateral (${newest(sql`c.account_id = seen.id`)}) n
          order by n.last_event_at desc, n.id desc limit ${by.limit})`
}

/** The accounts that a list is about; null: all. */
async function seenAccounts(trx: Trx, who: Scope, { accountId, channel }: ConversationFilter): Promise<readonly string[] | null> {
  const limited = accountId ? (who.accountIds === null || who.accountIds.includes(accountId) ? [accountId] : []) : who.accountIds
  if (channel === undefined) return limited
  const { rows } = await sql<{ id: string }>`
    select id from accounts where channel = ${channel} and ${limited ? sql`id = any(${limited}::uuid[])` : sql`true`}`.execute(trx)
  return rows.map((row) => row.id)
}

/** Stores that a member has read everything that a conversation has now. Out: whether there is such a conversation. */
export async function markRead(trx: Trx, who: { workspaceId: string; memberId: string }, id: string): Promise<boolean> {
  const { rows } = await sql`
    insert into conversation_reads (member_id, conversation_id, workspace_id, read_seq)
    select ${who.memberId}, c.id, c.workspace_id,
      coalesce((select e.seq from events e where e.conversation_id = c.id order by e.seq desc limit 1), 0)
    from conversations c where c.id = ${id}
    on conflict (conversation_id, member_id) do update set read_seq = greatest(conversation_reads.read_seq, excluded.read_seq)
    returning conversation_id`.execute(trx)
  return rows.length > 0
}
