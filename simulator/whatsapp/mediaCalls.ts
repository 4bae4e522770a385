import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import type { FormFile } from '../platform/form.ts'
import { text } from '../platform/params.ts'
import { missing, wrong } from './parts.ts'
import { addressOfFile, deleteUpload, keepUpload, type Upload } from './uploads.ts'

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/** meta-platform.md 5.3: what can be sent as what, and how large. */
const kinds: { kind: string; types: RegExp; most: number }[] = [
  { kind: 'sticker', types: /^image\/webp$/, most: 500 * kibibyte },
  { kind: 'image', types: /^image\/(jpeg|png)$/, most: 5 * mebibyte },
  { kind: 'audio', types: /^audio\/(aac|amr|mpeg|mp4|ogg)(;|$)/, most: 16 * mebibyte },
  { kind: 'video', types: /^video\/(mp4|3gpp)$/, most: 16 * mebibyte },
  {
    kind: 'document',
    types: /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\..+))$/,
    most: 100 * mebibyte,
  },
]

/** The first bytes of some types: a file that is not what it is said to be is refused. */
const beginnings: Record<string, (bytes: Buffer) => boolean> = {
  'image/jpeg': (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  'image/png': (bytes) => bytes.subarray(1, 4).toString('latin1') === 'PNG',
  'image/webp': (bytes) => bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  'application/pdf': (bytes) => bytes.subarray(0, 5).toString('latin1') === '%PDF-',
  'audio/ogg': (bytes) => bytes.subarray(0, 4).toString('latin1') === 'OggS',
}

/**
 * POST /{PNID}/media (meta-platform.md 5.3).
 * Errors: 131008 without the product, a file or its type; 131009 for a type that cannot be sent, a file of another type, and one that is
 * too large.
 */
export function uploadMedia({ params, token, world, account }: GraphCall): Outcome {
  needPermission(token, 'whatsapp_business_messaging')
  if (text(params, 'messaging_product') !== 'whatsapp') throw missing('messaging_product')
  const file = params['file'] as FormFile | undefined
  if (typeof file !== 'object' || typeof file.bytes !== 'function') throw missing('file')
  const type = text(params, 'type') ?? file.type
  if (!type) throw missing('type')
  const known = kinds.find(({ types }) => types.test(type))
  if (!known) throw wrong(`Param file must be a file with one of the supported types; received ${type}.`)
  const bytes = file.bytes()
  if (bytes.length === 0) throw wrong('Param file is empty.')
  if (bytes.length > known.most) throw wrong(`Param file may have ${known.most} bytes as ${known.kind}; it has ${bytes.length}.`)
  const looksRight = beginnings[type.split(';')[0]!]
  if (looksRight && !looksRight(bytes)) throw wrong(`Param file is not ${type}.`)
  const { id } = keepUpload(world, { accountId: account.id, kind: known.kind, type, bytes, by: 'number' })
  return { body: { id }, effect: { kind: 'media', id, accountId: account.id, type } }
}

/** GET /{media-id}: an address that is valid for five minutes. */
export function readMedia({ world }: GraphCall, upload: Upload): Outcome {
  const { id, type, sha256, size } = upload
  return { body: { messaging_product: 'whatsapp', url: addressOfFile(world, id), mime_type: type, sha256, file_size: size, id } }
}

/** DELETE /{media-id} */
export function deleteMedia({ world }: GraphCall, { id }: Upload): Outcome {
  deleteUpload(world, id)
  return { body: done, effect: { kind: 'media_deleted', id } }
}
