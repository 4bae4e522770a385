import { whyNotHeard } from '../engine/hearing.ts'
import { readOptWord } from '../engine/optWords.ts'
import { quoteWords } from '../engine/quoteWords.ts'
import { sampleEvent } from '../engine/sampleEvent.ts'
import type { Definition, Trigger } from '../model/automation.ts'
import { type Finding, warning } from '../engine/finding.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** Beyond three, words are counted, not named. */
export const quoted = (words: string[]): Sentence => quoteWords(words, 3)

/** Problems with the words of triggers: words that never match, and words with another meaning that comes first. */
export const lintWords = ({ triggers }: Definition): Finding[] => triggers.flatMap(lintTrigger)

/** Uses the engine itself: each keyword is tried alone, as the whole text. */
function lintTrigger(trigger: Trigger): Finding[] {
  if (trigger.on === 'postback') return []
  if (trigger.on === 'story_mention' && trigger.keywords.length > 0)
    return [warning(null, 'keyword_never_heard', sentence('lint.keyword_of_mention'))]
  const alone = (keyword: string): Trigger => ({ ...trigger, keywords: [keyword] })
  const why = trigger.keywords.map((keyword) => ({ keyword, reason: whyNotHeard(alone(keyword), sampleEvent(trigger, keyword)) }))
  const having = (reason: string) => why.filter((one) => one.reason === reason).map(({ keyword }) => keyword)
  const direct = trigger.on === 'message' || trigger.on === 'story_reply'
  const opting = (way: 'out' | 'in') => (direct ? trigger.keywords.filter((keyword) => readOptWord(keyword) === way) : [])
  type Key = 'keyword_never_heard' | 'keyword_excluded' | 'keyword_opts_out' | 'keyword_opts_in'
  const found = (words: string[], code: Key): Finding[] =>
    words.length > 0 ? [warning(null, code, sentence(`lint.${code}`, { words: quoted(words) }))] : []
  const [never, excluded, out, back] = [having('no_keyword'), having('excluded_word'), opting('out'), opting('in')]
  return [
    ...found(never, 'keyword_never_heard'),
    ...found(excluded, 'keyword_excluded'),
    ...found(out, 'keyword_opts_out'),
    ...found(back, 'keyword_opts_in'),
  ]
}
