import type { Automation } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'
import type { Run } from '../model/run.ts'
import { advance, askAgain } from './advance.ts'
import { type Draft, keepRun, note } from './draft.ts'
import { readAnswer } from './readAnswer.ts'
import { stepAfter, stepById } from './say.ts'
import { readTap } from './tap.ts'

/**
 * Offers an event to a run that waits. Only a DM text or a quick reply answers a question, and only a tap on its own button a
 * message with buttons; a comment, a photo, or a text where a tap is waited for go on to the triggers.
 * Out:    whether the run took it; what follows is in the draft.
 * Errors: none.
 */
export function offerToRun(event: InboundEvent, run: Run, automation: Automation, defaultCountry: string, draft: Draft): boolean {
  const step = stepById(automation, run.stepId)
  if (!step) return false
  if (step.type === 'message') {
    const tap = readTap(event.payload)
    if (tap?.runId !== run.id || !step.buttons?.some((button) => button.goTo === tap.stepId)) return false
    note(draft, 'tapped', { stepId: step.id, goTo: tap.stepId })
    advance(run, automation, tap.stepId, 'done', draft)
    return true
  }
  const text = event.kind === 'message' ? event.text?.trim() : undefined
  if (!text || (step.type !== 'ask' && step.type !== 'wait')) return false
  const answer = step.type === 'wait' ? text : readAnswer(step.answer, text, defaultCountry)
  if (answer === null && step.type === 'ask') {
    askAgain(run, automation, step, draft)
    return true
  }
  note(draft, 'answered', { stepId: step.id, answer: step.type === 'ask' ? step.answer : 'text' })
  advance({ ...run, answer, tries: 0 }, automation, stepAfter(automation, step), 'done', draft)
  return true
}

/** The time a run waited for has come: after a delay it goes on, after a question it takes the no-answer branch (requirement A9). */
export function wakeRun(run: Run, automation: Automation, draft: Draft): void {
  const step = stepById(automation, run.stepId)
  if (run.state === 'waiting_time') {
    note(draft, 'time_came', { stepId: run.stepId })
    advance(run, automation, step ? stepAfter(automation, step) : null, 'done', draft)
    return
  }
  note(draft, 'no_answer', { stepId: run.stepId })
  const branch = step?.type === 'ask' || step?.type === 'wait' ? (step.noAnswer ?? null) : null
  advance({ ...run, answer: null }, automation, branch, 'no_answer', draft)
}

/** While a person has taken over, a run does not speak; it goes on when the bot may again. */
export function postponeRun(run: Run, until: Date, draft: Draft): void {
  note(draft, 'postponed', { until: until.toISOString() })
  keepRun(draft, { ...run, wakeAt: until })
}
