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
  accountId: string
  conversationId: string
  kind: string
  commentId: string | null
  mediaId: string | null
  recipientId: string | null
  content: MessageContent
  sendingAt: Date
  /** Taken because it is over, although its time to be looked into has not come. */
  early: boolean
}

const doubtColumns = sql`m.id, m.epoch, m.attempts, m.failures, m.doubts, m.account_id as "accountId", m.conversation_id as "conversationId",
  m.kind, m.comment_id as "commentId", m.media_id as "mediaId", c.recipient_id as "recipientId", m.content,
  m.sending_at as "sendingAt"`

/** Messages in doubt, as one row each. `doubts > 0` is what the index knows. */
const openDoubts = sql`
  select m.id, o.seq, o.epoch, o.attempts, o.failures, o.doubts, o.account_id, o.conversation_id, m.kind, m.lane, m.comment_id, m.media_id, m.content, o.sending_at,
    o.lease_until, o.lease_losses
  from outbox o join messages m on m.id = o.message_id where o.state = 'in_doubt' and o.doubts > 0`

/** A doubt with what was heard in its place since it was tried, and what is being sent there just now. */
export type HeardDoubt = Pick<Doubt, 'id' | 'epoch' | 'attempts' | 'failures' | 'doubts' | 'accountId' | 'conversationId' | 'content'> & {
  heard: (Heard & { id: string })[]
  beingSaid: MessageContent[]
}
type HeardRow = Omit<HeardDoubt, 'content' | 'heard' | 'beingSaid'> & {
  content: StoredContent
  heard: { id: string; text: string | null; attachments: Heard['attachments'] | null }[]
  beingSaid: StoredContent[] | null
}

/** What is heard under a post that many comment is nearly all recorded with its message; what is left over is little, and the nearest is looked at first. */
const heardOfEach = 25

/**
 * Doubts that something already here may settle: an echo, or our own comment, that came while the message was still being sent and belongs to
 * no other message. Whether it is the same the caller finds out (isSame.ts). Oldest first, each with what is nearest to it first.
 */
export async function findHeardDoubts(db: Db, limit: number): Promise<HeardDoubt[]> {
  const { rows } = await sql<HeardRow>`
    with open_doubts as (${openDoubts})
    select m.id, m.epoch, m.attempts, m.failures, m.doubts, m.account_id as "accountId", m.conversation_id as "conversationId", m.content, near.heard,
      (select json_agg(o.content) from outbox s join messages o on o.id = s.message_id where ${isInFlightBeside}) as "beingSaid"
    from open_doubts m cross join lateral (
      select json_agg(json_build_object('id', e.external_id, 'text', e.text, 'attachments', e.attachments) order by e.exact desc, e.seq) as heard from (
        select e.external_id, e.text, e.detail -> 'attachments' as attachments, e.seq, e.detail ->> 'parentCommentId' is not distinct from m.comment_id as exact
        from events e
        where e.account_id = m.account_id and e.occurred_at >= m.sending_at - interval '5 seconds' and (e.kind = 'echo' or e.silence = 'own')
          and e.external_id is not null
          and case when m.lane = 'direct' then e.kind = 'echo' and e.conversation_id = m.conversation_id
            else e.silence = 'own' and (e.detail ->> 'parentCommentId' = m.comment_id
              -- A reply to a reply hangs under the top comment; but what hangs under another comment that we answer is that answer.
              or (e.media_id = m.media_id and not exists (
                select from events c join messages p on p.event_id = c.id and p.lane = 'public'
                where c.account_id = m.account_id and c.external_id = e.detail ->> 'parentCommentId'
                -- Asked for each: in one hash of all, the planner would read every event there is.
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
 * Doubts old enough to be judged, of accounts that can be asked; at most one of an account, since reading back has its own limit.
 * In: the world's time; the machine's time; and since when (the world's time) a doubt that nobody could look into is over.
 */
export async function findRipeDoubts(db: Db, now: Date, machineNow: Date, overSince: Date, limit: number): Promise<Doubt[]> {
  const { rows } = await sql<Doubt>`
    select * from (select distinct on (m.account_id) ${doubtColumns}, coalesce(m.lease_until > ${machineNow}, false) as early
    from (${openDoubts}) m join conversations c on c.id = m.conversation_id join accounts a on a.id = m.account_id and a.status = 'active' and ${hasNoOpenBreaker(sql`m.account_id`, now)}
    where (m.lease_until is null or m.lease_until <= ${machineNow} or (m.lease_losses = 0 and m.sending_at <= ${overSince}))
    order by m.account_id, m.lease_until nulls first) ripe
    -- Those that only wait must not take the places of others.
    order by early limit ${limit}`.execute(db)
  return rows
}

/** Which of these platform ids belong to messages of the ledger already. */
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

/** Puts a doubt off that cannot be looked into, without counting a look. */
export async function waitWithDoubt(db: Db | Trx, id: string, epoch: number, until: Date): Promise<void> {
  await sql`update outbox set lease_until = ${until} where message_id = ${id} and epoch = ${epoch} and state = 'in_doubt'`.execute(db)
}

/** Puts the next look at a doubt off. `looks` counts on `lease_losses`, which a doubt does not use otherwise. */
export async function putOffDoubt(db: Db | Trx, id: string, epoch: number, until: Date): Promise<number> {
  const { rows } = await sql<{ looks: number }>`
    update outbox set lease_until = ${until}, lease_losses = lease_losses + 1
    where message_id = ${id} and epoch = ${epoch} and state = 'in_doubt' returning lease_losses as looks`.execute(db)
  return rows[0]?.looks ?? 0
}
