import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('WORKER_CALLS', () => {
  test.each([
    ['is 64 when nothing is set', undefined, 64],
    ['is 64 when it is empty', '', 64],
    ['may be one', '1', 1],
    ['may be a thousand', '1000', 1_000],
  ])('%s', (_, given, calls) => expect(readConfig({ WORKER_CALLS: given }).workerCalls).toBe(calls))

  test.each([
    ['0', 'is below 1'],
    ['1001', 'is above 1000'],
    ['2.5', 'is no whole number'],
    ['many', 'is no number'],
  ])('%s ends the start with one line that says why and where to read', (given, trouble) =>
    expect(() => readConfig({ WORKER_CALLS: given })).toThrow(`WORKER_CALLS: ${trouble} (docs/settings.md#worker_calls)`),
  )
})
