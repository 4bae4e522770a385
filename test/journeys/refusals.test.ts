import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop } from '../support/openShop.ts'

describe('what may not be said is not said, and the reason is shown', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())
  const calls = async () => (await house.sim<{ data: object[] }>('GET', '/simulator/calls')).data.length

  test('more than 24 hours after the person last wrote', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'late',
      definition: {
        triggers: [{ on: 'message' }],
        steps: [
          { id: 'wait', type: 'delay', minutes: 25 * 60 },
          { id: 'dm', type: 'message', texts: ['Still there?'] },
        ],
      },
    })
    await shop.write('hello')
    await house.drain()
    const before = await calls()
    await house.moveClock(25 * 3_600_000)
    await house.drain()
    expect(await calls()).toBe(before)
    const trace = await shop.trace({ text: 'hello' })
    expect(trace.event).toMatchObject({ outcome: 'failed', outcomeReason: 'outside_window' })
    expect(trace.event.outcomeText).toContain('More than 24 hours passed since the person last wrote')
    expect(trace.steps.at(-1)!.text).toContain('DM was not sent: More than 24 hours')
    expect(trace.messages).toMatchObject([{ status: 'failed', chip: 'Failed', attempts: [] }])
    const byHand = await house.api<{ error: { code: string; message: string } }>('POST', '/api/messages', {
      accountId: shop.accountId,
      recipientId: shop.personId,
      text: 'Hello?',
    })
    expect([byHand.status, byHand.body.error.code]).toEqual([409, 'conflict'])
    expect(byHand.body.error.message).toContain('24 hours')
  })

  test('a second DM after a comment, before the person has answered', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'eager',
      definition: {
        triggers: [{ on: 'comment' }],
        steps: [
          { id: 'one', type: 'message', texts: ['One'] },
          { id: 'two', type: 'message', texts: ['Two'] },
        ],
      },
    })
    await shop.comment('hello')
    await house.drain()
    expect(await shop.said()).toEqual(['One'])
    expect((await shop.trace({ text: 'hello' })).messages).toMatchObject([
      { kind: 'private_reply', status: 'sent' },
      { kind: 'message', status: 'failed', error: { code: 'outside_window' } },
    ])
  })

  test('a private reply to a comment that somebody answered in private already', async () => {
    const shop = await openShop(house)
    const commentId = await shop.comment('hello')
    await house.drain()
    const send = () => house.api<{ id: string }>('POST', '/api/messages', { accountId: shop.accountId, commentId, text: 'Hi' })
    expect([(await send()).status, (await send()).status]).toEqual([201, 201])
    await house.drain()
    expect(await shop.said()).toEqual(['Hi'])
    const [second, first] = await shop.messages()
    expect(first).toMatchObject({ status: 'sent', kind: 'private_reply' })
    expect(second).toMatchObject({
      status: 'failed',
      error: { code: 'comment_not_answerable' },
      attempts: [{ outcome: 'refused', code: '100/2534025', httpStatus: 400 }],
    })
    expect(second!.error!.text).toContain('already answered')
  })

  test('to a comment that was taken back in the meantime', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'both',
      definition: {
        triggers: [{ on: 'comment' }],
        steps: [
          { id: 'r', type: 'reply', texts: ['Thanks'] },
          { id: 'dm', type: 'message', texts: ['Hi'] },
        ],
      },
    })
    await house.sim('DELETE', `/simulator/comments/${await shop.comment('oops')}`)
    await house.drain()
    expect(await shop.effects()).toEqual([])
    const trace = await shop.trace({ text: 'oops' })
    expect(trace.event.outcome).toBe('failed')
    expect(trace.messages.map((one) => one.status)).toEqual(['failed', 'failed'])
    expect(trace.messages[1]!.error!.text).toContain('deleted')
  })

  test('to a comment older than seven days', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'slow',
      definition: {
        triggers: [{ on: 'comment' }],
        steps: [
          { id: 'wait', type: 'delay', minutes: 7 * 24 * 60 - 1 },
          { id: 'dm', type: 'message', texts: ['Hi'] },
        ],
      },
    })
    await shop.comment('hello')
    await house.drain()
    await house.moveClock(7 * 24 * 3_600_000 + 60_000)
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect((await shop.trace({ text: 'hello' })).event).toMatchObject({
      outcome: 'failed',
      outcomeReason: 'comment_too_old',
      outcomeText: 'A comment can be answered by DM for seven days only.',
    })
  })

  test('to a person who blocked the account', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/batch', { on: true })
    await shop.write('hi')
    await house.sim('PATCH', `/simulator/people/${shop.personId}`, { blocked: true })
    await house.sim('POST', '/simulator/batch', { on: false })
    await house.drain()
    expect((await shop.trace({ text: 'hi' })).event).toMatchObject({ outcome: 'failed', outcomeReason: 'person_unavailable' })
    expect((await house.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({ status: 'active' })
  })

  test('a text that names made longer than the platform takes', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], `${'€'.repeat(330)} {{text}}`))
    await shop.write('short')
    await shop.write('a text that is rather long')
    await house.drain()
    expect(await shop.said()).toHaveLength(1)
    expect((await shop.trace({ text: 'a text that is rather long' })).event).toMatchObject({
      outcome: 'failed',
      outcomeReason: 'text_too_long',
    })
  })

  test('after an answer was refused the next is said all the same', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['long'], '€'.repeat(300) + '{{text}}'))
    await shop.automate(answer('message', ['short'], 'Yes'))
    await shop.write(`long ${'€'.repeat(100)}`)
    await shop.write('short')
    await house.drain()
    expect(await shop.said()).toEqual(['Yes'])
  })
})
