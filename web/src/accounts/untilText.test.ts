import { expect, test } from 'vitest'
import { untilText } from './untilText.ts'

// Built from local parts, so that the day changes at midnight wherever this runs.
const now = new Date(2026, 2, 1, 12, 0)
test.each([
  ['a moment', new Date(2026, 2, 1, 12, 0), 'in a moment'],
  ['what is over', new Date(2026, 2, 1, 11, 0), 'in a moment'],
  ['minutes, rounded up', new Date(2026, 2, 1, 12, 19, 30), 'in 20 min. (12:19 PM)'],
  ['an hour and a bit in minutes', new Date(2026, 2, 1, 13, 1), 'in 61 min. (01:01 PM)'],
  ['hours', new Date(2026, 2, 1, 18, 6), 'in 6 hr. (06:06 PM)'],
  ['the next day by its name', new Date(2026, 2, 2, 3, 0), 'in 15 hr. (Mon 03:00 AM)'],
  ['days', new Date(2026, 2, 4, 12, 0), 'in 3 days (Wed 12:00 PM)'],
])('tells %s', (_, at, words) => {
  expect(untilText(at, now, 'en-US', 'in a moment').replaceAll(/\s/g, ' ').replace(',', '')).toBe(words)
})
