import type { Outgoing } from '../../model/channel.ts'
import { writtenOut } from '../../model/content.ts'
import type { Sentence } from '../../model/sentence.ts'
import { contentNotSupported } from '../meta/contentNotSupported.ts'
import { sentence as shared } from '../meta/sentences.ts'
import { contents, limits } from './limits.ts'
import { sentence } from './sentences.ts'

type Reason = { code: string; words: Sentence } | null

/**
 * Why WhatsApp would not take this, in words, or null (meta-platform.md 5.2). Time, windows and rates are not its business.
 * Links behind buttons are written out as text; a button that only a tap can answer is not said here.
 */
export function whyNotSendable(outgoing: Outgoing): Reason {
  const { content } = outgoing
  if (outgoing.kind !== 'message') return { code: 'no_comments_here', words: sentence('whatsapp.no_comments_here') }
  if (!outgoing.recipientId) return { code: 'no_recipient', words: shared('meta.content.no_recipient') }
  if (content.type !== 'text' && content.type !== 'buttons' && content.type !== 'quick_replies')
    return contentNotSupported(content, outgoing.kind, contents[outgoing.kind])
  if (content.text.trim() === '') return { code: 'empty_text', words: shared('meta.content.empty_text') }
  if (content.type === 'quick_replies' || (content.type === 'buttons' && content.buttons.some((button) => !button.url)))
    return {
      code: 'no_buttons_here',
      words: sentence('whatsapp.no_buttons_here'),
    }
  const length = Array.from(content.type === 'buttons' ? writtenOut(content) : content.text).length
  return length <= limits.maxTextChars
    ? null
    : { code: 'text_too_long', words: shared('meta.content.text_too_long', { most: limits.maxTextChars, length }) }
}
