import { sql } from 'kysely'
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
  text: string
  templated: boolean
  sendingAt: Date
}

const doubtColumns = sql`m.id, m.epoch, m.attempts, m.failures, m.doubts, m.account_id as "accountId", m.conversation_id as "conversationId",
  m.kind, m.comment_id as "commentId", m.media_id as "mediaId", c.recipient_id as "recipientId", m.content ->> 'text' as text,
  m.content ? 'buttons' as templated, m.sending_at as "sendingAt"`

/**
 * Doubts that something already here settles: an echo, or our own comment, that came while the message was still being sent
 * and belongs to no other message. One per conversation in a round, so that two equal texts never take the same echo.
 */
export async function findSettledByEcho(db: Db, limit: number): Promise<{ id: string; epoch: number; attempts: number; failures: number; doubts: number; echoId: string }[]> {
  const { rows } = await sql<{ id: string; epoch: number; attempts: number; failures: number; doubts: number; echoId: string }>`
    select distinct on (m.conversation_id) m.id, m.epoch, m.attempts, m.failures, m.doubts, e.external_id as "echoId"
    from messages m
    join events e on e.account_id = m.account_id and e.occurred_at >= m.sending_at - interval '5 seconds' and (e.kind = 'echo' or e.silence = 'own')
      and e.external_id is not null and (e.text = m.content ->> 'text' or (e.text is null and m.content ? 'buttons'))
      and case when m.lane = 'direct' then e.kind = 'echo' and e.conversation_id = m.conversation_id
        else e.silence = 'own' and (e.detail ->> 'parentCommentId' = m.comment_id or e.media_id = m.media_id) end
    where m.state = 'in_doubt'
      and not exists (select from messages o where o.account_id = e.account_id and o.channel_message_id = e.external_id)
    order by m.conversation_id, m.seq, e.seq limit ${limit}`.execute(db)
  return rows
}

/** Doubts old enough to be judged, of accounts that can be asked; at most one of an account, since reading back has its own limit. */
export async function findRipeDoubts(db: Db, machineNow: Date, limit: number): Promise<Doubt[]> {
  const { rows } = await sql<Doubt>`
    select distinct on (m.account_id) ${doubtColumns}
    from messages m join conversations c on c.id = m.conversation_id join accounts a on a.id = m.account_id and a.status = 'active'
    where m.state = 'in_doubt' and (m.lease_until is null or m.lease_until <= ${machineNow})
    order by m.account_id, m.lease_until nulls first limit ${limit}`.execute(db)
  return rows
}

/** Which of these platform ids belong to messages of the ledger already. */
export async function findRecorded(db: Db, accountId: string, channelMessageIds: string[]): Promise<Set<string>> {
  if (!channelMessageIds.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    select m.channel_message_id as id from ${rowsOf(channelMessageIds.map((id) => ({ id })), 'id text')}
    join messages m on m.account_id = ${accountId} and m.channel_message_id = given.id`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** Puts the next look at a doubt off. `looks` counts on `lease_losses`, which a doubt does not use otherwise. */
export async function putOffDoubt(db: Db | Trx, id: string, epoch: number, until: Date): Promise<number> {
  const { rows } = await sql<{ looks: number }>`
    update messages set lease_until = ${until}, lease_losses = lease_losses + 1
    where id = ${id} and epoch = ${epoch} and state = 'in_doubt' returning lease_losses as looks`.execute(db)
  return rows[0]?.looks ?? 0
}
