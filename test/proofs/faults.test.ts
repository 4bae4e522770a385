import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appSecret, keepPosting } from '../crashes/platformPosts.ts'
import { everyRow } from '../support/ledgers.ts'
import { makePlace, type Place } from '../support/npmStart.ts'
import { kill } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { expectAllAnswered, letThemTalk } from './faultsCrowd.ts'
import { mountSmallDisk, type SmallDisk } from './faultsDisk.ts'
import { openEchoingShop } from './viralCrowds.ts'

// Faults that no program can prevent: a full disk, a clock that is set. No event may be lost and no message sent twice, and the product
// recovers automatically.

let place: Place
let disk: SmallDisk | null = null

beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterEach(() => {
  place?.killAll()
  disk?.remove()
  disk = null
  place?.remove()
})

const fullForMs = 25_000
/** More often than PostgreSQL may end in a minute when nothing explains it. */
const killsWhileFull = 7

test('disk full: webhooks get 503 and no 200 that is not kept; PostgreSQL ends again and again; with space all goes on by itself', async () => {
  place = await makePlace({ env: { INSTAGRAM_APP_SECRET: appSecret } })
  disk = mountSmallDisk(path.join(place.dataDir, 'postgres'), 400)
  await place.start().ready()
  const server = place.pid('server')
  const shop = await openEchoingShop(place, 'message')
  const crowd = await letThemTalk(place, shop, 20, 30, 30_000)
  const posting = keepPosting(place, shop)
  await until('a quarter has been written', () => crowd.written() > 150, 30_000)

  const fullAt = performance.now()
  const filling = setInterval(() => disk!.fill(), 100)
  disk.fill()
  await until('webhooks are refused', () => posting.posted.some((one) => one.at > fullAt && one.status === 503), 60_000)
  const refusedAt = performance.now()
  for (let kills = 0; kills < killsWhileFull; kills++) {
    await sleep(fullForMs / killsWhileFull)
    if (place.databaseStatus() === 'ready') kill(place.pid('postmaster'))
  }
  const during = posting.posted.filter((one) => one.at > refusedAt)
  expect(during.filter((one) => one.status === 503).length).toBeGreaterThan(20)
  expect(place.pid('server')).toBe(server)

  clearInterval(filling)
  const freeAt = performance.now()
  disk.free()
  await until('webhooks are taken again', () => posting.posted.some((one) => one.at > freeAt && one.status === 200), 60_000)
  const again = posting.posted.find((one) => one.at > freeAt && one.status === 200)!
  await crowd.done
  await posting.end()
  const statuses = Map.groupBy(posting.posted, (one) => one.status)
  console.log(
    `full after ${(refusedAt - fullAt).toFixed(0)} ms; ${[...statuses].map(([status, all]) => `${all.length} × ${status}`).join(', ')}; slowest ${Math.max(...posting.posted.map((one) => one.tookMs)).toFixed(0)} ms; taken again ${(again.at + again.tookMs - freeAt).toFixed(0)} ms after there was space`,
  )

  await expectAllAnswered(place, shop, crowd, 120_000, 'arrived')
  expect(new Set(statuses.keys())).toEqual(new Set([200, 503]))
  const heard = new Set(
    (await everyRow<{ externalId: string }>(place, `/api/events?accountId=${shop.accountId}&kind=comment`)).map((one) => one.externalId),
  )
  expect(statuses.get(200)!.filter((one) => !heard.has(one.id))).toEqual([])
  expect(place.pid('server')).toBe(server)
})

const fiveMinutesMs = 5 * 60_000
const clockHolds = [
  ['forward and back', [fiveMinutesMs, 0]],
  ['back and forward', [-fiveMinutesMs, 0]],
] as const

test.each(clockHolds)(
  'the machine clock of the server five minutes %s while people write: each is answered once and in order',
  async (_, settings) => {
    const clock = path.join(import.meta.dirname, `.clock-${process.pid}`)
    writeFileSync(clock, '0')
    try {
      place = await makePlace({
        env: {
          FAULTS_CLOCK_FILE: clock,
          NODE_OPTIONS: `--import ${pathToFileURL(path.join(import.meta.dirname, 'faultsClock.mjs')).href}`,
        },
      })
      await place.start().ready()
      const shop = await openEchoingShop(place, 'message')
      // Responses that are lost after the call had its effect, and slow ones: the cases that leases and the state in doubt are for.
      await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', rate: 0.03 })
      await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs: 3_000, rate: 0.03 })
      const crowd = await letThemTalk(place, shop, 20, 30, 30_000)
      const wrong = async () =>
        Math.round((Date.parse((await place.api<{ now: string }>('GET', '/api/queue')).body.now) - Date.now()) / 1000)
      for (const [turn, wrongByMs] of settings.entries()) {
        await until('a third more has been written', () => crowd.written() > (turn + 1) * 200, 60_000)
        writeFileSync(clock, String(wrongByMs))
        await until('its clock is set', async () => Math.abs((await wrong()) - wrongByMs / 1000) < 5, 10_000)
      }
      await crowd.done
      const started = performance.now()
      await expectAllAnswered(place, shop, crowd, 2 * fiveMinutesMs)
      console.log(`all was said ${((performance.now() - started) / 1000).toFixed(1)} s after the last message`)
    } finally {
      rmSync(clock, { force: true })
    }
  },
)

test('the world’s clock five minutes forward, again and again, while people write', async () => {
  place = await makePlace()
  await place.start().ready()
  const shop = await openEchoingShop(place, 'message')
  const crowd = await letThemTalk(place, shop, 20, 30, 20_000)
  for (let turn = 1; turn < 6; turn++) {
    await until('more has been written', () => crowd.written() > turn * 100, 60_000)
    await place.sim('POST', '/simulator/clock', { advanceMs: fiveMinutesMs })
  }
  await crowd.done
  await expectAllAnswered(place, shop, crowd, 60_000)
})
