import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropEmptyLimits } from '../../server/limits/limits.queries.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { openNumber } from '../support/openNumber.ts'
import { startHouse, type House } from '../support/startHouse.ts'

const hour = 3_600_000
type Account = { ownLimits: object; platformLimits: { kind: string; per: string; calls: number; perMs: number }[] }
type Refusal = { error: { code: string; message: string; details: { path: string; message: string }[] } }

describe('an account that may speak more slowly than the platform allows', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())
  const account = async (id: string) => (await house.api<Account>('GET', `/api/accounts/${id}`)).body
  const limit = (id: string, ownLimits: object) => house.api<Account & Refusal>('PATCH', `/api/accounts/${id}`, { ownLimits })
  const sent = async (shop: Shop) => (await shop.effects()).length
  async function crowd(people: number, act: (shop: Shop, person: string) => Promise<unknown>, ownLimits: object, on: string) {
    const shop = await openShop(house)
    await shop.automate(
      on === 'reply'
        ? { name: 'r', definition: { triggers: [{ on: 'comment' }], steps: [{ id: 'r', type: 'reply', texts: ['Thanks'] }] } }
        : answer(on, [], 'Hello'),
    )
    expect((await limit(shop.accountId, ownLimits)).status).toBe(200)
    for (let i = 0; i < people; i++) await act(shop, await shop.meet({ username: `p${i}`, name: `P ${i}` }))
    await house.drain()
    return shop
  }

  test('shows what the platform allows, and nothing of its own at first', async () => {
    const { accountId } = await openShop(house)
    const shown = await account(accountId)
    expect(shown.ownLimits).toEqual({})
    expect(shown.platformLimits).toContainEqual({ kind: 'private_reply', per: 'account', calls: 750, perMs: hour })
    expect(shown.platformLimits).toContainEqual({ kind: 'message', per: 'account', calls: 100, perMs: 1_000 })
    const number = await account((await openNumber(house)).accountId)
    expect(number.platformLimits).toContainEqual({ kind: 'message', per: 'person', calls: 45, perMs: 270_000 })
    expect(number.platformLimits).toContainEqual({ kind: 'message', per: 'account', calls: 80, perMs: 1_000 })
  })

  test('refuses what is not lower than the platform’s, or no limit at all, and keeps what there was', async () => {
    const { accountId } = await openShop(house)
    expect((await limit(accountId, { private_reply: { calls: 200, perMs: hour } })).body.ownLimits).toEqual({
      private_reply: { calls: 200, perMs: hour },
    })
    const tooHigh = await limit(accountId, { private_reply: { calls: 800, perMs: hour } })
    expect(tooHigh).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input', details: [{ path: 'body.ownLimits.private_reply' }] } },
    })
    expect(tooHigh.body.error.message).toBe('The platform allows 750 in an hour; a limit of your own has to be lower than that.')
    for (const wrong of [
      { private_reply: { calls: 0, perMs: hour } },
      { private_reply: { calls: 1, perMs: 10 } },
      { private_reply: { calls: 1 } },
      { letters: { calls: 1, perMs: hour } },
    ])
      expect((await limit(accountId, wrong)).status).toBe(400)
    expect((await account(accountId)).ownLimits).toEqual({ private_reply: { calls: 200, perMs: hour } })
    const rows = await house.deps.databases.system
      .selectFrom('audit')
      .select(['action', 'fields'])
      .where('subject_id', '=', accountId)
      .where('action', '=', 'change')
      .execute()
    expect(rows).toEqual([{ action: 'change', fields: ['ownLimits'] }])
  })

  test('keeps to it at once, and to a change at once', async () => {
    const shop = await crowd(6, (at, person) => at.write('hi', person), { message: { calls: 2, perMs: hour } }, 'message')
    expect(await sent(shop)).toBe(2)
    await limit(shop.accountId, { message: { calls: 4, perMs: hour } })
    await house.drain()
    expect(await sent(shop)).toBe(4)
    await limit(shop.accountId, { message: { calls: 3, perMs: hour } })
    await house.moveClock(hour + 120_000)
    await house.drain()
    expect(await sent(shop)).toBe(6)
  })

  test('a limit over another stretch begins anew, and one taken away holds nothing back', async () => {
    const shop = await crowd(5, (at, person) => at.write('hi', person), { message: { calls: 1, perMs: hour } }, 'message')
    expect(await sent(shop)).toBe(1)
    await limit(shop.accountId, { message: { calls: 2, perMs: 24 * hour } })
    await house.drain()
    expect(await sent(shop)).toBe(3)
    await limit(shop.accountId, { message: null })
    await house.drain()
    expect(await sent(shop)).toBe(5)
  })

  test('the queue and the metrics say how much waits and when it will be gone', async () => {
    const shop = await crowd(5, (at, person) => at.write('hi', person), { message: { calls: 1, perMs: hour } }, 'message')
    type Queue = { now: string; data: { accountId: string; waiting: number; perHour: number; emptyAt: string }[] }
    const { body: queue } = await house.api<Queue>('GET', '/api/queue')
    const lane = queue.data.find((one) => one.accountId === shop.accountId)!
    expect(lane).toMatchObject({ waiting: 4, perHour: 1 })
    // One an hour, and each a minute late at most: a window is counted in sixty parts, and the part in which it begins counts whole.
    const isFourHours = (ms: number) => ms >= 4 * hour && ms <= 4 * (hour + 60_000)
    expect(Date.parse(lane.emptyAt) - Date.parse(queue.now)).toSatisfy(isFourHours)
    const metrics = await (await fetch(`${house.url}/metrics`)).text()
    expect(metrics).toContain(`autodm_queue_messages{account="${shop.accountId}",kind="message"} 4`)
    const [, seconds] = new RegExp(`autodm_queue_empty_seconds\\{account="${shop.accountId}",kind="message"\\} (\\S+)`).exec(metrics)!
    expect(Number(seconds) * 1_000).toSatisfy(isFourHours)
    for (let hours = 0; hours < 4; hours++) {
      await house.moveClock(hour + 120_000)
      await house.drain()
    }
    expect(await sent(shop)).toBe(5)
  })

  test('holds for replies under posts too, where the platform names no figure', async () => {
    const shop = await crowd(4, (at, person) => at.comment('nice', person), { public_reply: { calls: 3, perMs: hour } }, 'reply')
    expect(await sent(shop)).toBe(3)
  })

  test('what counts nothing any more is dropped, and what does is kept', async () => {
    const { system } = house.deps.databases
    const shop = await crowd(3, (at, person) => at.write('hi', person), { message: { calls: 2, perMs: hour } }, 'message')
    const kept = async () => {
      await dropEmptyLimits(system, house.deps.clock.now())
      const { rows } = await sql<{ key: string }>`select key from send_limits where account_id = ${shop.accountId} order by key`.execute(
        system,
      )
      return rows.map((row) => row.key)
    }
    await house.moveClock(60_000)
    expect(await kept()).toEqual(['own'])
    await house.drain()
    expect(await sent(shop)).toBe(2)
    await house.moveClock(2 * hour)
    expect(await kept()).toEqual([])
    await house.drain()
    expect(await sent(shop)).toBe(3)
  })

  test('is beside the platform’s limits: what one allows oneself in an hour does not go to one person at once', async () => {
    const number = await openNumber(house)
    await limit(number.accountId, { message: { calls: 60, perMs: hour } })
    await number.automate(answer('message', [], '{{text}}'))
    await house.sim('POST', '/simulator/batch', { on: true })
    for (let i = 0; i < 50; i++) await number.write(`${i}`)
    await house.sim('POST', '/simulator/batch', { on: false })
    await house.drain()
    expect(await number.effects()).toHaveLength(45)
    // And it was not the platform that had to say so.
    const { data } = await house.sim<{ data: { path: string; status: number }[] }>('GET', '/simulator/calls?limit=1000')
    expect(data.filter((one) => one.path.includes(`${number.numberId}/messages`) && one.status !== 200)).toEqual([])
  })
})
