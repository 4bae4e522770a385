import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { conversationNotes } from '../platform/tables/inbox.ts'
import { columnsOf, selected, typesOf, without, type NewRow, type Selected } from '../platform/tables/table.ts'

const shown = without(conversationNotes, 'workspace_id', 'account_id', 'conversation_id')
export type NoteRow = Selected<typeof conversationNotes, (typeof shown)[number]>
export type NewNote = NewRow<typeof conversationNotes>

export async function addNotes(trx: Trx, notes: NewNote[]): Promise<void> {
  if (!notes.length) return
  await sql`
    insert into conversation_notes (${columnsOf(conversationNotes)})
    select ${columnsOf(conversationNotes)} from ${rowsOf(notes, typesOf(conversationNotes))}`.execute(trx)
}

/** The notes of a conversation before one of them, newest first. */
export async function findNotes(trx: Trx, conversationId: string, before: number, limit: number): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`
    select ${selected(conversationNotes, 'n', shown)} from conversation_notes n
    where n.conversation_id = ${conversationId} and n.seq < ${before} order by n.seq desc limit ${limit}`.execute(trx)
  return rows
}
