import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { simulatedSecret } from '../support/signRequest.ts'
import { until } from '../support/until.ts'

// Somebody of the business answers in the app of Instagram or Messenger: automations pause in that thread (requirements H5, H13).

let house: House
beforeAll(async () => void (house = await startHouse()))
afterAll(() => house?.stop())

describe.each(['instagram', 'messenger'] as const)('%s', (channel) => {
  const open = async () => {
    const shop = await openShop(house, { channel })
    await shop.automate(answer('message', [], 'Hello {{text}}'))
    await shop.write('one')
    await house.drain()
    return shop
  }
  const type = async (shop: Shop, text = 'I am here', afterMs = 10_000) => {
    await house.moveClock(afterMs)
    await house.sim('POST', '/simulator/human', { accountId: shop.accountExternalId, personId: shop.personId, text })
    await house.drain()
  }
  const trace = async (eventId: string) =>
    (await house.api<{ steps: { stage: string }[] }>('GET', `/api/events/${eventId}/trace`)).body.steps.map(({ stage }) => stage)

  test('what a person types pauses automations with that person, and the trace says so', async () => {
    const shop = await open()
    const other = await shop.meet({ username: `kim_${channel}`, name: 'Kim' })
    await type(shop)
    const typed = await shop.event({ kind: 'echo', text: 'I am here' })
    expect(await trace(typed.id)).toContain('paused_by_hand')
    await shop.write('two')
    await shop.write('three', other)
    await house.drain()
    expect([await shop.said(), await shop.said(other)]).toEqual([['Hello one', 'I am here'], ['Hello three']])
    expect(await shop.event({ text: 'two' })).toMatchObject({ outcome: 'skipped', outcomeReason: 'bot_paused' })
    await house.moveClock(61 * 60_000)
    await shop.write('four')
    await house.drain()
    expect(await shop.said()).toEqual(['Hello one', 'I am here', 'Hello four'])
  })

  test('what comes at once was set up at the platform, and pauses nothing', async () => {
    const shop = await open()
    await type(shop, 'We answer soon', 0)
    await shop.write('two')
    await house.drain()
    expect(await shop.said()).toContain('Hello two')
  })

  test('an account can be set to go on', async () => {
    const shop = await open()
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { handPauseMinutes: 0 })
    await type(shop)
    await shop.write('two')
    await house.drain()
    expect(await shop.said()).toContain('Hello two')
  })

  test('the echo of a message whose outcome is unknown is its own', async () => {
    const shop = await open()
    await house.moveClock(10_000)
    await house.sim('POST', '/simulator/faults', {
      on: '/messages',
      kind: 'reset_after_effect',
      times: 1,
      accountId: shop.accountExternalId,
    })
    await shop.write('two')
    await house.drain()
    await until(
      'the message is sent',
      async () => {
        await house.drain()
        return (await shop.messages()).some(({ text, status }) => text === 'Hello two' && ['sent', 'delivered', 'read'].includes(status))
      },
      10_000,
    )
    await shop.write('three')
    await house.drain()
    expect(await shop.said()).toEqual(['Hello one', 'Hello two', 'Hello three'])
  })
})

test('what another program sends on Messenger names its app, and pauses nothing', async () => {
  const shop = await openShop(house, { channel: 'messenger' })
  await shop.automate(answer('message', [], 'Hello {{text}}'))
  await shop.write('one')
  await house.drain()
  await house.moveClock(10_000)
  const { sender } = await shop.event({ text: 'one' })
  const echo = async (mid: string, app_id: number) => {
    const at = house.deps.clock.now().getTime()
    const [own, them] = [{ id: shop.accountExternalId }, { id: sender.id }]
    const message = { mid, is_echo: true, app_id, text: 'From elsewhere' }
    const payload = {
      object: 'page',
      entry: [{ id: own.id, time: at, messaging: [{ sender: own, recipient: them, timestamp: at, message }] }],
    }
    const body = JSON.stringify(payload)
    const hash = createHmac('sha256', await simulatedSecret(house))
      .update(body)
      .digest('hex')
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${hash}` }
    expect((await fetch(`${house.url}/api/webhooks/meta`, { method: 'POST', body, headers })).status).toBe(200)
    await house.drain()
  }
  await echo('m_other', 99)
  await shop.write('two')
  await house.drain()
  expect(await shop.said()).toContain('Hello two')
  // The inbox of the Page is an app too, and people write there.
  await house.moveClock(10_000)
  await echo('m_inbox', 263902037430900)
  await shop.write('three')
  await house.drain()
  expect(await shop.said()).not.toContain('Hello three')
})
