import { expect, test } from 'vitest'
import { readConfig } from '../../config.ts'
import { whyVersionIsOld } from './versions.ts'

const on = (day: string) => new Date(`${day}T12:00:00Z`)

test.each([
  ['v20.0', '2026-11-29', /v20\.0 ended on 2026-09-24/],
  ['v2.12', '2026-11-29', /v2\.12 has ended/],
  ['v18.0', '2026-11-29', /v18\.0 has ended/],
  ['v21.0', '2026-12-30', /v21\.0 ends on 2027-01-21/],
  ['v21.0', '2027-01-22', /v21\.0 ended on 2027-01-21/],
])('%s is told of on %s', (version, day, words) => {
  expect(whyVersionIsOld(version, on(day))).toMatch(words)
  expect(whyVersionIsOld(version, on(day))).toContain('Set META_GRAPH_VERSION')
})

test.each([
  ['v21.0', '2026-11-29'],
  ['v26.0', '2026-11-29'],
  ['v27.0', '2029-01-01'],
  ['v31.0', '2026-11-29'],
])('%s is no trouble on %s', (version, day) => expect(whyVersionIsOld(version, on(day))).toBeNull())

test('the version that is called unless another is set is alive', () => {
  const { graphVersion } = readConfig({})
  expect([graphVersion, whyVersionIsOld(graphVersion, on('2026-11-29'))]).toEqual(['v27.0', null])
})
