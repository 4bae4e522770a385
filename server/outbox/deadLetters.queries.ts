import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type DeadLetter = {
  id: string
  seq: number
  accountId: string
  conversationId: string
  kind: string
  text: string
  state: 'refused' | 'parked'
  code: string | null
  words: string | null
  attempts: number
  at: Date
  automationId: string | null
}

export type DeadFilter = {
  code?: string | undefined
  state?: string | undefined
  accountId?: string | undefined
  before: number | null
  limit: number
}

const chosen = (filter: { code?: string | undefined; state?: string | undefined; accountId?: string | undefined }) => sql`
  ${filter.state ? sql`m.state = ${filter.state}` : sql`m.state in ('refused', 'parked')`}
  and ${filter.code ? sql`m.error_code = ${filter.code}` : sql`true`} and ${filter.accountId ? sql`m.account_id = ${filter.accountId}` : sql`true`}
  and m.error_code is not null and m.error_code <> 'closed_by_hand'`

/** What was given up or waits for a person, newest first: a state of the ledger, not a queue of its own. */
export async function findDeadLetters(trx: Trx, filter: DeadFilter): Promise<DeadLetter[]> {
  const { rows } = await sql<DeadLetter>`
    select m.id, m.seq, m.account_id as "accountId", m.conversation_id as "conversationId", m.kind, m.content ->> 'text' as text, m.state,
      m.error_code as code, m.error_words as words, m.attempts, coalesce(m.final_at, m.sending_at, m.created_at) as at, m.automation_id as "automationId"
    from messages m
    where ${chosen(filter)} and ${filter.before === null ? sql`true` : sql`m.seq < ${filter.before}`}
    order by m.seq desc limit ${filter.limit + 1}`.execute(trx)
  return rows
}

/** Which of them a replay means: named ones, or all that failed since a time, without a ceiling. Oldest first, so that lanes keep their order. */
export async function findToReplay(
  trx: Trx,
  by: {
    ids?: string[] | undefined
    since?: Date | undefined
    code?: string | undefined
    state?: string | undefined
    accountId?: string | undefined
  },
): Promise<{ id: string; epoch: number }[]> {
  const { rows } = await sql<{ id: string; epoch: number }>`
    select m.id, m.epoch from messages m
    where ${chosen(by)} and ${by.ids ? sql`m.id = any(${by.ids}::uuid[])` : sql`true`} and ${by.since ? sql`coalesce(m.final_at, m.sending_at, m.created_at) >= ${by.since}` : sql`true`}
    order by m.seq`.execute(trx)
  return rows
}
