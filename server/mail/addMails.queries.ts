import { sql } from 'kysely'
import { addJobs, hastenJobs } from '../jobs/addJobs.queries.ts'
import type { NewMail } from '../model/mail.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { mails } from '../platform/tables/mails.ts'
import { columnsOf, typesOf } from '../platform/tables/table.ts'

/**
 * Adds mails, with their jobs, in the transaction of their cause; without mails it runs no statement. Each `uniqueKey` is sent once. A
 * repeat replaces the content of a mail that is not sent yet, and may bring it forward.
 */
export async function addMails(trx: Trx, deps: { newId: NewId; now: Date }, given: NewMail[]): Promise<void> {
  // A statement must not write a row twice: the last of a key counts.
  const added = [...new Map(given.map((mail) => [`${mail.workspaceId}/${mail.uniqueKey}`, mail])).values()]
  if (!added.length) return
  const rows = added.map((mail) => ({
    id: deps.newId(),
    workspace_id: mail.workspaceId,
    account_id: mail.accountId ?? null,
    contact_id: mail.contactId ?? null,
    lead_id: mail.leadId ?? null,
    event_id: mail.eventId ?? null,
    unique_key: mail.uniqueKey,
    recipient: mail.to,
    content: mail.content,
    created_at: deps.now,
  }))
  const { rows: written } = await sql<{ id: string; key: string; workspaceId: string; isNew: boolean }>`
    insert into mails (${columnsOf(mails)})
    select * from ${rowsOf(rows, typesOf(mails))}
    on conflict (workspace_id, unique_key) do update set content = excluded.content where mails.status = 'pending'
    returning id, unique_key as key, workspace_id as "workspaceId", (xmax = 0) as "isNew"`.execute(trx)
  const of = new Map(added.map((mail) => [`${mail.workspaceId}/${mail.uniqueKey}`, mail]))
  const mailOf = (row: { workspaceId: string; key: string }) => of.get(`${row.workspaceId}/${row.key}`)!
  await addJobs(
    trx,
    deps,
    written
      .filter((row) => row.isNew)
      .map((row) => ({
        id: row.id,
        kind: 'mail' as const,
        workspaceId: row.workspaceId,
        accountId: mailOf(row).accountId ?? null,
        runAt: mailOf(row).runAt ?? deps.now,
        data: {},
      })),
  )
  await hastenJobs(
    trx,
    written.filter((row) => !row.isNew).map((row) => ({ id: row.id, run_at: mailOf(row).runAt ?? deps.now })),
  )
}
