import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type HandedOverRow = {
  assigneeId: string | null
  contactId: string
  name: string | null
  username: string | null
  workspace: string
  isDone: boolean
}

/** A conversation that is handed over, locked; `isDone`: its note is there already. */
export async function findHandedOver(trx: Trx, conversationId: string, noteId: string): Promise<HandedOverRow | undefined> {
  const { rows } = await sql<HandedOverRow>`
    select c.assignee_id as "assigneeId", c.contact_id as "contactId", p.name, p.username, w.name as workspace,
      exists (select from conversation_notes n where n.id = ${noteId}) as "isDone"
    from conversations c join contacts p on p.id = c.contact_id join workspaces w on w.id = c.workspace_id
    where c.id = ${conversationId} for update of c`.execute(trx)
  return rows[0]
}
