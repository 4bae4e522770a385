import { beforeEach, describe, expect, test, vi } from 'vitest'
import { blankForm } from './builderForm.ts'
import { definitionOf } from './definitionOf.ts'
import { draftPlace, dropDraft, findDraft, keepDraft } from './drafts.ts'
import { keepUnfinishedParts, unfinishedPartsOf } from './unfinishedParts.ts'

const now = new Date('2026-11-29T12:00:00Z')
const draft = { form: { ...blankForm, name: 'Half a sent' }, version: 3, at: '2026-11-29T11:00:00.000Z' }
const place = draftPlace('maya', 'a1')
let shelf: Map<string, string>

beforeEach(() => {
  shelf = new Map()
  const storage = {
    getItem: (key: string) => shelf.get(key) ?? null,
    setItem: (key: string, text: string) => {
      shelf.set(key, text)
      Object.assign(storage, { [key]: text })
    },
    removeItem: (key: string) => {
      shelf.delete(key)
      Reflect.deleteProperty(storage, key)
    },
  }
  for (const name of ['getItem', 'setItem', 'removeItem']) Object.defineProperty(storage, name, { enumerable: false })
  vi.stubGlobal('localStorage', storage)
  return () => void vi.unstubAllGlobals()
})

test('a draft is found again until it is dropped', () => {
  keepDraft(place, draft)
  expect(findDraft(place, now)).toEqual(draft)
  dropDraft(place)
  expect(findDraft(place, now)).toBe(null)
})

test('nobody else is shown it, whoever signs in on this device', () => {
  keepDraft(place, draft)
  expect(findDraft(draftPlace('ben', 'a1'), now)).toBe(null)
  expect(findDraft(draftPlace('maya', 'a2'), now)).toBe(null)
})

test('it is forgotten after thirty days, whichever automation is opened then', () => {
  keepDraft(place, { ...draft, at: '2026-10-30T11:59:00.000Z' })
  keepDraft(draftPlace('maya', 'a2'), { ...draft, at: '2026-10-30T12:01:00.000Z' })
  expect(findDraft(draftPlace('maya', 'a2'), now)).not.toBe(null)
  expect(shelf.size).toBe(1)
})

test.each([
  ['is no JSON', '{"form":'],
  ['lacks what the builder has now', JSON.stringify({ ...draft, form: { name: 'old' } })],
  ['has another shape than the builder now', JSON.stringify({ ...draft, form: { ...draft.form, keywords: 'price' } })],
  ['has no date', JSON.stringify({ ...draft, at: 'yesterday' })],
])('one that %s is passed over and forgotten', (_, text) => {
  localStorage.setItem(place, text)
  expect(findDraft(place, now)).toBe(null)
  expect(shelf.size).toBe(0)
})

describe('unfinished parts of a saved automation', () => {
  const form = { ...blankForm, name: 'Guide', texts: [{ text: 'Here' }], buttons: [{ title: 'Open', url: '' }] }
  const saved = { id: 'a1', name: 'Guide', definition: definitionOf(form) }

  test('come back with it, for the person who wrote them', () => {
    keepUnfinishedParts('maya', 'a1', form)
    expect(unfinishedPartsOf('maya', saved)).toEqual(form)
    expect(unfinishedPartsOf('ben', saved)).toBe(null)
  })

  test.each([
    ['are no JSON', '{"form":'],
    ['were stored by an earlier version of the builder', JSON.stringify({ form: { ...form, parts: undefined } })],
    ['were stored before forms had a place of their own', JSON.stringify(form)],
  ])('that %s are left out', (_, text) => {
    localStorage.setItem('unfinished:maya:a1', text)
    expect(unfinishedPartsOf('maya', saved)).toBe(null)
  })
})

test('a browser that keeps nothing loses the draft and nothing else', () => {
  vi.stubGlobal('localStorage', {
    getItem() {
      throw new DOMException('denied', 'SecurityError')
    },
    setItem() {
      throw new DOMException('full', 'QuotaExceededError')
    },
  })
  expect(keepDraft(place, draft)).toBe(false)
  expect(findDraft(place, now)).toBe(null)
})
