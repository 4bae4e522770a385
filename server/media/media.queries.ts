import { sql } from 'kysely'
import type { Media } from '../model/content.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

export type MediaState = 'waiting' | 'stored' | 'failed'
/** A file that a person sent, or one that was uploaded to be sent. */
export type MediaRow = {
  id: string
  workspaceId: string
  accountId: string | null
  contactId: string | null
  source: 'person' | 'upload'
  kind: Media['type']
  state: MediaState
  code: string | null
  type: string | null
  size: number | null
  name: string | null
  channelMediaId: string | null
  createdAt: Date
}

const columns = sql`m.id, m.workspace_id as "workspaceId", m.account_id as "accountId", m.contact_id as "contactId", m.source, m.kind,
  m.state, m.code, m.type, m.size::double precision as size, m.name, m.channel_media_id as "channelMediaId", m.created_at as "createdAt"`

export async function findMedia(trx: Trx | Db, id: string): Promise<MediaRow | null> {
  const { rows } = await sql<MediaRow>`select ${columns} from media m where m.id = ${id}`.execute(trx)
  return rows[0] ?? null
}

/** Those of these ids that there are. */
export async function findMediaAmong(trx: Trx | Db, ids: string[]): Promise<MediaRow[]> {
  const { rows } = await sql<MediaRow>`select ${columns} from media m where m.id = any(${ids}::uuid[])`.execute(trx)
  return rows
}

/** Newest first. */
export async function listMedia(
  trx: Trx,
  { before, limit, accountId }: { before: [Date, string] | null; limit: number; accountId?: string | undefined },
): Promise<MediaRow[]> {
  const { rows } = await sql<MediaRow>`
    select ${columns} from media m
    where ${accountId === undefined ? sql`true` : sql`m.account_id = ${accountId}`}
      and ${before === null ? sql`true` : sql`(m.created_at, m.id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`}
    order by m.created_at desc, m.id desc limit ${limit + 1}`.execute(trx)
  return rows
}

export type NewInboundFile = {
  id: string
  workspace_id: string
  account_id: string
  contact_id: string | null
  kind: Media['type']
  name: string | null
  channel_media_id: string
  created_at: Date
}

/** Adds files that people sent, before they are fetched. */
export async function addInboundFiles(trx: Trx, rows: NewInboundFile[]): Promise<void> {
  if (!rows.length) return
  await sql`insert into media (id, workspace_id, account_id, contact_id, kind, name, channel_media_id, created_at, source, state)
    select given.*, 'person', 'waiting' from ${rowsOf(
      rows,
      'id uuid, workspace_id uuid, account_id uuid, contact_id uuid, kind text, name text, channel_media_id text, created_at timestamptz',
    )}`.execute(trx)
}

type Stored = { kind: Media['type']; type: string; size: number; sha256: Buffer }

export async function addUpload(
  trx: Trx,
  file: Stored & { id: string; workspaceId: string; accountId: string | null; name: string | null; at: Date },
): Promise<void> {
  await sql`insert into media (id, workspace_id, account_id, source, kind, state, type, size, sha256, name, created_at)
    values (${file.id}, ${file.workspaceId}, ${file.accountId}, 'upload', ${file.kind}, 'stored', ${file.type}, ${file.size},
      ${file.sha256}, ${file.name}, ${file.at})`.execute(trx)
}

/** Out: false when the file is gone meanwhile: its person was erased, its account removed. */
export async function markStored(db: Db, id: string, { kind, type, size, sha256 }: Stored): Promise<boolean> {
  const { numAffectedRows } = await sql`update media set state = 'stored', code = null, kind = ${kind}, type = ${type}, size = ${size},
    sha256 = ${sha256} where id = ${id}`.execute(db)
  return Number(numAffectedRows) > 0
}

export async function markFailed(db: Db, id: string, code: string): Promise<void> {
  await sql`update media set state = 'failed', code = ${code} where id = ${id} and state = 'waiting'`.execute(db)
}

/** How many bytes the files of a workspace have. */
export async function bytesUsed(db: Trx | Db, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(size), 0)::double precision as bytes from media where workspace_id = ${workspaceId} and state = 'stored'`.execute(
    db,
  )
  return rows[0]!.bytes
}

/** Out: whether there was one. */
export async function deleteMedia(trx: Trx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from media where id = ${id}`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** What the platform has of a file, or why it does not take it. */
export type Uploaded = { expiresAt: Date } & ({ channelMediaId: string } | { code: string; words: string })

export async function storeUpload(
  db: Db,
  { mediaId, accountId, workspaceId }: { mediaId: string; accountId: string; workspaceId: string },
  uploaded: Uploaded,
): Promise<void> {
  const { channelMediaId = null, code = null, words = null } = uploaded as Partial<Record<'channelMediaId' | 'code' | 'words', string>>
  await sql`insert into media_uploads (media_id, account_id, workspace_id, channel_media_id, expires_at, code, words)
    select ${mediaId}, ${accountId}, ${workspaceId}, ${channelMediaId}, ${uploaded.expiresAt}, ${code}, ${words}
    where exists (select from media where id = ${mediaId})
    on conflict (media_id, account_id) do update set channel_media_id = excluded.channel_media_id, expires_at = excluded.expires_at,
      code = excluded.code, words = excluded.words`.execute(db)
}

/** Files whose rows are gone, some at once. */
export async function findRemovedFiles(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`select path from removed_files order by path limit ${limit}`.execute(db)
  return rows.map(({ path }) => path)
}

export async function forgetRemovedFiles(db: Db, paths: string[]): Promise<void> {
  await sql`delete from removed_files where path = any(${paths}::text[])`.execute(db)
}
