import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../platform/errors.ts'
import { makeBodyIntake } from './bodyIntake.ts'

const bytes = (count: number, fill = 'x') => Buffer.alloc(count, fill)
const outcome = (gathering: Promise<{ body: Buffer }>) =>
  gathering.then(
    ({ body }) => body.toString(),
    (error: Error) => (error instanceof ApiError ? error.code : error.message),
  )

describe('bodies are gathered whole', () => {
  test.each([
    ['in one piece', ['hello']],
    ['in several pieces', ['he', 'l', 'lo']],
    ['byte by byte', [...'hello']],
    ['with nothing in it', []],
  ])('%s', async (_, pieces) => {
    const intake = makeBodyIntake({ bodyBytes: 100, allBytes: 1000 })
    const stream = new PassThrough()
    const gathering = intake.gather(stream)
    for (const piece of pieces) {
      stream.write(piece)
      await turn()
    }
    stream.end()
    const { body, release } = await gathering
    expect(body.toString()).toBe(pieces.join(''))
    release()
    release()
    expect(intake.bytesHeld()).toBe(0)
  })
})

test('one byte too many is too large, and nothing of it is held', async () => {
  const intake = makeBodyIntake({ bodyBytes: 10, allBytes: 1000 })
  const streams = [new PassThrough(), new PassThrough()]
  const outcomes = streams.map((stream) => outcome(intake.gather(stream)))
  streams[0]!.end(bytes(10))
  streams[1]!.write(bytes(6))
  await turn()
  streams[1]!.end(bytes(5))
  expect(await Promise.all(outcomes)).toEqual(['x'.repeat(10), 'too_large'])
  expect(intake.bytesHeld()).toBe(10)
})

test('a sender who goes away leaves nothing behind', async () => {
  const intake = makeBodyIntake({ bodyBytes: 100, allBytes: 1000 })
  const stream = new PassThrough()
  const gathering = outcome(intake.gather(stream))
  stream.write(bytes(50))
  await turn()
  expect(intake.bytesHeld()).toBe(50)
  stream.destroy()
  expect(await gathering).toBe('invalid_input')
  expect(intake.bytesHeld()).toBe(0)
})

test('two hundred who never finish hold no more than is allowed, and a newcomer is served', async () => {
  const intake = makeBodyIntake({ bodyBytes: 100, allBytes: 1000 })
  const slow = Array.from({ length: 200 }, () => new PassThrough())
  const outcomes = slow.map((stream) => outcome(intake.gather(stream)))
  for (const stream of slow) {
    stream.write(bytes(90))
    await turn()
    expect(intake.bytesHeld()).toBeLessThanOrEqual(1000)
  }
  const newcomer = new PassThrough()
  const served = outcome(intake.gather(newcomer))
  newcomer.end('a comment of a customer')
  expect(await served).toBe('a comment of a customer')
  // The oldest were cut off, the youngest are still under way.
  expect(await Promise.all(outcomes.slice(0, 189))).toEqual(Array(189).fill('unavailable'))
  slow.at(-1)!.end('!')
  expect(await outcomes.at(-1)).toBe('x'.repeat(90) + '!')
})

test('bodies that are complete are never cut off: when they use all of it, the newcomer is refused', async () => {
  const intake = makeBodyIntake({ bodyBytes: 600, allBytes: 1000 })
  const complete = new PassThrough()
  const first = intake.gather(complete)
  complete.end(bytes(600))
  const { release } = await first
  const late = new PassThrough()
  const refused = outcome(intake.gather(late))
  late.end(bytes(500))
  expect(await refused).toBe('unavailable')
  release()
  const again = new PassThrough()
  const served = outcome(intake.gather(again))
  again.end(bytes(500))
  expect(await served).toBe('x'.repeat(500))
})
