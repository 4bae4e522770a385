import type { GraphCall } from '../platform/call.ts'
import { GraphError } from '../platform/errors.ts'
import { object, text, type Params } from '../platform/params.ts'
import { findMessage, type Attachment, type Content } from '../world/messages.ts'
import { interactiveOf } from './interactive.ts'
import { fileOf } from './mediaParts.ts'
import { filledTemplate } from './templateFill.ts'
import type { Template } from './templates.ts'
import { missing, needLength, needList, needObject, needWords, onlyKnown, wrong } from './parts.ts'

// meta-platform.md 5.2
const maxTextChars = 4096
const maxContacts = 257

/**
 * What one message says. `content`: what its thread keeps, null for a reaction. `previewsUrl`: the platform fetches a preview of a link.
 */
export type Said = {
  type: string
  content: Content | null
  previewsUrl: boolean
  reaction?: { to: string; emoji: string }
  template?: Template
}

type Reader = (part: Params, call: GraphCall) => Omit<Said, 'type' | 'previewsUrl'> & { previewsUrl?: boolean }

const attached = (attachment: Attachment, words?: string): { content: Content } => ({
  content: { kind: 'attachment', ...(words !== undefined && { text: words }), attachments: [attachment] },
})

const readers: Record<string, Reader> = {
  text(part) {
    onlyKnown(part, 'text', ['body', 'preview_url'])
    const preview = text(part, 'preview_url') ?? 'false'
    if (preview !== 'true' && preview !== 'false') throw wrong('text.preview_url must be true or false')
    const body = text(part, 'body')
    if (body === undefined || body === '') throw missing('text.body')
    needLength(body, "text['body']", maxTextChars)
    return { content: { kind: 'text', text: body }, previewsUrl: preview === 'true' }
  },
  image: (part, call) => file(part, call, 'image'),
  video: (part, call) => file(part, call, 'video'),
  audio: (part, call) => file(part, call, 'audio'),
  document: (part, call) => file(part, call, 'document'),
  sticker: (part, call) => file(part, call, 'sticker'),
  location(part) {
    onlyKnown(part, 'location', ['latitude', 'longitude', 'name', 'address'])
    const [latitude, longitude] = [coordinate(part, 'latitude', 90), coordinate(part, 'longitude', 180)]
    const named = { name: text(part, 'name'), address: text(part, 'address') }
    if (named.address !== undefined && named.name === undefined) throw missing('location.name')
    return attached({ type: 'location', payload: { latitude, longitude, ...named } })
  },
  reaction(part, { world, account }) {
    onlyKnown(part, 'reaction', ['message_id', 'emoji'])
    const to = text(part, 'message_id')
    if (to === undefined) throw missing('reaction.message_id')
    const emoji = text(part, 'emoji')
    if (emoji === undefined) throw missing('reaction.emoji')
    if (emoji !== '' && Array.from(new Intl.Segmenter().segment(emoji)).length !== 1) throw wrong('reaction.emoji must be one emoji')
    if (findMessage(world, to)?.accountId !== account.id) throw wrong('reaction.message_id must name a message of this number')
    return { content: null, reaction: { to, emoji } }
  },
  template(part, call) {
    const { template, content } = filledTemplate(part, call)
    return { content, template }
  },
  interactive: (part, call) => ({ content: interactiveOf(part, call) }),
}

function file(part: Params, call: GraphCall, kind: string): { content: Content } {
  const { attachment, caption } = fileOf(part, call, kind)
  return attached(attachment, caption)
}

function coordinate(part: Params, key: string, most: number): number {
  const value = text(part, key)
  if (value === undefined) throw missing(`location.${key}`)
  const number = Number(value)
  if (value.trim() === '' || !(Math.abs(number) <= most)) throw wrong(`location.${key} must be a number between -${most} and ${most}`)
  return number
}

/** `contacts` is a list, so it is not read as an object like the others. */
function contactsOf(params: Params): { content: Content } {
  const cards = needList(params, 'contacts', 'contacts', 1, maxContacts).map((card): Attachment => {
    const name = needObject(card, 'name', 'contacts.name')
    const formatted = needWords(name, 'formatted_name', 'contacts.name', 1000)
    const others = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix']
    onlyKnown(name, 'contacts.name', ['formatted_name', ...others])
    // One more name is required beside the formatted one [memory].
    if (!others.some((key) => text(name, key))) throw missing('contacts.name.first_name')
    const phones = card['phones'] === undefined ? [] : needList(card, 'phones', 'contacts.phones', 1, 20)
    return { type: 'contact', payload: { name: formatted, phones: phones.map((one) => needWords(one, 'phone', 'contacts.phones', 60)) } }
  })
  return { content: { kind: 'attachment', attachments: cards } }
}

/**
 * Checks what a message says by its type (meta-platform.md 5.2).
 * Errors: 131051 an unknown type, 132000–132016 a template, 131008 something missing, 131009 and 100 a value or a length that is not
 *         allowed.
 */
export function contentOf(call: GraphCall): Said {
  const { params } = call
  const type = text(params, 'type') ?? 'text'
  if (type === 'contacts') return { type, previewsUrl: false, ...contactsOf(params) }
  const read = readers[type]
  if (!read) throw new GraphError(131051, 'Unsupported message type', { details: `Message type ${type} is not supported.` })
  const part = object(params, type)
  if (!part) throw missing(type)
  return { type, previewsUrl: false, ...read(part, call) }
}
