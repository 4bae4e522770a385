import { z } from 'zod'
import { consentAbouts, consentSources, earliestConsent, type ConsentAbout, type ConsentSource } from '../model/consent.ts'
import { readBirthday, storedValue, type Birthday, type ContactField } from '../model/contact.ts'
import type { PersonIdKind } from '../model/event.ts'
import { maxTagChars, tagKey, tagName } from '../model/tag.ts'
import { readPhone } from '../engine/readPhone.ts'
import { plainCell } from '../platform/csv.ts'
import { storable } from '../platform/db.ts'
import { unstorableAt } from '../platform/wellFormed.ts'
import { fieldOf, type Target } from './targets.ts'

/** Why a row is refused; `column` counts from 0, and is null for the whole row. What each means: sentences.ts. */
export type RowProblem = { code: RowProblemCode; column: number | null }
export const rowProblemCodes = [
  'no_key',
  'too_many_cells',
  'too_long',
  'id_invalid',
  'email_invalid',
  'phone_invalid',
  'phone_rounded',
  'birthday_invalid',
  'language_invalid',
  'time_zone_invalid',
  'tag_invalid',
  'yes_or_no',
  'time_invalid',
  'field_invalid',
  'json_invalid',
  'two_people',
  'several_people',
  'erased',
] as const
export type RowProblemCode = (typeof rowProblemCodes)[number]

export type RowConsent = {
  accountId: string | null
  channel: string | null
  about: ConsentAbout
  isGiven: boolean
  source: ConsentSource
  words: string | null
  at: Date | null
}
export type RowValues = {
  name?: string
  username?: string
  email?: string
  phone?: string
  birthday?: Birthday
  language?: string
  timeZone?: string
  metadata?: Record<string, unknown>
  customFields: Record<string, string>
}
/** A row as it is understood. What its cells leave empty is not in it. */
export type ReadRow = {
  id: string | null
  values: RowValues
  tags: { key: string; name: string }[]
  isOptedOut: boolean
  consents: RowConsent[]
  /** `isOptedOut`: on that account. */
  identifiers: { accountId: string; kind: PersonIdKind; value: string; isOptedOut: boolean }[]
}

/** How rows are read: what the columns become, and what an import says of all rows. */
export type Reading = {
  targets: readonly Target[]
  /** For numbers without a country code. */
  country: string
  fields: ReadonlyMap<string, Pick<ContactField, 'type' | 'choices'>>
  tags: readonly string[]
  /** The consent of everyone in the file, or, with a column for it, of those with a yes. */
  consent: { about: ConsentAbout; channel: string | null; words: string | null } | null
  /** An account that reaches people by their phone number: whoever has one gets a thread there. */
  phoneAccountId: string | null
}

const mostCellChars = 10_000
const email = z.email().max(300)
const timeZones = new Set(Intl.supportedValuesOf('timeZone').concat('UTC'))
const languagePattern = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/
const words = {
  yes: new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'wahr', 'si', 'sí', 'oui', 'subscribed', 'unsubscribed', 'opted in', 'opted out']),
  no: new Set(['no', 'n', 'false', '0', '-', 'nein', 'falsch', 'non']),
}
const isYes = (cell: string): boolean | null => {
  const word = cell.toLowerCase()
  return words.yes.has(word) ? true : words.no.has(word) ? false : null
}

/** A birthday as files have it: 1990-05-17, --05-17 and 05-17 without a year, 17.05.1990 and 17.05. */
export function birthdayIn(cell: string): Birthday | null {
  const [, day, month, year] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?$/.exec(cell) ?? []
  if (day !== undefined) return readBirthday(`${year ?? '9999'}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`)
  const [, monthDay] = /^(?:--)?(\d{2}-\d{2})$/.exec(cell) ?? []
  return readBirthday(monthDay === undefined ? cell.slice(0, 10) : `9999-${monthDay}`)
}

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at >= earliestConsent)
const consentsCell = z
  .array(
    z.object({
      channel: z.string().max(50).nullable().default(null),
      accountId: z.uuid().nullable().default(null),
      about: z.enum(consentAbouts).default('messages'),
      state: z.enum(['given', 'withdrawn']),
      source: z.enum(consentSources).default('import'),
      wording: z.string().max(2_000).nullable().default(null),
      at: time.nullable().default(null),
    }),
  )
  .max(100)
const identifiersCell = z
  .array(
    z.object({
      accountId: z.uuid(),
      kind: z.enum(['author', 'scoped', 'phone']),
      value: z.string().min(1).max(200),
      isOptedOut: z.boolean().default(false),
    }),
  )
  .max(50)
/** Objects within objects: more would exhaust the stack. */
const mostDepth = 100
const metadataCell = z.record(z.string().max(100), z.unknown()).refine((value) => depthOf(value) <= mostDepth)

function depthOf(value: unknown): number {
  let depth = 0
  for (let level = [value]; level.length; depth++)
    level = level.flatMap((one) => (one !== null && typeof one === 'object' ? Object.values(one) : []))
  return depth
}

const tagsCell = z.array(z.string())

/** Escapes in JSON may spell what cannot be stored, and stored it would fail the rows beside it too. */
function jsonIn<T>(schema: z.ZodType<T>, cell: string): T | null {
  try {
    const value: unknown = JSON.parse(cell)
    return unstorableAt(value) === null ? schema.parse(value) : null
  } catch {
    return null
  }
}

/** Numbers as they are stored: digits. One that is written for people is read, since it would never be recognized. */
function identifiersIn(cell: string): ReadRow['identifiers'] | null {
  const all = jsonIn(identifiersCell, cell)?.map((one) => {
    if (one.kind !== 'phone' || /^\d+$/.test(one.value)) return one
    const phone = readPhone(one.value, '')
    return phone === null ? null : { ...one, value: phone.slice(1) }
  })
  return all?.every((one) => one !== null) ? all : null
}

/** Reads a row. Pure. Out: what it says, and everything that is wrong with it; a row with a problem is refused as a whole. */
export function readRow(cells: readonly string[], reading: Reading): { row: ReadRow; problems: RowProblem[] } {
  const { targets, country, fields, consent } = reading
  const row: ReadRow = { id: null, values: { customFields: {} }, tags: [], isOptedOut: false, consents: [], identifiers: [] }
  const problems: RowProblem[] = []
  let hasConsent: boolean | null = targets.includes('consent') ? null : true
  let consentWords = consent?.words ?? null
  let consentAt: Date | null = null
  const tags = new Map<string, string>()
  const addTag = (name: string, column: number | null) => {
    const key = tagKey(name)
    if (!/[^\s\p{C}]/u.test(name) || name.length > maxTagChars) problems.push({ code: 'tag_invalid', column })
    else if (!tags.has(key)) tags.set(key, tagName(name))
  }
  const need = <T>(value: T | null | undefined, code: RowProblemCode, column: number, take: (value: T) => void) => {
    if (value === null || value === undefined) problems.push({ code, column })
    else take(value)
  }
  if (cells.slice(targets.length).some((cell) => cell.trim())) problems.push({ code: 'too_many_cells', column: null })

  for (const [column, target] of targets.entries()) {
    const whole = storable(plainCell(cells[column] ?? ''))
    const cell = whole.trim()
    if (target === 'ignore' || !cell) continue
    if (cell.length > mostCellChars) {
      problems.push({ code: 'too_long', column })
      continue
    }
    const field = fieldOf(target)
    if (field !== null) {
      const known = fields.get(field)
      const value =
        known?.type === 'boolean' ? (isYes(cell)?.toString() ?? null) : known && known.type !== 'text' ? storedValue(known, cell) : whole
      need(value, 'field_invalid', column, (text) => (row.values.customFields[field] = text))
      continue
    }
    switch (target) {
      case 'id':
        need(z.uuid().safeParse(cell).data?.toLowerCase(), 'id_invalid', column, (id) => (row.id = id))
        break
      case 'name':
      case 'username':
        if (cell.length > 300) problems.push({ code: 'too_long', column })
        else row.values[target] = cell
        break
      case 'email':
        need(email.safeParse(cell.replace(/^mailto:/i, '')).data, 'email_invalid', column, (address) => (row.values.email = address))
        break
      case 'phone':
        if (/^\d([.,]\d+)?E\+?\d+$/i.test(cell)) problems.push({ code: 'phone_rounded', column })
        else need(readPhone(cell, country), 'phone_invalid', column, (phone) => (row.values.phone = phone))
        break
      case 'birthday':
        need(birthdayIn(cell), 'birthday_invalid', column, (birthday) => (row.values.birthday = birthday))
        break
      case 'language':
        need(languagePattern.test(cell) ? cell : null, 'language_invalid', column, (language) => (row.values.language = language))
        break
      case 'timeZone':
        need(timeZones.has(cell) ? cell : null, 'time_zone_invalid', column, (zone) => (row.values.timeZone = zone))
        break
      case 'tags':
        for (const name of (cell.startsWith('[') ? jsonIn(tagsCell, cell) : null) ?? cell.split(/[,;]/))
          if (name.trim()) addTag(name, column)
        break
      case 'optedOut':
        need(isYes(cell), 'yes_or_no', column, (is) => (row.isOptedOut = is))
        break
      case 'consent':
        need(isYes(cell), 'yes_or_no', column, (is) => (hasConsent = is))
        break
      case 'consentWording':
        consentWords = cell.slice(0, 2_000).toWellFormed()
        break
      case 'consentAt':
        need(dateIn(cell), 'time_invalid', column, (at) => (consentAt = at))
        break
      case 'consents':
        need(jsonIn(consentsCell, cell), 'json_invalid', column, (all) =>
          row.consents.push(...all.map(({ state, wording, ...one }) => ({ ...one, isGiven: state === 'given', words: wording }))),
        )
        break
      case 'identifiers':
        need(identifiersIn(cell), 'json_invalid', column, (all) => row.identifiers.push(...all))
        break
      case 'metadata':
        need(jsonIn(metadataCell, cell), 'json_invalid', column, (metadata) => (row.values.metadata = metadata))
        break
    }
  }
  for (const name of reading.tags) addTag(name, null)
  row.tags = Array.from(tags, ([key, name]) => ({ key, name }))
  if (consent && hasConsent)
    row.consents.push({
      accountId: null,
      channel: consent.channel,
      about: consent.about,
      isGiven: true,
      source: 'import',
      words: consentWords,
      at: consentAt,
    })
  const { phone } = row.values
  if (reading.phoneAccountId !== null && phone)
    row.identifiers.push({ accountId: reading.phoneAccountId, kind: 'phone', value: phone.slice(1), isOptedOut: false })
  if (!row.id && !row.values.email && !phone && !row.identifiers.length && !problems.length) problems.push({ code: 'no_key', column: null })
  return { row, problems }
}

/** A time as files have it: a day, or a day and a time with its zone. */
function dateIn(cell: string): Date | null {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(cell) ?? []
  const text = day === undefined ? cell : `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) return null
  const at = new Date(text)
  return at >= earliestConsent ? at : null
}
