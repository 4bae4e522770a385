import { sql } from 'kysely'
import type { MailStatus } from '../model/mail.ts'
import type { Trx } from '../platform/db.ts'

export type MailAttempt = { at: string; outcome: string; code: string | null; response: string | null }
export type MailRow = {
  id: string
  leadId: string | null
  eventId: string | null
  recipient: string | null
  status: MailStatus
  code: string | null
  createdAt: Date
  endedAt: Date | null
  /** Those of its job, which is removed a week after it ended. */
  attempts: MailAttempt[]
}

/** The mails about these leads or events, oldest first. */
export async function findMails(trx: Trx, about: { leadIds?: string[]; eventIds?: string[] }): Promise<MailRow[]> {
  const by = about.leadIds ? sql`m.lead_id = any (${about.leadIds}::uuid[])` : sql`m.event_id = any (${about.eventIds ?? []}::uuid[])`
  const { rows } = await sql<MailRow>`
    select m.id, m.lead_id as "leadId", m.event_id as "eventId", m.recipient, m.status, m.code, m.created_at as "createdAt",
      m.ended_at as "endedAt", coalesce((select json_agg(json_build_object('at', t.started_at, 'outcome', t.outcome, 'code', t.code,
        'response', t.detail ->> 'response') order by t.number) from job_attempts t where t.job_id = m.id), '[]') as attempts
    from mails m where ${by} order by m.created_at, m.id`.execute(trx)
  return rows
}
