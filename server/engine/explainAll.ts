import type { Automation } from '../model/automation.ts'
import type { Decision, Silence, SkipReason } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { automationToStart } from '../model/occurrence.ts'
import type { Sentence } from '../model/sentence.ts'
import { explainSilence, explainSkip } from './explain.ts'
import { whyNotHeard } from './hearing.ts'
import { sentence } from './sentences.ts'

export type Explained = {
  automationId: string
  versionId: string
  name: string
  version: number
  /** It replied, or continued a run. */
  matched: boolean
  reason: SkipReason | Silence | null
  words: Sentence
}

/** The stored part of the decision; the rest is computed again. */
export type Decided = Pick<Decision, 'outcome' | 'silence' | 'matched' | 'candidates'>

/** How close an automation came to replying: of several triggers the closest one explains it best. */
const nearness: SkipReason[] = ['other_kind', 'other_post', 'no_keyword', 'excluded_word']

function whyNot(automation: Automation, event: InboundEvent): SkipReason | null {
  const only = automationToStart(event)
  if (only !== null) return automation.id === only ? null : 'other_automation'
  const reasons = automation.definition.triggers.map((trigger) => whyNotHeard(trigger, event))
  if (reasons.includes(null)) return null
  return nearness.findLast((reason) => reasons.includes(reason)) ?? 'other_kind'
}

/**
 * Explains for every automation why it did or did not reply to one event. Computed when the trace is opened: ten thousand reasons for every
 * comment cannot be stored.
 * In:     the event, all automations of the account as they were then (also those not live), the stored decision.
 * Out:    one entry each: the one that replied first, then in the given order.
 * Errors: none.
 */
export function explainAll(event: InboundEvent, all: Automation[], decided: Decided): Explained[] {
  const then = new Map(decided.candidates.map(({ automationId, reason }) => [automationId, reason]))
  const explained = all.map((automation) => explainOne(event, automation, decided, then.get(automation.id) ?? null))
  return explained.sort((a, b) => Number(b.matched) - Number(a.matched))
}

function explainOne(event: InboundEvent, automation: Automation, decided: Decided, then: SkipReason | null): Explained {
  const { id: automationId, versionId, name, version } = automation
  const line = { automationId, versionId, name, version, matched: false }
  if (decided.matched?.automationId === automationId && decided.outcome !== 'skipped') {
    const continued = decided.outcome === 'continued'
    return {
      ...line,
      matched: true,
      reason: null,
      words: sentence(continued ? 'skip.continued' : 'skip.replied'),
    }
  }
  const because = (reason: SkipReason, words = explainSkip(reason, automation, event)): Explained => ({ ...line, reason, words })
  if (!automation.live) return because('not_live')
  if (then !== null) return because(then)
  const reason = whyNot(automation, event)
  if (reason !== null) return because(reason)
  // It matches the event: then no automation was to reply, or another one did.
  if (decided.silence && decided.silence !== 'no_match') {
    return { ...line, reason: decided.silence, words: sentence('skip.silent', { silence: explainSilence(decided.silence) }) }
  }
  if (decided.outcome === 'opted_out' || decided.outcome === 'opted_in')
    return { ...line, reason: 'not_answerable', words: sentence('skip.opt_word') }
  if (decided.outcome === 'continued') return because('lower_priority', sentence('skip.question_waited'))
  return because('lower_priority')
}
