import type { Automation, MessageStep } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'
import type { Run } from '../model/run.ts'
import { advance, askAgain, askForWords } from './advance.ts'
import { type Draft, keepRun, note } from './draft.ts'
import { readAnswer } from './readAnswer.ts'
import { stepAfter, stepById } from './say.ts'
import { readTap, typedTap } from './tap.ts'

/**
 * Offers an event to a run that waits. Only a DM text or a quick reply answers a question; a message without words (a voice note, a
 * photo) is asked for again in words. A message with buttons is answered by a tap, or by its typed twin; a comment, and any other text
 * where a tap is waited for, go on to the triggers.
 * Out:    whether the run took it; what follows is in the draft.
 * Errors: none.
 */
export function offerToRun(event: InboundEvent, run: Run, automation: Automation, defaultCountry: string, draft: Draft): boolean {
  const step = stepById(automation, run.stepId)
  if (!step) return false
  if (step.type === 'message') return offerTap(event, run, automation, step, draft)
  if (event.kind !== 'message' || (step.type !== 'ask' && step.type !== 'wait')) return false
  const text = event.text?.trim()
  if (!text) {
    if (step.type !== 'ask' || event.storyMention) return false
    askForWords(run, automation, step, draft)
    return true
  }
  const answer = step.type === 'wait' ? text : readAnswer(step.answer, text, defaultCountry)
  if (answer === null && step.type === 'ask') {
    askAgain(run, automation, step, draft)
    return true
  }
  note(draft, 'answered', { stepId: step.id, answer: step.type === 'ask' ? step.answer : 'text' })
  advance({ ...run, answer, tries: 0 }, automation, stepAfter(automation, step), 'done', draft)
  return true
}

function offerTap(event: InboundEvent, run: Run, automation: Automation, step: MessageStep, draft: Draft): boolean {
  const tap = readTap(event.payload)
  if (tap?.runId === run.id && step.buttons?.some((button) => button.goTo === tap.stepId)) {
    note(draft, 'tapped', { stepId: step.id, goTo: tap.stepId })
    advance(run, automation, tap.stepId, 'done', draft)
    return true
  }
  const typed = event.kind === 'message' && event.text !== null && tap === null ? typedTap(event.text, step) : null
  if (typed === null) return false
  note(draft, typed.stage, { stepId: step.id, goTo: typed.goTo, title: typed.title })
  advance(run, automation, typed.goTo, 'done', draft)
  return true
}

/** Whether a question waits that takes any text: then a word like "Cancel" may be the answer. */
export function takesAnyText(run: Run | null, automation: Automation | undefined): boolean {
  const step = run && automation ? stepById(automation, run.stepId) : undefined
  return step?.type === 'wait' || (step?.type === 'ask' && step.answer === 'text')
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
