import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

/** Something the account itself said, told back to us: an echo in a thread, or its own comment. */
export type Echo = {
  event_id: string
  account_id: string
  conversation_id: string | null
  channel_message_id: string
  text: string | null
  parent_id: string | null
  media_id: string | null
  lane: 'public' | 'direct'
}

/** Echoes of messages whose id we already know. */
export async function findOurs(trx: Trx, echoes: Echo[]): Promise<Map<string, string>> {
  if (!echoes.length) return new Map()
  const { rows } = await sql<{ event_id: string; id: string }>`
    select given.event_id, m.id
    from ${rowsOf(echoes, 'event_id uuid, account_id uuid, channel_message_id text')}
    join messages m on m.account_id = given.account_id and m.channel_message_id = given.channel_message_id`.execute(trx)
  return new Map(rows.map((row) => [row.event_id, row.id]))
}

export type Doubtful = {
  id: string
  account_id: string
  conversation_id: string
  lane: string
  text: string
  templated: boolean
  comment_id: string | null
  media_id: string | null
  state: string
  automation_id: string | null
}

/** Messages under way or in doubt that an echo may belong to, oldest first. Rows that somebody is settling just now are left to them. */
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
  const { rows } = await sql<Doubtful>`
    select id, account_id, conversation_id, lane, content ->> 'text' as text, content ? 'buttons' as templated, comment_id, media_id, state, automation_id
    from messages
    where state in ('sending', 'in_doubt') and account_id = any(${accounts}::uuid[])
      and ((lane = 'direct' and conversation_id = any(${direct}::uuid[]))
        or (lane = 'public' and (comment_id = any(${parents}::text[]) or media_id = any(${parents}::text[]))))
    order by seq for update skip locked`.execute(trx)
  return rows
}

/** An echo settles a doubt: it was said, and this is its id. Answers which rows were still in doubt. */
export async function settleByEcho(
  trx: Trx,
  settled: { id: string; channel_message_id: string }[],
  now: Date,
): Promise<{ automationId: string | null; lane: string }[]> {
  if (!settled.length) return []
  const { rows } = await sql<{ automationId: string | null; lane: string }>`
    with given as materialized (select * from ${rowsOf(settled, 'id uuid, channel_message_id text')}),
    messages_settled as (
      update messages m set state = 'sent', epoch = epoch + 1, channel_message_id = given.channel_message_id, final_at = ${now},
        error_code = null, error_words = null, lease_holder = null, lease_until = null
      from given where m.id = given.id and m.state = 'in_doubt'
        -- Not while the same words are just being said to the same person or under the same post: then it is found out who said them.
        and not exists (select from messages o where o.account_id = m.account_id and o.lane = m.lane and o.id <> m.id
          and (o.channel_message_id = given.channel_message_id
            or (o.state = 'sending' and o.content ->> 'text' = m.content ->> 'text' and (o.conversation_id = m.conversation_id or (m.lane = 'public' and o.media_id = m.media_id)))))
      returning m.id, m.attempts, m.automation_id, m.lane),
    tried as (
      update attempts t set outcome = 'sent', words = 'settled by the platform''s echo', ended_at = coalesce(t.ended_at, ${now})
      from messages_settled s where t.message_id = s.id and t.number = s.attempts)
    select automation_id as "automationId", lane from messages_settled`.execute(trx)
  return rows
}

/** Read marks move statuses forward only: everything said to this person up to the message that was read. */
export async function markRead(trx: Trx, marks: { account_id: string; channel_message_id: string }[], now: Date): Promise<void> {
  if (!marks.length) return
  await sql`
    with upto as (
      select m.conversation_id, max(m.seq) as seq
      from ${rowsOf(marks, 'account_id uuid, channel_message_id text')}
      join messages m on m.account_id = given.account_id and m.channel_message_id = given.channel_message_id
      group by m.conversation_id),
    those as (
      select m.id from messages m join upto on upto.conversation_id = m.conversation_id and m.seq <= upto.seq
      where m.lane = 'direct' and m.state in ('sent', 'delivered') order by m.seq for update of m skip locked)
    update messages set state = 'read', final_at = coalesce(final_at, ${now}) where id in (select id from those)`.execute(trx)
}
