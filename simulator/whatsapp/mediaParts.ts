import type { GraphCall } from '../platform/call.ts'
import { text, type Params } from '../platform/params.ts'
import type { Attachment } from '../world/messages.ts'
import { maybeWords, missing, needUrl, onlyKnown, wrong } from './parts.ts'
import { findUpload } from './uploads.ts'

const maxCaptionChars = 1024
const withCaption = ['image', 'video', 'document']

/**
 * A file of a message, by its link or by the id of an upload (meta-platform.md 5.2, 5.3).
 * Errors: 131008 without either, 131009 with both, for an unknown id, for an upload of another kind, and for a caption where there is none.
 */
export function fileOf(part: Params, call: GraphCall, kind: string): { attachment: Attachment; caption: string | undefined } {
  onlyKnown(part, kind, [
    'id',
    'link',
    ...(withCaption.includes(kind) ? ['caption'] : []),
    ...(kind === 'document' ? ['filename'] : []),
    ...(kind === 'audio' ? ['voice'] : []),
  ])
  const [id, link] = [text(part, 'id'), text(part, 'link')]
  if (id === undefined && link === undefined) throw missing(`${kind}.id or ${kind}.link`)
  if (id !== undefined && link !== undefined) throw wrong(`${kind} takes an id or a link, not both`)
  if (link !== undefined) needUrl(link, `${kind}.link`)
  const upload = id === undefined ? null : findUpload(call.world, call.account.id, id)
  if (id !== undefined && !upload) throw wrong(`There is no media ${id} of this number.`)
  if (upload && upload.kind !== kind) throw wrong(`The media ${id} is ${upload.type}, which cannot be sent as ${kind}.`)
  const caption = maybeWords(part, 'caption', kind, maxCaptionChars)
  const filename = text(part, 'filename')
  return {
    attachment: { type: kind, payload: { ...(link === undefined ? { id } : { url: link }), ...(filename !== undefined && { filename }) } },
    caption,
  }
}
