import { expect, test } from 'vitest'
import { makeBatchWriter } from './batchWriter.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

const unavailable = () => Object.assign(new Error('the database is unavailable'), { code: '57P01' })
const refused = () => Object.assign(new Error('invalid byte sequence'), { code: '22021' })

/** Writes strings; `fails` says why a batch is not written. */
function writer(fails: (batch: string[]) => Error | null, instead: (item: string) => string | null = () => null) {
  const batches: string[][] = []
  const left: string[] = []
  const pauses: number[] = []
  const { promise: written, resolve } = Promise.withResolvers<void>()
  const { add } = makeBatchWriter<string>({
    clock: { wait: (ms: number) => (pauses.push(ms), Promise.resolve()) } as unknown as Clock,
    log: { error() {} } as unknown as Log,
    atOnce: 3,
    async write(batch) {
      await Promise.resolve()
      const error = fails(batch)
      if (error) throw error
      batches.push(batch)
    },
    onWritten: (item) => void left.push(item),
    instead,
    onEmpty: resolve,
  })
  return { add, batches, left, pauses, written }
}

test('what is added during a write goes with the next one, never more than the limit at once', async () => {
  const { add, batches, written } = writer(() => null)
  for (const item of 'abcdefg') add(item)
  await written
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f', 'g']])
})

test('while the database is unavailable nothing is dropped, and the pauses grow to two seconds', async () => {
  let tries = 0
  const { add, batches, left, pauses, written } = writer(() => (++tries < 10 ? unavailable() : null))
  add('a')
  await written
  expect(batches).toEqual([['a']])
  expect(left).toEqual(['a'])
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000])
})

test('an item that the database refuses is given up, and the others of its batch are written', async () => {
  const { add, batches, left, written } = writer((batch) => (batch.includes('bad') ? refused() : null))
  for (const item of ['a', 'b', 'bad', 'c']) add(item)
  await written
  expect(batches.flat()).toEqual(['a', 'b', 'c'])
  expect(left.toSorted((a, b) => a.localeCompare(b))).toEqual(['a', 'b', 'bad', 'c'])
})

test('or something else is written in its place', async () => {
  const { add, batches, left, written } = writer(
    (batch) => (batch.includes('bad') ? refused() : null),
    (item) => `${item}, without its result`,
  )
  add('bad')
  await written
  expect(batches).toEqual([['bad, without its result']])
  expect(left).toEqual(['bad, without its result'])
})
