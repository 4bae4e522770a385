import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop } from '../support/openShop.ts'

describe('an account that could talk to itself for ever', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  test('answers "price" under its post with a text that says "price": one reply, also after a minute', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'trap',
      definition: {
        triggers: [{ on: 'comment', keywords: ['price'] }],
        steps: [{ id: 'r', type: 'reply', texts: ['The price is in your DMs: price, price!'] }],
      },
    })
    await shop.comment('price?')
    await house.drain()
    await house.moveClock(60_000)
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'The price is in your DMs: price, price!' }])
    const own = await shop.trace({ text: 'The price is in your DMs: price, price!' })
    expect(own.event).toMatchObject({ kind: 'comment', outcome: 'noted', outcomeReason: 'own' })
    expect(own.automations).toMatchObject([{ matched: false, reason: 'own', text: 'It would have replied. The account did this itself.' }])
    expect(own.messages).toEqual([])
  })

  test('answers every DM with its own keyword: the echo starts nothing', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Write "price" to hear the price'))
    await shop.write('price')
    await house.drain()
    await house.moveClock(60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Write "price" to hear the price'])
  })

  test('meets another program that answers every answer: the ping-pong ends, and the trace says why', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Thanks for your message!'))
    let heard = 0
    for (let turns = 0; turns < 70; turns++) {
      await shop.write(`I am a robot too, ${turns}`)
      await house.drain()
      const answers = (await shop.said()).length
      if (answers === heard) break
      heard = answers
    }
    expect(heard).toBe(50)
    const last = await shop.trace({ text: 'I am a robot too, 50' })
    expect(last.event).toMatchObject({ outcome: 'skipped', outcomeReason: 'loop_guard' })
    expect(last.event.outcomeText).toContain('more than 50 replies in 10 minutes')
    expect(last.automations).toMatchObject([{ matched: false, reason: 'loop_guard' }])
    // A person who writes a quarter of an hour later is answered as ever.
    await house.moveClock(15 * 60_000)
    await shop.write('Sorry, that was my robot')
    await house.drain()
    expect(await shop.said()).toHaveLength(51)
  })
})
