import { expect, test } from 'vitest'
import { scanBudget } from './scanBudget.ts'

function clockThat(...tookMs: number[]) {
  const clock = { at: 0, machineMs: () => clock.at }
  const budget = scanBudget(clock)
  return { clock, budget, scan: () => budget.run(async () => void (clock.at += tookMs.shift()!)) }
}

test('what takes no time is always due, and what takes some takes a fiftieth of the time', async () => {
  const { clock, budget, scan } = clockThat(0, 0, 11, 11)
  for (let quick = 0; quick < 2; quick++) {
    await scan()
    expect(budget.isDue()).toBe(true)
  }
  await scan()
  await scan()
  clock.at += 549
  expect(budget.isDue()).toBe(false)
  clock.at += 1
  expect(budget.isDue()).toBe(true)
})

test('one scan that stood still says nothing about the next, and none rests for longer than half a minute', async () => {
  const { clock, budget, scan } = clockThat(1, 1_200, 3_600_000, 3_600_000)
  await scan()
  await scan()
  clock.at += 50
  expect(budget.isDue()).toBe(true)
  await scan()
  await scan()
  clock.at += 29_999
  expect(budget.isDue()).toBe(false)
  clock.at += 1
  expect(budget.isDue()).toBe(true)
})

test('who is turned away learns once when it will be due; who is not need not come again', async () => {
  const { clock, budget, scan } = clockThat(2, 2, 2)
  expect(budget.skippedScanDueInMs()).toBe(false)
  await scan()
  await scan()
  expect(budget.skippedScanDueInMs()).toBe(false)
  clock.at += 40
  expect(budget.isDue()).toBe(false)
  expect(budget.skippedScanDueInMs()).toBe(60)
  expect(budget.skippedScanDueInMs()).toBe(false)
  expect(budget.isDue()).toBe(false)
  clock.at += 60
  expect(budget.skippedScanDueInMs()).toBe(0)
  expect(budget.isDue()).toBe(true)
  await scan()
  expect(budget.skippedScanDueInMs()).toBe(false)
})

test('what failed is due at once, and a clock that is set back makes it due', async () => {
  const { clock, budget, scan } = clockThat(100, 100, 100)
  await scan()
  await expect(budget.run(() => Promise.reject(new Error((clock.at += 100).toString())))).rejects.toThrow()
  expect(budget.isDue()).toBe(true)
  await scan()
  await scan()
  expect(budget.isDue()).toBe(false)
  clock.at -= 60_000
  expect(budget.isDue()).toBe(true)
})
