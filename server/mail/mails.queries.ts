import { sql } from 'kysely'
import type { MailContent, MailStatus } from '../model/mail.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

export type MailToSend = { workspaceId: string; workspace: string; recipient: string | null; content: MailContent | null }

export async function findMailToSend(db: Db, id: string): Promise<MailToSend | null> {
  const { rows } = await sql<MailToSend>`
    select m.workspace_id as "workspaceId", w.name as workspace, m.recipient, m.content
    from mails m join workspaces w on w.id = m.workspace_id where m.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export type MailEnd = { id: string; status: Exclude<MailStatus, 'pending'>; code: string | null; ended_at: Date }

/** Writes how mails ended. What one was made of is kept only while it may still be sent. Out: the leads of those that were sent. */
export async function endMails(trx: Trx, ends: MailEnd[]): Promise<string[]> {
  if (!ends.length) return []
  const { rows } = await sql<{ leadId: string | null }>`
    update mails m set status = given.status, code = given.code, ended_at = given.ended_at,
      content = case when given.status = 'in_doubt' then m.content end
    from ${rowsOf(ends, 'id uuid, status text, code text, ended_at timestamptz')} where m.id = given.id
    returning case when m.status = 'sent' then m.lead_id end as "leadId"`.execute(trx)
  return rows.flatMap((row) => row.leadId ?? [])
}
