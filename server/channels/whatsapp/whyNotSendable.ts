import type { Outgoing } from '../../model/channel.ts'
import { writtenOut } from '../../model/content.ts'
import type { Sentence } from '../../model/sentence.ts'
import { contentNotSupported } from '../meta/contentNotSupported.ts'
import { sentence as shared } from '../meta/sentences.ts'
import { contents, limits } from './limits.ts'
import { sentence } from './sentences.ts'

type Reason = { code: string; words: Sentence } | null

/**
 * Returns why WhatsApp would reject this content, in words, or null (meta-platform.md 5.2). It does not check time, windows or rate limits.
 * Links behind buttons are written out as text; a button that works only by a tap is not sent here.
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
