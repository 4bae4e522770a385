import { expect, test } from 'vitest'
import type { Clock } from '../platform/clock.ts'
import { storeWithTimeout, LateError } from './storeWithTimeout.ts'

/** A clock whose waits end when the test says so. */
function handClock() {
  let waits: { ms: number; end: () => void }[] = []
  const clock: Clock = {
    now: () => new Date(0),
    machineMs: () => 0,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ ms, end: resolve })
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
    every: () => ({ stop: () => {} }),
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    clock,
    settle,
    async pass() {
      const due = waits
      waits = []
      for (const { end } of due) end()
      await settle()
    },
  }
}
const never = () => new Promise<never>(() => {})
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'kept',
    (error: Error) => error.name,
  )

test('what is kept in time is kept, and what the database refuses is refused in its words', async () => {
  const { clock } = handClock()
  const full = Object.assign(new Error('disk full'), { name: 'DiskFull' })
  expect(await outcome(storeWithTimeout(async () => {}, never, clock)([]))).toBe('kept')
  expect(await outcome(storeWithTimeout(() => Promise.reject(full), never, clock)([]))).toBe('DiskFull')
})

test('a database that is silent is given up in time, and the next one is not even asked', async () => {
  const { clock, pass } = handClock()
  let asked = 0
  const keep = storeWithTimeout(() => (asked++, never()), never, clock)
  const first = outcome(keep([]))
  await pass()
  expect(await first).toBe(LateError.name)
  expect(await outcome(keep([]))).toBe(LateError.name)
  expect(asked).toBe(1)
})

test('it is asked again when the late one ended after all', async () => {
  const { clock, pass, settle } = handClock()
  let end: () => void = () => {}
  const answers = [new Promise<void>((resolve) => (end = resolve)), Promise.resolve()]
  const keep = storeWithTimeout(() => answers.shift()!, never, clock)
  const first = outcome(keep([]))
  await pass()
  expect(await first).toBe(LateError.name)
  end()
  await settle()
  expect(await outcome(keep([]))).toBe('kept')
})

test('it is asked again when it answers on another connection, though the late one never ends', async () => {
  const { clock, pass } = handClock()
  const answers = [never(), Promise.resolve()]
  const there = [() => Promise.reject(new Error('refused')), () => Promise.resolve(true)]
  const keep = storeWithTimeout(
    () => answers.shift()!,
    () => there.shift()!(),
    clock,
  )
  const first = outcome(keep([]))
  await pass()
  expect(await first).toBe(LateError.name)
  await pass() // asked, and refused
  expect(await outcome(keep([]))).toBe(LateError.name)
  await pass() // asked again, and there
  expect(await outcome(keep([]))).toBe('kept')
})
