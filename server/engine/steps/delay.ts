import type { DelayStep } from '../../model/automation.ts'
import { note } from '../decisionBuilder.ts'
import { afterMinutes, type StepKind } from './step.ts'

/** Lets time pass. */
export const delay = {
  speaks: null,
  take(run, step, { next, builder }) {
    if (!(step.minutes > 0)) return { run, to: next }
    note(builder, 'waits_for_time', { stepId: step.id, minutes: step.minutes })
    return { run: { ...run, state: 'waiting_time', wakeAt: afterMinutes(builder.now, step.minutes) } }
  },
  timeOut(run, step, { next, builder }) {
    note(builder, 'time_came', { stepId: step.id })
    return { run, to: next }
  },
  ways: (step, next) => [{ name: 'next', to: next, by: 'itself', answer: 'stays', minutes: step.minutes }],
  sentences: {
    waits_for_time: 'Continues in {{minutes}} minutes.',
  },
} satisfies StepKind<DelayStep>
