import { createHash } from 'node:crypto'
import * as ids from '../world/ids.ts'
import { findToken } from '../world/tokens.ts'
import type { World } from '../world/world.ts'

const dayMs = 86_400_000
/** Uploads are kept for 30 days, what people sent for 7; an address of a file is valid for five minutes (meta-platform.md 5.3). */
const keptMs = { number: 30 * dayMs, person: 7 * dayMs }
const addressMs = 5 * 60_000

/** A file at the platform. `kind`: as what it can be sent; `by`: a program uploaded it, or a person sent it. */
export type Upload = {
  id: string
  accountId: string
  kind: string
  type: string
  sha256: string
  size: number
  by: keyof typeof keptMs
  createdAt: number
}
type Row = Upload & { bytes: string }

/** Out: the id. */
export function keepUpload(
  world: World,
  file: { accountId: string; kind: string; type: string; bytes: Buffer; by: Upload['by'] },
): Upload & { id: string } {
  const upload: Upload = {
    id: ids.uploadId(world.dice),
    accountId: file.accountId,
    kind: file.kind,
    type: file.type,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    size: file.bytes.length,
    by: file.by,
    createdAt: world.clock.now(),
  }
  world.store.run(
    'insert into number_files (id, accountId, kind, type, sha256, size, "by", createdAt, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    upload.id,
    upload.accountId,
    upload.kind,
    upload.type,
    upload.sha256,
    upload.size,
    upload.by,
    upload.createdAt,
    file.bytes.toString('base64'),
  )
  return upload
}

function findRow(world: World, id: string): Row | null {
  const row = world.store.get<Row>('select * from number_files where id = ?', id)
  return row && row.createdAt + keptMs[row.by] > world.clock.now() ? row : null
}

/** A file of this number that is still kept. */
export function findUpload(world: World, accountId: string, id: string): Upload | null {
  const row = findRow(world, id)
  return row?.accountId === accountId ? row : null
}

export const deleteUpload = (world: World, id: string): void => void world.store.run('delete from number_files where id = ?', id)

/** The address of a file for the next five minutes. */
export const addressOfFile = (world: World, id: string): string =>
  `${world.origin}/lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${id}&ext=${world.clock.now() + addressMs}&hash=ATs`

/**
 * GET of such an address (5.3): it needs the token of an account.
 * Out: 401 without a valid token, 404 when the address is over or the file is gone.
 */
export function readFileAt(
  world: World,
  query: URLSearchParams,
  authorization: string | undefined,
): { status: number; type: string; bytes: Buffer } {
  const nothing = (status: number) => ({ status, type: 'text/plain', bytes: Buffer.alloc(0) })
  const token = findToken(world, authorization?.replace(/^(Bearer|OAuth) /, '') ?? '')
  if (!token || token.revokedSubcode !== null) return nothing(401)
  const row = Number(query.get('ext')) > world.clock.now() ? findRow(world, query.get('mid') ?? '') : null
  return row ? { status: 200, type: row.type, bytes: Buffer.from(row.bytes, 'base64') } : nothing(404)
}

/** A file as the phone shows it; null once it is gone. */
export function readFileOf(world: World, id: string): { type: string; bytes: Buffer } | null {
  const row = findRow(world, id)
  return row && { type: row.type, bytes: Buffer.from(row.bytes, 'base64') }
}
