import type { History, HistoryPart } from '../../../model/capabilities.ts'
import type { Credentials } from '../../../model/channel.ts'
import type { ChannelName, InboundEvent } from '../../../model/event.ts'
import type { Http } from '../../../model/http.ts'
import { type JsonObject, idOf, listOf, objectOf } from '../fields.ts'
import { type GraphCall, speaker } from '../graph.ts'
import { momentOf } from '../momentOf.ts'
import { keyOf, newEventOn } from '../newEvent.ts'
import { messageIn } from './messageIn.ts'

// Reading conversations back, for Instagram and Messenger (meta-platform.md 3.5).

/** Of a thread only the newest twenty messages are returned with their text (3.5). */
const messagesEach = 20
const threadsEach = 10

/** The cursor of the next page; none on the last, which has no `next` (10). */
export function nextOf({ paging }: JsonObject): string | null {
  const given = objectOf(paging)
  return given?.next ? idOf(objectOf(given.cursors)?.after) : null
}

/**
 * The posts of a page of a list, each with its number of comments.
 * In:  the answer; where a post has that number. Out: -1 where there is none: then its comments are read each time. Errors: none.
 */
export function postsOf(answer: JsonObject, countOf: (post: JsonObject) => unknown): Awaited<ReturnType<History['listPosts']>> {
  const posts = listOf(answer.data).flatMap((item) => {
    const post = objectOf(item)
    const id = idOf(post?.id)
    const count = post && countOf(post)
    return id ? [{ id, commentCount: typeof count === 'number' ? count : -1 }] : []
  })
  return { posts, next: nextOf(answer) }
}

/** The objects of a list. */
export const objectsIn = (list: unknown): JsonObject[] =>
  listOf(list).flatMap((item): JsonObject[] => {
    const given = objectOf(item)
    return given ? [given] : []
  })

/** The parameters of one page of a list. */
export const page = (after: string | null, limit: number) => ({ limit: String(limit), ...(after ? { after } : {}) })

/** Of each thread the events of people, with what the account said after them. */
export function partOf(threads: InboundEvent[][]): Pick<HistoryPart, 'events' | 'answers'> {
  const answers = new Map<string, string[]>()
  for (const thread of threads) {
    const own = thread.filter((one) => one.isOwn && one.externalId !== null)
    for (const { key, occurredAt } of thread.filter((one) => !one.isOwn)) {
      const later = own.filter((one) => one.occurredAt >= occurredAt)
      if (later.length)
        answers.set(
          key,
          later.map((one) => one.externalId!),
        )
    }
  }
  return { events: threads.flat().filter((one) => !one.isOwn), answers }
}

type Product = {
  channel: ChannelName
  /** The name of the conversations in the request. */
  platform: string
  /** The fields of a message. */
  fields: string
  read(http: Http, as: Credentials, call: GraphCall): Promise<JsonObject>
}

/** Returns the newest messages of the threads that were written in last. */
export const messagesListedBy =
  ({ channel, platform, fields, read }: Product): History['listMessages'] =>
  async (http, as, after) => {
    const answer = await read(http, as, {
      method: 'GET',
      path: `${speaker(as)}/conversations`,
      query: {
        platform,
        fields: `id,updated_time,messages.limit(${messagesEach}){id,created_time,${fields}}`,
        ...page(after, threadsEach),
      },
    })
    const threads = objectsIn(answer.data)
    const messages = threads.map((thread) =>
      objectsIn(objectOf(thread.messages)?.data).flatMap((message) => messageOf(as, channel, message)),
    )
    return { ...partOf(messages), newestAt: newestOf(threads, 'updated_time'), next: nextOf(answer) }
  }

/** One of which nobody knows who wrote it (older than the newest twenty) is left out: it cannot be answered. */
function messageOf(as: Credentials, channel: ChannelName, message: JsonObject): InboundEvent[] {
  const mid = idOf(message.id)
  const at = momentOf(message.created_time)
  if (!mid || !at || !objectOf(message.from)) return []
  const { personId, ...told } = messageIn(as, mid, message)
  if (personId === null && !told.isOwn) return []
  // Known on the side channel too, where another app answers (2.6).
  const sameAs = [...(told.sameAs ?? []), keyOf('standby', told.key)]
  return [newEventOn(channel)({ ...told, sameAs, personId, accountExternalId: as.externalId, externalId: mid, occurredAt: at })]
}

/** The latest time in a list; null when one of them has none. */
export function newestOf(items: JsonObject[], field: string): Date | null {
  const times = items.map((item) => momentOf(item[field]))
  if (!times.length || times.includes(null)) return null
  return new Date(Math.max(...times.map((time) => time!.getTime())))
}
