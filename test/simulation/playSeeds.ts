import { storedSentences } from '../support/storedSentences.ts'
import { makeTestDatabase } from '../support/testDatabase.ts'
import { openGround } from './database.ts'
import { tellStory, type Told } from './story.ts'

/** In parallel, since one world always waits for either the database or the program. */
const grounds = 3
/** After this many broken worlds, more give no new information. */
const brokenShown = Number(process.env['SIMULATION_BROKEN'] ?? 3)

/**
 * Plays worlds until `seeds` ends or enough are broken.
 * In:  the seeds, and the version of PostgreSQL to play on.
 * Out: the broken ones, and how many were played.
 */
export async function playSeeds(seeds: Iterator<number>, version?: number): Promise<{ played: number; broken: Told[] }> {
  const broken: Told[] = []
  let played = 0
  await Promise.all(
    Array.from({ length: grounds }, async () => {
      const database = await makeTestDatabase(version)
      const ground = await openGround(database.url)
      let sentences: string[] = []
      try {
        while (broken.length < brokenShown) {
          const next = seeds.next()
          if (next.done) break
          const told = await tellStory(next.value, ground)
          played++
          if (!told.wrong.length) continue
          broken.push(told)
          console.log(
            `seed ${told.seed}: ${told.wrong.join('; ').slice(0, 1_000)}\nto read its story: SEED=${told.seed} npm test -- test/simulation`,
          )
        }
      } finally {
        sentences = await storedSentences(database.url)
        await ground.close()
        await database.drop()
      }
      if (sentences.length) throw new Error(`Rows store keys and data (server/model/sentence.ts), but:\n${sentences.join('\n')}`)
    }),
  )
  return { played, broken }
}

export function* count(from: number, howMany: number): Generator<number, void> {
  for (let seed = from; seed < from + howMany; seed++) yield seed
}

/** Seeds that were never played before, until the minutes are over. */
export function* fresh(minutes: number): Generator<number, void> {
  const until = performance.now() + minutes * 60_000
  for (let seed = Date.now(); performance.now() < until; seed++) yield seed
}
