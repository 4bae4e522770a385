import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { channelOf } from '../channels/channels.ts'
import { stepAfter, stepById } from '../engine/findStep.ts'
import { kindOf } from '../engine/steps/steps.ts'
import type { Automation } from '../model/automation.ts'
import type { NewJob } from '../model/job.ts'
import type { PresenceAsked } from '../model/presence.ts'
import type { Run } from '../model/run.ts'

/**
 * The job that shows “typing” before a message that a run sends after a delay, as long as the platform shows it; null: the account does not
 * want it, the channel has no such thing, or no direct message follows the delay.
 */
export function typingJob(account: InboxAccount, run: Run, automation: Automation | undefined, now: Date): NewJob | null {
  const { presence } = channelOf(account.channel)
  if (!account.showsTyping || !presence || run.state !== 'waiting_time' || !run.wakeAt) return null
  const step = automation && stepById(automation, run.stepId)
  const next = step && stepById(automation, stepAfter(automation, step))
  if (!next || kindOf(next)?.speaks !== 'direct') return null
  return {
    kind: 'presence',
    workspaceId: account.workspaceId,
    accountId: account.id,
    runAt: new Date(Math.max(now.getTime(), run.wakeAt.getTime() - presence.typingMs)),
    givesUpAt: run.wakeAt,
    uniqueKey: `presence/typing/${run.id}/${run.wakeAt.getTime()}`,
    data: { act: 'typing', conversationId: run.conversationId, runId: run.id, wakeAt: run.wakeAt.toISOString() } satisfies PresenceAsked,
  }
}
