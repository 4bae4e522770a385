import type { Remembered } from '../../model/capabilities.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { type JsonObject, idIn, idOf, listOf, objectOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { rememberedIn, saidInThread } from '../meta/messaging/saidInThread.ts'
import { readGraph } from './readGraph.ts'

/** Fifty comments per page (meta-platform.md 3.4), newest first: a reply that is older than these pages is not searched for. */
const maxPages = 5

const replyFields = 'id,text,timestamp,from'

/**
 * Returns the newest messages of the account to this person, or its replies under this comment, newest first, to resolve a message in
 * doubt.
 * Out:    messages certainly by others are left out; those without an author stay in, because missing our own message would send it twice.
 * Errors: rejects with a ChannelError.
 */
export async function readBack(
  http: Http,
  as: Credentials,
  where: { recipientId: string } | { commentId: string; mediaId: string | null },
): Promise<Remembered[]> {
  const found =
    'recipientId' in where
      ? await saidInThread(readGraph, 'instagram', http, as, where.recipientId)
      : await saidUnderComment(http, as, where)
  return found.sort((a, b) => b.at.getTime() - a.at.getTime())
}

async function saidUnderComment(http: Http, as: Credentials, where: { commentId: string; mediaId: string | null }): Promise<Remembered[]> {
  const isOurs = (author: string | null): boolean => author === null || author === as.externalId
  const replies =
    (await repliesOf(http, as, where)) ?? (where.mediaId ? await repliesInMedia(http, as, where.commentId, where.mediaId) : null)
  return rememberedIn(replies, 'text', 'timestamp', isOurs)
}

/**
 * Reads the replies from the comment itself, in one request. An answer to a reply belongs to the top-level comment (3.4), so that comment
 * is read too.
 * Out: null when the platform returns no replies here: there may be none, or this endpoint may not return them.
 */
async function repliesOf(http: Http, as: Credentials, where: { commentId: string; mediaId: string | null }): Promise<unknown[] | null> {
  const ask = (id: string): Promise<JsonObject> =>
    readGraph(http, as, { method: 'GET', path: segment(id), query: { fields: `id,parent_id,replies{${replyFields}}` } })
  try {
    const comment = await ask(where.commentId)
    const parentId = idOf(comment.parent_id)
    const asked = parentId ? [comment, await ask(parentId)] : [comment]
    const lists = asked.map((one) => objectOf(one.replies)?.data).filter(Array.isArray)
    return lists.length > 0 ? lists.flat() : null
  } catch (error) {
    // A throttled or unauthenticated request for the list would fail too; after any other error the list may still have the replies.
    if (!where.mediaId || !(error instanceof ChannelError) || error.class === 'throttle' || error.class === 'auth') throw error
    return null
  }
}

/** Searches the post's comments for the one that holds the replies; null when it is not among the newest. */
async function repliesInMedia(http: Http, as: Credentials, commentId: string, mediaId: string): Promise<unknown[] | null> {
  let after: string | null = null
  for (let page = 0; page < maxPages; page++) {
    const answer: JsonObject = await readGraph(http, as, {
      method: 'GET',
      path: `${segment(mediaId)}/comments`,
      query: { fields: `id,text,timestamp,from,replies{${replyFields}}`, limit: '50', ...(after ? { after } : {}) },
    })
    for (const item of listOf(answer.data)) {
      const replies = listOf(objectOf(objectOf(item)?.replies)?.data)
      if (idIn(item) === commentId || replies.some((reply) => idIn(reply) === commentId)) return replies
    }
    const paging = objectOf(answer.paging)
    after = paging?.next ? idOf(objectOf(paging.cursors)?.after) : null
    if (!after) break
  }
  return null
}
