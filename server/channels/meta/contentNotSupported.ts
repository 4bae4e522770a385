import type { ContentType, MessageContent } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'

const names: Record<ContentType, string> = {
  text: 'text',
  buttons: 'buttons',
  quick_replies: 'quick replies',
  media: 'a file',
  template: 'a template',
  list: 'a list',
  location: 'a location',
  contacts: 'contacts',
  reaction: 'a reaction',
}

/** The refusal of a kind of content that a channel cannot send in this way. In: what it can send there (`Channel.contents`). */
export function contentNotSupported(
  { type }: MessageContent,
  kind: MessageKind,
  contents: readonly ContentType[],
): { code: string; words: string } {
  const where = kind === 'public_reply' ? 'as a public reply' : 'on this channel'
  const name = names[type]
  return {
    code: 'content_not_supported',
    words: `${name[0]!.toUpperCase()}${name.slice(1)} cannot be sent ${where}. It takes ${contents.map((one) => names[one]).join(', ')}.`,
  }
}
