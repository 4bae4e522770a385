import type { History, HistoryPart } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { InboundEvent } from '../../model/event.ts'
import type { Http } from '../../model/http.ts'
import { type JsonObject, isTrue, objectOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { messagesListedBy, newestOf, nextOf, objectsIn, page, partOf, postsOf } from '../meta/messaging/listMessages.ts'
import { momentOf } from '../meta/momentOf.ts'
import { limits, otherReadsRate, readBackRate } from './limits.ts'
import { messageFields } from './messageFields.ts'
import { readComment } from './readComment.ts'
import { readGraph } from './readGraph.ts'

const commentFields = 'id,text,username,timestamp,from,user,parent_id,hidden'
/** Of a comment at most so many replies are read; without a number the platform lists fewer. */
const repliesEach = 50
/** The most comments per page (meta-platform.md 3.4). */
const commentsEach = 50
const postsEach = 50

/** The account's posts and reels, newest first (3.5). Stories, broadcasts and boosted copies are not among them. */
async function listPosts(http: Http, as: Credentials, after: string | null): ReturnType<History['listPosts']> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${segment(as.externalId)}/media`,
    query: { fields: 'id,comments_count', ...page(after, postsEach) },
  })
  return postsOf(answer, (post) => post.comments_count)
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

/** Missed comments and messages of Instagram, read back. No longer than a comment can be answered. */
export const history: History = {
  readableMs: limits.privateReplyMs,
  rates: { posts: otherReadsRate, comments: otherReadsRate, messages: { ...readBackRate, callsEach: 1 } },
  listPosts,
  listComments,
  listMessages: messagesListedBy({ channel: 'instagram', platform: 'instagram', fields: messageFields, read: readGraph }),
}
