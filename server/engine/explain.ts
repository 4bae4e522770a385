import type { Automation, TriggerKind } from '../model/automation.ts'
import type { Silence, SkipReason, TraceStep } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { placesOf, type Sentence } from '../model/sentence.ts'
import { excludedWord, triggerKindsOf } from './hearing.ts'
import { quoteWords } from './quoteWords.ts'
import { sentence, sentences } from './sentences.ts'
import { loopGuard } from './silence.ts'

/** Beyond this number keywords are counted, not named. */
const namedKeywords = 8

type Key = keyof typeof sentences
const isKey = (key: string): key is Key => Object.hasOwn(sentences, key)
type Data = Record<string, unknown>

/** A sentence with the data of a stage as it was stored; a missing value leaves nothing. */
function fill(key: Key, data: Data): Sentence {
  const places = placesOf(sentences[key])
  if (!places.length) return key as string as Sentence
  const filled = places.map((place) =>
    place.startsWith('>') ? [place.slice(1), wordOf(data[place.slice(1)], data)] : [place, data[place]],
  )
  return (sentence as (key: Key, data: Data) => Sentence)(key, Object.fromEntries(filled))
}

/** A value that has a word in the catalogue becomes that word; another stays as it is. */
function wordOf(value: unknown, data: Data): Sentence {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const key = `word.${text}`
  return isKey(key) ? fill(key, data) : sentence('word.verbatim', { text })
}

/** A stage of a trace as a sentence. In: the stage with its data. Out: an unknown stage is named. */
export function explainStep({ stage, data }: TraceStep): Sentence {
  if (stage === 'planned' && typeof data['variation'] === 'number') return fill('trace.planned_variation', data)
  const key = `trace.${stage}`
  return isKey(key) ? fill(key, data) : sentence('trace.newer_stage', { stage: stage.replaceAll('_', ' ') })
}

/** Why an event got no reply, as a sentence. */
export const explainSilence = (silence: Silence): Sentence =>
  silence === 'loop_guard'
    ? sentence('silence.loop_guard', { answers: loopGuard.answers, minutes: loopGuard.withinMs / 60_000 })
    : sentence(`silence.${silence}`)

/** Why one automation did not reply to one event, as a sentence. */
export function explainSkip(reason: SkipReason, automation: Automation, event: InboundEvent): Sentence {
  const { triggers, cooldownMinutes } = automation.definition
  const kindsOfEvent = triggerKindsOf(event)
  switch (reason) {
    case 'other_kind': {
      const kinds = [...new Set(triggers.map(({ on }) => on))].map(nameOfKind)
      return sentence('skip.other_kind', {
        kinds: kinds.length ? kinds : sentence('kind.none'),
        kind: kindsOfEvent.length ? nameOfKind(kindsOfEvent.at(-1)!) : sentence('kind.other'),
      })
    }
    case 'no_keyword': {
      const heard = triggers.filter(({ on }) => kindsOfEvent.includes(on))
      return sentence('skip.no_keyword', { keywords: quoteWords([...new Set(heard.flatMap(({ keywords }) => keywords))], namedKeywords) })
    }
    case 'excluded_word':
      return sentence('skip.excluded_word', {
        word: triggers.map((trigger) => excludedWord(trigger, event)).find((word) => word !== null) ?? '',
      })
    case 'cooling_down':
      return sentence('skip.cooling_down', { minutes: cooldownMinutes })
    default:
      return sentence(`skip.${reason}`)
  }
}

const nameOfKind = (kind: TriggerKind): Sentence => sentence(`kind.${kind}`)
