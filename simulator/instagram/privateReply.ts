import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { getPerson } from '../world/people.ts'
import { findComment } from './comments.ts'
import { privateReplyDays } from './limits.ts'
import { findMedia, isOnAir } from './media.ts'
import { say } from '../messaging/say.ts'
import type { Content } from '../world/messages.ts'
import { mustReach, told } from './reach.ts'
import { meet, touch } from '../world/threads.ts'

const dayMs = 24 * 3_600_000

/**
 * Sends a message to the author of a comment (meta-platform.md 3.3): one per comment, within seven days, during a broadcast only while it
 * is live. It opens no window, and arrives among the requests of a person who does not follow.
 * Errors: 100/2534025 for a comment that is unknown, deleted, the account's own, under another account's post, or already answered;
 *         10/2534022 (or the code in the settings) when it is too old.
 */
export function sendPrivateReply(call: GraphCall, commentId: string, content: Content): Outcome {
  const { world, account } = call
  const settings = world.settings.current()
  needPermission(call.token, 'instagram_business_manage_comments', 'instagram_manage_comments')
  if (settings.privateReplyContent === 'text' && content.kind !== 'text') throw refuse.invalid('A private reply can only be text')

  const comment = findComment(world, commentId)
  const media = comment && findMedia(world, comment.mediaId)
  takeRate(call, media?.kind === 'LIVE' ? 'livePrivateReply' : 'privateReply')
  if (!comment || !media || comment.accountId !== account.id || comment.byAccount || comment.privatelyRepliedAt !== null)
    throw refuse.notForPrivateReply()
  if (media.kind === 'LIVE' && !isOnAir(media)) throw refuse.notForPrivateReply()
  if (world.clock.now() - comment.createdAt > privateReplyDays * dayMs) {
    throw settings.expiredCommentAs === '10/2534022' ? refuse.outsideWindow() : refuse.notForPrivateReply()
  }
  const person = getPerson(world, comment.authorId)
  mustReach(call, person)

  world.store.run('update comments set privatelyRepliedAt = ? where id = ?', world.clock.now(), comment.id)
  const thread = meet(world, account, person)
  const id = say(world, account, thread, 'api', content, comment.id)
  if (!person.follows && thread.openedAt === null) touch(world, thread, 'requests')
  return {
    body: { recipient_id: thread.igsid, message_id: id },
    effect: {
      kind: 'message',
      id,
      to: thread.igsid,
      personId: person.id,
      accountId: account.id,
      commentId: comment.id,
      mediaId: media.id,
      ...told(content),
    },
  }
}
