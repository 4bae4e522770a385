import { sql } from 'kysely'
import { isInFlightBeside } from './inFlight.queries.ts'
import { hasNoOpenBreaker } from './breakers.queries.ts'
import { type MessageContent, readContent, type StoredContent } from '../model/content.ts'
import type { Heard } from '../model/isSame.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

export type Doubt = {
  id: string
  epoch: number
  attempts: number
  failures: number
  doubts: number
  workspaceId: string
  accountId: string
  conversationId: string
  kind: string
  commentId: string | null
  mediaId: string | null
  recipientId: string | null
  content: MessageContent
  sendingAt: Date
  /** Selected because it timed out, before its next check is due. */
  early: boolean
}

const doubtColumns = sql`m.id, m.epoch, m.attempts, m.failures, m.doubts, m.workspace_id as "workspaceId",
  m.account_id as "accountId", m.conversation_id as "conversationId",
  m.kind, m.comment_id as "commentId", m.media_id as "mediaId", c.recipient_id as "recipientId", m.content,
  m.sending_at as "sendingAt"`

/** SQL: messages in doubt. `doubts > 0` is the condition of the index. */
const openDoubts = sql`
  select m.id, o.seq, o.epoch, o.attempts, o.failures, o.doubts, o.workspace_id, o.account_id, o.conversation_id, m.kind, m.lane,
    m.comment_id, m.media_id, m.content, o.sending_at,
    o.lease_until, o.lease_losses
  from outbox o join messages m on m.id = o.message_id where o.state = 'in_doubt' and o.doubts > 0`

/** A message in doubt with the echoes in its place since its attempt, and the messages being sent there. */
export type HeardDoubt = Pick<Doubt, 'id' | 'epoch' | 'attempts' | 'failures' | 'doubts' | 'workspaceId' | 'accountId' | 'content'> & {
  conversationId: string
  heard: (Heard & { id: string })[]
  beingSaid: MessageContent[]
}
type HeardRow = Omit<HeardDoubt, 'content' | 'heard' | 'beingSaid'> & {
  content: StoredContent
  heard: { id: string; text: string | null; attachments: Heard['attachments'] | null }[]
  beingSaid: StoredContent[] | null
}

/** Echoes under a busy post are nearly all recorded with their message; few are left, and the nearest is compared first. */
const heardOfEach = 25

/**
 * Finds doubts that a stored event may resolve: an echo, or a comment of the account, that came while the message was still being sent and
 * belongs to no other message. The caller compares the contents (isSame.ts). Oldest first, each with its nearest echo first.
 */
export async function findHeardDoubts(db: Db, limit: number): Promise<HeardDoubt[]> {
  const { rows } = await sql<HeardRow>`
    with open_doubts as (${openDoubts})
    select m.id, m.epoch, m.attempts, m.failures, m.doubts, m.workspace_id as "workspaceId", m.account_id as "accountId",
      m.conversation_id as "conversationId", m.content, near.heard,
      (select json_agg(o.content) from outbox s join messages o on o.id = s.message_id where ${isInFlightBeside}) as "beingSaid"
    from open_doubts m cross join lateral (
      select json_agg(json_build_object('id', e.external_id, 'text', e.text, 'attachments', e.attachments)
        order by e.exact desc, e.seq) as heard from (
        select e.external_id, e.text, e.detail -> 'attachments' as attachments, e.seq, e.detail ->> 'parentCommentId' is not distinct
          from m.comment_id as exact
        from events e
        where e.account_id = m.account_id and e.occurred_at >= m.sending_at - interval '5 seconds'
          and (e.kind = 'echo' or e.silence = 'own')
          and e.external_id is not null
          and case when m.lane = 'direct' then e.kind = 'echo' and e.conversation_id = m.conversation_id
            else e.silence = 'own' and (e.detail ->> 'parentCommentId' = m.comment_id
              -- The platform attaches a reply to a reply to the top comment; but a comment attached to another comment that the account
              -- answers is that answer.
              or (e.media_id = m.media_id and not exists (
                select from events c join messages p on p.event_id = c.id and p.lane = 'public'
                where c.account_id = m.account_id and c.external_id = e.detail ->> 'parentCommentId'
                -- A subquery per row: for one hash of all, the planner would read every event.
                offset 0))) end
          and not exists (select from attempts o where o.account_id = e.account_id and o.channel_message_id = e.external_id)
        order by exact desc, e.seq limit ${heardOfEach}) e) near
    where near.heard is not null
    order by m.seq limit ${limit}`.execute(db)
  return rows.map(({ content, heard, beingSaid, ...row }) => ({
    ...row,
    content: readContent(content),
    heard: heard.map((one) => ({ ...one, attachments: one.attachments ?? [] })),
    beingSaid: (beingSaid ?? []).map(readContent),
  }))
}

/**
 * Finds doubts that are old enough to be checked, of accounts that can be asked; at most one per account, since reading back has its own
 * rate limit. In: product clock; system clock; and the time (product clock) before which a doubt that could not be checked has timed out.
 */
export async function findRipeDoubts(db: Db, now: Date, machineNow: Date, overSince: Date, limit: number): Promise<Doubt[]> {
  const { rows } = await sql<Doubt>`
    select * from (select distinct on (m.account_id) ${doubtColumns}, coalesce(m.lease_until > ${machineNow}, false) as early
    from (${openDoubts}) m join conversations c on c.id = m.conversation_id join accounts a on a.id = m.account_id and a.status = 'active'
      and ${hasNoOpenBreaker(sql`m.account_id`, now)}
    where (m.lease_until is null or m.lease_until <= ${machineNow} or (m.lease_losses = 0 and m.sending_at <= ${overSince}))
    order by m.account_id, m.lease_until nulls first) ripe
    -- Timed-out doubts must not crowd out others.
    order by early limit ${limit}`.execute(db)
  return rows
}

/** The platform ids among these that are already recorded with messages. */
export async function findRecorded(db: Db, accountId: string, channelMessageIds: string[]): Promise<Set<string>> {
  if (!channelMessageIds.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    select t.channel_message_id as id from ${rowsOf(
      channelMessageIds.map((id) => ({ id })),
      'id text',
    )}
    join attempts t on t.account_id = ${accountId} and t.channel_message_id = given.id`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** Postpones a doubt that cannot be checked now, without counting a check. */
export async function waitWithDoubt(db: Db | Trx, id: string, epoch: number, until: Date): Promise<void> {
  await sql`update outbox set lease_until = ${until} where message_id = ${id} and epoch = ${epoch} and state = 'in_doubt'`.execute(db)
}

/** Postpones the next check of a doubt. `looks` counts in `lease_losses`, which a doubt does not use otherwise. */
export async function putOffDoubt(db: Db | Trx, id: string, epoch: number, until: Date): Promise<number> {
  const { rows } = await sql<{ looks: number }>`
    update outbox set lease_until = ${until}, lease_losses = lease_losses + 1
    where message_id = ${id} and epoch = ${epoch} and state = 'in_doubt' returning lease_losses as looks`.execute(db)
  return rows[0]?.looks ?? 0
}
