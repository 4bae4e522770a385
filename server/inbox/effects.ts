import type { Effect } from '../model/decision.ts'
import type { NewJob } from '../model/job.ts'
import { lookUpJob } from './lookUpJob.ts'

/** The job that does what a decision wants done. In: the account that the decision was made for. */
export function jobOf(effect: Effect, account: Parameters<typeof lookUpJob>[0], now: Date): NewJob {
  switch (effect.kind) {
    case 'ask_profile':
      return lookUpJob(account, { ask: 'profile', subject: effect.personId, eventId: null }, now, now)
  }
}
