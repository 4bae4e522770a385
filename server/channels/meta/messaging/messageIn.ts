import type { Found } from '../../../model/capabilities.ts'
import type { Credentials } from '../../../model/channel.ts'
import type { Attachment, InboundEvent, ReplyTo } from '../../../model/event.ts'
import { type JsonObject, idIn, idOf, isTrue, listOf, objectOf, present, shortTextOf, textOf } from '../fields.ts'
import { namesOf } from './readMessaging.ts'

/**
 * A message as reads return it, on Instagram and on Messenger (meta-platform.md 3.5). One without any displayable content is still a
 * message.
 */
export function messageIn(as: Credentials, mid: string, message: JsonObject): Found['message'] & Pick<InboundEvent, 'name'> {
  const from = objectOf(message.from)
  const isOwn = idOf(from?.id) === as.externalId || idOf(from?.id) === as.pageId
  const other = isOwn ? objectOf(listOf(objectOf(message.to)?.data)[0]) : from
  const story = objectOf(message.story)
  const mention = objectOf(story?.mention)
  const text = textOf(message.message) || null
  const attachments = [...listOf(objectOf(message.attachments)?.data).flatMap(attachmentOf), ...(mention ? [mentionOf(mention)] : [])]
  if (!attachments.length && (isTrue(message.is_unsupported) || text === null)) attachments.push({ type: 'unsupported' })
  return {
    ...namesOf(isOwn ? 'echo' : 'message', mid),
    kind: isOwn ? 'echo' : 'message',
    personId: idOf(other?.id),
    username: textOf(other?.username),
    name: textOf(other?.name),
    text,
    attachments,
    replyTo: storyOf(objectOf(story?.reply_to)),
    storyMention: mention !== null,
    isOwn,
  }
}

/** Reads identify attachments by the field they hold, without a type (3.5). */
function attachmentOf(item: unknown): Attachment[] {
  const given = objectOf(item)
  if (!given) return []
  const image = textOf(objectOf(given.image_data)?.url)
  const video = textOf(objectOf(given.video_data)?.url)
  const type = image ? 'image' : video ? 'video' : (/^(audio|image|video)\b/.exec(shortTextOf(given.mime_type) ?? '')?.[1] ?? 'file')
  return [{ type, ...present({ url: image ?? video ?? textOf(given.file_url), title: shortTextOf(given.name) }) }]
}
const mentionOf = (mention: JsonObject): Attachment => ({
  type: 'story_mention',
  ...present({ url: textOf(mention.link), id: idIn(mention) }),
})
const storyOf = (story: JsonObject | null): ReplyTo | null => {
  const replyTo = present({ storyId: idIn(story), storyUrl: textOf(story?.link) })
  return Object.keys(replyTo).length ? replyTo : null
}
