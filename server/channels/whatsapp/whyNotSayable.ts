import type { Outgoing } from '../../model/channel.ts'
import { writtenOut } from '../../model/content.ts'
import { contentNotSupported } from '../meta/contentNotSupported.ts'
import { contents, limits } from './limits.ts'

type Reason = { code: string; words: string } | null

/**
 * Why WhatsApp would not take this, in words, or null (meta-platform.md 5.2). Time, windows and rates are not its business.
 * Links behind buttons are written out as text; a button that only a tap can answer is not said here.
 */
export function whyNotSayable(outgoing: Outgoing): Reason {
  const { content } = outgoing
  if (outgoing.kind !== 'message') return { code: 'no_comments_here', words: 'There are no comments on WhatsApp, so none can be answered.' }
  if (!outgoing.recipientId) return { code: 'no_recipient', words: 'It is not known whom to write to.' }
  if (content.type !== 'text' && content.type !== 'buttons' && content.type !== 'quick_replies')
    return contentNotSupported(content, outgoing.kind, contents[outgoing.kind])
  if (content.text.trim() === '') return { code: 'empty_text', words: 'The text is empty.' }
  if (content.type === 'quick_replies' || (content.type === 'buttons' && content.buttons.some((button) => !button.url)))
    return {
      code: 'no_buttons_here',
      words: 'Messages on WhatsApp are sent as text here. Take the buttons out, and ask for an answer in words.',
    }
  const length = Array.from(content.type === 'buttons' ? writtenOut(content) : content.text).length
  return length <= limits.maxTextChars
    ? null
    : { code: 'text_too_long', words: `A message may have ${limits.maxTextChars} characters; this has ${length}.` }
}
