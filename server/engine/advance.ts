import type { Automation } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import { type DecisionBuilder, recordRun, note } from './decisionBuilder.ts'
import { holdReplies } from './holdReplies.ts'
import { stepAfter, stepById } from './findStep.ts'
import type { Ending } from './steps/step.ts'
import { kindOf } from './steps/steps.ts'

/**
 * Runs the steps of an automation until one waits or the run ends, and adds the results to the builder: messages, the lead, the new state
 * of the run. What each step does is in steps/.
 * In:     the run; its automation, in the run's version; the id of the first step (null: the end); the state if the run reaches the end;
 *         the builder.
 * Out:    the run, also recorded in the builder.
 * Errors: none. A missing step, and a circle without a wait, end the run; the trace says so.
 */
export function advance(started: Run, automation: Automation, from: string | null, ending: Ending, builder: DecisionBuilder): Run {
  const run = walk(started, automation, from, ending, builder)
  holdReplies(run, automation, builder)
  return run
}

function walk(started: Run, automation: Automation, from: string | null, ending: Ending, builder: DecisionBuilder): Run {
  let run = started
  let at = from
  const walked = new Set<string>()
  while (at !== null) {
    const step = stepById(automation, at)
    if (!step) {
      note(builder, 'unknown_step', { stepId: at })
      break
    }
    // Each step runs at most once, so this ends.
    if (walked.has(at)) {
      note(builder, 'endless_loop', { stepId: at })
      break
    }
    walked.add(at)
    const going: Run = { ...run, state: 'done', wakeAt: null }
    const next = stepAfter(automation, step)
    const kind = kindOf(step)
    // A step type of a newer version: noted and skipped.
    if (!kind) note(builder, 'unknown_step', { stepId: step.id })
    const move = kind ? kind.take(going, step, { automation, next, builder }) : { run: going, to: next }
    run = { ...move.run, stepId: step.id }
    if (move.to === undefined) {
      recordRun(builder, run)
      return run
    }
    at = move.to
  }
  run = { ...run, state: ending, wakeAt: null, endedAt: builder.now }
  note(builder, 'ended', { runId: run.id, state: ending })
  recordRun(builder, run)
  return run
}
