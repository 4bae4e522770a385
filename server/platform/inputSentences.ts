import type { z } from 'zod'
import { partsOf, sentencesOf, type Sentence } from '../model/sentence.ts'

/** What is wrong with a part of a request, beside the path of that part, in English; other languages are in server/languages/. */
export const sentences = {
  'input.missing': 'is missing',
  'input.empty': 'must not be empty',
  'input.text': 'must be text',
  'input.number': 'must be a number',
  'input.whole_number': 'must be a whole number',
  'input.true_or_false': 'must be true or false',
  'input.list': 'must be a list',
  'input.fields': 'must be an object with fields',
  'input.null': 'must be null',
  'input.unknown_field': 'has an unknown field: {{names}}',
  'input.exactly': 'must be {{value}}',
  'input.one_of': 'must be one of {{values}}',
  'input.chars_at_least': 'must have at least {{count}} characters',
  'input.chars_at_most': 'must have at most {{count}} characters',
  'input.entries_at_least': 'must have at least {{count}} entries',
  'input.entries_at_most': 'must have at most {{count}} entries',
  'input.one_entry': 'must have at least one entry',
  'input.at_least': 'must be at least {{count}}',
  'input.at_most': 'must be at most {{count}}',
  'input.more_than': 'must be more than {{count}}',
  'input.less_than': 'must be less than {{count}}',
  'input.multiple': 'must be a multiple of {{count}}',
  'input.email': 'must be an email address',
  'input.url': 'must be a URL, such as https://shop.example',
  'input.id': 'must be an id',
  'input.time': 'must be a time with its offset, such as 2026-11-30T12:00:00Z',
  'input.date': 'must be a date, such as 2026-11-30',
  'input.format': 'has the wrong format',
  'input.invalid': 'is not valid',
  'input.either': '{{>problems|or}}',
  'input.all': '{{>problems}}',
  'input.at': '{{path}}: {{>problem}}',
} as const

export const sentence = sentencesOf(sentences)

type Issue = Parameters<z.core.$ZodErrorMap>[0]
type Nested = { path: PropertyKey[]; message: string; code?: string | undefined }

const typeSentences: Record<string, Sentence> = {
  string: sentence('input.text'),
  number: sentence('input.number'),
  int: sentence('input.whole_number'),
  boolean: sentence('input.true_or_false'),
  array: sentence('input.list'),
  object: sentence('input.fields'),
  record: sentence('input.fields'),
  null: sentence('input.null'),
}
const formatSentences: Record<string, Sentence> = {
  email: sentence('input.email'),
  url: sentence('input.url'),
  uuid: sentence('input.id'),
  datetime: sentence('input.time'),
  date: sentence('input.date'),
}

/**
 * Says what is wrong with a part of a request: the error map for parsing what callers send. A text of the schema itself goes first.
 * In:  an issue of zod.
 * Out: a sentence of this catalogue; its text is made where it is shown.
 */
export function sentenceOfIssue(issue: Issue): Sentence {
  if (issue.input === undefined && issue.code !== 'custom') return sentence('input.missing')
  switch (issue.code) {
    case 'invalid_type':
      return typeSentences[issue.expected] ?? sentence('input.invalid')
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_format':
      return formatSentences[issue.format] ?? sentence('input.format')
    case 'not_multiple_of':
      return sentence('input.multiple', { count: issue.divisor })
    case 'unrecognized_keys':
      return sentence('input.unknown_field', { names: issue.keys.join(', ') })
    case 'invalid_union':
      return unionSentence(issue)
    case 'invalid_key':
    case 'invalid_element':
      return (issue.issues[0]?.message as Sentence | undefined) ?? sentence('input.invalid')
    case 'custom':
      return sentence('input.invalid')
  }
}

const oneOf = (values: readonly unknown[]): Sentence =>
  values.length === 1
    ? sentence('input.exactly', { value: String(values[0]) })
    : sentence('input.one_of', { values: values.map(String).join(', ') })

const isText = (origin: string) => origin === 'string'
const isList = (origin: string) => origin === 'array' || origin === 'set' || origin === 'map' || origin === 'object'

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>): Sentence {
  const count = Number(minimum)
  if (isText(origin)) return count === 1 ? sentence('input.empty') : sentence('input.chars_at_least', { count })
  if (isList(origin)) return count === 1 ? sentence('input.one_entry') : sentence('input.entries_at_least', { count })
  return inclusive ? sentence('input.at_least', { count }) : sentence('input.more_than', { count })
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: 'too_big' }>): Sentence {
  const count = Number(maximum)
  if (isText(origin)) return sentence('input.chars_at_most', { count })
  if (isList(origin)) return sentence('input.entries_at_most', { count })
  return inclusive ? sentence('input.at_most', { count }) : sentence('input.less_than', { count })
}

/** Of several forms, what is wrong with the one whose first problem is deepest; when none fits at all, that any of them would do. */
function unionSentence(issue: Extract<Issue, { code: 'invalid_union' }>): Sentence {
  const { options, discriminator } = issue as { options?: readonly unknown[]; discriminator?: string }
  if (options?.length) {
    const given = discriminator === undefined ? null : (issue.input as Record<string, unknown> | null)?.[discriminator]
    return given === undefined ? sentence('input.missing') : oneOf(options)
  }
  const forms = issue.errors.filter((one) => one.length > 0) as Nested[][]
  const deepest = forms.toSorted((a, b) => b[0]!.path.length - a[0]!.path.length)[0]
  if (!deepest) return sentence('input.invalid')
  if (deepest[0]!.path.length > 0) return sentenceOfProblems(deepest)
  const each = [...new Set(forms.map((one) => one[0]!.message))] as Sentence[]
  return each.length === 1 ? each[0]! : sentence('input.either', { problems: each })
}

/** Several problems of one thing in one sentence, each with the path of its part, unless its text begins with the part's name. */
export function sentenceOfProblems(problems: readonly Nested[]): Sentence {
  const each = problems.map(({ path, message }) =>
    path.length === 0 || (!partsOf(message) && message.startsWith(String(path.at(-1))))
      ? (message as Sentence)
      : sentence('input.at', { path: path.map(String).join('.'), problem: message as Sentence }),
  )
  return each.length === 1 ? each[0]! : sentence('input.all', { problems: each })
}
