import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { reportIn, withReport } from './document.ts'
import { figures } from './figures.ts'
import { httpFrames } from './httpFrames.ts'
import { inRounds } from './rounds.ts'
import { judge, median, notMeasured, percentile, shown, table, type Limit, type Measured } from './report.ts'

const speed: Limit = { what: 'of the floor', unit: '', atLeast: 0.6 }
const delay: Limit = { what: 'p99 at 1,000/s', unit: 'ms', atMost: 50 }
const webhooks = { what: 'webhooks', limits: [speed, delay] }
const measured = (...reached: number[]): Measured => ({ value: 15_000, unit: '/s', floor: 20_000, ratio: 0.75, reached, notes: [] })

test.each<[string, Limit[], number[], boolean]>([
  ['keeps all its limits', [speed, delay], [0.75, 12], true],
  ['reaches a limit to the point', [speed, delay], [0.6, 50], true],
  ['is fast but late', [speed, delay], [0.75, 50.1], false],
  ['is in time but slow', [speed, delay], [0.59, 12], false],
  ['could not count', [speed, delay], [NaN, 12], false],
  ['measured one thing of two', [speed, delay], [0.75], false],
  ['was held to nothing', [], [], false],
])('a figure that %s is judged so', (_, limits, reached, ok) =>
  expect(judge('G1', { what: 'webhooks', limits }, measured(...reached)).ok).toBe(ok),
)

test('a missed target is named with what was reached', () => {
  const figure = judge('G1', webhooks, measured(0.75, 81.25))
  expect(figure.target).toBe('of the floor ≥ 0.6; p99 at 1,000/s ≤ 50 ms')
  expect(figure.notes).toEqual(['missed: p99 at 1,000/s is 81.3 ms'])
})

test('what was not measured is never fine, has its target all the same, and says why', () => {
  const figure = notMeasured('G9', { what: 'workers on Redis', limits: [speed] }, 'there is no Redis here')
  expect(figure).toMatchObject({ ok: false, value: null, target: 'of the floor ≥ 0.6', notMeasured: 'there is no Redis here' })
  expect(table([figure])).toContain('not measured: there is no Redis here')
})

test('a figure survives JSON: no number becomes a hole', () => {
  const figure = judge('G1', webhooks, { ...measured(NaN, 12), value: NaN })
  expect(JSON.parse(JSON.stringify(figure))).toEqual(figure)
})

test('every figure of the design but the pages is held to something', () => {
  expect(Object.keys(figures)).toEqual(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G11', 'G12', 'G13', 'G14', 'G16'])
  const unbound = Object.values(figures).flatMap(({ limits }) => (limits.length ? limits : [{ what: 'nothing', unit: '' }]))
  expect(unbound.filter(({ atLeast, atMost }: Limit) => atLeast === undefined && atMost === undefined)).toEqual([])
})

test('medians and percentiles are those of the textbook', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN])
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([percentile(hundred, 50), percentile(hundred, 99), percentile([7], 99), percentile([], 99)]).toEqual([50, 99, 7, NaN])
})

test('the table has a row for every figure, in columns of one width', () => {
  const lines = table([
    judge('G1', webhooks, measured(0.75, 12)),
    judge('G2', { ...webhooks, what: 'comments through the whole way' }, measured(0.3, 12)),
  ])
    .split('\n')
    .slice(0, 4)
  expect(new Set(lines.map((line) => line.length)).size).toBe(1)
  expect(lines[2]).toMatch(/G1 .* 15,000\/?.* ok +\|$/)
  expect(lines[3]).toMatch(/MISSED +\|$/)
})

test('numbers are shown as people read them', () =>
  expect([12_345.6, 99.95, 0.0512, null, NaN].map(shown)).toEqual(['12,346', '100', '0.0512', '–', 'unknown']))

test('a quick run takes one round at least and begins none when its time is over; the full run takes all', async () => {
  const taken = async (quick: boolean, quickMs: number) => {
    let count = 0
    await inRounds({ quick }, { rounds: 3, quickMs }, async () => void count++)
    return count
  }
  expect([await taken(true, -1), await taken(true, 60_000), await taken(false, -1)]).toEqual([1, 3, 3])
})

describe('docs/performance.md', () => {
  const document = readFileSync(path.join(import.meta.dirname, '../docs/performance.md'), 'utf8')

  test('gets a report in the place of the one before, and nothing else is touched', () => {
    const changed = withReport(document, '| another |')
    expect(reportIn(changed)).toBe('| another |')
    expect(withReport(changed, reportIn(document))).toBe(document)
  })
  test('that lost its marks is not written over', () =>
    expect(() => withReport(document.replaceAll('<!--', ''), '| a report |')).toThrow('has not the lines'))
  test('holds a whole report: a row for every figure', () =>
    expect([...reportIn(document).matchAll(/^\| (G\d+) /gm)].map(([, id]) => id)).toEqual(Object.keys(figures)))
})

describe('the stream of a connection is cut into messages', () => {
  const stream = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloPOST /a HTTP/1.1\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\nall'
  test.each([1, 2, 7, 40, 1_000])('whatever pieces of %i bytes it comes in', (size) => {
    const taken: string[] = []
    const feed = httpFrames((head, body) => taken.push(`${head.split('\r\n')[0]} > ${body.toString()}`))
    for (let at = 0; at < stream.length; at += size) feed(Buffer.from(stream.slice(at, at + size)))
    expect(taken).toEqual(['HTTP/1.1 200 OK > hello', 'POST /a HTTP/1.1 > ', 'HTTP/1.1 200 OK > all'])
  })
})
