import type { Media } from '../model/content.ts'

/** `kind`: what it can be sent as, where a channel takes it. `isShown`: a browser may show it; everything else is only downloaded. */
export type FileType = { type: string; kind: Media['type']; isShown: boolean }

const image = (type: string): FileType => ({ type, kind: 'image', isShown: true })
const video = (type: string): FileType => ({ type, kind: 'video', isShown: true })
const audio = (type: string): FileType => ({ type, kind: 'audio', isShown: true })
const file = (type: string): FileType => ({ type, kind: 'file', isShown: false })
export const unknownType = file('application/octet-stream')

const latin = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to)
const beginsWith =
  (...values: number[]) =>
  (bytes: Buffer) =>
    values.every((value, index) => bytes[index] === value)
const says =
  (text: string, at = 0) =>
  (bytes: Buffer) =>
    latin(bytes, at, at + text.length) === text

/** Office files are archives that name the folder of their kind, or compound files that say nothing more. */
const inArchive = (folder: string) => (bytes: Buffer) => says('PK\x03\x04')(bytes) && latin(bytes, 0, bytes.length).includes(folder)
const office = 'application/vnd.openxmlformats-officedocument.'
/** The brand of an ISO media file (ISO/IEC 14496-12): what it holds. */
const brand = (wanted: RegExp) => (bytes: Buffer) => says('ftyp', 4)(bytes) && wanted.test(latin(bytes, 8, 12))

/** By the first bytes, in this order. Vector images, pages and scripts are none of these: they are text, which is never shown. */
const known: [is: (bytes: Buffer) => boolean, type: FileType][] = [
  [beginsWith(0xff, 0xd8, 0xff), image('image/jpeg')],
  [beginsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), image('image/png')],
  [(bytes) => says('GIF87a')(bytes) || says('GIF89a')(bytes), image('image/gif')],
  [(bytes) => says('RIFF')(bytes) && says('WEBP', 8)(bytes), { type: 'image/webp', kind: 'sticker', isShown: true }],
  [(bytes) => says('RIFF')(bytes) && says('WAVE', 8)(bytes), audio('audio/wav')],
  [brand(/^M4[AB] $/), audio('audio/mp4')],
  [brand(/^3g/), video('video/3gpp')],
  [brand(/^qt/), video('video/quicktime')],
  [brand(/./), video('video/mp4')],
  [beginsWith(0x1a, 0x45, 0xdf, 0xa3), video('video/webm')],
  [says('OggS'), audio('audio/ogg')],
  [says('#!AMR'), audio('audio/amr')],
  [says('ID3'), audio('audio/mpeg')],
  [(bytes) => bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0, audio('audio/aac')],
  [(bytes) => bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2, audio('audio/mpeg')],
  [says('%PDF-'), file('application/pdf')],
  [inArchive('word/'), file(`${office}wordprocessingml.document`)],
  [inArchive('xl/'), file(`${office}spreadsheetml.sheet`)],
  [inArchive('ppt/'), file(`${office}presentationml.presentation`)],
  [says('PK\x03\x04'), file('application/zip')],
]

const compound = beginsWith(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)
/** A compound file does not say in its beginning which of these it is: there its name decides. */
const compoundTypes: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
}

/**
 * The type of a file by its bytes; what somebody says of it counts only between types that look alike.
 * In: its first bytes (some kB), its name.
 */
export function typeOfBytes(head: Buffer, name: string | null): FileType {
  const found = known.find(([is]) => is(head))
  if (found) return found[1]
  if (compound(head)) return file(compoundTypes[name?.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/x-cfb')
  return head.length > 0 && isText(head) ? file('text/plain') : unknownType
}

/** Valid UTF-8 without control characters; the last character may be cut. */
function isText(head: Buffer): boolean {
  const text = head.toString('utf8')
  const cut = text.endsWith('\ufffd') ? text.slice(0, -1) : text
  return !cut.includes('\ufffd') && !Array.from(cut).some((sign) => sign < ' ' && !'\t\n\r\f'.includes(sign))
}
