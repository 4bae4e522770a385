import { publish } from './instagram/media.ts'
import { makeAccount } from './world/accounts.ts'
import { readMeta, writeMeta } from './world/meta.ts'
import { makePerson } from './world/people.ts'
import { issueToken } from './world/tokens.ts'
import type { World } from './world/world.ts'

/**
 * Fills a new simulated platform: one account, a few posts and people, so that the phone first shows something to comment on. Done once;
 * one that was emptied on purpose stays empty.
 */
export function makeFirstWorld(world: World): void {
  if (readMeta(world.store, 'firstWorld')) return
  world.store.transaction(() => {
    writeMeta(world.store, 'firstWorld', true)
    const account = makeAccount(world, { username: 'maya.studio', name: 'Maya Studio', loginType: 'instagram' })
    issueToken(world, account, 'long')
    issueToken(world, account, 'page')
    for (const [kind, caption] of [
      ['FEED', 'New ceramics are out of the kiln. Comment PRICE and I will send you the list ✨'],
      ['REELS', 'How a mug is thrown, from lump to lip. Comment GUIDE for the free beginner’s guide.'],
      ['FEED', 'Workshop dates for spring are here. Comment DATES if you want a seat.'],
      ['STORY', 'Behind the scenes today: glazing!'],
    ] as const) {
      publish(world, { accountId: account.id, kind, caption })
    }
    makePerson(world, { name: 'Ana Torres', username: 'ana.torres', phone: '+1 650 555 0101', follows: true })
    makePerson(world, { name: 'Ben Okafor', username: 'ben.okafor', phone: '+1 650 555 0102', follows: false })
    makePerson(world, { name: 'Chloé Martin', username: 'chloe_m', phone: '+1 650 555 0103', follows: true })
    makePerson(world, { name: 'Davi Souza', username: 'davi.souza', phone: '+1 650 555 0104', follows: false })
  })
}
