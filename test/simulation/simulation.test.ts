import { describe, expect, test } from 'vitest'
import { makeTestDatabase, testedVersions } from '../support/testDatabase.ts'
import { openGround } from './database.ts'
import { count, fresh, playSeeds } from './playSeeds.ts'
import { tellStory } from './story.ts'

// Small worlds with one shop and a few people, in which webhooks are lost, duplicated and late, calls fail with and without their effect,
// and workers die, are suspended and lose the database at any point. The seed decides all of it; in the end the ledgers must agree.
const oneSeed = process.env['SEED']
const minutes = Number(process.env['SIMULATION_MINUTES'] ?? 0)
/** Thousands of them: `npm run test:proofs -- worlds`. */
const worlds = Number(process.env['SIMULATION_SEEDS'] ?? 180)
/** Worlds that once revealed a fault of the simulation or of the product. */
const onceWrong = [100_021]

async function tell(seed: number) {
  const database = await makeTestDatabase()
  const ground = await openGround(database.url)
  const told = await tellStory(seed, ground)
  await ground.close()
  await database.drop()
  return told
}

function oneWorld() {
  test(`seed ${oneSeed}`, { timeout: 60_000 }, async () => {
    const told = await tell(Number(oneSeed))
    console.log(told.trace.join('\n'))
    expect(told.wrong).toEqual([])
  })
}

function freshWorlds() {
  test(`for ${minutes} minutes`, { timeout: minutes * 60_000 + 600_000 }, async () => {
    const { played, broken } = await playSeeds(fresh(minutes))
    console.log(`${played} worlds were played`)
    expect(broken.map((one) => `seed ${one.seed}: ${one.wrong.join('; ')}`)).toEqual([])
  })
}

function manyWorlds() {
  test(
    `${worlds} of them: nothing is lost, nothing is said twice, out of order, too fast or after STOP`,
    { timeout: 900_000 },
    async () => {
      const { played, broken } = await playSeeds(count(1, worlds))
      expect(broken.map((one) => `seed ${one.seed}: ${one.wrong.join('; ')}`)).toEqual([])
      expect(played).toBe(worlds)
    },
  )

  test.each([11, 23, 42])('the same seed tells the same story, on another database too (%i)', { timeout: 60_000 }, async (seed) => {
    const [once, again] = [await tell(seed), await tell(seed)]
    expect(once.trace.length).toBeGreaterThan(50)
    expect(again.trace).toEqual(once.trace)
  })

  test.each(onceWrong)('the world of seed %i, which was once wrong', { timeout: 60_000 }, async (seed) => {
    expect((await tell(seed)).wrong).toEqual([])
  })

  test.runIf(testedVersions().includes(15))('and on the oldest PostgreSQL', { timeout: 300_000 }, async () => {
    const { broken } = await playSeeds(count(100_001, Math.ceil(worlds / 20)), 15)
    expect(broken.map((one) => `seed ${one.seed}: ${one.wrong.join('; ')}`)).toEqual([])
  })
}

if (oneSeed) describe('one world', oneWorld)
else if (minutes > 0) describe('fresh worlds', freshWorlds)
else describe('worlds in which everything goes wrong', manyWorlds)
