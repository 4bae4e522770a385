import { sql } from 'kysely'
import type { Media } from '../model/content.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

export type StoredFile = { id: string; kind: Media['type']; type: string; size: number; name: string | null }

/** The files of the workspace with these ids that can be sent from this account. */
export async function findFiles(trx: Trx, ids: string[], accountId: string): Promise<Map<string, StoredFile>> {
  const { rows } = await sql<StoredFile>`
    select id, kind, type, size::double precision as size, name from media
    where id = any(${ids}::uuid[]) and state = 'stored' and (account_id is null or account_id = ${accountId})`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** What the platform has of a file: its id there, or why it was refused. */
export type Upload = { channelMediaId: string | null; code: string | null; words: string | null }

/** By `<file>/<account>`: what can be used now. */
export async function findUploads(db: Db, wanted: { mediaId: string; accountId: string }[], now: Date): Promise<Map<string, Upload>> {
  const { rows } = await sql<Upload & { key: string }>`
    select u.media_id || '/' || u.account_id as key, u.channel_media_id as "channelMediaId", u.code, u.words
    from ${rowsOf(
      wanted.map(({ mediaId, accountId }) => ({ media_id: mediaId, account_id: accountId })),
      'media_id uuid, account_id uuid',
    )} join media_uploads u using (media_id, account_id)
    where u.expires_at > ${now}`.execute(db)
  return new Map(rows.map((row) => [row.key, row]))
}

/** Which of these files are still here. */
export async function findStoredFiles(db: Db, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from media where id = any(${ids}::uuid[]) and state = 'stored'`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** What a message waited for is there: it is due at once. */
export async function hastenMessage(db: Db, id: string, now: Date): Promise<void> {
  await sql`update outbox set not_before = ${now} where message_id = ${id} and state = 'planned' and not_before > ${now}
    and not_before < 'infinity'`.execute(db)
}
