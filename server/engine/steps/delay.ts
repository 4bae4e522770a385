import type { DelayStep } from '../../model/automation.ts'
import { note } from '../draft.ts'
import { afterMinutes, type StepKind } from './step.ts'

/** Lets time pass. */
export const delay = {
  speaks: null,
  take(run, step, { next, draft }) {
    if (!(step.minutes > 0)) return { run, to: next }
    note(draft, 'waits_for_time', { stepId: step.id, minutes: step.minutes })
    return { run: { ...run, state: 'waiting_time', wakeAt: afterMinutes(draft.now, step.minutes) } }
  },
  timeOut(run, step, { next, draft }) {
    note(draft, 'time_came', { stepId: step.id })
    return { run, to: next }
  },
  ways: (step, next) => [{ name: 'next', to: next, by: 'itself', answer: 'stays', minutes: step.minutes }],
  sentences: {
    waits_for_time: 'Goes on in {{minutes}} minutes.',
  },
} satisfies StepKind<DelayStep>
