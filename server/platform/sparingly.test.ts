import { expect, test } from 'vitest'
import { sparingly } from './sparingly.ts'

function clockThat(...tookMs: number[]) {
  const clock = { at: 0, machineMs: () => clock.at }
  const looks = sparingly(clock)
  return { clock, looks, look: () => looks.run(async () => void (clock.at += tookMs.shift()!)) }
}

test('what is quick is always due', async () => {
  const { looks, look } = clockThat(10, 0)
  await look()
  expect(looks.isDue()).toBe(true)
})

test('what takes long takes a tenth of the time', async () => {
  const { clock, looks, look } = clockThat(50, 11)
  await look()
  clock.at += 499
  expect(looks.isDue()).toBe(false)
  clock.at += 1
  expect(looks.isDue()).toBe(true)
  await look()
  expect(looks.isDue()).toBe(false)
})

test('what stood still does not rest for long, what failed is due at once, and a clock that is set back makes it due', async () => {
  const { clock, looks, look } = clockThat(3_600_000, 100)
  await look()
  clock.at += 30_000
  expect(looks.isDue()).toBe(true)
  await expect(looks.run(() => Promise.reject(new Error((clock.at += 100).toString())))).rejects.toThrow()
  expect(looks.isDue()).toBe(true)
  await look()
  expect(looks.isDue()).toBe(false)
  clock.at -= 60_000
  expect(looks.isDue()).toBe(true)
})
