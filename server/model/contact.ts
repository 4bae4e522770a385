/** How a person came: they wrote or commented, were added by a call or by hand, or by an import. */
export const contactSources = ['channel', 'api', 'import'] as const
export type ContactSource = (typeof contactSources)[number]

/** What a custom field holds. Values are stored as text: `12.5`, `2026-01-31`, `true`. */
export const fieldTypes = ['text', 'number', 'date', 'boolean', 'choice'] as const
export type FieldType = (typeof fieldTypes)[number]

export type ContactField = { key: string; name: string; type: FieldType; choices: readonly string[] }
export type FieldValue = string | number | boolean

const isDay = (text: string): boolean => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** The text under which a value is stored; null when the field does not take it. */
export function storedValue({ type, choices }: Pick<ContactField, 'type' | 'choices'>, value: FieldValue): string | null {
  const text = String(value).trim()
  if (type === 'number') return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : null
  if (type === 'boolean') return text === 'true' || text === 'false' ? text : null
  if (type === 'date') return isDay(text) ? text : null
  if (type === 'choice') return choices.includes(text) ? text : null
  return String(value)
}

/** A stored value as the API and the pages have it. What does not fit the field, from before it had its type, stays text. */
export function shownValue({ type }: Pick<ContactField, 'type'>, stored: string): FieldValue {
  if (type === 'number' && stored.trim() !== '' && Number.isFinite(Number(stored))) return Number(stored)
  if (type === 'boolean' && (stored === 'true' || stored === 'false')) return stored === 'true'
  return stored
}

/** A birthday. Its year may be unknown. */
export type Birthday = { month: number; day: number; year: number | null }

/** The year that stands for an unknown one on the API (requirement B1). */
export const unknownYear = 9999
const leapYear = 2000

/** Reads `YYYY-MM-DD`, where the year 9999 is an unknown one. Out: null when there is no such day. */
export function readBirthday(text: string, isYearUnknown = false): Birthday | null {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  const isUnknown = isYearUnknown || year === unknownYear
  if (!isDay(`${isUnknown ? leapYear : text.slice(0, 4)}${text.slice(4)}`) || (!isUnknown && year < 1)) return null
  return { month, day, year: isUnknown ? null : year }
}

export const birthdayText = ({ month, day, year }: Birthday): string =>
  [String(year ?? unknownYear).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-')
