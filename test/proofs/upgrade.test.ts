import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { copyOfCommit, copyOfNext, releasedSchemas } from '../support/productCopy.ts'
import { emptyDatabase } from '../support/testDatabase.ts'
import { playUpgrade } from './playUpgrade.ts'

// From each schema that the main line ever had, and from this one to the next, ten times each (PROOF_ROUNDS), while sixty people a second
// comment.
const rounds = Number(process.env['PROOF_ROUNDS'] ?? 10)
const pace = { comments: 240, perSecond: 60 }
const home = mkdtempSync(path.join(tmpdir(), 'upgrade-postgres-'))
let postgres: EmbeddedPostgres
beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ home, log: () => {}, maxConnections: 100 })
})
afterAll(async () => {
  await postgres.stop()
  rmSync(home, { recursive: true, force: true })
})

async function play(old: string, next: string, oldIs: 'aside' | 'stopped', what: string) {
  for (let round = 1; round <= rounds; round++) {
    const database = await emptyDatabase(postgres.url)
    try {
      const { oldSaid, newSaid, awayMs, ...counted } = await playUpgrade({ ...pace, old, next, oldIs, databaseUrl: database.url })
      console.log(
        `${what}, round ${round}: ${counted.lost.length} lost, ${counted.doubled.length} doubled, ${counted.withoutPlace} without a place, away for ${Math.round(awayMs)} ms`,
      )
      if (counted.lost.length || counted.doubled.length || counted.withoutPlace) console.error(`${oldSaid}\n----\n${newSaid}`)
      expect(counted).toEqual({ lost: [], doubled: [], withoutPlace: 0, oldEnded: oldIs === 'aside' ? 4 : counted.oldEnded })
    } finally {
      await database.drop()
    }
  }
}

describe('an upgrade beside a running process', () => {
  test.each(releasedSchemas)('from $newest ($commit), which is stopped when the new one is ready', async ({ commit, newest }) => {
    const old = copyOfCommit(commit)
    try {
      await play(old.root, process.cwd(), 'stopped', `from ${newest}`)
    } finally {
      old.remove()
    }
  })

  test('from this version to the next: it steps aside', async () => {
    const next = copyOfNext()
    try {
      await play(process.cwd(), next.root, 'aside', 'to the next')
    } finally {
      next.remove()
    }
  })
})
