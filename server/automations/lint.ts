import type { Definition } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import { blocker, type Finding, warning } from '../engine/finding.ts'
import { hearsComments } from '../engine/steps/textProblems.ts'
import { kindOf } from '../engine/steps/steps.ts'
import { lintFlow } from './lintFlow.ts'
import { lintWords } from './lintWords.ts'

/** The keys of the rule format that can contradict each other. */
export type LintedConfig = {
  is_lead_capture?: boolean | null | undefined
  dmType?: string | null | undefined
  lead_capture_flow?: unknown[] | null | undefined
}

/**
 * Checks an automation before it replies to anyone (requirement F4).
 * In:     the definition; the limits of the account's channel, when an account is known; the config it was created from, if any.
 * Out:    findings, those about the whole automation first, then in the order of the steps; none when it is fine.
 * Errors: none.
 */
export function lint(definition: Definition, limits?: ChannelLimits, config?: LintedConfig | null): Finding[] {
  const findings = [
    ...lintWhole(definition),
    ...lintConfig(config ?? {}),
    ...lintWords(definition),
    ...definition.steps.flatMap((step) => kindOf(step)?.problems?.(step, definition, limits) ?? []),
    ...lintFlow(definition, limits),
  ]
  const place = (finding: Finding): number => definition.steps.findIndex((step) => step.id === finding.stepId)
  return findings.sort((a, b) => place(a) - place(b))
}

function lintWhole(definition: Definition): Finding[] {
  const { triggers, steps, lead } = definition
  const findings: Finding[] = []
  if (triggers.length === 0) findings.push(blocker(null, 'no_trigger', 'Nothing starts this automation: choose what it listens to.'))
  if (lead.notificationEmail || lead.webhookUrl)
    findings.push(
      warning(
        null,
        'lead_not_delivered_yet',
        'Leads are kept here and in the CSV export; mail and webhooks about them are saved, but not sent by this version.',
      ),
    )
  if (steps.length === 0) findings.push(blocker(null, 'no_steps', 'This automation does nothing: add a step.'))
  const says = steps.some((step) => {
    const kind = kindOf(step)
    const heard = kind?.speaks === 'direct' || (kind?.speaks === 'public' && hearsComments(definition))
    return heard && kind?.texts?.(step).some((text) => text.trim() !== '')
  })
  if (steps.length > 0 && !says)
    findings.push(blocker(null, 'nothing_said', 'This automation never says anything: write a reply or a message.'))
  const everything = triggers.some(({ on, keywords, media }) => on === 'message' && keywords.length === 0 && media.length === 0)
  if (everything)
    findings.push(warning(null, 'answers_everything', 'It answers every direct message. Add keywords unless that is what you want.'))
  const ids = steps.map(({ id }) => id)
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) {
    findings.push(blocker(id, 'duplicate_id', `Several steps are called “${id}”: each needs its own id.`))
  }
  return findings
}

/** Requirement A4: `is_lead_capture` decides. The author of `dmType` may have meant something else. */
function lintConfig(config: LintedConfig): Finding[] {
  const findings: Finding[] = []
  const captures = config.is_lead_capture === true
  if (typeof config.dmType === 'string' && captures !== (config.dmType === 'lead_capture')) {
    const does = captures
      ? 'the questions are asked, because is_lead_capture is true'
      : 'a simple message is sent, because is_lead_capture is not true'
    findings.push(warning(null, 'dm_type_disagrees', `dmType is “${config.dmType}”, but ${does}.`))
  }
  if (captures && !config.lead_capture_flow?.length) {
    findings.push(warning(null, 'flow_missing', 'It is to capture leads, but has no lead_capture_flow: a simple message is sent.'))
  }
  return findings
}
