import { findComment, type Comment } from '../instagram/comments.ts'
import { mustReach, told } from '../instagram/reach.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import type { Content } from '../world/messages.ts'
import { getPerson } from '../world/people.ts'
import { meet } from '../world/threads.ts'
import type { World } from '../world/world.ts'
import { privateReplyDays } from './limits.ts'
import { sayAsPage } from './say.ts'

/** Whether the Page may still answer a comment in private: one reply, seven days, never to a Page (meta-platform.md 4.4). */
export const canReplyPrivately = (world: World, comment: Comment): boolean =>
  !comment.byAccount && comment.privatelyRepliedAt === null && world.clock.now() - comment.createdAt <= privateReplyDays * 24 * 3_600_000

/**
 * Sends a message to the author of a comment; it opens no window.
 * Errors: 100/2018292 for a comment that is unknown, deleted or under another Page's post; 10903 for the Page's own; 10900 for one that was
 *         answered; 10902, or 10/2018278 by the settings, for one that is too old (meta-platform.md 8.5).
 */
export function sendPrivateReply(call: GraphCall, commentId: string, content: Content): Outcome {
  const { world, account } = call
  takeRate(call, 'privateReply')
  const comment = findComment(world, commentId)
  if (comment?.accountId !== account.id) throw refuse.invalid('Invalid comment_id parameter', 2018292)
  if (comment.byAccount) throw new GraphError(10903, "This user can't reply to this activity")
  if (comment.privatelyRepliedAt !== null) throw new GraphError(10900, 'Activity already replied to')
  if (!canReplyPrivately(world, comment)) {
    const isByWindow = world.settings.current().expiredCommentAs === '10/2534022'
    throw isByWindow ? refuse.outsidePageWindow() : new GraphError(10902, 'This is not a Replyable activity')
  }
  const person = getPerson(world, comment.authorId)
  mustReach(call, person)
  world.store.run('update comments set privatelyRepliedAt = ? where id = ?', world.clock.now(), comment.id)
  const thread = meet(world, account, person)
  const id = sayAsPage(world, account, thread, 'api', content, comment.id)
  return {
    body: { recipient_id: thread.igsid, message_id: id },
    effect: {
      kind: 'message',
      id,
      to: thread.igsid,
      personId: person.id,
      accountId: account.id,
      commentId: comment.id,
      mediaId: comment.mediaId,
      ...told(content),
    },
  }
}
