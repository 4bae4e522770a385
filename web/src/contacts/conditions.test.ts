import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import { condition } from '../../../server/contacts/filter/condition.schemas.ts'
import pages from '../words/pages/en.json' with { type: 'json' }
import { changesOf, formOf } from './contactForm.ts'
import { readBulk, emptyBulk } from './bulkDraft.ts'
import { abouts, areSame, draftOf, inputOf, operatorsOf, readDraft } from './conditions.ts'
import { conditionText } from './conditionText.ts'

const words = createInstance()
await words.init({ lng: 'en', resources: { en: { translation: pages } }, interpolation: { escapeValue: false } })
const names = { account: (id: string) => `@${id}`, channel: (id: string) => id.toUpperCase(), field: (key: string) => `Field ${key}` }
const text = (one: Condition) => conditionText(words.t, one, names, 'en')

const valueFor: Record<string, string> = { days: '30', day: '05-17', account: '019d0000-0000-7000-8000-000000000000' }
test('every condition that the editor offers is one that the server takes, has a sentence, and is edited again', () => {
  for (const about of abouts)
    for (const is of operatorsOf(about)) {
      const input = inputOf(about, is)
      const value = about === 'consent' ? 'marketing' : about === 'source' ? 'api' : (valueFor[input ?? ''] ?? 'x')
      const draft = { about, is, name: about === 'field' ? 'size' : '', value: input ? value : '' }
      const read = readDraft(draft)
      expect(condition.safeParse(read).success, `${about} ${is}`).toBe(true)
      expect(draftOf(read!)).toEqual(draft)
      expect(text(read!), `${about} ${is}`).not.toContain('contacts.')
    }
})

test('conditions read as sentences', () => {
  expect(text({ about: 'last_seen', is: 'within', days: 30 })).toBe('Seen in the last 30 days')
  expect(text({ about: 'birthday', is: 'on', value: '02-29' })).toBe('Birthday is February 29')
  expect(text({ about: 'birthday', is: 'on', value: '1990-05-17' })).toBe('Birthday is May 17, 1990')
  expect(text({ about: 'channel', is: 'has_not', value: 'whatsapp' })).toBe('Is not on WHATSAPP')
  expect(text({ about: 'field', name: 'size', is: 'equals', value: 'M' })).toBe('Field size is “M”')
})

test('a condition without what it needs is none', () => {
  expect(readDraft({ about: 'tag', is: 'has', name: '', value: ' ' })).toBeNull()
  expect(readDraft({ about: 'added', is: 'within', name: '', value: '0' })).toBeNull()
  expect(readDraft({ about: 'birthday', is: 'on', name: '', value: '02-30' })).toBeNull()
  expect(operatorsOf('field', { type: 'boolean' })).toEqual(['equals', 'known', 'unknown'])
})

test('a form sends only what changed, by the type of each field', () => {
  const fields = [
    { key: 'visits', name: 'Visits', type: 'number' as const, choices: [] },
    { key: 'member', name: 'Member', type: 'boolean' as const, choices: [] },
  ]
  const before = formOf(null, fields)
  const after = { ...before, name: ' Ana ', birthday: { day: '7', month: '03', year: '' }, values: ['3', 'true'] }
  expect(changesOf(before, after, fields)).toEqual({
    name: 'Ana',
    birthday: '9999-03-07',
    customFields: { visits: 3, member: true },
  })
  expect(
    changesOf({ ...after, name: 'Ana' }, { ...after, birthday: { day: '', month: '', year: '' }, values: ['', 'true'] }, fields),
  ).toEqual({
    birthday: null,
    customFields: { visits: null },
  })
  expect(changesOf(before, before, fields)).toEqual({})
})

test('a filter is that of a segment whatever the order of the properties, and not that of the conditions', () => {
  const stored = [
    { is: 'has', value: 'vip', about: 'tag' },
    { is: 'yes', about: 'lead' },
  ] as Condition[]
  const edited = [
    { about: 'tag', is: 'has', value: 'vip' },
    { about: 'lead', is: 'yes' },
  ] as Condition[]
  expect(areSame(stored, edited)).toBe(true)
  expect(areSame(stored, edited.toReversed())).toBe(false)
  expect(areSame(stored, edited.slice(1))).toBe(false)
})

test.each([
  ['tags are needed', { kind: 'add_tags' }, null],
  ['an empty value clears the field', { kind: 'set_field', key: 'size', value: ' ' }, { kind: 'set_field', key: 'size', value: null }],
  ['a reason is needed', { kind: 'opt_out', reason: ' ' }, null],
  ['a pause without days is for good', { kind: 'pause_bot' }, { kind: 'pause_bot' }],
  ['a pause ends after its days', { kind: 'pause_bot', days: '2' }, { kind: 'pause_bot', until: '1970-01-03T00:00:00.000Z' }],
  ['half a day is none', { kind: 'pause_bot', days: '0.5' }, null],
] as const)('what is done to many people: %s', (_, draft, read) => {
  expect(readBulk({ ...emptyBulk, ...draft }, 0)).toEqual(read)
})
