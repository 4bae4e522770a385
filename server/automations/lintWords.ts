import { whyNotHeard } from '../engine/hearing.ts'
import { readOptWord } from '../engine/optWords.ts'
import { sampleEvent } from '../engine/sampleEvent.ts'
import type { Definition, Trigger } from '../model/automation.ts'
import { type Finding, warning } from '../engine/finding.ts'

/** Beyond this number words are counted, not named. */
const named = 3
export const quoted = (words: string[]): string => {
  const shown = words.slice(0, named).map((word) => `“${word}”`)
  return words.length > named ? `${shown.join(', ')} and ${words.length - named} more` : shown.join(', ')
}

/** Problems with the words of triggers: words that never match, and words with another meaning that comes first. */
export const lintWords = ({ triggers }: Definition): Finding[] => triggers.flatMap(lintTrigger)

/** Uses the engine itself: each keyword is tried alone, as the whole text. */
function lintTrigger(trigger: Trigger): Finding[] {
  if (trigger.on === 'postback') return []
  if (trigger.on === 'story_mention' && trigger.keywords.length > 0)
    return [warning(null, 'keyword_never_heard', 'A mention in a story comes without text, so its keywords never match. Remove them.')]
  const alone = (keyword: string): Trigger => ({ ...trigger, keywords: [keyword] })
  const why = trigger.keywords.map((keyword) => ({ keyword, reason: whyNotHeard(alone(keyword), sampleEvent(trigger, keyword)) }))
  const having = (reason: string) => why.filter((one) => one.reason === reason).map(({ keyword }) => keyword)
  const direct = trigger.on === 'message' || trigger.on === 'story_reply'
  const opting = (way: 'out' | 'in') => (direct ? trigger.keywords.filter((keyword) => readOptWord(keyword) === way) : [])
  const found = (words: string[], code: string, text: string): Finding[] => (words.length > 0 ? [warning(null, code, text)] : [])
  const [never, excluded, out, back] = [having('no_keyword'), having('excluded_word'), opting('out'), opting('in')]
  return [
    ...found(never, 'keyword_never_heard', `No message can match ${quoted(never)}: nothing that is compared is left of it. Change it.`),
    ...found(excluded, 'keyword_excluded', `${quoted(excluded)} never matches, because an excluded word is part of it.`),
    ...found(
      out,
      'keyword_opts_out',
      `A message that is only ${quoted(out)} always ends all messages to that person, so this automation does not answer it. ` +
        'Choose another word.',
    ),
    ...found(
      back,
      'keyword_opts_in',
      `After a person has opted out, a message that is only ${quoted(back)} allows messages again and gets no other reply.`,
    ),
  ]
}
