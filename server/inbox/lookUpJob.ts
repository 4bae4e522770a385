import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { channelOf } from '../channels/channels.ts'
import type { Found, LookUpKind } from '../model/capabilities.ts'
import type { NewJob } from '../model/job.ts'

/**
 * What the platform is asked: who wrote a comment, the words of a message, what somebody is called. `eventId`: the event that waits for it.
 */
export type Asked = { ask: LookUpKind; subject: string; eventId: string | null }
/** What came of asking. `asItIs`: after the wait there was nothing left to ask. */
export type Answer = { found: Found[LookUpKind] } | { asItIs: true } | { failed: string }

export const keyOfLookUp = (accountId: string, ask: LookUpKind, subject: string): string => `look_up/${accountId}/${ask}/${subject}`

/**
 * A question to the platform, which is asked once however often it comes up. What could not be asked for as long as a window is open is not
 * asked any more: the answer would come too late for a message.
 */
export const lookUpJob = (account: Pick<InboxAccount, 'id' | 'workspaceId' | 'channel'>, asked: Asked, runAt: Date, now: Date): NewJob => ({
  kind: 'look_up',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt,
  givesUpAt: new Date(now.getTime() + channelOf(account.channel).limits.windowMs),
  uniqueKey: keyOfLookUp(account.id, asked.ask, asked.subject),
  data: asked,
})

/** What the occurrence of a result says (written by server/jobResults.ts), or null when it belongs to another kind of job. */
export function answerIn(data: Record<string, unknown>): (Asked & { answer: Answer }) | null {
  return data['kind'] === 'look_up' ? { ...(data['data'] as Asked), answer: data['result'] as Answer } : null
}
