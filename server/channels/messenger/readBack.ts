import type { Remembered } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idIn, listOf, objectOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { rememberedIn, saidInThread } from '../meta/messaging/saidInThread.ts'
import { readGraph } from './readGraph.ts'

const replies = 'comments.limit(50).order(reverse_chronological){id,message,created_time,from}'

/**
 * Returns the newest messages of the Page to this person, or its replies under this comment, newest first, to resolve a message in doubt.
 * Out:    messages certainly by others are left out.
 * Errors: rejects with a ChannelError.
 */
export async function readBack(
  http: Http,
  as: Credentials,
  where: { recipientId: string } | { commentId: string; mediaId: string | null },
): Promise<Remembered[]> {
  const found =
    'recipientId' in where
      ? await saidInThread(readGraph, 'messenger', http, as, where.recipientId)
      : await saidUnderComment(http, as, where.commentId)
  return found.sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** An answer to a reply belongs to the comment above it, so that one is read too (meta-platform.md 4.4). */
async function saidUnderComment(http: Http, as: Credentials, commentId: string): Promise<Remembered[]> {
  const ask = (id: string) => readGraph(http, as, { method: 'GET', path: segment(id), query: { fields: `id,parent{id},${replies}` } })
  const comment = await ask(commentId)
  const parentId = idIn(comment.parent)
  const asked = parentId ? [comment, await ask(parentId)] : [comment]
  const all = asked.flatMap((one) => listOf(objectOf(one.comments)?.data))
  return rememberedIn(all, 'message', 'created_time', (author) => author === null || author === as.externalId)
}
