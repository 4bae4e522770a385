import type { Outgoing } from '../../model/channel.ts'
import type { Media, MessageContent } from '../../model/content.ts'
import type { Sentence } from '../../model/sentence.ts'
import { contentNotSupported } from '../meta/contentNotSupported.ts'
import { sentence as shared } from '../meta/sentences.ts'
import { linkButtonOf, tappedOf } from './bodyOf.ts'
import { contents } from './limits.ts'
import { countsOf, differing, type Measure, measuresOf } from './measures.ts'
import { sentence } from './sentences.ts'

type Reason = { code: string; words: Sentence } | null

/** Approximately the characters a person counts: an emoji made of a surrogate pair is one. */
const chars = (text: string): number => Array.from(text).length

/**
 * Returns why WhatsApp would reject this content, in words, or null (meta-platform.md 5.2). It does not check time, windows or rate limits,
 * nor what only the platform or the database knows: what is behind an address or an id, and the definition of a template.
 */
export function whyNotSendable(outgoing: Outgoing): Reason {
  const { content, kind } = outgoing
  if (kind !== 'message') return { code: 'no_comments_here', words: sentence('whatsapp.no_comments_here') }
  if (!outgoing.recipientId) return { code: 'no_recipient', words: shared('meta.content.no_recipient') }
  if (!contents[kind].includes(content.type)) return contentNotSupported(content, kind, contents[kind])
  return whyNotCounts(content) ?? whyNotMeasures(content) ?? whyNotParts(content)
}

function whyNotCounts(content: MessageContent): Reason {
  const over = countsOf(content).find(({ count, most }) => count > most)
  return (
    (over && {
      code: over.of === 'buttons' ? 'too_many_buttons' : 'too_many_parts',
      words: sentence('whatsapp.too_many', { of: sentence(`whatsapp.of.${over.of}`), count: over.count, most: over.most }),
    }) ??
    null
  )
}

function whyNotMeasures(content: MessageContent): Reason {
  for (const measure of measuresOf(content)) {
    const reason = whyNotMeasure(measure)
    if (reason) return reason
  }
  return null
}

function whyNotMeasure({ part, text, most }: Measure): Reason {
  if (text.trim() === '')
    return part === 'text'
      ? { code: 'empty_text', words: shared('meta.content.empty_text') }
      : { code: 'part_missing', words: sentence('whatsapp.part_missing', { part: sentence(`whatsapp.part.${part}`) }) }
  const length = chars(text)
  if (length <= most) return null
  return part === 'text'
    ? { code: 'text_too_long', words: shared('meta.content.text_too_long', { most, length }) }
    : { code: 'part_too_long', words: sentence('whatsapp.part_too_long', { part: sentence(`whatsapp.part.${part}`), most, length, text }) }
}

function whyNotParts(content: MessageContent): Reason {
  if (differing(content).some((texts) => new Set(texts).size < texts.length))
    return { code: 'parts_equal', words: sentence('whatsapp.parts_equal') }
  if (content.type === 'buttons') {
    const hasFrame = content.header !== undefined || content.footer !== undefined
    if (hasFrame && !linkButtonOf(content) && !tappedOf(content).length)
      return { code: 'frame_not_possible', words: sentence('whatsapp.frame_not_possible') }
    return typeof content.header === 'object' ? whyNotHeader(content.header) : null
  }
  // 5.2 gives sections of a list a title; where there are several, the platform cannot show them without.
  if (content.type === 'list' && content.list.sections.length > 1 && content.list.sections.some(({ title }) => title === undefined))
    return { code: 'part_missing', words: sentence('whatsapp.part_missing', { part: sentence('whatsapp.part.section_title') }) }
  if (content.type === 'media' && content.media.caption !== undefined && !withCaption.has(content.media.type))
    return { code: 'caption_not_possible', words: sentence('whatsapp.caption_not_possible') }
  if (content.type !== 'template') return null
  const { header, cards = [] } = content.template
  for (const file of [header, ...cards.map((card) => card.header)]) {
    const why = file ? whyNotHeader(file) : null
    if (why) return why
  }
  return null
}

const withCaption = new Set<Media['type']>(['image', 'video', 'file'])

const whyNotHeader = ({ type, caption }: Media): Reason =>
  withCaption.has(type) && caption === undefined ? null : { code: 'header_not_possible', words: sentence('whatsapp.header_not_possible') }
