import type { Definition } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import type { Channels } from '../engine/checks.ts'
import { blocker, type Finding, warning } from '../engine/finding.ts'
import { hearsComments } from '../engine/steps/textProblems.ts'
import { kindOf } from '../engine/steps/steps.ts'
import { lintFlow } from './lintFlow.ts'
import { lintWords } from './lintWords.ts'
import { sentence } from './sentences.ts'

/** The keys of the rule format that can contradict each other. */
export type LintedConfig = {
  is_lead_capture?: boolean | null | undefined
  dmType?: string | null | undefined
  lead_capture_flow?: unknown[] | null | undefined
}

/**
 * Checks an automation before it replies to anyone (requirement F4).
 * In:     the definition; the limits of the account's channel, when an account is known; the config it was created from, if any; the
 *         installed channels; whether this hub can send emails.
 * Out:    findings, those about the whole automation first, then in the order of the steps; none when it is fine.
 * Errors: none.
 */
export function lint(
  definition: Definition,
  limits?: ChannelLimits,
  config?: LintedConfig | null,
  channels?: Channels,
  sendsMail = true,
): Finding[] {
  const findings = [
    ...lintWhole(definition),
    ...lintTriggers(definition, channels),
    ...(definition.lead.notificationEmail && !sendsMail
      ? [warning(null, 'mail_not_configured', sentence('lint.mail_not_configured'))]
      : []),
    ...lintConfig(config ?? {}),
    ...lintWords(definition),
    ...definition.steps.flatMap((step) => kindOf(step)?.problems?.(step, definition, limits, channels) ?? []),
    ...lintFlow(definition, limits, channels),
  ]
  const place = (finding: Finding): number => definition.steps.findIndex((step) => step.id === finding.stepId)
  return findings.sort((a, b) => place(a) - place(b))
}

function lintWhole(definition: Definition): Finding[] {
  const { triggers, steps } = definition
  const findings: Finding[] = []
  if (triggers.length === 0) findings.push(blocker(null, 'no_trigger', sentence('lint.no_trigger')))
  if (steps.length === 0) findings.push(blocker(null, 'no_steps', sentence('lint.no_steps')))
  const says = steps.some((step) => {
    const kind = kindOf(step)
    const heard = kind?.speaks === 'direct' || (kind?.speaks === 'public' && hearsComments(definition))
    return heard && kind?.texts?.(step).some((text) => text.trim() !== '')
  })
  if (steps.length > 0 && !says) findings.push(blocker(null, 'nothing_said', sentence('lint.nothing_said')))
  const everything = triggers.some(({ on, keywords, media }) => on === 'message' && keywords.length === 0 && media.length === 0)
  if (everything) findings.push(warning(null, 'answers_everything', sentence('lint.answers_everything')))
  const ids = steps.map(({ id }) => id)
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) {
    findings.push(blocker(id, 'duplicate_id', sentence('lint.duplicate_id', { step: id })))
  }
  return findings
}

/** A trigger that the channel does not have never starts anything. */
function lintTriggers({ triggers }: Definition, channels?: Channels): Finding[] {
  const missing = triggers.filter(({ on }) => channels && !channels.triggers.includes(on))
  if (missing.length === 0) return []
  if (missing.length === triggers.length) return [blocker(null, 'trigger_missing', sentence('lint.trigger_missing'))]
  return [warning(null, 'trigger_partly_missing', sentence('lint.trigger_partly_missing'))]
}

/** Requirement A4: `is_lead_capture` decides. The author of `dmType` may have meant something else. */
function lintConfig(config: LintedConfig): Finding[] {
  const findings: Finding[] = []
  const captures = config.is_lead_capture === true
  if (typeof config.dmType === 'string' && captures !== (config.dmType === 'lead_capture')) {
    const key = captures ? 'lint.questions_asked_anyway' : 'lint.message_sent_anyway'
    findings.push(warning(null, 'dm_type_disagrees', sentence(key, { dmType: config.dmType })))
  }
  if (captures && !config.lead_capture_flow?.length) {
    findings.push(warning(null, 'flow_missing', sentence('lint.flow_missing')))
  }
  return findings
}
