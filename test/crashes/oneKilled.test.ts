import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isFree, makePlace, type Place, type Program } from '../support/npmStart.ts'
import { channels, openChannel, type ChannelShop } from '../support/openEveryChannel.ts'
import { answer, leadRule, openShop, type SeenMessage, type Shop } from '../support/openShop.ts'
import { kill } from '../support/processes.ts'
import { until } from '../support/until.ts'

// One story on one data folder: it is filled once, then each program is ended in its own way, and all data has to be there again.

const endLimitMs = 10_000
const answerLimitMs = 30_000

let place: Place
let shop: Shop
let automationId: string
/** Accounts of the other channels, which answer a word. */
const others: ChannelShop[] = []

beforeAll(async () => {
  place = await makePlace()
  await place.start().ready()
  shop = await openShop(place)
  automationId = await shop.automate(leadRule)
  for (const channel of channels.filter((one) => one !== 'instagram')) {
    const other = await openChannel(place, channel)
    await other.automate(answer('message', ['hello'], 'Hello back'))
    others.push(other)
  }
  await shop.comment('Price please')
  await until('Ana is asked for her address', async () => (await shop.inbox()).length > 0, answerLimitMs)
  await shop.write('ana@x.com')
  await until('the lead is there', async () => (await leads()).length > 0, answerLimitMs)
}, 120_000)

beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

type Lead = { email: string; automationId: string }
const leads = async () => (await place.api<{ data: Lead[] }>('GET', '/api/leads')).body.data

/** Checks that account, automation and lead are there, and that a comment gets a reply as at first. */
async function expectEverythingThere(): Promise<void> {
  const { body: account } = await place.api('GET', `/api/accounts/${shop.accountId}`)
  expect(account).toMatchObject({ id: shop.accountId, externalId: shop.accountExternalId, status: 'active' })
  const { body: automation } = await place.api('GET', `/api/automations/${automationId}`)
  expect(automation).toMatchObject({ id: automationId, is_active: true, config: { keywords: ['price'] } })
  expect(await leads()).toMatchObject([{ email: 'ana@x.com', automationId }])

  const { id: follower } = await place.sim<{ id: string }>('POST', '/simulator/people', { name: 'Ben' })
  await shop.comment('price?', follower)
  const writers = await Promise.all(others.map(async (other) => ({ ...other, personId: await other.meet({ name: 'Cleo' }) })))
  for (const other of writers) await other.write('hello', other.personId)
  await until('a new follower is answered', async () => (await shop.inbox(follower)).length > 0, answerLimitMs)
  for (const { channel, personId, externalId } of writers)
    await until(
      `${channel} is answered`,
      async () => {
        const { data } = await place.sim<{ data: SeenMessage[] }>('GET', `/simulator/people/${personId}/inbox?accountId=${externalId}`)
        return data.some(({ from, text }) => from === externalId && text === 'Hello back')
      },
      answerLimitMs,
    )
  // A call to a simulator that is killed next would open the circuit breaker, and the next follower would wait for it to close.
  await until('nothing more is to be said', nothingIsDue, answerLimitMs)
}

const nothingIsDue = async () => {
  const of = async (status: string) => (await place.api<{ data: unknown[] }>('GET', `/api/messages?status=${status}`)).body.data
  return !(await of('pending')).length && !(await of('in_doubt')).length
}

async function expectNothingLeft(): Promise<void> {
  await until(
    `nothing runs any more of\n${place
      .processes()
      .map((one) => one.command)
      .join('\n')}`,
    place.noProcesses,
    endLimitMs,
  )
  expect([await isFree(place.port), await isFree(place.simulatorPort)]).toEqual([true, true])
}

test('SIGTERM to npm ends everything in time, in order, and a start finds everything', { timeout: 120_000 }, async () => {
  const log = path.join(place.dataDir, 'postgres/postgres.log')
  const saidBefore = statSync(log).size
  kill(place.pid('npm'), 'SIGTERM')
  await expectNothingLeft()
  await place.start().ready()
  // PostgreSQL would log a recovery if it had not been stopped cleanly.
  const said = readFileSync(log).subarray(saidBefore).toString()
  expect(said).toContain('database system is shut down')
  expect(said).not.toMatch(/not properly shut down|interrupted/)
  await expectEverythingThere()
})

test.each<Program>(['npm', 'launcher', 'server', 'simulator'])(
  'kill -9 of the %s ends the rest, and a start finds everything',
  { timeout: 120_000 },
  async (program) => {
    kill(place.pid(program))
    await expectNothingLeft()
    await place.start().ready()
    await expectEverythingThere()
  },
)

test('kill -9 of the database is got over without a start, and a start finds everything', { timeout: 120_000 }, async () => {
  const server = place.pid('server')
  const killed = place.pid('postmaster')
  kill(killed)
  await until('another database runs', () => place.pid('postmaster') !== killed, answerLimitMs)
  await until('the product answers', async () => (await place.api('GET', '/health')).status === 200, answerLimitMs)
  await expectEverythingThere()
  expect(place.pid('server')).toBe(server)
  kill(place.pid('npm'), 'SIGTERM')
  await expectNothingLeft()
  await place.start().ready()
  await expectEverythingThere()
})

test('kill -9 of everything, and a start finds everything', { timeout: 120_000 }, async () => {
  place.killAll()
  await place.start().ready()
  await expectEverythingThere()
})
