import { contentNames, type ContentType, type MessageContent } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'

/** The refusal of a kind of content that a channel cannot send in this way. In: what it can send there (`Channel.contents`). */
export function contentNotSupported(
  { type }: MessageContent,
  kind: MessageKind,
  contents: readonly ContentType[],
): { code: string; words: string } {
  const where = kind === 'public_reply' ? 'as a public reply' : 'on this channel'
  const name = contentNames[type]
  return {
    code: 'content_not_supported',
    words: `${name[0]!.toUpperCase()}${name.slice(1)} cannot be sent ${where}. It takes ${contents.map((one) => contentNames[one]).join(', ')}.`,
  }
}
