import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { noteFirstAnswer } from '../contacts/changeConversation.queries.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { MessageContent } from '../model/content.ts'
import { laneOf, type MessageKind } from '../model/message.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { addMessages } from './addMessages.queries.ts'
import { readMarkJobs } from './presence.queries.ts'
import { fitTemplates, whyTooLate } from './fitTemplates.ts'
import { lockRecipient, type To } from './messages.queries.ts'
import { whyNotFiles } from './whyNotFiles.ts'

export type ByHand = { to: To; isPublic: boolean; content: MessageContent }

/** The person cannot be written to at this time: nobody who has only commented, nobody whose window is closed. */
export class NotNow extends ApiError {}

/**
 * Checks a message by hand and stores it at once, under the lock of its conversation, also while ingest runs. Under that lock it is
 * numbered after everything decided in this conversation before, and before everything decided later: ingest holds the lock from its write
 * of the thread until its commit.
 * Out:    the message's id.
 * Errors: not_found (no such person, conversation or comment), conflict (no message may be sent to them now), invalid_input (the channel
 *         does not accept the message).
 */
export async function sendByHand(deps: Deps, who: Principal, message: ByHand): Promise<string> {
  const id = deps.newId()
  await inWorkspace(deps.databases.web, who, async (trx) => {
    const conversationId = await storeByHand(trx, deps, who, { id, ...message, isTyped: who.kind === 'user' })
    const now = deps.clock.now()
    if (who.kind === 'user') {
      await noteFirstAnswer(trx, conversationId, now)
      // Who answers has read what was written.
      await addJobs(trx, { newId: deps.newId, now }, await readMarkJobs(trx, deps.channelOf, conversationId, now))
    }
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'send', subject: 'message', subjectId: id })
  })
  wakeOutbox(deps, who, message.to.accountId)
  return id
}

/** To be called after the commit of what `storeByHand` stored. */
function wakeOutbox(deps: Pick<Deps, 'wake'>, who: { workspaceId: string }, accountId: string): void {
  deps.wake.tell('outbox', null)
  deps.wake.tell('jobs', null)
  deps.wake.tell('messages', who.workspaceId, [accountId])
}

/**
 * The same within the caller's transaction, which sees the workspace. In: `isTyped`: a member wrote it; what a program sends
 * has only the time that automations have. Out: the conversation's id. Errors: as `sendByHand`; a closed window
 * is a `NotNow`.
 */
export async function storeByHand(
  trx: Trx,
  deps: Pick<Deps, 'clock' | 'channelOf'>,
  who: { workspaceId: string },
  { id, to, isPublic, content: given, isTyped }: ByHand & { id: string; isTyped: boolean },
): Promise<string> {
  const kind: MessageKind = to.commentId === undefined ? 'message' : isPublic ? 'public_reply' : 'private_reply'
  const commentId = to.commentId ?? null
  const now = deps.clock.now()
  // Twice: a thread that was merged into another while this waited for its lock is found there.
  const found = (await lockRecipient(trx, to)) ?? (await lockRecipient(trx, to))
  if (!found)
    throw new ApiError('not_found', 'No such person, conversation or comment on this account. A person must comment or write first.')
  const { recipientId, windowUntil, commentedAt } = found
  const channel = deps.channelOf(found.channel)
  if (kind === 'message' && !recipientId)
    throw new NotNow('conflict', 'This person has only commented so far; answer their comment, and write when they answer.')
  const why = channel.whyNotSendable({ kind, recipientId, commentId, content: given })
  if (why) throw new ApiError('invalid_input', why.words)
  const unfit = await whyNotFiles(trx, channel, found.accountId, given)
  if (unfit) throw new ApiError('invalid_input', unfit)
  const fit = await fitTemplates(trx, channel, found.accountId, given)
  if ('why' in fit) throw new ApiError('invalid_input', fit.why)
  const { content } = fit
  const occasion = { kind, content, windowUntil, commentedAt, byHand: isTyped }
  const tooLate = channel.whyNotNow(occasion, now)
  if (tooLate) throw new NotNow('conflict', await whyTooLate(trx, channel, found.accountId, tooLate))
  await addMessages(trx, [
    {
      id,
      workspace_id: who.workspaceId,
      account_id: found.accountId,
      conversation_id: found.conversationId,
      contact_id: found.contactId,
      lane: laneOf(kind),
      kind,
      comment_id: commentId,
      media_id: found.mediaId,
      content,
      not_before: now,
      expires_at: channel.expiresAt(occasion),
      by_hand: true,
      event_id: found.eventId,
      automation_id: null,
      version_id: null,
      run_id: null,
      step_id: null,
      variation: null,
      created_at: now,
      waits_for: null,
    },
  ])
  return found.conversationId
}
