import { expect, test } from 'vitest'
import { count, playSeeds } from '../simulation/playSeeds.ts'
import { testedVersions } from '../support/testDatabase.ts'

// test/simulation at full size: as many worlds as PROOF_WORLDS says, on each PostgreSQL. `npm test` plays the first of them.
const worlds = Number(process.env['PROOF_WORLDS'] ?? 3_000)

test.each(testedVersions())(`${worlds} worlds in which everything goes wrong, on PostgreSQL %i`, async (version) => {
  const { played, broken } = await playSeeds(count(1, worlds), version)
  console.log(`${played} worlds were played`)
  expect(broken.map((one) => `seed ${one.seed}: ${one.wrong.join('; ')}`)).toEqual([])
  expect(played).toBe(worlds)
})
