import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'
import { lastingPort } from '../support/lastingPort.ts'
import { makePlace, type Place } from '../support/npmStart.ts'
import { openShop } from '../support/openShop.ts'
import { until } from '../support/until.ts'

// The platform is a separate program here, stopped and started again while the product runs.
let place: Place
let platform: Simulator
let world: string
const start = (port: number) => startSimulator({ port, dataDir: world, seedWorld: false })

beforeAll(async () => {
  world = mkdtempSync(path.join(tmpdir(), 'autodm-platform-'))
  platform = await start(await lastingPort())
  place = await makePlace({ env: { SIMULATOR: 'on', SIMULATOR_URL: platform.url } })
  await place.start().ready()
}, 90_000)
beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(async () => {
  await place?.stop()
  await platform?.stop()
  place?.remove()
  rmSync(world, { recursive: true, force: true })
}, 60_000)

test(
  'nobody is there to be called: what is said waits, uses up no try, and arrives once when the platform is back',
  { timeout: 120_000 },
  async () => {
    const sim = async <T>(method: string, address: string, body?: unknown): Promise<T> => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(platform.url + address, { method, ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }) })
      return (await answer.json()) as T
    }
    const shop = await openShop({ api: place.api, sim })
    const people = [shop.personId, await shop.meet({ username: 'ben', name: 'Ben' }), await shop.meet({ username: 'cleo', name: 'Cleo' })]
    for (const person of people) await shop.write('hi', person)
    await until('they were heard', async () => (await shop.events()).length === 3, 10_000)

    await platform.stop()
    for (const recipientId of people)
      expect((await place.api('POST', '/api/messages', { accountId: shop.accountId, recipientId, text: 'Hello' })).status).toBe(201)
    type Queue = { breakers: { accountId: string; code: string }[] }
    await until(
      'the line is known to be broken',
      async () => (await place.api<Queue>('GET', '/api/queue')).body.breakers.length === 1,
      10_000,
    )
    expect((await place.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({ status: 'active' })
    // The first failure breaks the line; the other calls may still be under way.
    const attempts = async () => (await shop.messages()).flatMap((message) => message.attempts)
    await until('the calls have ended', async () => (await attempts()).every((one) => one.outcome !== null), 10_000)
    const waiting = await shop.messages()
    expect(waiting.map((message) => message.status)).toEqual(['pending', 'pending', 'pending'])
    expect(waiting.flatMap((message) => message.attempts).every((one) => one.outcome === 'later')).toBe(true)

    platform = await start(platform.port)
    // Without this call, the breaker's own probe would find it within the minute.
    await place.api('POST', `/api/queue/breakers/${shop.accountId}/close`)
    await until('all have arrived', async () => (await shop.messages()).every((message) => message.status === 'sent'), 75_000)
    expect(await Promise.all(people.map((person) => shop.said(person)))).toEqual([['Hello'], ['Hello'], ['Hello']])
    expect(await shop.effects()).toHaveLength(3)
  },
)
