import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { text } from '../platform/params.ts'
import type { World } from '../world/world.ts'

// Files given in pieces: the samples of templates whose header is a file (meta-platform.md 13.2, row 2.8).

const mebibyte = 1024 * 1024
/** What may be given, and how large (5.3; 13.2, row 2.8). */
const most: Record<string, number> = {
  'application/pdf': 100 * mebibyte,
  'image/jpeg': 5 * mebibyte,
  'image/jpg': 5 * mebibyte,
  'image/png': 5 * mebibyte,
  'video/mp4': 16 * mebibyte,
}
/** Which of them is the sample of which header. */
const formats: Record<string, RegExp> = { IMAGE: /^image\//, VIDEO: /^video\//, DOCUMENT: /^application\/pdf$/ }

type Session = { id: string; type: string; size: number; bytes: string; handle: string | null }

const find = (world: World, id: string) => world.store.get<Session>('select * from sample_uploads where id = ?', id)

/** POST /{app}/uploads: begins one. Errors: 100 for a type that cannot be given, a size that is none or too large, and no name. */
export function beginSample({ world, token, params, account }: GraphCall): Outcome {
  needPermission(token, 'whatsapp_business_management')
  const type = text(params, 'file_type') ?? ''
  const size = Number(text(params, 'file_length'))
  if (!text(params, 'file_name')) throw refuse.invalid('Param file_name is required')
  if (!Object.hasOwn(most, type)) throw refuse.invalid(`Param file_type must be one of {${Object.keys(most).join(', ')}}`)
  if (!Number.isInteger(size) || size < 1 || size > most[type]!)
    throw refuse.invalid(`Param file_length must be between 1 and ${most[type]} for ${type}`)
  const id = `upload:${Buffer.from(`sample ${world.dice.letters(40)}${world.dice.count()}`).toString('base64url')}`
  world.store.run("insert into sample_uploads (id, type, size, bytes) values (?, ?, ?, '')", id, type, size)
  return { body: { id }, effect: { kind: 'upload', id, accountId: account.id, type } }
}

/** GET of an upload says how much of it arrived; POST gives the next piece, and after the last one there is a handle (the words: [M]). */
export function continueSample(call: GraphCall, id: string): Outcome {
  const { world, method, piece } = call
  needPermission(call.token, 'whatsapp_business_management')
  const session = find(world, id)
  if (!session) throw refuse.unknownObject(id, method)
  const before = Buffer.from(session.bytes, 'base64')
  if (method === 'GET') return { body: { id, file_offset: before.length } }
  if (method !== 'POST') throw refuse.unsupported(method, 'the simulator answers here: GET, POST')
  if (!piece) throw refuse.invalid('The header file_offset is required')
  if (piece.offset !== before.length) throw refuse.invalid(`file_offset must be ${before.length}`)
  const bytes = Buffer.concat([before, piece.bytes])
  if (piece.bytes.length === 0 || bytes.length > session.size) throw refuse.invalid(`The file has ${session.size} bytes`)
  const isWhole = bytes.length === session.size
  const handle = isWhole ? `4::${Buffer.from(`${session.type} ${world.dice.letters(60)}`).toString('base64')}` : null
  world.store.run('update sample_uploads set bytes = ?, handle = ? where id = ?', bytes.toString('base64'), handle, id)
  return { body: isWhole ? { h: handle } : { id, file_offset: bytes.length } }
}

/** Why a handle is no sample for a header of this format; null: it is one. */
export function whyNoSample(world: World, handle: string, format: string): string | null {
  const session = world.store.get<Session>('select * from sample_uploads where handle = ?', handle)
  if (!session) return 'The sample in example.header_handle was not uploaded: get a handle from POST /{app}/uploads.'
  return formats[format]!.test(session.type) ? null : `The sample of a header of type ${format} is no ${session.type}.`
}
