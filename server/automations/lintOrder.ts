import { compileSet, findCandidates } from '../engine/compileSet.ts'
import { sampleEvent } from '../engine/sampleEvent.ts'
import type { Automation, Trigger } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'
import { type Finding, warning } from '../engine/finding.ts'
import { quoted } from './lintWords.ts'
import type { LoadedSet } from './setCache.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** Beyond this number automations are counted, not named. */
const namedAutomations = 5
/** More samples would take too long for a person who waits. */
const mostSamples = 20_000
const samplesEach = 100

type Sample = { word: string | null; event: InboundEvent }
/** The samples of triggers: each keyword as the whole text, or a message without text for any text; under each of its posts. */
const samplesOf = (triggers: Trigger[]): Sample[] =>
  triggers
    .flatMap((trigger) =>
      (trigger.media.length > 0 ? trigger.media.map((id) => ({ ...trigger, media: [id] })) : [trigger]).flatMap((under) =>
        (trigger.keywords.length > 0 ? trigger.keywords : [null]).map((word) => ({ word, event: sampleEvent(under, word) })),
      ),
    )
    .slice(0, samplesEach)

const first = (event: InboundEvent, automations: Automation[]): string | undefined =>
  findCandidates(event, compileSet(automations)).next().value?.id

/**
 * Finds other automations of the account that reply to the same events, with the engine itself, for each word of the automation.
 * In:     the automation as if live; the account's automations now, with or without it.
 * Out:    warnings, one for each other automation that replies first, and one for each that it would precede.
 * Errors: none.
 */
export function lintOrder(candidate: Automation, set: LoadedSet): Finding[] {
  const mine = { ...candidate, live: true }
  const others = set.automations.filter((one) => one.live && one.id !== mine.id)
  return [...answeredBefore(mine, others, set), ...answersBefore(mine, others, set)]
}

/** The first other automation that matches an event now. */
function winnerAmongOthers(event: InboundEvent, mine: Automation, set: LoadedSet): Automation | undefined {
  for (const one of findCandidates(event, set.compiled)) if (one.id !== mine.id) return one
  return undefined
}

function answeredBefore(mine: Automation, others: Automation[], set: LoadedSet): Finding[] {
  if (others.length === 0) return []
  const alone = compileSet([mine])
  const samples = samplesOf(mine.definition.triggers).filter(({ event }) => !findCandidates(event, alone).next().done)
  const taken = new Map<Automation, Sample[]>()
  for (const sample of samples) {
    const other = winnerAmongOthers(sample.event, mine, set)
    if (other && first(sample.event, [mine, other]) === other.id) taken.set(other, [...(taken.get(other) ?? []), sample])
  }
  const lost = [...taken.values()].flat().length
  return [...taken].slice(0, namedAutomations).map(([other, words]) => {
    const key = lost === samples.length ? 'lint.never_answers' : 'lint.answered_by_another'
    return warning(null, 'answered_by_another', sentence(key, { automation: other.name, words: wordsOf(words) }))
  })
}

function answersBefore(mine: Automation, others: Automation[], set: LoadedSet): Finding[] {
  const alone = compileSet([mine])
  const findings: Finding[] = []
  let samples = 0
  for (const other of others) {
    if (findings.length === namedAutomations || samples > mostSamples) break
    const all = samplesOf(other.definition.triggers)
    samples += all.length
    const heard = all.filter(({ event }) => !findCandidates(event, alone).next().done)
    if (heard.length === 0) continue
    const pair = compileSet([mine, other])
    const taken = heard.filter(
      ({ event }) => winnerAmongOthers(event, mine, set)?.id === other.id && findCandidates(event, pair).next().value?.id === mine.id,
    )
    if (taken.length > 0)
      findings.push(
        warning(null, 'answers_before_another', sentence('lint.answers_before_another', { automation: other.name, words: wordsOf(taken) })),
      )
  }
  return findings
}

function wordsOf(samples: Sample[]): Sentence {
  const words = [...new Set(samples.flatMap(({ word }) => (word === null ? [] : [word])))]
  return words.length > 0 ? quoted(words) : sentence('lint.everything')
}
