import { sql } from 'kysely'
import { readContent, type StoredContent, wordsOf } from '../model/content.ts'
import type { Trx } from '../platform/db.ts'
import { dmNotSent } from './whyNotNow.ts'

export type DeadLetter = {
  id: string
  seq: number
  accountId: string
  conversationId: string
  eventId: string | null
  kind: string
  text: string
  state: 'refused' | 'parked'
  code: string | null
  words: string | null
  attempts: number
  at: Date
  automationId: string | null
  automationName: string | null
  username: string | null
  name: string | null
}

/** Selects dead letters: all, or those of a state, a reason, an account, and since a time. */
export type DeadFilter = {
  code?: string | undefined
  state?: string | undefined
  accountId?: string | undefined
  since?: Date | undefined
}
type Named = DeadFilter & { ids?: string[] | undefined }

const endedAt = sql`coalesce(m.final_at, m.sending_at, m.created_at)`
const chosen = ({ state, code, accountId, since, ids }: Named) => sql`
  ${state ? sql`m.state = ${state}` : sql`m.state in ('refused', 'parked')`}
  and ${code ? sql`m.error_code = ${code}` : sql`true`} and ${accountId ? sql`m.account_id = ${accountId}` : sql`true`}
  and ${since ? sql`${endedAt} >= ${since}` : sql`true`} and ${ids ? sql`m.id = any(${ids}::uuid[])` : sql`true`}
  -- A reply that was not posted because of its DM is not a failure of its own: it is listed with its DM.
  and m.error_code is not null and m.error_code not in ('closed_by_hand', ${dmNotSent})`

/** Finds messages that were given up or need a person, newest first: by their state, not in a queue of their own. */
export async function findDeadLetters(trx: Trx, filter: DeadFilter & { before: number | null; limit: number }): Promise<DeadLetter[]> {
  const { rows } = await sql<Omit<DeadLetter, 'text'> & { content: StoredContent }>`
    select m.id, m.seq, m.account_id as "accountId", m.conversation_id as "conversationId", m.event_id as "eventId", m.kind, m.content,
      m.state,
      m.error_code as code, m.error_words as words, m.attempts, ${endedAt} as at, m.automation_id as "automationId",
        a.name as "automationName",
      c.username, c.name
    from messages m left join contacts c on c.id = m.contact_id left join automations a on a.id = m.automation_id
    where ${chosen(filter)} and ${filter.before === null ? sql`true` : sql`m.seq < ${filter.before}`}
    order by m.seq desc limit ${filter.limit + 1}`.execute(trx)
  return rows.map(({ content, ...row }) => ({ ...row, text: wordsOf(readContent(content)) ?? '' }))
}

export type DeadReason = { state: 'refused' | 'parked'; code: string | null; words: string | null; messages: number }

/** Counts dead letters by reason, the most frequent first, with `words` of the newest. */
export async function countDeadReasons(trx: Trx, filter: DeadFilter): Promise<DeadReason[]> {
  const { rows } = await sql<DeadReason>`
    select m.state, m.error_code as code, (array_agg(m.error_words order by m.seq desc))[1] as words, count(*)::integer as messages
    from messages m where ${chosen(filter)} group by m.state, m.error_code order by messages desc, code`.execute(trx)
  return rows
}

/** Rows of a bulk action after a place; locked, oldest first, so that two actions at once run one after the other. */
export async function lockDeadLetters(
  trx: Trx,
  by: Named,
  { after, limit }: { after: number; limit: number },
): Promise<{ id: string; seq: number; epoch: number }[]> {
  const { rows } = await sql<{ id: string; seq: number; epoch: number }>`
    select m.id, m.seq, m.epoch from messages m where ${chosen(by)} and m.seq > ${after}
    order by m.seq limit ${limit} for update of m`.execute(trx)
  return rows
}
