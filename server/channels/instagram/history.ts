import type { History, HistoryPart } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { InboundEvent } from '../../model/event.ts'
import type { Http } from '../../model/http.ts'
import { type JsonObject, idOf, isTrue, listOf, objectOf } from '../meta/fields.ts'
import { segment, speaker } from '../meta/graph.ts'
import { keyOf } from '../meta/newEvent.ts'
import { limits, otherReadsRate, readBackRate } from './limits.ts'
import { messageFields, messageIn } from './messageIn.ts'
import { momentOf } from './momentOf.ts'
import { newEvent } from './newEvent.ts'
import { readComment } from './readComment.ts'
import { readGraph } from './readGraph.ts'

const commentFields = 'id,text,username,timestamp,from,user,parent_id,hidden'
/** Of a comment at most so many replies are read; without a number the platform lists fewer. */
const repliesEach = 50
/** The most comments per page (meta-platform.md 3.4). */
const commentsEach = 50
/** Of a thread only the newest twenty messages are returned with their text (3.5). */
const messagesEach = 20
const threadsEach = 10
const postsEach = 50

/** The cursor of the next page; none on the last, which has no `next` (10). */
function nextOf({ paging }: JsonObject): string | null {
  const given = objectOf(paging)
  return given?.next ? idOf(objectOf(given.cursors)?.after) : null
}

const objectsIn = (list: unknown): JsonObject[] =>
  listOf(list).flatMap((item): JsonObject[] => {
    const given = objectOf(item)
    return given ? [given] : []
  })

const page = (after: string | null, limit: number) => ({ limit: String(limit), ...(after ? { after } : {}) })

/** The account's posts and reels, newest first (3.5). Stories, broadcasts and boosted copies are not among them. */
async function listPosts(http: Http, as: Credentials, after: string | null): ReturnType<History['listPosts']> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${segment(as.externalId)}/media`,
    query: { fields: 'id,comments_count', ...page(after, postsEach) },
  })
  const posts = listOf(answer.data).flatMap((item) => {
    const given = objectOf(item)
    const id = idOf(given?.id)
    const count = given?.comments_count
    // Without a count nobody knows whether there are comments: then they are read each time.
    return id ? [{ id, commentCount: typeof count === 'number' ? count : -1 }] : []
  })
  return { posts, next: nextOf(answer) }
}

/**
 * Comments under a post, each with its replies. The newest comes first (3.4 [M]), but replies under older comments may be newer: those are
 * found on the pages that are read.
 */
async function listComments(http: Http, as: Credentials, postId: string, after: string | null): Promise<HistoryPart> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${segment(postId)}/comments`,
    query: { fields: `${commentFields},replies.limit(${repliesEach}){${commentFields}}`, ...page(after, commentsEach) },
  })
  const threads = objectsIn(answer.data).map((comment) => {
    const all = [comment, ...objectsIn(objectOf(comment.replies)?.data)]
    return all.flatMap((one) => commentIn(as, postId, one))
  })
  return { ...partOf(threads), newestAt: newestOf(objectsIn(answer.data), 'timestamp'), next: nextOf(answer) }
}

/** A comment as reads return it has the fields of its webhook (2.3), beside its own time. */
function commentIn(as: Credentials, postId: string, comment: JsonObject): InboundEvent[] {
  const at = momentOf(comment.timestamp)
  if (!at) return []
  const part = {
    container: 'change' as const,
    accountId: as.externalId,
    time: Math.trunc(at.getTime() / 1000),
    field: 'comments',
    value: { ...comment, media: { id: postId } },
  }
  const event = readComment(part, 'comment', at)
  if (!event) return []
  // `user` is present only on the account's own comments (3.4).
  const isOwn = event.isOwn || objectOf(comment.user) !== null
  return [{ ...event, isOwn, occurredAt: at, ...(isTrue(comment.hidden) ? { noReply: 'comment_hidden' as const } : {}) }]
}

/** Of each thread the events of people, with what the account said after them. */
function partOf(threads: InboundEvent[][]): Pick<HistoryPart, 'events' | 'answers'> {
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

/** The newest messages of the threads that were written in last. */
async function listMessages(http: Http, as: Credentials, after: string | null): Promise<HistoryPart> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${speaker(as)}/conversations`,
    query: {
      platform: 'instagram',
      fields: `id,updated_time,messages.limit(${messagesEach}){id,created_time,${messageFields}}`,
      ...page(after, threadsEach),
    },
  })
  const threads = objectsIn(answer.data)
  const messages = threads.map((thread) => objectsIn(objectOf(thread.messages)?.data).flatMap((message) => messageOf(as, message)))
  return { ...partOf(messages), newestAt: newestOf(threads, 'updated_time'), next: nextOf(answer) }
}

/** One of which nobody knows who wrote it (older than the newest twenty) is left out: it cannot be answered. */
function messageOf(as: Credentials, message: JsonObject): InboundEvent[] {
  const mid = idOf(message.id)
  const at = momentOf(message.created_time)
  if (!mid || !at || !objectOf(message.from)) return []
  const { personId, ...told } = messageIn(as, mid, message)
  if (personId === null && !told.isOwn) return []
  // Known on the side channel too, where another app answers (2.6).
  const sameAs = [...(told.sameAs ?? []), keyOf('standby', told.key)]
  return [newEvent({ ...told, sameAs, personId, accountExternalId: as.externalId, externalId: mid, occurredAt: at })]
}

/** The latest time in a list; null when one of them has none. */
function newestOf(items: JsonObject[], field: string): Date | null {
  const times = items.map((item) => momentOf(item[field]))
  if (!times.length || times.includes(null)) return null
  return new Date(Math.max(...times.map((time) => time!.getTime())))
}

/** Missed comments and messages of Instagram, read back. No longer than a comment can be answered. */
export const history: History = {
  readableMs: limits.privateReplyMs,
  rates: { posts: otherReadsRate, comments: otherReadsRate, messages: { ...readBackRate, callsEach: 1 } },
  listPosts,
  listComments,
  listMessages,
}
