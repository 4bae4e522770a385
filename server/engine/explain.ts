import type { Automation } from '../model/automation.ts'
import type { Silence, SkipReason, TraceStep } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { excludedWord, triggerKindsOf } from './hearing.ts'
import { kindWords, plainWords, silenceSentences, skipSentences, type Stage, stageSentences } from './sentences.ts'
import { loopGuard } from './silence.ts'

/** More keywords than this are counted, not named. */
const namedKeywords = 8

const list = (words: string[]): string => (words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] ?? ''))

/** Places with an owner's own words, which mean nothing to us. */
const ownWords = new Set(['name', 'title', 'tag'])

/** Fills the places of a sentence with the data of a stage; what is missing stays out. */
export function fillSentence(sentence: string, data: Record<string, unknown>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_place, name: string) => {
    const value = data[name]
    const words = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    if (name === 'stepId' || name === 'dmStepId') return `“${words}”`
    return ownWords.has(name) ? words : (plainWords[words] ?? words)
  })
}

/** A line of a trace as a sentence. In: the stage with its data. Out: never empty; an unknown stage is named. */
export function explainStep({ stage, data }: TraceStep): string {
  const sentence: string | undefined = stageSentences[stage as Stage]
  if (sentence === undefined) return `${stage.replaceAll('_', ' ')}.`
  const which =
    stage === 'planned' && typeof data['variation'] === 'number' ? ` Variation ${data['variation']} of ${String(data['of'])}.` : ''
  return fillSentence(sentence, data) + which
}

/** Why nobody answered, as a sentence. */
export function explainSilence(silence: Silence): string {
  return fillSentence(silenceSentences[silence], { answers: loopGuard.answers, minutes: loopGuard.withinMs / 60_000 })
}

/** What a skip's sentence names: the keywords, kinds and excluded word of one automation, seen from one event. */
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

/** Why one automation did not answer one event, as a sentence. */
export const explainSkip = (reason: SkipReason, automation: Automation, event: InboundEvent): string =>
  fillSentence(skipSentences[reason], skipData(reason, automation, event))
