import type { Automation } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import { type Draft, keepRun, note } from './draft.ts'
import { holdReplies } from './holdReplies.ts'
import { stepAfter, stepById } from './say.ts'
import type { Ending } from './steps/step.ts'
import { kindOf } from './steps/steps.ts'

/** More steps at a stretch are a mistake in the automation; a definition may have a hundred, but most wait for somebody. */
const maxStepsAtOnce = 50

/**
 * Takes a run through its automation's steps until it must wait or ends, and writes what follows into the draft: messages, the
 * lead, the run as it stands then. What each step does is in steps/.
 * In:     the run, its automation in the run's version, the id of the step to begin with (null: the end), how the way is called if
 *         it reaches the end, the draft.
 * Out:    the run, also kept in the draft.
 * Errors: none; a step that does not exist and a circle in which nobody is waited for end the run, and the trace says so.
 */
export function advance(started: Run, automation: Automation, from: string | null, ending: Ending, draft: Draft): Run {
  const run = walk(started, automation, from, ending, draft)
  holdReplies(run, automation, draft)
  return run
}

function walk(started: Run, automation: Automation, from: string | null, ending: Ending, draft: Draft): Run {
  let run = started
  let at = from
  const walked = new Set<string>()
  while (at !== null) {
    const step = stepById(automation, at)
    if (!step) {
      note(draft, 'unknown_step', { stepId: at })
      break
    }
    if (walked.has(at) || walked.size >= maxStepsAtOnce) {
      note(draft, walked.has(at) ? 'endless_loop' : 'too_many_steps', { stepId: at })
      break
    }
    walked.add(at)
    const going: Run = { ...run, state: 'done', wakeAt: null }
    const next = stepAfter(automation, step)
    const kind = kindOf(step)
    // A step of a newer program: noted, and passed over.
    if (!kind) note(draft, 'unknown_step', { stepId: step.id })
    const move = kind ? kind.take(going, step, { automation, next, draft }) : { run: going, to: next }
    run = { ...move.run, stepId: step.id }
    if (move.to === undefined) {
      keepRun(draft, run)
      return run
    }
    at = move.to
  }
  run = { ...run, state: ending, wakeAt: null, endedAt: draft.now }
  note(draft, 'ended', { runId: run.id, state: ending })
  keepRun(draft, run)
  return run
}
