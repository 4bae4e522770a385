import { describe, expect, test } from 'vitest'
import { formInput } from '../../../server/forms/forms.schemas.ts'
import { inputOf, keyOf, newField, presets, slugOf, type FormDraft } from './formDraft.ts'

test.each([
  ['Get the guide!', 'get-the-guide'],
  ['  Größe & Farbe ', 'grosse-farbe'],
  ['日本', ''],
  ['x'.repeat(200), 'x'.repeat(80)],
  ['a'.repeat(79) + ' b', 'a'.repeat(79)],
])('the address of a form called %s ends in %s', (name, slug) => expect(slugOf(name)).toBe(slug))

describe('the key of a field', () => {
  test.each([
    ['What size?', [], 'what_size'],
    ['What size?', ['what_size'], 'what_size_2'],
    ['2nd choice', [], 'nd_choice'],
    ['日本', [], 'field'],
    ['Email', [], 'email_2'],
    ['Website', [], 'website'],
    ['Leave empty', [], 'leave_empty_2'],
  ])('comes from its label: %s beside %j is %s', (label, others, key) => expect(keyOf(label, others)).toBe(key))

  test('is the lead’s own the first time, and a custom field the second', () => {
    const first = newField('email', 'Email', [])
    expect(first).toMatchObject({ name: 'email', type: 'email', isOwnKey: true })
    expect(newField('email', 'Email', [first.name])).toMatchObject({ name: 'email_2', type: 'email', isOwnKey: false })
  })
})

test('whatever fields are added under whatever labels, the server takes their keys', () => {
  for (const label of ['Name', 'consent', '!', 'Ünï cödé', '9', 'y'.repeat(200)]) {
    const fields = presets.reduce<FormDraft['fields']>(
      (all, preset) => [
        ...all,
        newField(
          preset,
          label,
          all.map(({ name }) => name),
        ),
      ],
      presets.map((preset) => newField(preset, preset, [])).slice(0, 3),
    )
    const draft: FormDraft = {
      name: label,
      slug: slugOf(label) || 'form',
      fields,
      asksConsent: false,
      consentText: 'kept for when it is asked again',
      continue: 'none',
      accountId: '',
      message: 'not sent',
      isActive: true,
    }
    expect(formInput.parse(inputOf(draft))).toMatchObject({ consentText: null, message: null, accountId: null })
  }
})
