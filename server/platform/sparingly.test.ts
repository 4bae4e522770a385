import { expect, test } from 'vitest'
import { sparingly } from './sparingly.ts'

function clockThat(...tookMs: number[]) {
  const clock = { at: 0, machineMs: () => clock.at }
  const looks = sparingly(clock)
  return { clock, looks, look: () => looks.run(async () => void (clock.at += tookMs.shift()!)) }
}

test('what takes no time is always due, and what takes some takes a fiftieth of the time', async () => {
  const { clock, looks, look } = clockThat(0, 0, 11, 11)
  for (let quick = 0; quick < 2; quick++) {
    await look()
    expect(looks.isDue()).toBe(true)
  }
  await look()
  await look()
  clock.at += 549
  expect(looks.isDue()).toBe(false)
  clock.at += 1
  expect(looks.isDue()).toBe(true)
})

test('one look that stood still says nothing about the next, and none rests for longer than half a minute', async () => {
  const { clock, looks, look } = clockThat(1, 1_200, 3_600_000, 3_600_000)
  await look()
  await look()
  clock.at += 50
  expect(looks.isDue()).toBe(true)
  await look()
  await look()
  clock.at += 29_999
  expect(looks.isDue()).toBe(false)
  clock.at += 1
  expect(looks.isDue()).toBe(true)
})

test('who is turned away learns once when it will be due; who is not need not come again', async () => {
  const { clock, looks, look } = clockThat(2, 2, 2)
  expect(looks.owedInMs()).toBe(false)
  await look()
  await look()
  expect(looks.owedInMs()).toBe(false)
  clock.at += 40
  expect(looks.isDue()).toBe(false)
  expect(looks.owedInMs()).toBe(60)
  expect(looks.owedInMs()).toBe(false)
  expect(looks.isDue()).toBe(false)
  clock.at += 60
  expect(looks.owedInMs()).toBe(0)
  expect(looks.isDue()).toBe(true)
  await look()
  expect(looks.owedInMs()).toBe(false)
})

test('what failed is due at once, and a clock that is set back makes it due', async () => {
  const { clock, looks, look } = clockThat(100, 100, 100)
  await look()
  await expect(looks.run(() => Promise.reject(new Error((clock.at += 100).toString())))).rejects.toThrow()
  expect(looks.isDue()).toBe(true)
  await look()
  await look()
  expect(looks.isDue()).toBe(false)
  clock.at -= 60_000
  expect(looks.isDue()).toBe(true)
})
