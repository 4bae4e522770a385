import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type CannedReplyRow = { id: string; shortcut: string; text: string; createdAt: Date }
const columns = sql`id, shortcut, words as text, created_at as "createdAt"`

/** Texts to choose from, by shortcut. */
export async function findCannedReplies(trx: Trx, by: { after: string | null; limit: number }): Promise<CannedReplyRow[]> {
  const { rows } = await sql<CannedReplyRow>`
    select ${columns} from canned_replies where ${by.after === null ? sql`true` : sql`shortcut > ${by.after}`}
    order by shortcut limit ${by.limit}`.execute(trx)
  return rows
}

/** Out: null when there is one with that shortcut. */
export async function insertCannedReply(trx: Trx, workspaceId: string, reply: CannedReplyRow): Promise<CannedReplyRow | null> {
  const { rows } = await sql<CannedReplyRow>`
    insert into canned_replies (id, workspace_id, shortcut, words, created_at)
    values (${reply.id}, ${workspaceId}, ${reply.shortcut}, ${reply.text}, ${reply.createdAt})
    on conflict (workspace_id, shortcut) do nothing returning ${columns}`.execute(trx)
  return rows[0] ?? null
}

/** Out: the reply as it is now; null: there is none with this id; `taken`: another one has the shortcut. */
export async function updateCannedReply(
  trx: Trx,
  id: string,
  { shortcut, text }: { shortcut?: string | undefined; text?: string | undefined },
): Promise<CannedReplyRow | 'taken' | null> {
  const isFree =
    shortcut === undefined ? sql`true` : sql`not exists (select from canned_replies o where o.shortcut = ${shortcut} and o.id <> r.id)`
  const { rows } = await sql<CannedReplyRow>`
    update canned_replies r set shortcut = ${shortcut === undefined ? sql`shortcut` : sql`${shortcut}`},
      words = ${text === undefined ? sql`words` : sql`${text}`}
    where r.id = ${id} and ${isFree} returning ${columns}`.execute(trx)
  if (rows[0]) return rows[0]
  const { rows: known } = await sql`select from canned_replies where id = ${id}`.execute(trx)
  return known.length ? 'taken' : null
}

export async function deleteCannedReply(trx: Trx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from canned_replies where id = ${id}`.execute(trx)
  return Number(numAffectedRows) > 0
}
