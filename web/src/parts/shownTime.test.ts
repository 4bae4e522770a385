import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { dayOf, showTimesIn, timeText } from './shownTime.ts'

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

test('no page shows a time in another way', () => {
  const root = path.join(import.meta.dirname, '..')
  const other = /toLocale(?:Time|Date)String|Date\([^)]*\)\s*\.toLocaleString|DateTimeFormat\((?!\)\.resolvedOptions)/
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('shownTime'))
    .filter((file) => other.test(readFileSync(path.join(root, file), 'utf8')))
  expect(found).toEqual([])
})
