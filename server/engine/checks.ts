import type { Check, Comparison, ConditionStep } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import { tagKey } from '../model/tag.ts'
import type { DecisionBuilder } from './decisionBuilder.ts'
import { templateValues, type TemplateValues } from './fillTemplate.ts'
import { fold } from './fold.ts'
import { readNumber } from './readNumber.ts'

/** What a condition can check. */
export type Known = {
  /** As in texts: `email`, `name`, `username`, `text`, and any field that was saved. */
  values: TemplateValues
  answer: string | null
  tags: ReadonlySet<string>
  channel: string | null
  windowIsOpen: boolean
}

export function knownOf(run: Run, { conversation, said, channel, now }: DecisionBuilder): Known {
  const { windowUntil, tags } = conversation
  return {
    values: templateValues(conversation, run, said),
    answer: run.answer,
    tags,
    channel,
    windowIsOpen: windowUntil !== null && windowUntil > now,
  }
}

/**
 * Whether one check of a condition holds. Text is compared as keywords are: without case, accents and kinds of quotation marks.
 * In: the check, what is known. Out: what is not known is absent, equals nothing, contains nothing and is no number. Errors: none.
 */
export function holds(check: Check, known: Known): boolean {
  switch (check.what) {
    case 'field':
      return compares(known.values.get(check.field.trim().toLowerCase()) ?? null, check)
    case 'answer':
      return compares(known.answer, check)
    case 'tag':
      return known.tags.has(tagKey(check.tag)) === (check.is === 'present')
    case 'channel':
      return known.channel !== null && check.values.includes(known.channel)
    case 'window':
      return known.windowIsOpen === (check.is === 'open')
    default:
      // A check type of a newer version.
      return false
  }
}

const isEqual = (value: string, wanted: string): boolean => fold(value) === fold(wanted)
const has = (value: string, wanted: string): boolean => fold(wanted) !== '' && fold(value).includes(fold(wanted))
const numberIn = (value: string): number => Number(readNumber(value) ?? Number.NaN)

function compares(value: string | null, comparison: Comparison): boolean {
  const known = value !== null && value.trim() !== '' ? value : null
  switch (comparison.is) {
    case 'present':
      return known !== null
    case 'absent':
      return known === null
    case 'equals':
      return known !== null && isEqual(known, comparison.value)
    case 'not_equals':
      return known === null || !isEqual(known, comparison.value)
    case 'contains':
      return known !== null && has(known, comparison.value)
    case 'not_contains':
      return known === null || !has(known, comparison.value)
    case 'one_of':
      return known !== null && comparison.values.some((wanted) => isEqual(known, wanted))
    case 'above':
      return known !== null && numberIn(known) > comparison.number
    case 'below':
      return known !== null && numberIn(known) < comparison.number
    default:
      return false
  }
}

const isBlank = (text: string): boolean => text.trim() === ''

/** Whether a check has nothing to compare with yet. */
export function isUnfinished(check: Check): boolean {
  if (check.what === 'tag') return tagKey(check.tag) === ''
  if (check.what === 'window') return false
  if (check.what === 'channel') return check.values.length === 0
  if (check.what === 'field' && isBlank(check.field)) return true
  if ('value' in check) return isBlank(check.value)
  return check.is === 'one_of' && (check.values.length === 0 || check.values.some(isBlank))
}

/** What a check is about. Checks with the same subject must hold for the same value. */
const subjectOf = (check: Check): string =>
  check.what === 'field' ? `field ${check.field.trim().toLowerCase()}` : check.what === 'tag' ? `tag ${tagKey(check.tag)}` : check.what

/**
 * Whether a condition can never hold, whoever writes: two of its checks, all of which must hold, exclude each other.
 * In: a condition whose checks are complete. Out: false where it is not certain. Errors: none.
 */
export function cannotHold({ match, checks }: ConditionStep): boolean {
  if (match !== 'all') return false
  const bySubject = Map.groupBy(checks, subjectOf)
  return [...bySubject.values()].some((about) => {
    const comparisons = about.filter((check) => check.what === 'field' || check.what === 'answer')
    if (comparisons.length > 0) return excludeEachOther(comparisons)
    const channels = about.flatMap((check) => (check.what === 'channel' ? [check.values] : []))
    if (channels.length > 0) return !channels[0]!.some((one) => channels.every((values) => values.includes(one)))
    return new Set(about.map((check) => ('is' in check ? check.is : ''))).size > 1
  })
}

function excludeEachOther(all: Comparison[]): boolean {
  if (all.some(({ is }) => is === 'absent')) return !all.every((one) => compares(null, one))
  // A value that matches must be one of the named texts.
  const named = all.flatMap((one) => (one.is === 'equals' ? [[one.value]] : one.is === 'one_of' ? [one.values] : []))[0]
  if (named) return !named.some((value) => all.every((one) => compares(value, one)))
  const above = Math.max(...all.flatMap((one) => (one.is === 'above' ? [one.number] : [])))
  const below = Math.min(...all.flatMap((one) => (one.is === 'below' ? [one.number] : [])))
  if (above >= below) return true
  const contained = all.flatMap((one) => (one.is === 'contains' ? [one.value] : []))
  return all.some((one) => one.is === 'not_contains' && contained.some((text) => has(text, one.value)))
}
