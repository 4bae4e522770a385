import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { dayOf, fieldTime, showTimesIn, timeOfField, timeText } from './shownTime.ts'

const at = '2026-07-01T23:30:00Z'
afterEach(() => showTimesIn(null))

test('times are shown in the zone that their reader chose, else in that of the browser', () => {
  const browsers = timeText(at, 'en')
  showTimesIn('Asia/Tokyo')
  expect(timeText(at, 'en', { dateStyle: 'medium', timeStyle: 'short' })).toMatch(/^Jul 2, 2026, 8:30.AM$/)
  expect(dayOf(new Date(at))).not.toBe(dayOf(new Date('2026-07-01T10:00:00Z')))
  showTimesIn('America/New_York')
  expect(timeText(at, 'en', { hour: '2-digit', minute: '2-digit' })).toMatch(/^07:30.PM$/)
  expect(dayOf(new Date(at))).toBe(dayOf(new Date('2026-07-01T10:00:00Z')))
  showTimesIn(null)
  expect(timeText(at, 'en')).toBe(browsers)
})

test.each([
  ['Asia/Tokyo', '2026-07-01T23:30:00Z', '2026-07-02T08:30'],
  ['America/New_York', '2026-07-01T23:30:45.5Z', '2026-07-01T19:30'],
  ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45'],
  // An hour before and after clocks are changed.
  ['Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T01:30'],
  ['Europe/Berlin', '2026-03-29T01:30:00Z', '2026-03-29T03:30'],
  ['America/New_York', '2026-11-01T07:30:00Z', '2026-11-01T02:30'],
])('a field in %s shows %s as %s, and means that minute', (zone, time, text) => {
  showTimesIn(zone)
  expect(fieldTime(new Date(time))).toBe(text)
  expect(timeOfField(text).getTime()).toBe(Math.floor(Date.parse(time) / 60_000) * 60_000)
})

test('a field without a whole time means none', () => {
  for (const text of ['', 'soon', '2026-13-01T00:00']) expect(timeOfField(text).getTime()).toBeNaN()
})

test('no page shows a time in another way', () => {
  const root = path.join(import.meta.dirname, '..')
  const other = /toLocale(?:Time|Date)String|Date\([^)]*\)\s*\.toLocaleString|DateTimeFormat\((?!\)\.resolvedOptions)/
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('shownTime'))
    .filter((file) => other.test(readFileSync(path.join(root, file), 'utf8')))
  expect(found).toEqual([])
})
