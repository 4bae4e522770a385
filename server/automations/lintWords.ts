import { whyNotHeard } from '../engine/hearing.ts'
import { readOptWord } from '../engine/optWords.ts'
import { sampleEvent } from '../engine/sampleEvent.ts'
import type { Definition, Trigger } from '../model/automation.ts'
import { type Finding, warning } from '../engine/finding.ts'

/** More words than this are counted, not named. */
const named = 3
export const quoted = (words: string[]): string => {
  const shown = words.slice(0, named).map((word) => `“${word}”`)
  return words.length > named ? `${shown.join(', ')} and ${words.length - named} more` : shown.join(', ')
}

/** What is wrong with the words an automation waits for: those nobody can make heard, and those that mean something else first. */
export const lintWords = ({ triggers }: Definition): Finding[] => triggers.flatMap(lintTrigger)

/** The engine itself says what it hears: each keyword is tried alone, as the whole text. */
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
      `A message that is only ${quoted(out)} always ends all messages to that person, so this automation does not answer it. Choose another word.`,
    ),
    ...found(
      back,
      'keyword_opts_in',
      `After a person has opted out, a message that is only ${quoted(back)} allows messages again and gets no other reply.`,
    ),
  ]
}
