import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import { readBirthday, type ContactField, type FieldType } from '../../../server/model/contact.ts'

const known = ['known', 'unknown'] as const
const has = ['has', 'has_not'] as const
const days = ['within', 'before'] as const
const yes = ['yes', 'no'] as const
const words = ['equals', ...known] as const

/** What the filter editor offers, and how each may be compared; a field by its type. Conditions on metadata are for programs. */
export const operators = {
  tag: has,
  field: ['equals', 'not_equals', 'contains', 'above', 'below', ...known],
  channel: has,
  account: has,
  last_seen: days,
  added: days,
  email: words,
  phone: words,
  language: words,
  birthday: ['on', ...known],
  opted_out: yes,
  window: yes,
  lead: yes,
  consent: ['given', 'not_given'],
  source: ['equals', 'not_equals'],
} as const
export type About = keyof typeof operators
export const abouts = Object.keys(operators) as About[]

const ofTypes: Record<FieldType, readonly string[]> = {
  text: ['equals', 'not_equals', 'contains', ...known],
  number: ['equals', 'not_equals', 'above', 'below', ...known],
  date: ['equals', 'above', 'below', ...known],
  boolean: ['equals', ...known],
  choice: ['equals', 'not_equals', ...known],
}
export type Operator = (typeof operators)[About][number]
export const operatorsOf = (about: About, field?: Pick<ContactField, 'type'>): readonly Operator[] =>
  about === 'field' ? operators.field.filter((one) => ofTypes[field?.type ?? 'text'].includes(one)) : operators[about]

/** How the value of a condition is entered; null: it has none. */
export function inputOf(about: About, is: string): 'text' | 'days' | 'day' | 'field' | 'tag' | 'channel' | 'account' | 'choice' | null {
  if (is === 'known' || is === 'unknown' || is === 'yes' || is === 'no') return null
  if (about === 'last_seen' || about === 'added') return 'days'
  if (about === 'birthday') return 'day'
  if (about === 'consent' || about === 'source') return 'choice'
  return about === 'field' || about === 'tag' || about === 'channel' || about === 'account' ? about : 'text'
}

/** A condition while it is edited. `name`: the key of a field. */
export type Draft = { about: About; is: string; name: string; value: string }

/** Out: null: something is missing, or there is no such day. */
export function readDraft({ about, is, name, value }: Draft): Condition | null {
  const input = inputOf(about, is)
  const given = value.trim()
  if (about === 'field' && !name) return null
  if (input === 'days') {
    const count = Number(given)
    return Number.isInteger(count) && count >= 1 && count <= 3_650 ? ({ about, is, days: count } as Condition) : null
  }
  if (input && !given) return null
  if (input === 'day' && readBirthday(given.length === 5 ? `9999-${given}` : given) === null) return null
  return { about, is, ...(about === 'field' ? { name } : {}), ...(input ? { value: given } : {}) } as Condition
}

export function draftOf(condition: Condition): Draft {
  const { about, is, name, value, days: count } = condition as Record<string, string | number | boolean | undefined>
  return { about: about as About, is: String(is), name: String(name ?? ''), value: String(value ?? count ?? '') }
}
/** Whether the editor can change it; other conditions are shown and can be removed. */
export const isEditable = ({ about }: Condition): boolean => about in operators

const sorted = (condition: Condition) => Object.entries(condition).toSorted(([a], [b]) => (a < b ? -1 : 1))
/** Whether both lists have the same conditions in the same order; the order of their properties does not matter. */
export const areSame = (a: readonly Condition[], b: readonly Condition[]): boolean =>
  JSON.stringify(a.map(sorted)) === JSON.stringify(b.map(sorted))
