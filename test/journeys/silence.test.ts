import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'

describe('an account that answers everything keeps silent, and says why', () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    await shop.automate({
      name: 'everything',
      definition: { triggers: [{ on: 'comment' }, { on: 'message' }], steps: [{ id: 'dm', type: 'message', texts: ['Hello!'] }] },
    })
    await shop.write('hi')
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'message', text: 'Hello!' }])
  })
  afterAll(() => house?.stop())
  const raw = (body: object) => house.sim<{ status: number }>('POST', '/simulator/raw', { accountId: shop.accountExternalId, body })
  const oneHello = async () => expect(await shop.effects()).toEqual([{ kind: 'message', text: 'Hello!' }])

  test('when the account comments under its own post', async () => {
    await raw({
      object: 'instagram',
      entry: [
        {
          id: shop.accountExternalId,
          time: 1_790_000_000,
          changes: [
            {
              field: 'comments',
              value: {
                id: '17900000000000001',
                from: { id: shop.accountExternalId, username: 'maya.studio' },
                text: 'hi all',
                media: { id: shop.mediaId, media_product_type: 'FEED' },
              },
            },
          ],
        },
      ],
    })
    await house.drain()
    const trace = await shop.trace({ text: 'hi all' })
    expect(trace.event).toMatchObject({ outcome: 'noted', outcomeReason: 'own', outcomeText: 'The account did this itself.' })
    expect(trace.automations).toMatchObject([{ matched: false, reason: 'own' }])
    await oneHello()
  })

  test.each([
    ['as an answer to a comment', { id: '424242424242', username: 'maya.studio' }, { parent_id: '17900000000000000' }],
    ['in other letters', { id: '424242424243', username: '@Maya.Studio' }, {}],
    ['by its user name alone', { username: 'maya.studio' }, {}],
    ['under a second id of its own', { id: '424242424244', username: 'someone', self_ig_scoped_id: '24242424' }, {}],
  ])('when the account comments under another id: %s', async (text, from, more) => {
    await raw({
      object: 'instagram',
      entry: [
        {
          id: shop.accountExternalId,
          time: 1_790_000_000,
          changes: [{ field: 'comments', value: { id: `1790000000000${text.length}`, from, ...more, text, media: { id: shop.mediaId } } }],
        },
      ],
    })
    await house.drain()
    expect((await shop.trace({ text })).event).toMatchObject({ outcome: 'noted', outcomeReason: 'own' })
    await oneHello()
  })

  test('when its own message is echoed', async () => {
    const trace = await shop.trace({ kind: 'echo', text: 'Hello!' })
    expect(trace.event.outcomeReason).toBe('echo')
    expect(trace.automations).toMatchObject([{ matched: false }])
    await oneHello()
  })

  test('when somebody of the business types in the platform’s own app', async () => {
    await house.sim('POST', '/simulator/human', {
      accountId: shop.accountExternalId,
      personId: shop.personId,
      text: 'Maya here, how can I help?',
    })
    await house.drain()
    expect((await shop.trace({ text: 'Maya here, how can I help?' })).event).toMatchObject({ kind: 'echo', outcomeReason: 'echo' })
    await oneHello()
  })

  test('when the person has read it: the message is shown as read', async () => {
    const hello = (await shop.inbox()).find((one) => one.text === 'Hello!')!
    await house.sim('POST', `/simulator/messages/${hello.id}/read`)
    await house.drain()
    const trace = await shop.trace({ kind: 'read' })
    expect(trace.event).toMatchObject({ outcome: 'noted', outcomeReason: 'not_answerable', externalId: hello.id })
    expect(trace.steps.map((step) => step.text)).toContain('Automations do not reply to this.')
    expect((await shop.messages()).find((one) => one.text === 'Hello!')!.status).toBe('read')
    await oneHello()
  })

  test('when the dashboard sends its test', async () => {
    const before = (await shop.events()).length
    for (const field of ['comments', 'messages'])
      expect(await house.sim('POST', '/simulator/test-event', { accountId: shop.accountExternalId, field })).toMatchObject({ status: 200 })
    await house.drain()
    expect(await shop.events()).toHaveLength(before)
    const tests = (await house.bodies()).filter((one) =>
      one.notes?.includes('A test from the app dashboard: it arrived, and there is nobody to answer.'),
    )
    expect(tests.map((one) => one.state)).toEqual(['unread', 'unread'])
    await oneHello()
  })

  test('when another app holds the conversation', async () => {
    await house.sim('PATCH', '/simulator/settings', { standby: true })
    await shop.write('who is there?')
    await house.sim('PATCH', '/simulator/settings', { standby: false })
    await house.drain()
    const trace = await shop.trace({ text: 'who is there?' })
    expect(trace.event).toMatchObject({
      kind: 'message',
      outcomeReason: 'standby',
      outcomeText: 'Another app has this conversation at the moment.',
    })
    expect(trace.automations).toMatchObject([{ reason: 'standby' }])
    await oneHello()
  })

  test('when the owner switched the account off: kept and explained, nothing sent, not even later', async () => {
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'inactive' })
    await shop.write('anybody?')
    await house.drain()
    expect((await shop.trace({ text: 'anybody?' })).event).toMatchObject({ outcome: 'skipped', outcomeReason: 'account_inactive' })
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'active' })
    await house.drain()
    await oneHello()
  })

  test('when the webhook comes more than a day too late', async () => {
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'delay', delayMs: 86_400_000, times: 1 })
    await shop.write('a late question')
    await house.moveClock(25 * 3_600_000)
    await house.drain()
    expect((await shop.trace({ text: 'a late question' })).event).toMatchObject({
      outcome: 'skipped',
      outcomeReason: 'too_old',
      outcomeText: 'It arrived too late for a reply.',
    })
    await oneHello()
  })

  test('when no automation listens to it: every automation looked at is named with its reason', async () => {
    const quiet = await openShop(house)
    await quiet.automate(answer('message', ['price'], 'Ten'))
    await quiet.automate(answer('comment', [], 'Look into your DMs'))
    await quiet.automate({ ...answer('message', [], 'Draft'), is_active: false })
    await quiet.write('hello')
    await house.drain()
    const trace = await quiet.trace({ text: 'hello' })
    expect(trace.event).toMatchObject({ outcome: 'skipped', outcomeReason: 'no_match', outcomeText: 'No automation replied.' })
    expect(trace.automations.map(({ name, reason, text }) => ({ name, reason, text }))).toEqual([
      { name: 'message: price', reason: 'no_keyword', text: 'No keyword matched: its keywords are “price”.' },
      { name: 'comment: anything', reason: 'other_kind', text: 'It is triggered by a comment, but this was a direct message.' },
      { name: 'message: anything', reason: 'not_live', text: 'It is not live.' },
    ])
  })

  test('and the trace stays true after the automation was edited and deleted', async () => {
    const changing = await openShop(house)
    const id = await changing.automate(answer('message', ['price'], 'Ten'))
    await changing.write('price?')
    await changing.write('colour?')
    await house.drain()
    await house.api('PUT', `/api/automations/${id}`, answer('message', ['colour'], 'Red'))
    await house.api('DELETE', `/api/automations/${id}`)
    await house.drain()
    expect((await changing.trace({ text: 'price?' })).automations).toMatchObject([{ id, version: 1, matched: true }])
    expect((await changing.trace({ text: 'colour?' })).automations).toMatchObject([
      { id, version: 1, matched: false, reason: 'no_keyword' },
    ])
    await changing.write('colour now?')
    await house.drain()
    expect((await changing.trace({ text: 'colour now?' })).event.outcomeReason).toBe('no_automation')
  })
})
