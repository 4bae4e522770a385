import type { WaitStep } from '../../model/automation.ts'
import { note } from '../draft.ts'
import { afterMinutes, type StepKind } from './step.ts'

/** Waits for any text or quick reply and sends nothing. */
export const wait = {
  speaks: null,
  take(run, step, { draft }) {
    note(draft, 'waits_for_text', { stepId: step.id, minutes: step.timeoutMinutes })
    return { run: { ...run, state: 'waiting_answer', answer: null, tries: 0, wakeAt: afterMinutes(draft.now, step.timeoutMinutes) } }
  },
  hear(event, run, step, { next, draft }) {
    const text = event.kind === 'message' ? event.text?.trim() : undefined
    if (!text) return null
    note(draft, 'answered', { stepId: step.id, answer: 'text' })
    return { run: { ...run, answer: text, tries: 0 }, to: next }
  },
  timeOut(run, step, { draft }) {
    note(draft, 'no_answer', { stepId: step.id })
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
