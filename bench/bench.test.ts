import { expect, test } from 'vitest'
import { judge, median, notMeasured, percentile, shown, table, type Check, type Measured } from './report.ts'

const speed = (value: number): Check => ({ what: 'of the floor', value, unit: '', atLeast: 0.6 })
const delay = (value: number): Check => ({ what: 'p99 at 1,000/s', value, unit: 'ms', atMost: 50 })
const measured = (checks: Check[]): Measured => ({ value: 15_000, unit: '/s', floor: 20_000, ratio: 0.75, checks, notes: [] })

test.each<[string, Check[], boolean]>([
  ['keeps all its limits', [speed(0.75), delay(12)], true],
  ['reaches a limit to the point', [speed(0.6), delay(50)], true],
  ['is fast but late', [speed(0.75), delay(50.1)], false],
  ['is in time but slow', [speed(0.59), delay(12)], false],
  ['could not count', [speed(NaN), delay(12)], false],
  ['was held to nothing', [], false],
])('a figure that %s is judged so', (_, checks, ok) => expect(judge('G1', 'webhooks', measured(checks)).ok).toBe(ok))

test('a missed target is named with what was reached', () => {
  const figure = judge('G1', 'webhooks', measured([speed(0.75), delay(81.25)]))
  expect(figure.target).toBe('of the floor ≥ 0.6; p99 at 1,000/s ≤ 50 ms')
  expect(figure.notes).toEqual(['missed: p99 at 1,000/s is 81.3 ms'])
})

test('what was not measured is never fine, and says why', () => {
  const figure = notMeasured('G9', 'workers on Redis', '≥ 3.5', 'there is no Redis here')
  expect(figure).toMatchObject({ ok: false, value: null, notMeasured: 'there is no Redis here' })
  expect(table([figure])).toContain('not measured: there is no Redis here')
})

test('a figure survives JSON: no number becomes a hole', () => {
  const figure = judge('G1', 'webhooks', { ...measured([speed(NaN)]), value: NaN })
  expect(JSON.parse(JSON.stringify(figure))).toEqual(figure)
})

test('medians and percentiles are those of the textbook', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN])
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([percentile(hundred, 50), percentile(hundred, 99), percentile([7], 99), percentile([], 99)]).toEqual([50, 99, 7, NaN])
})

test('the table has a row for every figure, in columns of one width', () => {
  const lines = table([
    judge('G1', 'webhooks', measured([speed(0.75)])),
    judge('G2', 'comments through the whole way', measured([speed(0.3)])),
  ])
    .split('\n')
    .slice(0, 4)
  expect(new Set(lines.map((line) => line.length)).size).toBe(1)
  expect(lines[2]).toMatch(/G1 .* 15,000\/?.* ok +\|$/)
  expect(lines[3]).toMatch(/MISSED +\|$/)
})

test('numbers are shown as people read them', () =>
  expect([12_345.6, 99.95, 0.0512, null, NaN].map(shown)).toEqual(['12,346', '100', '0.0512', '–', 'unknown']))
