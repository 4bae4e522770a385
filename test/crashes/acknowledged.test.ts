import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makePlace, type Place } from '../support/npmStart.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { kill } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { everyRow } from '../support/ledgers.ts'

// Here the test is the platform itself and posts as fast as it can, so that each kill falls between many arrivals, commits and responses.

const secret = 'the app secret of this test'
const kills = 4
const connections = 24
const takenBetweenKills = 500

let place: Place
let shop: Shop

beforeAll(async () => {
  place = await makePlace({ env: { INSTAGRAM_APP_SECRET: secret } })
  await place.start().ready()
  shop = await openShop(place)
}, 90_000)
beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

/** Posts a comment as the platform does (meta-platform.md 2.2); true when the response was 200. */
async function post(id: string): Promise<boolean> {
  const value = {
    id,
    from: { id: '900000000000001', username: 'someone' },
    text: `number ${id}`,
    media: { id: shop.mediaId, media_product_type: 'FEED' },
  }
  const body = JSON.stringify({
    object: 'instagram',
    entry: [{ id: shop.accountExternalId, time: Math.floor(Date.now() / 1000), changes: [{ field: 'comments', value }] }],
  })
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  const answer = await fetch(`http://127.0.0.1:${place.port}/api/webhooks/meta`, {
    method: 'POST',
    body,
    headers,
    signal: AbortSignal.timeout(5_000),
  })
  await answer.text()
  return answer.status === 200
}

test('what was answered 200 is there after kill -9 of everything, once', { timeout: 180_000 }, async () => {
  const acknowledged: string[] = []
  const life = { over: false }
  let number = 17_900_000_000_000_000n
  const posting = Array.from({ length: connections }, async () => {
    while (!life.over) {
      const id = String(number++)
      // As the platform does, a webhook without a 200 response is posted once more.
      const taken = (await post(id).catch(() => false)) || (await post(id).catch(() => false))
      if (taken) acknowledged.push(id)
      else await sleep(50)
    }
  })
  try {
    for (let count = 1; count <= kills; count++) {
      // Looked up beforehand, so that no time passes between the last response and the kill.
      const victims = place.processes()
      const goal = acknowledged.length + takenBetweenKills
      await until(`${goal} are taken`, () => acknowledged.length >= goal, 60_000)
      for (const { pid } of victims) kill(pid)
      place.killAll()
      await place.start().ready()
    }
  } finally {
    life.over = true
  }
  await Promise.all(posting)

  const heard = await until(
    'all of them are decided',
    async () => {
      const events = await everyRow<{ externalId: string }>(place, `/api/events?accountId=${shop.accountId}&kind=comment`)
      const ids = new Set(events.map((one) => one.externalId))
      // By id and not by number: webhooks that were stored but whose response never arrived are in the list as well.
      const missing = acknowledged.filter((id) => !ids.has(id))
      if (missing.length) throw new Error(`${missing.length} of ${acknowledged.length} are missing, such as ${missing[0]}`)
      return events.map((one) => one.externalId)
    },
    30_000,
  )
  console.log(`${acknowledged.length} webhooks were acknowledged over ${kills} kills, ${heard.length} were heard`)
  expect(new Set(heard).size).toBe(heard.length)
})
