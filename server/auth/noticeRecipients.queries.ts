import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

type NoticeRecipients = { language: string; emails: string[] }

/**
 * Who gets the notices of a workspace, and in which language: the address it chose, or its owners and admins. They are looked up when a
 * notice is sent, so a person who left gets none. Null: there is no such workspace.
 */
export async function findNoticeRecipients(db: Db, workspaceId: string): Promise<NoticeRecipients | null> {
  const { rows } = await sql<NoticeRecipients>`
    select w.language, case when w.notices_email is not null then array[w.notices_email] else array(
      select u.email from identity.member m join identity."user" u on u.id = m."userId"
      where m."organizationId" = w.id and m.role in ('owner', 'admin') order by m."createdAt", m.id) end as emails
    from workspaces w where w.id = ${workspaceId}`.execute(db)
  return rows[0] ?? null
}
