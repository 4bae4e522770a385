import type { Found, LookUps } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import type { Attachment, ReplyTo } from '../../model/event.ts'
import { type JsonObject, idIn, idOf, isTrue, listOf, objectOf, present, shortTextOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { namesOf } from '../meta/messaging/readMessaging.ts'
import { readBackRate } from './limits.ts'
import { readGraph } from './readGraph.ts'

/**
 * 3.7 gives no number for single reads: they count in the general limit, which grows with the audience (4,800 a day for each view).
 * Deliberately low.
 */
const perSecond = { kind: 'look_up', key: 'second', calls: 10, perMs: 1000, callsEach: 1 }

const get = (http: Http, as: Credentials, id: string, fields: string): Promise<JsonObject> =>
  readGraph(http, as, { method: 'GET', path: segment(id), query: { fields } })

/** Finds the author of a comment whose webhook did not name them (meta-platform.md 3.4). */
async function readWho(http: Http, as: Credentials, commentId: string): Promise<Found['who']> {
  const comment = await get(http, as, commentId, 'from,username')
  const from = objectOf(comment.from)
  const id = idOf(from?.id)
  const selfId = idOf(from?.self_ig_scoped_id)
  // `user` is present only on the account's own comments (3.4).
  const isOwn = id === as.externalId || (selfId !== null && selfId !== id) || objectOf(comment.user) !== null
  return { id, username: textOf(from?.username) ?? textOf(comment.username), isOwn }
}

/** Reads a message of which only the id was received (3.5). A message without any displayable content is still a message. */
async function readMessage(http: Http, as: Credentials, mid: string): Promise<Found['message']> {
  const message = await get(http, as, mid, 'from,to,message,attachments,story,is_unsupported')
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

/** Reads the name of a person. Readable once they have written or tapped (3.5); the picture's URL would expire in a few days. */
async function readProfile(http: Http, as: Credentials, personId: string): Promise<Found['profile']> {
  const profile = await get(http, as, personId, 'name,username')
  return { name: textOf(profile.name) || null, username: textOf(profile.username) || null }
}

export const lookUps: LookUps = {
  who: { limit: perSecond, read: readWho },
  // The Conversations API, whose limit also counts reading back (3.7).
  message: { limit: { ...readBackRate, callsEach: 1 }, read: readMessage },
  profile: { limit: { ...perSecond, key: 'profiles', calls: 5 }, read: readProfile },
}
