import { type Media, type MessageContent, writtenOut } from './content.ts'
import type { Attachment } from './event.ts'

/** What came back of something that the account said: an echo, its own comment, or what the platform remembers when it is asked. */
export type Heard = { text: string | null; attachments: Pick<Attachment, 'type'>[] }

/**
 * Whether what came back can be what we said: the one place that compares them. Who asks has already found both in the same thread (or
 * under the same comment or post) and at the right time.
 * In:     the message as it was sent last; what was heard of it. Attachments are empty where they were not told.
 * Out:    true when a person would take them for the same. Platforms hand a text back with other line ends or blanks at its ends, a
 *         template with its text, written out as text, or with no text at all, and a file under an address of their own.
 * Errors: none.
 */
export function isSame(said: MessageContent, heard: Heard): boolean {
  const words = plain(heard.text)
  switch (said.type) {
    case 'text':
    case 'quick_replies':
      return words !== '' && words === plain(said.text)
    case 'buttons':
      return words === '' ? isOrMayBe(heard, templates) : words === plain(said.text) || words === plain(writtenOut(said))
    case 'list':
      return words === '' ? isOrMayBe(heard, templates) : words === plain(said.list.text)
    case 'template':
      // Its words are the platform's.
      return heard.attachments.length > 0 && isOrMayBe(heard, templates)
    case 'media':
      return words === plain(said.media.caption ?? null) && isOrMayBe(heard, heardAs[said.media.type])
    case 'location':
      return words === '' && isOrMayBe(heard, ['location'])
    case 'contacts':
      return words === '' && isOrMayBe(heard, ['contact', 'contacts'])
    case 'reaction':
      // No echo is sent of the account's own reactions (meta-platform.md 2.5).
      return false
  }
}

/** What is there without words is of these kinds, or its kind was not told: taking our own words for missing would say them twice. */
const isOrMayBe = ({ attachments }: Heard, types: string[]): boolean =>
  attachments.length === 0 || attachments.some(({ type }) => types.includes(type))

const templates = ['template', 'fallback', 'interactive']
/** A sticker comes back as an image (2.5), a file under another word of the same meaning. */
const heardAs: Record<Media['type'], string[]> = {
  image: ['image'],
  video: ['video', 'reel'],
  audio: ['audio'],
  file: ['file', 'document'],
  sticker: ['sticker', 'image'],
}

/** A text without what platforms change of it. */
const plain = (text: string | null): string => (text ?? '').toWellFormed().normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
