import type { TFunction } from 'i18next'
import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import { readBirthday } from '../../../server/model/contact.ts'
import type enPages from '../words/pages/en.json'
import { calendarDayText } from '../parts/shownTime.ts'

/** The names of what conditions hold by id or key. */
export type Names = { account: (id: string) => string; channel: (id: string) => string; field: (key: string) => string }
type Sentence = keyof typeof enPages.contacts.sentence

/** A condition as a sentence about a person. */
export function conditionText(t: TFunction, condition: Condition, names: Names, language: string): string {
  const { about, is } = condition
  const key = `contacts.sentence.${`${about}_${is}` as Sentence}` as const
  const value = 'value' in condition ? condition.value : undefined
  switch (about) {
    case 'last_seen':
    case 'added':
      return t(key, { count: condition.days })
    case 'field':
      return t(key, { field: names.field(condition.name), value })
    case 'metadata':
      return t(key, { field: condition.name, value })
    case 'account':
      return t(key, { value: names.account(condition.value) })
    case 'channel':
      return t(key, { value: names.channel(condition.value) })
    case 'consent':
      return t(key, { value: t(`contacts.about.${condition.value}`) })
    case 'source':
      return t(key, { value: t(`contacts.source.${condition.value}`) })
    case 'birthday':
      return t(key, { value: is === 'on' ? dayText(condition.value, language) : undefined })
    default:
      return t(key, { value })
  }
}

/** A birthday as its reader writes days, without the year when that is unknown. In: `YYYY-MM-DD`, `9999-MM-DD` or `MM-DD`. */
export function dayText(text: string, language: string): string {
  const day = readBirthday(text.length === 5 ? `9999-${text}` : text)
  if (!day) return text
  const at = new Date(Date.UTC(day.year ?? 2000, day.month - 1, day.day))
  if (day.year !== null) at.setUTCFullYear(day.year)
  return calendarDayText(at, language, {
    day: 'numeric',
    month: 'long',
    ...(day.year === null ? {} : { year: 'numeric' as const }),
  })
}
