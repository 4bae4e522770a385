import type { History, HistoryPart } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { InboundEvent } from '../../model/event.ts'
import type { Http } from '../../model/http.ts'
import { idIn, idOf, isTrue, type JsonObject, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { messagesListedBy, newestOf, nextOf, objectsIn, page, partOf, postsOf } from '../meta/messaging/listMessages.ts'
import { momentOf } from '../meta/momentOf.ts'
import { limits, otherReadsRate, readBackRate } from './limits.ts'
import { readFeed } from './readFeed.ts'
import { readGraph } from './readGraph.ts'

const commentFields = 'id,message,created_time,from,parent{id},is_hidden,can_reply_privately'
const commentsEach = 50
const postsEach = 50

/** The Page's posts, newest first, with their number of comments, replies included (meta-platform.md 4.7). */
async function listPosts(http: Http, as: Credentials, after: string | null): ReturnType<History['listPosts']> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${segment(as.externalId)}/published_posts`,
    query: { fields: 'id,comments.filter(stream).limit(0).summary(true)', ...page(after, postsEach) },
  })
  return postsOf(answer, ({ comments }) => objectOf(objectOf(comments)?.summary)?.total_count)
}

/** All comments under a post in one list, replies among them, newest first (13.2, row 2.31). */
async function listComments(http: Http, as: Credentials, postId: string, after: string | null): Promise<HistoryPart> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: `${segment(postId)}/comments`,
    query: { fields: commentFields, filter: 'stream', order: 'reverse_chronological', ...page(after, commentsEach) },
  })
  const comments = objectsIn(answer.data)
  const threads = new Map<string, InboundEvent[]>()
  for (const comment of comments) {
    const top = idIn(comment.parent) ?? idOf(comment.id) ?? ''
    threads.set(top, [...(threads.get(top) ?? []), ...commentIn(as, postId, comment)])
  }
  return { ...partOf([...threads.values()]), newestAt: newestOf(comments, 'created_time'), next: nextOf(answer) }
}

/** A comment as reads return it has the fields of its webhook under other names (4.3, 4.4). */
function commentIn(as: Credentials, postId: string, comment: JsonObject): InboundEvent[] {
  const at = momentOf(comment.created_time)
  if (!at) return []
  const value = {
    item: 'comment',
    verb: 'add',
    post_id: postId,
    comment_id: comment.id,
    parent_id: idIn(comment.parent) ?? postId,
    from: comment.from,
    created_time: Math.trunc(at.getTime() / 1000),
    message: textOf(comment.message),
  }
  const event = readFeed({ container: 'change', accountId: as.externalId, time: value.created_time, field: 'feed', value }, at)
  return event?.externalId ? [{ ...event, ...noReplyTo(comment) }] : []
}

/** A comment that somebody answered in private takes no second private reply (13.2, row 2.31). */
function noReplyTo(comment: JsonObject): Pick<InboundEvent, 'noReply'> {
  if (isTrue(comment.is_hidden)) return { noReply: 'comment_hidden' }
  return comment.can_reply_privately === false ? { noReply: 'answered_by_hand' } : {}
}

/** Missed comments and messages of Pages, read back. No longer than a comment can be answered. */
export const history: History = {
  readableMs: limits.privateReplyMs,
  rates: { posts: otherReadsRate, comments: otherReadsRate, messages: { ...readBackRate, callsEach: 1 } },
  listPosts,
  listComments,
  listMessages: messagesListedBy({ channel: 'messenger', platform: 'messenger', fields: 'from,to,message,attachments', read: readGraph }),
}
