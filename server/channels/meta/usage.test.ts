import { expect, test } from 'vitest'
import { readUsage } from './usage.ts'

test('the worst figure counts, and the platform says minutes', () => {
  const usage = readUsage({
    'X-App-Usage': '{"call_count":28,"total_time":25,"total_cputime":25}',
    'x-business-use-case-usage':
      '{"17841405309211844":[{"type":"instagram","call_count":95,"total_cputime":20,"total_time":104,"estimated_time_to_regain_access":19}]}',
  })
  expect(usage).toEqual({ percent: 104, regainMs: 19 * 60_000 })
})

test.each([
  ['no header', {}],
  ['no regain time', { 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":0}]}' }],
  ['broken JSON', { 'x-app-usage': '{"call_count":' }],
  ['another shape', { 'x-business-use-case-usage': '[1,null,"x"]', 'x-app-usage': 'null' }],
  ['a date to retry after', { 'retry-after': 'Fri, 20 Nov 2026 10:00:00 GMT' }],
])('with %s nothing is known', (_, headers) => {
  expect(readUsage(headers)).toEqual({ percent: 0, regainMs: null })
})

test('a wait of weeks is taken for a mistake and cut to a day', () => {
  expect(readUsage({ 'retry-after': '999999' }).regainMs).toBe(24 * 60 * 60_000)
})
