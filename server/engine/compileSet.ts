import type { Automation, MatchMode, Trigger, TriggerKind } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'
import { fold } from './fold.ts'
import { heardText, isHeard } from './heardText.ts'
import { exclusionMatch, mediaOf, triggerKindsOf } from './hearing.ts'
import { inOrder } from './order.ts'
import { buildAutomaton, type PhraseAutomaton, scan } from './phraseAutomaton.ts'

/**
 * One trigger in a list sorted by precedence. `rank` is the position of its automation, counted apart for triggers with words and for any
 * text.
 */
type Posting = { rank: number; automation: Automation; exclude: number[] }
/** Phrase number → the triggers with this phrase. */
type Postings = Map<number, Posting[]>

/** The live automations of one account, indexed by (kind, post, phrase). Cached until one of them changes. */
export type CompiledSet = {
  byId: Map<string, Automation>
  automaton: PhraseAutomaton
  /** For each text in the automaton: its number as a whole word, and as a part of a word; -1 when no trigger asks for it in that way. */
  asWords: Int32Array
  asPart: Int32Array
  exact: Map<string, number>
  payloads: Map<string, number>
  /** Kind → post or story ('' for any) → phrase → postings. */
  kinds: Map<TriggerKind, Map<string, Postings>>
}

/** The number of the phrase that every text contains. */
const ANY_TEXT = 0

/** Everything to search for inside a text: keywords as whole words or parts of words, and all excluded words. */
function phrasesOf(trigger: Trigger): string[] {
  if (trigger.on === 'postback') return []
  return [...(trigger.match === 'exact' ? [] : trigger.keywords), ...trigger.exclude].map(fold)
}

/** Numbers every (text, whole or part) pair that a trigger asks for, from 1 on. */
function numbering(automaton: PhraseAutomaton): Pick<CompiledSet, 'asWords' | 'asPart' | 'exact' | 'payloads'> & {
  number: (phrase: string, how: MatchMode | 'payload') => number[]
} {
  const indexOf = new Map(automaton.phrases.map((phrase, index) => [phrase, index]))
  const asWords = new Int32Array(automaton.phrases.length).fill(-1)
  const asPart = new Int32Array(automaton.phrases.length).fill(-1)
  const exact = new Map<string, number>()
  const payloads = new Map<string, number>()
  let last = ANY_TEXT
  const inMap = (map: Map<string, number>, phrase: string): number[] => {
    const number = map.get(phrase) ?? ++last
    map.set(phrase, number)
    return [number]
  }
  const number = (phrase: string, how: MatchMode | 'payload'): number[] => {
    if (how === 'payload') return inMap(payloads, phrase)
    const folded = fold(phrase)
    if (folded === '') return []
    if (how === 'exact') return inMap(exact, folded)
    const index = indexOf.get(folded)!
    const numbers = how === 'word' ? asWords : asPart
    if (numbers[index] === -1) numbers[index] = ++last
    return [numbers[index]!]
  }
  return { asWords, asPart, exact, payloads, number }
}

/**
 * Compiles the automations of one account into an index that does not slow down with their number.
 * In:     all automations; those that are not live are left out.
 * Out:    the set for `decide` and `findCandidates`.
 * Errors: none; a keyword without a letter or sign hears nothing.
 */
export function compileSet(automations: Automation[]): CompiledSet {
  const live = automations.filter((automation) => automation.live)
  const automaton = buildAutomaton(live.flatMap((automation) => automation.definition.triggers.flatMap(phrasesOf)))
  const { number, ...numbers } = numbering(automaton)
  const kinds: CompiledSet['kinds'] = new Map()
  inOrder(live).forEach(({ automation, words }, rank) => {
    for (const trigger of automation.definition.triggers) {
      if (words !== trigger.keywords.length > 0) continue
      const tapped = trigger.on === 'postback'
      const exclude = tapped ? [] : trigger.exclude.flatMap((word) => number(word, exclusionMatch(trigger)))
      const listens = trigger.keywords.flatMap((word) => number(word, tapped ? 'payload' : trigger.match))
      const posting = { rank, automation, exclude }
      for (const media of trigger.media.length > 0 ? new Set(trigger.media.filter((id) => id !== '')) : ['']) {
        const postings = placed(placed(kinds, trigger.on, new Map<string, Postings>()), media, new Map<number, Posting[]>())
        for (const phrase of trigger.keywords.length > 0 ? new Set(listens) : [ANY_TEXT]) placed(postings, phrase, []).push(posting)
      }
    }
  })
  return { byId: new Map(live.map((automation) => [automation.id, automation])), automaton, ...numbers, kinds }
}

/** The value of a key; stores and returns `absent` when there was none. */
function placed<K, V>(map: Map<K, V>, key: K, absent: V): V {
  const there = map.get(key)
  if (there !== undefined) return there
  map.set(key, absent)
  return absent
}

/** The numbers of all phrases in the event, each once. They are few: a list is faster than a set. */
function phrasesIn(event: InboundEvent, set: CompiledSet): number[] {
  const found = [ANY_TEXT]
  if (event.kind === 'postback') {
    const payload = set.payloads.get(event.payload ?? '')
    if (payload !== undefined) found.push(payload)
    return found
  }
  const heard = heardText(event.text ?? '')
  const whole = set.exact.get(heard.text)
  if (whole !== undefined) found.push(whole)
  scan(set.automaton, heard.text, (phrase, start, end) => {
    const part = set.asPart[phrase]!
    if (part !== -1 && !found.includes(part) && isHeard(heard, start, end, false)) found.push(part)
    const words = set.asWords[phrase]!
    if (words !== -1 && !found.includes(words) && isHeard(heard, start, end, true)) found.push(words)
  })
  return found
}

/**
 * The live automations that hear an event, in the order in which they may answer (order.ts): those for its own post or story before
 * those for any, then by priority, matching words before any text, then the older one.
 * In:     the event, the compiled set.
 * Out:    one after the other, each once, found only when asked for: who needs the first winner does not pay for the rest.
 * Errors: none.
 */
export function* findCandidates(event: InboundEvent, set: CompiledSet): Generator<Automation> {
  const kinds = triggerKindsOf(event).filter((kind) => set.kinds.has(kind))
  if (kinds.length === 0) return
  const phrases = phrasesIn(event, set)
  const seen = new Set<Automation>()
  for (const scope of [mediaOf(event), ['']]) {
    const lists = listsFor(scope, kinds, phrases, set)
    const at = lists.map(() => 0)
    // Merges the sorted lists. There are as many as the text has known phrases.
    for (;;) {
      let best = -1
      let rank = Infinity
      for (let list = 0; list < lists.length; list++) {
        const posting = lists[list]![at[list]!]
        if (posting === undefined || posting.rank >= rank) continue
        best = list
        rank = posting.rank
      }
      if (best === -1) break
      const posting = lists[best]![at[best]!++]!
      if (seen.has(posting.automation) || posting.exclude.some((phrase) => phrases.includes(phrase))) continue
      seen.add(posting.automation)
      yield posting.automation
    }
  }
}

function listsFor(scope: string[], kinds: TriggerKind[], phrases: number[], set: CompiledSet): Posting[][] {
  const lists: Posting[][] = []
  for (const kind of kinds) {
    for (const media of scope) {
      const postings = set.kinds.get(kind)!.get(media)
      if (postings === undefined) continue
      for (const phrase of phrases) {
        const list = postings.get(phrase)
        if (list !== undefined) lists.push(list)
      }
    }
  }
  return lists
}
