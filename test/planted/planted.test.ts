import { afterAll, describe, expect, inject, test } from 'vitest'
import { bugs, quickBugs } from './bugs.ts'
import { makeBed, whyNotPlantable, type Bed } from './plant.ts'

// A test that never saw the bug it is for may be asleep. All of them: npm run test:planted.
describe('planted bugs', () => {
  let bed: Bed | null = null
  afterAll(() => bed?.remove())

  test('there are at least twenty, each with a name of its own', () => {
    expect(new Set(bugs.map((bug) => bug.name)).size).toBe(bugs.length)
    expect(bugs.length).toBeGreaterThanOrEqual(20)
    // The sources move on, and the places with them.
    expect(bugs.map(whyNotPlantable).filter((why) => why !== null)).toEqual([])
  })

  test.each(quickBugs)('is noticed: %s', { timeout: 120_000 }, async (name) => {
    // One PostgreSQL is enough to catch a bug.
    bed ??= makeBed(inject('servers').slice(0, 1))
    const { failed, broken } = await bed.plant(bugs.find((bug) => bug.name === name)!)
    expect(broken).toBeNull()
    expect(failed).toBeGreaterThan(0)
  })
})
