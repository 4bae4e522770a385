import type { Automation } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'
import type { Run } from '../model/run.ts'
import { advance } from './advance.ts'
import { type DecisionBuilder, recordRun, note } from './decisionBuilder.ts'
import { stepAfter, stepById } from './findStep.ts'
import type { Move } from './steps/step.ts'
import { kindOf } from './steps/steps.ts'

/**
 * Offers an event to a waiting run; its step decides whether the event answers it.
 * Out:    whether the run took it; the results are in the builder.
 * Errors: none.
 */
export function offerToRun(
  event: InboundEvent,
  run: Run,
  automation: Automation,
  defaultCountry: string,
  builder: DecisionBuilder,
): boolean {
  const step = stepById(automation, run.stepId)
  if (!step) return false
  const move = kindOf(step)?.hear?.(event, run, step, { automation, next: stepAfter(automation, step), builder, defaultCountry }) ?? null
  if (move) follow(move, automation, builder)
  return move !== null
}

function follow(move: Move, automation: Automation, builder: DecisionBuilder): void {
  if (move.to === undefined) recordRun(builder, move.run)
  else advance(move.run, automation, move.to, move.ending ?? 'done', builder)
}

/** Whether the run waits for any text: then a word like "Cancel" may be the answer. */
export function takesAnyText(run: Run | null, automation: Automation | undefined): boolean {
  const step = run && automation ? stepById(automation, run.stepId) : undefined
  return step !== undefined && (kindOf(step)?.takesAnyText?.(step) ?? false)
}

/** Whether a tap still continues this run, although it was given up. */
export const takesLateTap = (run: Run, automation: Automation): boolean => kindOf(stepById(automation, run.stepId))?.takesLateTaps ?? false

/** Continues a run whose wait ended: after a delay with the next step, after a question with the no-answer branch (requirement A9). */
export function wakeRun(run: Run, automation: Automation, builder: DecisionBuilder): void {
  const step = stepById(automation, run.stepId)
  const move = step && kindOf(step)?.timeOut?.(run, step, { automation, next: stepAfter(automation, step), builder })
  if (move) return follow(move, automation, builder)
  note(builder, 'unknown_step', { stepId: run.stepId })
  advance({ ...run, answer: null }, automation, null, run.state === 'waiting_time' ? 'done' : 'no_answer', builder)
}

/** Postpones a run while a person has taken over the conversation; it continues when automations may send again. */
export function postponeRun(run: Run, until: Date, builder: DecisionBuilder): void {
  note(builder, 'postponed', { until: until.toISOString() })
  recordRun(builder, { ...run, wakeAt: until })
}
