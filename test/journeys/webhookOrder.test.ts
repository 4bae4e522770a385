import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, leadRule, openShop, type Shop } from '../support/openShop.ts'

const names = Array.from({ length: 16 }, (_, index) => `person${String(index).padStart(2, '0')}`)

/** Sixteen people comment, each answers the question wrongly once, then rightly. The same acts, however their webhooks travel. */
async function everybodyJoins(house: House, shop: Shop, arrive: () => Promise<void>) {
  await shop.automate(leadRule)
  const people: string[] = []
  for (const name of names) people.push(await shop.meet({ username: name, name }))
  const everybody = async (act: (id: string, name: string) => Promise<unknown>) => {
    for (const [index, id] of people.entries()) await act(id, names[index]!)
    await arrive()
    await house.drain()
  }
  await everybody((id) => shop.comment('PRICE please', id))
  await everybody((id) => shop.write('later', id))
  await everybody((id, name) => shop.write(`it is ${name}@x.com`, id))
  const leads = await house.api<{ data: { email: string; accountId: string }[] }>('GET', '/api/leads?limit=200')
  return {
    effects: (await shop.effects()).map((one) => `${one.kind}: ${one.text}`).sort(),
    emails: leads.body.data
      .filter((one) => one.accountId === shop.accountId)
      .map((one) => one.email)
      .sort(),
    lastWords: new Set(await Promise.all(people.map(async (id) => (await shop.said(id)).join(' | ')))),
  }
}

describe('webhooks come as they like, the effects stay the same', () => {
  let house: House
  let plain: Awaited<ReturnType<typeof everybodyJoins>>
  beforeAll(async () => {
    house = await startHouse()
    plain = await everybodyJoins(house, await openShop(house), async () => {})
  })
  beforeEach(async () => {
    await house.sim('DELETE', '/simulator/faults')
    await house.sim('POST', '/simulator/batch', { on: false })
  })
  afterAll(() => house?.stop())

  test('one by one: every person one public reply, three DMs, one lead', () => {
    expect(plain.emails).toEqual(names.map((name) => `${name}@x.com`))
    expect(plain.effects).toHaveLength(4 * names.length)
    expect(plain.lastWords.size).toBe(1)
  })

  test('every webhook twice', async () => {
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'duplicate' })
    expect(await everybodyJoins(house, await openShop(house), async () => {})).toEqual(plain)
  })

  test('every webhook again because our 200 was lost on its way', async () => {
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'status', status: 500, times: 60 })
    expect(await everybodyJoins(house, await openShop(house), async () => {})).toEqual(plain)
    await house.moveClock(3_600_000)
    await house.drain()
  })

  const flush = async () => void (await house.sim('POST', '/simulator/flush'))

  test('all in one body', async () => {
    await house.sim('POST', '/simulator/batch', { on: true })
    expect(await everybodyJoins(house, await openShop(house), flush)).toEqual(plain)
  })

  test('all in one body, last first, every body twice', async () => {
    await house.sim('POST', '/simulator/batch', { on: true, reverse: true })
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'duplicate' })
    expect(await everybodyJoins(house, await openShop(house), flush)).toEqual(plain)
  })

  test('fifty comments at once in one body, last first: fifty public replies, fifty DMs', async () => {
    const shop = await openShop(house)
    await shop.automate(leadRule)
    await house.sim('POST', '/simulator/batch', { on: true, reverse: true })
    for (let index = 0; index < 50; index++)
      await shop.comment('price', await shop.meet({ username: `guest${index}`, name: `Guest ${index}` }))
    await flush()
    await house.sim('POST', '/simulator/batch', { on: false })
    await house.drain()
    const changes = (await house.bodies()).map(
      ({ text }) => (JSON.parse(text) as { entry: { changes?: unknown[] }[] }).entry[0]!.changes?.length ?? 0,
    )
    expect(changes).toContain(50)
    const effects = await shop.effects()
    expect([effects.filter((one) => one.kind === 'comment_reply').length, effects.filter((one) => one.kind === 'message').length]).toEqual([
      50, 50,
    ])
  })

  test('each overtaken by the next', async () => {
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'reorder', rate: 0.5 })
    expect(await everybodyJoins(house, await openShop(house), async () => {})).toEqual(plain)
  })
})

describe('a person sends twenty numbered messages 5 ms apart', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())
  const numbers = Array.from({ length: 20 }, (_, index) => `number ${index + 1}`)

  test.each([
    ['as they are written', {}],
    ['in one body, last first', { reverse: true }],
  ])('to an automation that repeats each: it is answered in order (%s)', async (_, batch) => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], '{{text}}'))
    if ('reverse' in batch) await house.sim('POST', '/simulator/batch', { on: true, ...batch })
    for (const text of numbers) {
      await shop.write(text)
      await house.moveClock(5)
    }
    if ('reverse' in batch) await house.sim('POST', '/simulator/batch', { on: false, ...batch })
    await house.drain()
    expect(await shop.said()).toEqual(numbers)
  })
})
