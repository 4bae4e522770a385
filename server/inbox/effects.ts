import type { Effect } from '../model/decision.ts'
import type { NewJob } from '../model/job.ts'
import type { Thread } from './batch.ts'
import { lookUpJob } from './lookUpJob.ts'
import { transcribeJob } from './transcribe.job.ts'

/** The job for an effect of a decision. In: the thread of the decision. */
export function jobOf(effect: Effect, { account, conversationId }: Thread, now: Date): NewJob {
  switch (effect.kind) {
    case 'ask_profile':
      return lookUpJob(account, { ask: 'profile', subject: effect.personId, eventId: null }, now, now)
    case 'transcribe':
      return transcribeJob(account, effect, now)
    case 'hand_over': {
      const { kind, ...handed } = effect
      return { kind, workspaceId: account.workspaceId, accountId: account.id, runAt: now, data: { ...handed, conversationId } }
    }
  }
}
