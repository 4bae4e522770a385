import type { ConditionStep } from '../../model/automation.ts'
import { cannotHold, holds, isUnfinished, knownOf } from '../checks.ts'
import { note } from '../decisionBuilder.ts'
import { blocker, type Finding, warning } from '../finding.ts'
import type { StepKind, Way } from './step.ts'
import { sentence } from '../problems.ts'

/** Branches on what is known about the person. Changes nothing. */
export const condition = {
  speaks: null,
  take(run, step, { next, builder }) {
    const known = knownOf(run, builder)
    const results = step.checks.map((check) => holds(check, known))
    const held = step.match === 'any' ? results.includes(true) : results.length > 0 && !results.includes(false)
    const of = results.length
    if (held) note(builder, 'condition_held', { stepId: step.id })
    else if (step.match === 'any') note(builder, 'condition_none', { stepId: step.id, of })
    else note(builder, 'condition_failed', { stepId: step.id, check: results.indexOf(false) + 1, of })
    return { run, to: held ? next : (step.otherwise ?? null) }
  },
  ways(step, next): Way[] {
    const inWindow = windowIs(step, 'open') ? { inWindow: true as const } : {}
    const notOutside = windowIs(step, 'closed') && step.checks.length === 1 ? { inWindow: true as const } : {}
    return [
      { name: 'then', to: next, by: 'itself', answer: 'stays', ...inWindow },
      { name: 'otherwise', to: step.otherwise ?? null, by: 'itself', answer: 'stays', ...notOutside },
    ]
  },
  problems(step) {
    const findings: Finding[] = []
    if (step.checks.length === 0) findings.push(blocker(step.id, 'condition_empty', sentence('problem.condition_empty')))
    if (step.checks.some(isUnfinished)) findings.push(blocker(step.id, 'check_unfinished', sentence('problem.check_unfinished')))
    else if (cannotHold(step)) findings.push(warning(step.id, 'condition_never', sentence('problem.condition_never')))
    return findings
  },
  blind: (step) =>
    step.checks.some(({ what }) => what === 'answer')
      ? warning(step.id, 'answer_never_given', sentence('problem.answer_never_given'))
      : null,
  sentences: {
    condition_held: 'The condition of step {{stepId}} holds.',
    condition_failed: 'The condition of step {{stepId}} does not hold: check {{check}} of {{of}} fails.',
    condition_none: 'The condition of step {{stepId}} does not hold: none of its checks does ({{of}}).',
  },
} satisfies StepKind<ConditionStep>

/** Whether the condition can hold only while the window is in this state. */
const windowIs = ({ checks, match }: ConditionStep, state: 'open' | 'closed'): boolean =>
  (match === 'all' || checks.length === 1) && checks.some((check) => check.what === 'window' && check.is === state)
