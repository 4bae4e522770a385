import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop } from '../support/openShop.ts'

/** Every way of not knowing: with the effect, and without it. */
const troubles: [string, object, boolean][] = [
  ['answers "try again" and did nothing', { kind: 'graph', code: 2 }, false],
  ['answers "try again" although it did it', { kind: 'graph', code: 2, effect: true }, true],
  ['answers 500 and did nothing', { kind: 'status', status: 500 }, false],
  ['never answers and did nothing', { kind: 'timeout' }, false],
  ['never answers although it did it', { kind: 'timeout', effect: true }, true],
  ['hangs up and did it', { kind: 'reset_after_effect' }, true],
  ['hangs up and did nothing', { kind: 'drop' }, false],
]

/** Waits until the platform has brought what is on its way, before anything is done about it. */
async function delivered(house: House): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const { data } = await house.sim<{ data: { state: string }[] }>('GET', '/simulator/deliveries')
    if (data.every((one) => one.state !== 'pending')) return
  }
  throw new Error('webhooks are still on their way')
}

describe.each([
  ['with echoes', true],
  ['without echoes', false],
])('the outcome of a call is unknown (%s)', (_, echoes) => {
  let house: House
  // Long enough for every call that is answered, short enough to wait for one that is not.
  beforeAll(async () => void (house = await startHouse({ callTimeoutMs: 700 })))
  beforeEach(() => house.sim('DELETE', '/simulator/faults'))
  afterAll(() => house?.stop())

  /** One call is struck; without echoes, also no webhook tells afterwards what the account said. */
  async function strike(on: string, fault: object, act: () => Promise<unknown>) {
    await act()
    await house.sim('POST', '/simulator/faults', { on, times: 1, ...fault })
    // The person's own webhook must have come before all others are lost.
    if (!echoes) await delivered(house)
    if (!echoes) await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    await house.drain()
    await house.moveClock(10_000)
    await house.drain()
  }
  const stats = async (id: string) => (await house.api<{ stats: object }>('GET', `/api/automations/${id}`)).body.stats

  test.each(troubles)('of a DM: the platform %s', async (_, fault, hadEffect) => {
    const shop = await openShop(house)
    const id = await shop.automate(answer('message', [], 'Your code is {{text}}'))
    await strike('/messages', fault, () => shop.write('4711'))
    expect(await shop.said()).toEqual(['Your code is 4711'])
    expect(await shop.effects()).toHaveLength(1)
    const [message] = await shop.messages()
    expect(message).toMatchObject({ status: 'sent', channelMessageId: expect.any(String) })
    expect(message!.attempts).toHaveLength(hadEffect ? 1 : 2)
    expect((await shop.event({ text: '4711' })).outcome).toBe('sent')
    expect(await stats(id)).toMatchObject({ total_triggers: 1, total_dms_sent: 1 })
  })

  test.each(troubles)('of a public reply: the platform %s', async (_, fault, hadEffect) => {
    const shop = await openShop(house)
    const id = await shop.automate({
      name: 'reply',
      definition: { triggers: [{ on: 'comment' }], steps: [{ id: 'r', type: 'reply', texts: ['Thanks a lot'] }] },
    })
    await strike('/replies', fault, () => shop.comment('nice'))
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'Thanks a lot' }])
    const [message] = await shop.messages()
    expect(message).toMatchObject({ status: 'sent' })
    expect(message!.attempts).toHaveLength(hadEffect ? 1 : 2)
    expect(await stats(id)).toMatchObject({ total_comments_replied: 1, total_dms_sent: 0 })
  })

  // It needs no echo: the platform takes one per comment. What is told of the attempts is what happened.
  const toldOfAttempts = (hadEffect: boolean) => {
    if (!hadEffect) return [{ outcome: 'not_there' }, { outcome: 'sent', code: null }]
    return echoes ? [{ outcome: 'sent' }] : [{ outcome: 'sent' }, { outcome: 'refused', code: '100/2534025' }]
  }
  test.each(troubles)('of a private reply, which is simply said again: the platform %s', async (_, fault, hadEffect) => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', [], 'Here is the price'))
    await strike('/messages', fault, () => shop.comment('price'))
    expect(await shop.said()).toEqual(['Here is the price'])
    const [message] = await shop.messages()
    expect(message).toMatchObject({ kind: 'private_reply', status: 'sent', error: null })
    expect(message!.attempts).toMatchObject(toldOfAttempts(hadEffect))
    const steps = (await shop.trace({ text: 'price' })).steps.map((step) => step.text)
    expect(steps.some((text) => text.includes('An earlier attempt had arrived'))).toBe(hadEffect && !echoes)
    expect(steps.some((text) => text.includes('It had not arrived'))).toBe(!hadEffect)
  })

  if (!echoes)
    test('of a private reply, twice: one of both arrived, and nobody says which', async () => {
      const shop = await openShop(house)
      await shop.automate(answer('comment', [], 'Here is the price'))
      await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'drop', times: 1 })
      await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', times: 1 })
      await shop.comment('price')
      await delivered(house)
      await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
      for (let rounds = 0; rounds < 4; rounds++) {
        await house.drain()
        await house.moveClock(2_000)
      }
      expect(await shop.said()).toEqual(['Here is the price'])
      expect((await shop.messages())[0]).toMatchObject({
        status: 'sent',
        attempts: [{ outcome: 'in_doubt' }, { outcome: 'in_doubt' }, { outcome: 'refused' }],
      })
    })
})

describe('doubt upon doubt', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  beforeEach(() => house.sim('DELETE', '/simulator/faults'))
  afterAll(() => house?.stop())

  test('two equal messages, one of them doubtful: both arrive, none thrice', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Yes'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', times: 1 })
    await shop.write('one')
    await shop.write('two')
    await house.drain()
    await house.moveClock(60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Yes', 'Yes'])
    const ids = (await shop.messages()).map((one) => one.channelMessageId)
    expect(new Set(ids)).toEqual(new Set((await shop.inbox()).filter((one) => one.text === 'Yes').map((one) => one.id)))
  })

  test('the echo of a message that was sent does not settle an equal one in doubt', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Yes'))
    await shop.write('one')
    await house.drain()
    expect(await shop.said()).toEqual(['Yes'])
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'drop', times: 1 })
    await shop.write('two')
    await house.drain()
    await house.moveClock(60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Yes', 'Yes'])
    expect((await shop.messages()).map((one) => one.status)).toEqual(['sent', 'sent'])
  })

  test('three doubts in a row without a trace: a person decides, and may send it again', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    // The platform allows two reads of conversations a second, and this world's clock hardly moves.
    await house.sim('PATCH', '/simulator/settings', { limits: { conversationsPerSecond: null } })
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 2, times: 3 })
    await shop.write('hi')
    for (let rounds = 0; rounds < 4; rounds++) {
      await house.drain()
      await house.moveClock(60_000)
    }
    const [parked] = await shop.messages()
    expect(parked).toMatchObject({ status: 'parked', error: { code: 'doubtful_again' } })
    expect((await shop.event({ text: 'hi' })).outcome).toBe('parked')
    expect((await house.api('POST', `/api/messages/${parked!.id}/resend`)).status).toBe(200)
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
    expect((await house.api('POST', `/api/messages/${parked!.id}/resend`)).status).toBe(409)
    expect((await house.api('POST', `/api/messages/${parked!.id}/close`)).status).toBe(409)
  })

  test('many doubts at once are looked into no faster than the platform allows, and all are settled', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello {{text}}'))
    for (let i = 0; i < 4; i++) await shop.write(`${i}`, await shop.meet({ username: `p${i}`, name: `P ${i}` }))
    await delivered(house)
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', times: 4 })
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    for (let seconds = 0; seconds < 8; seconds++) {
      await house.drain()
      await house.moveClock(1_100)
    }
    expect((await shop.messages()).map((one) => one.status)).toEqual(['sent', 'sent', 'sent', 'sent'])
    const { data } = await house.sim<{ data: { path: string; status: number }[] }>('GET', '/simulator/calls')
    const looks = data.filter((one) => one.path.includes('conversations'))
    expect(looks.length).toBeGreaterThanOrEqual(4)
    expect(looks.filter((one) => one.status !== 200)).toEqual([])
  })

  test('reading back is not answered either: the echo settles it', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello again'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', times: 1 })
    await house.sim('POST', '/simulator/faults', { on: '/conversations', kind: 'graph', code: 2 })
    await shop.write('hi')
    await house.drain()
    expect(await shop.effects()).toHaveLength(1)
    expect(await shop.messages()).toMatchObject([{ status: 'sent', attempts: [{ outcome: 'sent' }] }])
  })

  test('with neither echo nor reading back it stays in doubt and is not repeated; the next message waits a minute at most', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await house.sim('POST', '/simulator/batch', { on: true })
    await shop.write('first')
    await shop.write('second')
    await house.sim('POST', '/simulator/batch', { on: false })
    await delivered(house)
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', times: 1 })
    await house.sim('POST', '/simulator/faults', { on: '/conversations', kind: 'graph', code: 2 })
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    await house.drain()
    expect(await shop.said()).toEqual(['first'])
    expect((await shop.trace({ text: 'first' })).event).toMatchObject({ outcome: 'in_doubt' })
    expect((await shop.event({ text: 'second' })).outcome).toBe('waiting')
    await house.moveClock(61_000)
    await house.drain()
    expect(await shop.said()).toEqual(['first', 'second'])
  })
})
