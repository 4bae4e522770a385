import { describe, expect, test } from 'vitest'
import { jobKinds, type Job } from '../model/job.ts'
import { checkHandlers, type JobHandler } from './handler.ts'
import { slotsToPlan } from './recurring.ts'
import { settlementOf, type JobEnd } from './settlement.ts'

const now = new Date('2026-11-20T12:00:00Z')
const job = (more: Partial<Job> = {}): Job => ({
  id: 'job',
  epoch: 4,
  kind: 'add_up',
  workspaceId: null,
  accountId: null,
  runAt: now,
  givesUpAt: null,
  data: {},
  attempt: 1,
  failures: 0,
  leaseLosses: 0,
  ...more,
})
const handler = (more: Partial<JobHandler> = {}): JobHandler => ({
  backoffMs: [1_000, 60_000],
  timeLimitMs: 1_000,
  repeatable: true,
  waitsForAccount: false,
  run: async () => ({ kind: 'done' }),
  ...more,
})

describe('how a try ends', () => {
  const settled = (end: JobEnd, more: Partial<JobHandler> = {}, of: Partial<Job> = {}, dice = 0) => {
    const { row, result } = settlementOf(job(of), end, handler(more), now, () => dice)
    return { ...row, inMs: row.run_at && row.run_at.getTime() - now.getTime(), result }
  }

  test('a pause is lengthened by a fifth at most', () => {
    const later = { kind: 'later', code: 'away', counts: true } as const
    expect(settled(later).inMs).toBe(1_000)
    expect(settled(later, {}, {}, 0.999).inMs).toBeCloseTo(1_200, -1)
    expect(settled(later, {}, { failures: 1 })).toMatchObject({ inMs: 60_000, failures: 2, state: 'waiting', code: 'away' })
    expect(settled(later, {}, { failures: 2 })).toMatchObject({ state: 'parked', code: 'away', run_at: null })
  })

  test('what the other side asks for is waited for, and a throttle uses up no try', () => {
    expect(settled({ kind: 'later', code: 'busy', counts: true, afterMs: 7_000 })).toMatchObject({ inMs: 7_000, failures: 1 })
    expect(settled({ kind: 'later', code: 'throttled', counts: false, afterMs: 7_000 }, {}, { failures: 2 })).toMatchObject({
      inMs: 7_000,
      failures: 2,
      state: 'waiting',
    })
  })

  test.each<[string, JobEnd, Partial<JobHandler>, object]>([
    ['done, with what somebody waits for', { kind: 'done', result: 7 }, {}, { state: 'done', outcome: 'done', result: 7, code: null }],
    ['refused for good', { kind: 'failed', code: 'gone' }, {}, { state: 'parked', outcome: 'failed', code: 'gone' }],
    ['in doubt, harmless to repeat', { kind: 'in_doubt', code: 'reset' }, {}, { state: 'waiting', outcome: 'in_doubt', failures: 1 }],
    [
      'in doubt, never repeated',
      { kind: 'in_doubt', code: 'reset' },
      { repeatable: false },
      { state: 'parked', outcome: 'in_doubt', code: 'outcome_unknown', attempt_code: 'reset' },
    ],
    ['not tried', { kind: 'put_off', afterMs: 5 }, {}, { state: 'waiting', outcome: null, inMs: 5 }],
    ['never tried in time', { kind: 'too_late' }, {}, { state: 'parked', outcome: null, code: 'too_late' }],
    [
      'refused, and somebody waits to hear it',
      { kind: 'failed', code: 'gone' },
      { gaveUp: (_, code) => code },
      { state: 'done', code: 'gone', result: 'gone' },
    ],
    [
      'whose result cannot be stored',
      { kind: 'not_kept' },
      { gaveUp: (_, code) => code },
      { state: 'parked', code: 'result_not_kept', result: undefined },
    ],
  ])('%s', (_, end, more, expected) => expect(settled(end, more)).toMatchObject(expected))
})

test('a kind without a handler fails the start and says what to do', () => {
  const all = Object.fromEntries(jobKinds.map((kind) => [kind, handler()]))
  expect(() => checkHandlers(all)).not.toThrow()
  const { add_up: _, ...others } = all
  expect(() => checkHandlers(others)).toThrow('No handler for the job kind add_up: add it in server/jobHandlers.ts')
})

describe('which times are planned', () => {
  const at = (text: string) => Date.parse(`2026-11-20T${text}Z`)
  const planned = (newest: string | null, time: string, missed: 'latest' | 'each') =>
    slotsToPlan(newest === null ? null : at(newest), at(time), { everyMs: 60_000, missed }).map((ms) =>
      new Date(ms).toISOString().slice(11, 19),
    )

  test.each<[string, string | null, string, 'latest' | 'each', string[]]>([
    ['never before', null, '12:00:30', 'each', ['12:00:00']],
    ['the same minute', '12:00:00', '12:00:59', 'latest', []],
    ['the next', '12:00:00', '12:01:00', 'latest', ['12:01:00']],
    ['three missed, the latest', '12:00:00', '12:03:10', 'latest', ['12:03:00']],
    ['three missed, each', '12:00:00', '12:03:10', 'each', ['12:01:00', '12:02:00', '12:03:00']],
    ['a clock set back', '12:10:00', '12:03:10', 'each', []],
    ['a clock that was hours ahead', '23:10:00', '12:03:10', 'each', ['12:03:00']],
  ])('%s', (_, newest, time, missed, expected) => expect(planned(newest, time, missed)).toEqual(expected))

  test('of what was missed for years, a thousand', () => {
    const slots = slotsToPlan(0, at('12:00:00'), { everyMs: 60_000, missed: 'each' })
    expect(slots).toHaveLength(1_000)
    expect(slots.at(-1)).toBe(at('12:00:00'))
  })
})
