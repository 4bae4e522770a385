import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { openShop } from '../support/openShop.ts'

const delayed = {
  trigger_type: 'post_comment',
  action_type: 'send_dm',
  config: {
    keywords: ['price'],
    auto_reply_to_comments: true,
    comment_replies: 'Look into your DMs in five minutes',
    message_variations: ['Here it is'],
    delay_minutes: 5,
  },
}

describe('delay_minutes', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  test('the public reply goes out at once, the DM after five minutes, once', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'Look into your DMs in five minutes' }])
    expect((await shop.trace({ text: 'price' })).steps.map((step) => step.text)).toContain('Goes on in 5 minutes.')
    await house.moveClock(5 * 60_000 - 30_000)
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(30_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here it is'])
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here it is'])
  })

  test('survives a restart in between, and a time that passed while nothing ran', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.comment('price')
    await house.drain()
    await house.restart()
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(60 * 60_000)
    await house.restart()
    await house.drain()
    expect(await shop.said()).toEqual(['Here it is'])
  })

  test('does not hold up what the person asks meanwhile', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.automate({
      name: 'hours',
      definition: { triggers: [{ on: 'message', keywords: ['open'] }], steps: [{ id: 'dm', type: 'message', texts: ['Until six'] }] },
    })
    await shop.comment('price')
    await house.drain()
    await shop.write('are you open?')
    await house.drain()
    expect(await shop.said()).toEqual(['Until six'])
    await house.moveClock(5 * 60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Until six', 'Here it is'])
  })

  test('a STOP or a pause before the time comes ends it', async () => {
    const stopped = await openShop(house)
    await stopped.automate(delayed)
    const paused = await openShop(house)
    const id = await paused.automate(delayed)
    await stopped.comment('price')
    await paused.comment('price')
    await house.drain()
    await stopped.write('STOP')
    await house.drain()
    await house.api('PATCH', `/api/automations/${id}`, { is_active: false })
    await house.moveClock(10 * 60_000)
    await house.drain()
    expect([await stopped.said(), await paused.said()]).toEqual([[], []])
  })
})
