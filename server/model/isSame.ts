import { type Media, type MessageContent, writtenOut } from './content.ts'
import type { Attachment } from './event.ts'

/** What came back of a message of the account: an echo, its own comment, or what the platform returns when read back. */
export type Heard = { text: string | null; attachments: Pick<Attachment, 'type'>[] }

/**
 * Whether what came back can be the message we sent: the only place that compares them. The caller has found both in the same thread (or
 * under the same comment or post) and at a matching time.
 * In:     the message as it was last sent; what came back. Attachments are empty where the platform did not include them.
 * Out:    true when a person would take them for the same. Platforms return a text with other line ends or spaces at its ends, a template
 *         with its text, written out as text, or without any text, and a file under a URL of their own.
 * Errors: none.
 */
export function isSame(said: MessageContent, heard: Heard): boolean {
  const words = normalizeText(heard.text)
  switch (said.type) {
    case 'text':
    case 'quick_replies':
      return words !== '' && words === normalizeText(said.text)
    case 'buttons':
      return words === '' ? isOrMayBe(heard, templates) : words === normalizeText(said.text) || words === normalizeText(writtenOut(said))
    case 'list':
      return words === '' ? isOrMayBe(heard, templates) : words === normalizeText(said.list.text)
    case 'request':
      return words === '' ? isOrMayBe(heard, templates) : words === normalizeText(said.request.text)
    case 'template':
      // Its text is the platform's.
      return heard.attachments.length > 0 && isOrMayBe(heard, templates)
    case 'media':
      return words === normalizeText(said.media.caption ?? null) && isOrMayBe(heard, heardAs[said.media.type])
    case 'location':
      return words === '' && isOrMayBe(heard, ['location'])
    case 'contacts':
      return words === '' && isOrMayBe(heard, ['contact', 'contacts'])
    case 'reaction':
      // No echo is sent of the account's own reactions (meta-platform.md 2.5).
      return false
  }
}

/** Without text the attachments have one of these types, or no known type. Taking our own message for missing would send it twice. */
const isOrMayBe = ({ attachments }: Heard, types: string[]): boolean =>
  attachments.length === 0 || attachments.some(({ type }) => types.includes(type))

const templates = ['template', 'fallback', 'interactive']
/** A sticker comes back as an image (2.5), a file under a synonym. */
const heardAs: Record<Media['type'], string[]> = {
  image: ['image'],
  video: ['video', 'reel'],
  audio: ['audio'],
  file: ['file', 'document'],
  sticker: ['sticker', 'image'],
}

/** Removes the differences that platforms introduce. */
const normalizeText = (text: string | null): string => (text ?? '').toWellFormed().normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
