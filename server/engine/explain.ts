import type { Automation } from '../model/automation.ts'
import type { Silence, SkipReason, TraceStep } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { excludedWord, triggerKindsOf } from './hearing.ts'
import { kindWords, plainWords, silenceSentences, skipSentences, type Stage, stageSentences } from './sentences.ts'
import { loopGuard } from './silence.ts'

/** Beyond this number keywords are counted, not named. */
const namedKeywords = 8

const list = (words: string[]): string => (words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] ?? ''))

/** Placeholders for text of the owner, which is never looked up. */
const ownWords = new Set(['name', 'title', 'tag'])

/** Fills the placeholders of a sentence with the data of a stage; a missing value leaves nothing. */
export function fillSentence(sentence: string, data: Record<string, unknown>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_place, name: string) => {
    const value = data[name]
    const words = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    if (name === 'stepId' || name === 'dmStepId') return `“${words}”`
    if (name === 'subject') return words && ` “${words}”`
    return ownWords.has(name) ? words : (plainWords[words] ?? words)
  })
}

/** A trace step as a sentence. In: the stage with its data. Out: never empty; an unknown stage is named. */
export function explainStep({ stage, data }: TraceStep): string {
  const sentence: string | undefined = stageSentences[stage as Stage]
  if (sentence === undefined) return `${stage.replaceAll('_', ' ')}.`
  const which =
    stage === 'planned' && typeof data['variation'] === 'number' ? ` Variation ${data['variation']} of ${String(data['of'])}.` : ''
  return fillSentence(sentence, data) + which
}

/** Why an event got no reply, as a sentence. */
export function explainSilence(silence: Silence): string {
  return fillSentence(silenceSentences[silence], { answers: loopGuard.answers, minutes: loopGuard.withinMs / 60_000 })
}

/** The data for a skip sentence: the keywords, kinds and excluded word of one automation, for one event. */
export function skipData(reason: SkipReason, automation: Automation, event: InboundEvent): Record<string, unknown> {
  const { triggers, cooldownMinutes } = automation.definition
  if (reason === 'other_kind') {
    const kinds = [...new Set(triggers.map((trigger) => kindWords[trigger.on] ?? trigger.on))]
    const kind = triggerKindsOf(event).at(-1)
    return { kinds: list(kinds) || 'nothing', kind: (kind && kindWords[kind]) ?? 'something else' }
  }
  if (reason === 'no_keyword') {
    const heard = triggers.filter((trigger) => triggerKindsOf(event).includes(trigger.on))
    const words = [...new Set(heard.flatMap((trigger) => trigger.keywords))]
    const named = words
      .slice(0, namedKeywords)
      .map((word) => `“${word}”`)
      .join(', ')
    return { keywords: words.length > namedKeywords ? `${named} and ${words.length - namedKeywords} more` : named }
  }
  if (reason === 'excluded_word')
    return { word: triggers.map((trigger) => excludedWord(trigger, event)).find((word) => word !== null) ?? '' }
  return { minutes: cooldownMinutes }
}

/** Why one automation did not reply to one event, as a sentence. */
export const explainSkip = (reason: SkipReason, automation: Automation, event: InboundEvent): string =>
  fillSentence(skipSentences[reason], skipData(reason, automation, event))
