import type { Check, ConditionStep } from '../../model/automation.ts'
import { cannotHold, holds, isUnfinished, knownOf, unknownChannels } from '../checks.ts'
import { note } from '../decisionBuilder.ts'
import { blocker, type Finding, warning } from '../finding.ts'
import type { StepKind, Way } from './step.ts'
import { sentence } from '../problems.ts'

/** Branches on what is known about the person. Changes nothing. */
export const condition = {
  speaks: null,
  take(run, step, { next, builder }) {
    const known = knownOf(run, builder)
    const of = step.checks.length
    const any = step.match === 'any'
    // Checks after the decisive one are not evaluated.
    const decides = step.checks.findIndex((check) => holds(check, known) === any)
    const held = any ? decides !== -1 : decides === -1 && of > 0
    if (held) note(builder, 'condition_held', { stepId: step.id })
    else if (any) note(builder, 'condition_none', { stepId: step.id, of })
    else note(builder, 'condition_failed', { stepId: step.id, check: decides + 1, of, ...subjectOf(step.checks[decides]!) })
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
  problems(step, _definition, _limits, channels) {
    const findings: Finding[] = []
    if (step.checks.length === 0) findings.push(blocker(step.id, 'condition_empty', sentence('problem.condition_empty')))
    if (step.checks.some(isUnfinished)) findings.push(blocker(step.id, 'check_unfinished', sentence('problem.check_unfinished')))
    else if (cannotHold(step, channels)) findings.push(warning(step.id, 'condition_never', sentence('problem.condition_never')))
    const [unknown] = channels ? unknownChannels(step, channels) : []
    if (channels && unknown !== undefined)
      findings.push(
        warning(step.id, 'channel_unknown', sentence('problem.channel_unknown', { channel: unknown, channels: channels.all.join(', ') })),
      )
    return findings
  },
  blind: (step) =>
    step.checks.some(({ what }) => what === 'answer')
      ? warning(step.id, 'answer_never_given', sentence('problem.answer_never_given'))
      : null,
  sentences: {
    condition_held: 'The condition of step “{{stepId}}” holds.',
    condition_failed: 'The condition of step “{{stepId}}” does not hold: check {{check}} of {{of}} fails ({{>about}}).',
    condition_none: 'The condition of step “{{stepId}}” does not hold: none of its checks does ({{of}}).',
  },
} satisfies StepKind<ConditionStep>

/** What a check is about, for the trace: a word of engine/sentences.ts, and the name that the owner gave it. */
const subjectOf = (check: Check): { about: string; subject?: string } => ({
  about: `check_${check.what}`,
  ...(check.what === 'tag' ? { subject: check.tag } : check.what === 'field' ? { subject: check.field } : {}),
})

/** Whether the condition can hold only while the window is in this state. */
const windowIs = ({ checks, match }: ConditionStep, state: 'open' | 'closed'): boolean =>
  (match === 'all' || checks.length === 1) && checks.some((check) => check.what === 'window' && check.is === state)
