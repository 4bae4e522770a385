import type { WaitStep } from '../../model/automation.ts'
import { note } from '../decisionBuilder.ts'
import { type StepKind, timeoutAfter } from './step.ts'

/** Waits for any text or quick reply and sends nothing. */
export const wait = {
  speaks: null,
  take(run, step, { builder }) {
    note(builder, 'waits_for_text', { stepId: step.id, minutes: step.timeoutMinutes })
    return { run: { ...run, state: 'waiting_answer', answer: null, tries: 0, wakeAt: timeoutAfter(builder.now, step.timeoutMinutes) } }
  },
  hear(event, run, step, { next, builder }) {
    const text = event.kind === 'message' ? event.text?.trim() : undefined
    if (!text) return null
    note(builder, 'answered', { stepId: step.id, answer: 'text' })
    return { run: { ...run, answer: text, tries: 0 }, to: next }
  },
  timeOut(run, step, { builder }) {
    note(builder, 'no_answer', { stepId: step.id })
    return { run: { ...run, answer: null }, to: step.noAnswer ?? null, ending: 'no_answer' }
  },
  takesAnyText: () => true,
  ways: (step, next) => [
    { name: 'answered', to: next, by: 'person', answer: 'given' },
    { name: 'noAnswer', to: step.noAnswer ?? null, by: 'silence', answer: 'lost' },
  ],
  sentences: {
    waits_for_text: 'Waits for any message for {{minutes}} minutes.',
  },
} satisfies StepKind<WaitStep>
