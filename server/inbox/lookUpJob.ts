import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { channelOf } from '../channels/channels.ts'
import type { Found, LookUpKind } from '../model/capabilities.ts'
import type { NewJob } from '../model/job.ts'

/**
 * The question to the platform: the author of a comment, the text of a message, the name of a person. `eventId`: the event that waits for
 * the answer.
 */
export type Asked = { ask: LookUpKind; subject: string; eventId: string | null }
/** The result of a look-up. `asItIs`: after the wait there was nothing left to ask. */
export type Answer = { found: Found[LookUpKind] } | { asItIs: true } | { failed: string }

export const keyOfLookUp = (accountId: string, ask: LookUpKind, subject: string): string => `look_up/${accountId}/${ask}/${subject}`

/**
 * The job for a look-up, added once however often it is needed. It is given up once the messaging window has closed: the answer would come
 * too late for a message.
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

/** The look-up result in an occurrence (written by server/jobResults.ts), or null when it belongs to another kind of job. */
export function answerIn(data: Record<string, unknown>): (Asked & { answer: Answer }) | null {
  return data['kind'] === 'look_up' ? { ...(data['data'] as Asked), answer: data['result'] as Answer } : null
}
