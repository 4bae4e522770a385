import type { Effect } from '../model/decision.ts'
import type { NewJob } from '../model/job.ts'
import { lookUpJob } from './lookUpJob.ts'
import { transcribeJob } from './transcribe.job.ts'

/** The job for an effect of a decision. In: the account of the decision. */
export function jobOf(effect: Effect, account: Parameters<typeof lookUpJob>[0], now: Date): NewJob {
  switch (effect.kind) {
    case 'ask_profile':
      return lookUpJob(account, { ask: 'profile', subject: effect.personId, eventId: null }, now, now)
    case 'transcribe':
      return transcribeJob(account, effect, now)
  }
}
