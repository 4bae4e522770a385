import type { Media, MessageContent } from '../../model/content.ts'
import { linkButtonOf, tappedOf, textAbove } from './bodyOf.ts'
import { limits, shapes } from './limits.ts'

/** The parts of a message that have a limit; each has a name in the sentences (`whatsapp.part.…`). */
export type Part =
  | 'text'
  | 'header'
  | 'footer'
  | 'button_title'
  | 'button_id'
  | 'url'
  | 'list_button'
  | 'section_title'
  | 'row_id'
  | 'row_title'
  | 'row_text'
  | 'caption'
/** A part that must not be empty or longer than `most` characters. */
export type Measure = { part: Part; text: string; most: number }
/** How many of something there are, and may be. */
export type Count = { of: 'buttons' | 'sections' | 'rows' | 'contacts'; count: number; most: number }

const frameOf = ({ header, footer }: { header?: string | Media; footer?: string }): Measure[] => [
  ...(typeof header === 'string' ? [{ part: 'header' as const, text: header, most: shapes.maxHeaderChars }] : []),
  ...(footer === undefined ? [] : [{ part: 'footer' as const, text: footer, most: shapes.maxFooterChars }]),
]

const repliesOf = (replies: { title: string; payload?: string }[]): Measure[] =>
  replies.flatMap(({ title, payload }): Measure[] => [
    { part: 'button_title', text: title, most: limits.maxButtonTitleChars },
    { part: 'button_id', text: payload ?? '', most: shapes.maxButtonIdChars },
  ])

/** What is measured of a message (meta-platform.md 5.2); parts that are absent are not. */
export function measuresOf(content: MessageContent): Measure[] {
  switch (content.type) {
    case 'text':
      return [{ part: 'text', text: content.text, most: limits.maxTextChars }]
    case 'buttons': {
      const tapped = tappedOf(content)
      const link = linkButtonOf(content)
      const isShort = link !== null || tapped.length > 0
      return [
        {
          part: 'text',
          text: content.text.trim() && textAbove(content),
          most: isShort ? limits.maxButtonTemplateChars : limits.maxTextChars,
        },
        ...repliesOf(tapped),
        ...content.buttons.flatMap(({ url }) => (url === undefined ? [] : [{ part: 'url' as const, text: url, most: shapes.maxUrlChars }])),
        ...frameOf(content),
      ]
    }
    case 'quick_replies':
      return [{ part: 'text', text: content.text, most: limits.maxButtonTemplateChars }, ...repliesOf(content.quickReplies)]
    case 'list':
      return [
        { part: 'text', text: content.list.text, most: shapes.maxListTextChars },
        { part: 'list_button', text: content.list.button, most: shapes.maxListButtonChars },
        ...frameOf(content.list),
        ...content.list.sections.flatMap(({ title, rows }): Measure[] => [
          ...(title === undefined ? [] : [{ part: 'section_title' as const, text: title, most: shapes.maxSectionTitleChars }]),
          ...rows.flatMap((row): Measure[] => [
            { part: 'row_id', text: row.id, most: shapes.maxRowIdChars },
            { part: 'row_title', text: row.title, most: shapes.maxRowTitleChars },
            ...(row.description === undefined ? [] : [{ part: 'row_text' as const, text: row.description, most: shapes.maxRowTextChars }]),
          ]),
        ]),
      ]
    case 'media':
      return [
        ...(content.media.caption === undefined
          ? []
          : [{ part: 'caption' as const, text: content.media.caption, most: limits.maxCaptionChars }]),
        ...(content.media.url === undefined ? [] : [{ part: 'url' as const, text: content.media.url, most: shapes.maxUrlChars }]),
      ]
    case 'request':
      return [{ part: 'text', text: content.request.text, most: shapes.maxRequestChars }]
    default:
      return []
  }
}

/** What is counted of a message (5.2). */
export function countsOf(content: MessageContent): Count[] {
  switch (content.type) {
    case 'buttons':
      return [{ of: 'buttons', count: tappedOf(content).length, most: limits.maxButtons }]
    case 'quick_replies':
      return [{ of: 'buttons', count: content.quickReplies.length, most: limits.maxButtons }]
    case 'list':
      return [
        { of: 'sections', count: content.list.sections.length, most: shapes.maxSections },
        { of: 'rows', count: content.list.sections.reduce((sum, { rows }) => sum + rows.length, 0), most: shapes.maxRows },
      ]
    case 'contacts':
      return [{ of: 'contacts', count: content.contacts.length, most: shapes.maxContacts }]
    default:
      return []
  }
}

/** Ids and titles that have to differ within one message (5.2). */
export function differing(content: MessageContent): string[][] {
  const ofReplies = (replies: { title: string; payload?: string }[]) => [
    replies.map(({ title }) => title),
    replies.map(({ payload }) => payload ?? ''),
  ]
  if (content.type === 'buttons') return ofReplies(tappedOf(content))
  if (content.type === 'quick_replies') return ofReplies(content.quickReplies)
  return content.type === 'list' ? [content.list.sections.flatMap(({ rows }) => rows.map(({ id }) => id))] : []
}
