import type { Contact, ContactChange } from '../../../server/contacts/contacts.schemas.ts'
import type { ContactField, FieldValue } from '../../../server/model/contact.ts'
import { dayOfParts, partsOfDay, type DayParts } from './DayFields.tsx'

/** What the form of a person holds; custom fields by their place among the fields, since a key may have any letters. */
export type ContactForm = {
  name: string
  email: string
  phone: string
  birthday: DayParts
  language: string
  timeZone: string
  values: string[]
}
export const formNames = ['name', 'email', 'phone', 'birthday', 'language', 'timeZone'] as const

export const formOf = (contact: Contact | null, fields: readonly ContactField[]): ContactForm => ({
  name: contact?.name ?? '',
  email: contact?.email ?? '',
  phone: contact?.phone ?? '',
  birthday: partsOfDay(contact?.birthday ?? null),
  language: contact?.language ?? '',
  timeZone: contact?.timeZone ?? '',
  values: fields.map(({ key }) => String(contact?.customFields[key] ?? '')),
})

/** What differs between two states of the form, as the API takes it. */
export function changesOf(before: ContactForm, after: ContactForm, fields: readonly ContactField[]): ContactChange {
  const change: ContactChange = {}
  for (const name of ['name', 'email', 'phone', 'language', 'timeZone'] as const)
    if (after[name].trim() !== before[name]) change[name] = after[name].trim() || null
  const day = dayOfParts(after.birthday)
  if (day !== undefined && day !== dayOfParts(before.birthday)) change.birthday = day
  const changed = fields.flatMap(({ key, type }, index) => {
    const value = after.values[index]?.trim() ?? ''
    return value === (before.values[index] ?? '') ? [] : [[key, value === '' ? null : valueOf(type, value)] as const]
  })
  if (changed.length) change.customFields = Object.fromEntries(changed)
  return change
}

const valueOf = (type: ContactField['type'], text: string): FieldValue =>
  type === 'number' && Number.isFinite(Number(text)) ? Number(text) : type === 'boolean' && text !== '' ? text === 'true' : text
