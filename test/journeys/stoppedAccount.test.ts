import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, leadRule, openShop } from '../support/openShop.ts'

describe('when the platform does not let us', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())
  const account = async (id: string) =>
    (await house.api<{ status: string; statusReason: string | null; health: { ok: boolean; text: string } }>('GET', `/api/accounts/${id}`))
      .body

  test('a withdrawn token stops the account; messages wait without using tries, and go out after reconnecting', async () => {
    const shop = await openShop(house)
    await shop.automate(leadRule)
    await house.sim('POST', '/simulator/tokens/revoke', { accountId: shop.accountExternalId })
    await shop.comment('price')
    await house.drain()
    await house.moveClock(3_600_000)
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    await shop.comment('price', bea)
    await house.drain()
    expect(await account(shop.accountId)).toMatchObject({ status: 'reconnect_needed', health: { ok: false } })
    expect((await account(shop.accountId)).statusReason).toContain('Connect the account again')
    expect(await shop.effects()).toEqual([])
    const waiting = await shop.messages()
    expect(waiting.map((one) => one.status)).toEqual(['pending', 'pending', 'pending', 'pending'])
    // Two calls at most were under way when the platform said no; the others were never tried.
    expect(waiting.flatMap((one) => one.attempts).every((one) => one.outcome === 'stopped' && one.code === '190/460')).toBe(true)
    expect((await shop.event({ text: 'price' })).outcome).toBe('waiting')

    const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', {
      accountId: shop.accountExternalId,
    })
    const refused = await house.api<{ error: { code: string } }>('PATCH', `/api/accounts/${shop.accountId}`, {
      accessToken: `${accessToken}x`,
    })
    expect([refused.status, refused.body.error.code]).toEqual([400, 'token_rejected'])
    expect((await account(shop.accountId)).status).toBe('reconnect_needed')
    expect((await house.api('PATCH', `/api/accounts/${shop.accountId}`, { accessToken })).body).toMatchObject({
      status: 'active',
      statusReason: null,
    })
    await house.drain()
    expect([await shop.said(), await shop.said(bea)]).toEqual([["What's your email address?"], ["What's your email address?"]])
    expect(await shop.effects()).toHaveLength(4)
    expect((await shop.messages()).map((one) => one.status)).toEqual(['sent', 'sent', 'sent', 'sent'])
  })

  test('a missing permission pauses the account until somebody sets it going', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 200, accountId: shop.accountExternalId, times: 1 })
    await shop.write('hi')
    await house.drain()
    expect(await account(shop.accountId)).toMatchObject({ status: 'paused' })
    expect(await shop.said()).toEqual([])
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'active' })
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
  })

  test('a throttled message goes out later, in order, and no try is used up', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 613, times: 5 })
    await shop.write('first')
    await shop.write('second')
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect(await shop.messages()).toMatchObject([
      { status: 'pending', attempts: [] },
      { status: 'pending', attempts: [{ outcome: 'later', code: '613' }] },
    ])
    for (let minutes = 0; minutes < 60; minutes += 5) {
      await house.moveClock(5 * 60_000)
      await house.drain()
    }
    expect(await shop.said()).toEqual(['first', 'second'])
    const [, first] = await shop.messages()
    expect(first!.attempts.map((one) => one.outcome)).toEqual(['later', 'later', 'later', 'later', 'later', 'sent'])
  })

  test('a definite failure that may pass is tried three times, with pauses, and then the owner is told', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 100, subcode: 2018008, times: 3 })
    await shop.write('hi')
    for (let tries = 0; tries < 3; tries++) {
      await house.drain()
      await house.moveClock(10 * 60_000)
    }
    await house.drain()
    expect(await shop.said()).toEqual([])
    const [message] = await shop.messages()
    expect(message).toMatchObject({ status: 'failed' })
    expect(message!.error!.text).toContain('Given up after 3 tries.')
    expect(message!.attempts.map((one) => one.outcome)).toHaveLength(3)
  })
})
