import { expect, inject, test } from 'vitest'
import { emptyDatabase } from '../support/testDatabase.ts'
import { copyOfNext } from '../support/productCopy.ts'
import { playUpgrade } from '../proofs/playUpgrade.ts'

// `npm run test:proofs -- upgrade`, one round: the version after this one is started beside it.
test(
  'an upgrade while sixty people a second comment: the old process steps aside, each is answered once',
  { timeout: 180_000 },
  async () => {
    const next = copyOfNext()
    const database = await emptyDatabase(inject('servers')[0]!.url)
    try {
      const round = await playUpgrade({
        comments: 180,
        perSecond: 60,
        old: process.cwd(),
        next: next.root,
        databaseUrl: database.url,
        oldIs: 'aside',
      })
      expect(round.oldSaid).toMatch(
        /^A newer version of AutoDM Hub is upgrading the database\. This process finishes its calls and ends\.$/m,
      )
      expect(round).toMatchObject({ lost: [], doubled: [], withoutPlace: 0, oldEnded: 4 })
      console.log(`no process took webhooks for ${Math.round(round.awayMs)} ms`)
    } finally {
      await database.drop()
      next.remove()
    }
  },
)
