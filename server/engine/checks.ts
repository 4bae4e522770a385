import type { Check, ConditionStep, TriggerKind } from '../model/automation.ts'
import type { MessageContent } from '../model/content.ts'
import type { Run } from '../model/run.ts'
import type { Sentence } from '../model/sentence.ts'
import { tagKey } from '../model/tag.ts'
import { compares, excludeEachOther, type KnownText, wantedOf } from './compare.ts'
import type { DecisionBuilder } from './decisionBuilder.ts'
import { templateValues, type TemplateValues } from './fillTemplate.ts'

/** What a condition can check. */
export type Known = {
  /** As in texts: `email`, `name`, `username`, `text`, and any field that was saved. */
  values: TemplateValues
  answer: string | null
  tags: ReadonlySet<string>
  channel: string | null
  windowIsOpen: boolean
  /** The texts of this decision, each folded once. */
  textOf: (written: string) => KnownText
}

/** What the checks of a run may ask about. */
export function knownOf(run: Run, { conversation, said, channel, now, textOf }: DecisionBuilder): Known {
  const { windowUntil, tags } = conversation
  return {
    values: templateValues(conversation, run, said),
    answer: run.answer,
    tags,
    channel,
    windowIsOpen: windowUntil !== null && windowUntil > now,
    textOf,
  }
}

/**
 * Whether one check of a condition holds.
 * In: the check, what is known. Out: false for a check type of a newer version. compare.ts has how texts compare. Errors: none.
 */
export function holds(check: Check, known: Known): boolean {
  switch (check.what) {
    case 'field':
      return compares(read(known.values.get(check.field.trim().toLowerCase()) ?? null, known), check)
    case 'answer':
      return compares(read(known.answer, known), check)
    case 'tag':
      return known.tags.has(tagKey(check.tag)) === (check.is === 'present')
    case 'channel':
      return known.channel !== null && check.values.some((name) => channelKey(name) === known.channel)
    case 'window':
      return known.windowIsOpen === (check.is === 'open')
    default:
      return false
  }
}

/** Channel names are lower case; a check may write them in capitals. */
const channelKey = (name: string): string => name.trim().toLowerCase()

const read = (written: string | null, { textOf }: Known): KnownText | null => (written === null ? null : textOf(written))

/** Whether a check has nothing to compare with yet. A text that folds to nothing (an invisible character) counts as none. */
export function isUnfinished(check: Check): boolean {
  if (check.what === 'tag') return tagKey(check.tag) === ''
  if (check.what === 'window') return false
  if (check.what === 'channel') return check.values.length === 0 || check.values.some((name) => channelKey(name) === '')
  if (check.what === 'field' && check.field.trim() === '') return true
  const wanted = wantedOf(check)
  return wanted.has('') || (check.is === 'one_of' && wanted.size === 0)
}

/** What a check is about. Checks with the same subject must hold for the same value. */
const subjectOf = (check: Check): string =>
  check.what === 'field' ? `field ${check.field.trim().toLowerCase()}` : check.what === 'tag' ? `tag ${tagKey(check.tag)}` : check.what

/**
 * The installed channels; the one of the automation's account, null while no account is chosen; what can start an automation on it, and why
 * it cannot send a content, null where it can; `isPassing`: not yet, or not now.
 */
export type Channels = {
  all: readonly string[]
  own: string | null
  triggers: readonly TriggerKind[]
  whyNotSendable(kind: 'message' | 'private_reply', content: MessageContent): { code: string; words: Sentence; isPassing?: true } | null
}

/** The values in a condition's channel checks that are not an installed channel. */
export const unknownChannels = ({ checks }: ConditionStep, { all }: Pick<Channels, 'all'>): string[] =>
  checks.flatMap((check) => (check.what === 'channel' ? check.values.filter((name) => !all.includes(channelKey(name))) : []))

/**
 * Whether a condition can never hold, whoever writes: of its checks, all of which must hold, two exclude each other, or one asks for
 * another channel than the account's.
 * In: a condition whose checks are complete; the channels, where they are known. Out: false where it is not certain. Errors: none.
 */
export function cannotHold({ match, checks }: ConditionStep, channels?: Pick<Channels, 'own'>): boolean {
  if (match !== 'all' && checks.length > 1) return false
  const bySubject = Map.groupBy(checks, subjectOf)
  return [...bySubject.values()].some((about) => {
    const comparisons = about.filter((check) => check.what === 'field' || check.what === 'answer')
    if (comparisons.length > 0) return excludeEachOther(comparisons)
    const wanted = about.flatMap((check) => (check.what === 'channel' ? [new Set(check.values.map(channelKey))] : []))
    if (wanted.length > 0) return ![...(channels?.own ? [channels.own] : wanted[0]!)].some((one) => wanted.every((names) => names.has(one)))
    return new Set(about.map((check) => ('is' in check ? check.is : ''))).size > 1
  })
}
