import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { until } from '../support/until.ts'
import { answer } from '../support/openShop.ts'

let house: House
// Long enough for every call that is answered, short enough to wait for one that is not.
beforeAll(async () => void (house = await startHouse({ callTimeoutMs: 700 })))
beforeEach(async () => {
  await house.sim('DELETE', '/simulator/faults')
  await house.sim('PATCH', '/simulator/settings', {
    whatsapp: { deliveredShare: 1, readShare: 0, outsideWindowAs: 'async', sentAfterMs: 0, deliveredAfterMs: 0, userIds: true },
  })
})
afterAll(() => house?.stop())

const fault = (what: object) => house.sim('POST', '/simulator/faults', { on: '/messages', times: 1, ...what })
const stats = async (id: string) => (await house.api<{ stats: object }>('GET', `/api/automations/${id}`)).body.stats

describe('statuses only go forward', () => {
  /** A message that the platform took and says nothing more of, and a way to say it. */
  async function quiet(): Promise<{
    shop: NumberShop
    automationId: string
    tell: (...states: string[]) => Promise<void>
    state: () => Promise<string>
  }> {
    const shop = await openNumber(house)
    const automationId = await shop.automate(answer('message', [], 'Hello'))
    await shop.write('hi')
    // Statuses are told by hand below.
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 3_600_000_000, deliveredAfterMs: 3_600_000_000 } })
    await house.drain()
    const [message] = await shop.messages()
    expect(message).toMatchObject({ status: 'sent' })
    const tell = async (...states: string[]) => {
      const id = (await shop.messages())[0]!.channelMessageId
      const statuses = states
        .map((word) => [word.split(':')[0]!, Number(word.split(':')[1] ?? 131026)] as const)
        .map(([status, code]) => ({
          id,
          status,
          timestamp: String(Math.floor(house.deps.clock.now().getTime() / 1000)),
          recipient_id: shop.phone,
          biz_opaque_callback_data: message!.id,
          ...(status === 'failed' && { errors: [{ code, title: 'Not delivered' }] }),
        }))
      const value = { messaging_product: 'whatsapp', metadata: { display_phone_number: '1', phone_number_id: shop.numberId }, statuses }
      await house.sim('POST', '/simulator/raw', {
        accountId: shop.numberId,
        body: { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] },
      })
      await house.drain()
    }
    return { shop, automationId, tell, state: async () => (await shop.messages())[0]!.status }
  }

  test.each<[string, string[], string]>([
    ['in order', ['sent', 'delivered', 'read'], 'read'],
    ['the other way round', ['read', 'delivered', 'sent'], 'read'],
    ['with one left out', ['read'], 'read'],
    ['each twice', ['delivered', 'delivered', 'sent', 'sent', 'delivered'], 'delivered'],
    ['a failure after it was taken', ['sent', 'failed'], 'failed'],
    ['what comes after a failure', ['failed', 'sent', 'delivered'], 'failed'],
    ['a failure of what was delivered already', ['delivered', 'failed'], 'delivered'],
  ])('%s', async (_, states, expected) => {
    for (const together of [false, true]) {
      const { shop, tell, state } = await quiet()
      if (together) await tell(...states)
      else for (const one of states) await tell(one)
      expect(await state()).toBe(expected)
      expect(await shop.effects()).toHaveLength(1)
      await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 0, deliveredAfterMs: 0 } })
    }
  })

  test('a failure comes with the words of it, where the owner looks', async () => {
    const { shop, tell } = await quiet()
    await tell('failed')
    const [message] = await shop.messages()
    expect(message).toMatchObject({
      status: 'failed',
      error: { code: 'person_unavailable', text: expect.stringContaining('not on WhatsApp') },
    })
    expect(message!.attempts).toMatchObject([{ outcome: 'refused', code: '131026', httpStatus: 200 }])
    expect(await shop.event({ text: 'hi' })).toMatchObject({ outcome: 'failed' })
  })

  test('a passing failure told afterwards is no doubt: it is said again, at most three times', async () => {
    const { shop, automationId, tell, state } = await quiet()
    expect(await stats(automationId)).toMatchObject({ total_dms_sent: 1 })
    await tell('failed:131000')
    expect(await state()).toBe('pending')
    expect(await stats(automationId)).toMatchObject({ total_dms_sent: 0 })
    // What still comes of the first try changes nothing: it failed.
    await tell('sent')
    expect(await state()).toBe('pending')
    for (const effects of [2, 3]) {
      await house.moveClock(10 * 60_000)
      await house.drain()
      expect(await shop.effects()).toHaveLength(effects)
      await tell('failed:131000')
    }
    expect(await shop.messages()).toMatchObject([
      { status: 'failed', error: { code: 'not_delivered', text: expect.stringContaining('Given up after 3 attempts.') } },
    ])
    expect(await stats(automationId)).toMatchObject({ total_dms_sent: 0 })
  })

  test('what is told while the answer to the call is still on its way is not forgotten', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await fault({ kind: 'delay', delayMs: 500 })
    await shop.write('hi')
    const drained = house.drain()
    const { deps } = house
    const bodies = async () => (await house.bodies()).filter(({ text }) => text.includes(shop.numberId) && text.includes('statuses')).length
    await until('both statuses are here', async () => (await bodies()) === 2, 5_000)
    while (await ingest({ ...deps, system: deps.databases.system, cursor: ingestCursor(deps.clock) }));
    expect(await shop.messages()).toMatchObject([{ status: 'pending', attempts: [{ outcome: 'under_way' }] }])
    await drained
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ status: 'delivered', attempts: [{ outcome: 'sent' }] }])
  })

  test('of a message that nobody here sent they change nothing', async () => {
    const { shop } = await quiet()
    const value = {
      messaging_product: 'whatsapp',
      metadata: { phone_number_id: shop.numberId },
      statuses: [
        {
          id: 'wamid.foreign',
          status: 'failed',
          timestamp: '1763600000',
          recipient_id: shop.phone,
          biz_opaque_callback_data: 'job-42',
          errors: [{ code: 131026, title: 'x' }],
        },
      ],
    }
    await house.sim('POST', '/simulator/raw', {
      accountId: shop.numberId,
      body: { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] },
    })
    await house.drain()
    expect((await shop.messages()).map((one) => one.status)).toEqual(['sent'])
    expect(await shop.events()).toContainEqual(expect.objectContaining({ kind: 'status', externalId: 'wamid.foreign', outcome: 'noted' }))
  })
})

describe('the outcome of a call is unknown', () => {
  test.each([
    ['hangs up and did it', { kind: 'reset_after_effect' }],
    ['never answers although it did it', { kind: 'timeout', effect: true }],
    ['answers "try again" although it did it', { kind: 'graph', code: 131000, effect: true }],
  ])('the platform %s: its status settles it, by the reference that came back', async (_, what) => {
    const shop = await openNumber(house)
    const id = await shop.automate(answer('message', [], 'Your code is {{text}}'))
    await fault(what)
    await shop.write('4711')
    await house.drain()
    expect(await shop.said()).toEqual(['Your code is 4711'])
    expect(await shop.effects()).toHaveLength(1)
    const [message] = await shop.messages()
    expect(message).toMatchObject({
      status: 'delivered',
      error: null,
      channelMessageId: expect.stringMatching(/^wamid\./),
      attempts: [{ outcome: 'sent' }],
    })
    expect(await stats(id)).toMatchObject({ total_triggers: 1, total_dms_sent: 1 })
  })

  test('a late status settles it too, and the next message of the thread did not wait for it longer than a minute', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 120_000, deliveredAfterMs: 120_000 } })
    await fault({ kind: 'reset_after_effect' })
    await shop.write('first')
    await shop.write('second')
    await house.drain()
    expect((await shop.messages()).map((one) => one.status).toSorted()).toEqual(['in_doubt', 'pending'])
    await house.moveClock(61_000)
    await house.drain()
    expect((await shop.said()).toSorted()).toEqual(['first', 'second'])
    await house.moveClock(120_000)
    await house.drain()
    expect((await shop.messages()).map((one) => one.status)).toEqual(['delivered', 'delivered'])
    expect(await shop.effects()).toHaveLength(2)
  })

  test.each([
    ['never answers and did nothing', { kind: 'timeout' }],
    ['hangs up and did nothing', { kind: 'drop' }],
    ['answers 500 and did nothing', { kind: 'status', status: 500 }],
  ])(
    'the platform %s: nothing can be read back, so a person is asked after ten minutes, and it is never repeated by itself',
    async (_, what) => {
      const shop = await openNumber(house)
      await shop.automate(answer('message', [], 'Hello'))
      await fault(what)
      await shop.write('hi')
      await house.drain()
      await house.moveClock(9 * 60_000)
      await house.drain()
      expect(await shop.messages()).toMatchObject([{ status: 'in_doubt' }])
      await house.moveClock(61_000)
      await house.drain()
      const [parked] = await shop.messages()
      expect(parked).toMatchObject({
        status: 'parked',
        error: { code: 'no_report', text: expect.stringContaining('close it or send it again') },
      })
      expect(await shop.effects()).toEqual([])
      expect((await house.api('POST', `/api/messages/${parked!.id}/resend`)).status).toBe(200)
      await house.drain()
      expect(await shop.said()).toEqual(['Hello'])
      expect(await shop.messages()).toMatchObject([{ status: 'delivered', attempts: [{ outcome: 'in_doubt' }, { outcome: 'sent' }] }])
    },
  )

  test('a status that comes when a person was already asked spares them the answer', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 3_600_000, deliveredAfterMs: 3_600_000 } })
    await fault({ kind: 'reset_after_effect' })
    await shop.write('hi')
    await house.drain()
    await house.moveClock(11 * 60_000)
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ status: 'parked' }])
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ status: 'delivered', error: null }])
    expect(await shop.effects()).toHaveLength(1)
  })

  test('what a person has closed stays closed, whatever is told later', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 3_600_000, deliveredAfterMs: 3_600_000 } })
    await fault({ kind: 'reset_after_effect' })
    await shop.write('hi')
    await house.drain()
    await house.moveClock(11 * 60_000)
    await house.drain()
    expect((await house.api('POST', `/api/messages/${(await shop.messages())[0]!.id}/close`)).status).toBe(200)
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ status: 'failed', error: { code: 'closed_by_hand' } }])
  })

  test('a call that certainly did not reach the platform is simply made again', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await fault({ kind: 'graph', code: 131057 })
    await shop.write('hi')
    await house.drain()
    await house.moveClock(3 * 60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
    expect(await shop.messages()).toMatchObject([
      { status: 'delivered', attempts: [{ outcome: 'later', code: '131057' }, { outcome: 'sent' }] },
    ])
  })
})
