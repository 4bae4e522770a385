import type { Form, NewForm } from '../../../server/forms/forms.schemas.ts'
import type { AnswerKind } from '../../../server/model/automation.ts'
import { consentField, honeypot, submissionField } from '../../../server/model/form.ts'

/** A form while it is edited: texts where the API has null. `isOwnKey`: the key was typed, so a new label does not change it. */
export type FieldDraft = { name: string; label: string; type: AnswerKind; required: boolean; isOwnKey: boolean }
export type FormDraft = {
  name: string
  slug: string
  fields: FieldDraft[]
  asksConsent: boolean
  consentText: string
  continue: string
  accountId: string
  message: string
  isActive: boolean
}

/** What a new field can ask for. The first three become the lead's own name, email and phone number; each can be there once. */
export const presets = ['name', 'email', 'phone', 'text', 'number'] as const
export type Preset = (typeof presets)[number]
const typeOf = (preset: Preset): AnswerKind => (preset === 'name' ? 'text' : preset)
/** Keys by which an answer is the lead's own, not one of its custom fields. */
export const ownKeys: readonly string[] = ['name', 'email', 'phone']

export const maxFields = 30
const maxKeyChars = 40
const maxSlugChars = 80
const folded = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss')

/** The end of an address for a name; empty for a name without Latin letters or digits. */
export const slugOf = (name: string): string =>
  folded(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxSlugChars)
    .replace(/^-/, '')
    .replace(/-$/, '')

/** The key of a field for its label, unlike the other keys. */
export function keyOf(label: string, others: readonly string[]): string {
  const words = folded(label)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, maxKeyChars - 3)
    .replace(/^[^a-z]+/, '')
    .replace(/_$/, '')
  const key = words || 'field'
  // The lead's own values are chosen, not met by chance; and the form uses some names itself.
  const taken = new Set([...others, ...ownKeys, honeypot, submissionField, consentField])
  for (let n = 1; ; n++) {
    const one = n === 1 ? key : `${key}_${n}`
    if (!taken.has(one)) return one
  }
}

/** A new field. In: what it asks for, its label, the keys that are there. */
export function newField(preset: Preset, label: string, others: readonly string[]): FieldDraft {
  const isOwn = ownKeys.includes(preset) && !others.includes(preset)
  return { name: isOwn ? preset : keyOf(label, others), label, type: typeOf(preset), required: true, isOwnKey: isOwn }
}

/** What is edited of a stored form. */
export const draftOf = (form: Form): FormDraft => ({
  name: form.name,
  slug: form.slug,
  fields: form.fields.map((field) => ({ ...field, type: field.type as AnswerKind, isOwnKey: true })),
  asksConsent: form.consentText !== null,
  consentText: form.consentText ?? '',
  continue: form.continue,
  accountId: form.accountId ?? '',
  message: form.message ?? '',
  isActive: form.isActive,
})

/** What the API takes. */
export const inputOf = (draft: FormDraft): NewForm => ({
  name: draft.name.trim(),
  slug: draft.slug.trim(),
  fields: draft.fields.map(({ name, label, type, required }) => ({ name: name.trim(), label: label.trim(), type, required })),
  consentText: draft.asksConsent ? draft.consentText.trim() : null,
  continue: draft.continue,
  accountId: draft.accountId || null,
  message: draft.continue !== 'none' && draft.message.trim() ? draft.message.trim() : null,
  isActive: draft.isActive,
})
