import { describe, expect, test } from 'vitest'
import { birthdayText, readBirthday, shownValue, storedValue } from './contact.ts'

describe('a birthday', () => {
  test.each([
    ['with its year', '1990-05-17', { month: 5, day: 17, year: 1990 }],
    ['of an unknown year', '9999-05-17', { month: 5, day: 17, year: null }],
    ['on the 29th of February of an unknown year', '9999-02-29', { month: 2, day: 29, year: null }],
    ['on the 29th of February of a leap year', '2000-02-29', { month: 2, day: 29, year: 2000 }],
    ['on the 29th of February of another year', '2001-02-29', null],
    ['on the 31st of April', '9999-04-31', null],
    ['in no such form', '17.05.1990', null],
    ['in the year 0', '0000-05-17', null],
  ])('%s', (_, text, birthday) => {
    expect(readBirthday(text)).toEqual(birthday)
    if (birthday) expect(birthdayText(birthday)).toBe(text)
  })

  test('whose year is said to be unknown', () => expect(readBirthday('1990-05-17', true)).toEqual({ month: 5, day: 17, year: null }))
})

test.each([
  ['text', 'a', 'a', 'a'],
  ['number', '12.50', '12.5', 12.5],
  ['number', 7, '7', 7],
  ['number', 'seven', null, null],
  ['number', '', null, null],
  ['date', '2026-02-28', '2026-02-28', '2026-02-28'],
  ['date', '2026-02-30', null, null],
  ['boolean', true, 'true', true],
  ['boolean', 'yes', null, null],
  ['choice', 'M', 'M', 'M'],
  ['choice', 'XL', null, null],
] as const)('a field of the type %s takes %j as %j', (type, value, stored, shown) => {
  expect(storedValue({ type, choices: ['S', 'M'] }, value)).toBe(stored)
  if (stored !== null) expect(shownValue({ type }, stored)).toBe(shown)
})
