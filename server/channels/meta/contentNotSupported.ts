import type { ContentType, MessageContent } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'
import type { Sentence } from '../../model/sentence.ts'
import { sentence } from './sentences.ts'

const nameOf = (type: ContentType): Sentence => sentence(`meta.content.${type}`)

/** The refusal for a kind of content that the channel cannot send in this way. In: the kinds it can send there (`Channel.contents`). */
export function contentNotSupported(
  { type }: MessageContent,
  kind: MessageKind,
  contents: readonly ContentType[],
): { code: string; words: Sentence } {
  const data = { content: nameOf(type), takes: contents.map(nameOf) }
  const words = kind === 'public_reply' ? sentence('meta.content.not_as_reply', data) : sentence('meta.content.not_here', data)
  return { code: 'content_not_supported', words }
}
