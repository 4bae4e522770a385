import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { releaseForgottenReplies } from '../../server/outbox/waitForDm.queries.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'

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
    const [thread] = (await house.api<{ data: object[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)).body.data
    expect(thread).toMatchObject({ whyNot: { code: 'outside_window', text: expect.stringContaining('More than 24 hours') } })
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
      outcomeText: 'A comment can be answered by DM for 7 days only.',
    })
    // By hand it is refused at once, and nothing is stored.
    const { data: comments } = (await house.api<{ data: { externalId: string }[] }>('GET', `/api/events?accountId=${shop.accountId}`)).body
    const late = { accountId: shop.accountId, commentId: comments[0]!.externalId, text: 'Hi' }
    const byHand = await house.api<{ error: { code: string; message: string } }>('POST', '/api/messages', late)
    expect([byHand.status, byHand.body.error.message]).toEqual([409, 'A comment can be answered by DM for 7 days only.'])
    expect((await house.api('POST', '/api/messages', { ...late, public: true })).status).toBe(201)
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

  test('a text that names made longer than the platform takes is cut at a word, and the trace says so', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], `${'€'.repeat(320)} {{text}}`))
    await shop.write('a text that is rather long, and too long for what is left')
    await house.drain()
    const [said] = await shop.said()
    expect(said).toMatch(/^€{320} a text that is/)
    expect(Buffer.byteLength(said!)).toBeLessThanOrEqual(1000)
    expect((await shop.trace({ kind: 'message' })).steps.map((step) => step.stage)).toContain('text_cut')
  })

  test('after an answer was refused the next is said all the same', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
    await shop.write('one')
    await shop.write('two')
    await house.drain()
    expect(await shop.said()).toEqual(['two'])
  })
})

describe('what is promised in public is done in private', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  beforeEach(() => house.sim('DELETE', '/simulator/faults'))
  afterAll(() => house?.stop())
  const promise = (more: object = {}) => ({
    name: 'promise',
    definition: {
      triggers: [{ on: 'comment' }],
      steps: [
        { id: 'public', type: 'reply', texts: ['Sent you a DM!'], ...more },
        { id: 'dm', type: 'message', texts: ['Here it is'] },
      ],
    },
  })
  /** The platform refuses or breaks so many calls with a message. */
  const strike = (fault: object, times = 1) => house.sim('POST', '/simulator/faults', { on: '/messages', times, ...fault })
  const refused = { kind: 'graph', code: 551, subcode: 1545041 }
  const promised = { kind: 'comment_reply', text: 'Sent you a DM!' }
  const done = { kind: 'message', text: 'Here it is' }
  const failed = async () => (await house.api<{ messages: { failed: number } }>('GET', '/api/stats')).body.messages.failed
  const dead = async (shop: Shop) =>
    (await house.api<{ data: { id: string; text: string }[] }>('GET', `/api/dead-letters?accountId=${shop.accountId}`)).body.data

  test('a public reply is posted after its DM was sent', async () => {
    const shop = await openShop(house)
    await shop.automate(promise())
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([done, promised])
    expect((await shop.event({ text: 'price' })).outcome).toBe('sent')
  })

  test('it is not posted when the DM is refused; the trace says why, and one failure is counted', async () => {
    const shop = await openShop(house)
    await shop.automate(promise())
    const before = await failed()
    await strike(refused)
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([])
    const trace = await shop.trace({ text: 'price' })
    expect(trace.event).toMatchObject({ outcome: 'failed', outcomeReason: 'person_unavailable' })
    expect(trace.messages).toMatchObject([
      { kind: 'public_reply', status: 'failed', error: { code: 'dm_not_sent' }, attempts: [] },
      { kind: 'private_reply', status: 'failed', error: { code: 'person_unavailable' } },
    ])
    const steps = trace.steps.map((step) => step.text)
    expect(steps).toContain('The public reply (step “public”) is posted when the DM (step “dm”) was sent.')
    expect(steps).toContain('Public reply was not sent: Its DM was not sent, so the public reply was not posted.')
    expect((await failed()) - before).toBe(1)
    expect((await dead(shop)).map((one) => one.text)).toEqual(['Here it is'])
  })

  test('when a person has the DM sent again the reply follows it, and is not posted when it fails again', async () => {
    const shop = await openShop(house)
    await shop.automate(promise())
    await strike(refused, 2)
    await shop.comment('price')
    await house.drain()
    const [dm] = await dead(shop)
    const again = async () => {
      expect((await house.api('POST', '/api/dead-letters/replay', { ids: [dm!.id] })).body).toEqual({ replayed: 1 })
      await house.drain()
    }
    await again()
    expect(await shop.effects()).toEqual([])
    await again()
    expect(await shop.effects()).toEqual([done, promised])
    expect((await shop.messages()).map((one) => one.status)).toEqual(['sent', 'sent'])
  })

  test('it waits while the DM is in doubt', async () => {
    const shop = await openShop(house)
    await shop.automate(promise())
    await strike({ kind: 'reset_after_effect' })
    await shop.comment('price')
    await house.webhooksAreHere()
    // No echo tells that it arrived.
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    await house.drain()
    expect(await shop.effects()).toEqual([done])
    expect((await shop.event({ text: 'price' })).outcome).toBe('waiting')
    await house.moveClock(10_000)
    await house.drain()
    expect(await shop.effects()).toEqual([done, promised])
  })

  test('it waits while the DM is throttled, and the queue and the trace say so; other replies in the conversation do not wait', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'hours',
      definition: { triggers: [{ on: 'comment', keywords: ['open'] }], steps: [{ id: 'r', type: 'reply', texts: ['Until six'] }] },
    })
    await shop.automate(promise())
    await strike({ kind: 'graph', code: 613 })
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([])
    type Line = { kind: string; waiting: number; emptyAt: string | null; blockedUntil: string | null; why: { code: string } | null }
    const queue = (await house.api<{ data: (Line & { accountId: string })[] }>('GET', '/api/queue')).body.data.filter(
      (line) => line.accountId === shop.accountId,
    )
    const dms = queue.find((line) => line.kind === 'private_reply')!
    expect(dms).toMatchObject({ waiting: 1, why: { code: 'rate_limited' }, emptyAt: dms.blockedUntil })
    expect(queue.find((line) => line.kind === 'public_reply')).toMatchObject({
      waiting: 1,
      why: { code: 'waits_for_dm' },
      emptyAt: dms.emptyAt,
    })
    const trace = await shop.trace({ text: 'price' })
    expect(trace.event.outcome).toBe('waiting')
    expect(trace.messages).toMatchObject([{ waiting: { code: 'waits_for_dm' } }, { waiting: { code: 'rate_limited' } }])

    await shop.comment('when are you open?')
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'Until six' }])
    await house.moveClock(61_000)
    await house.drain()
    expect((await shop.effects()).slice(1)).toEqual([done, promised])
  })

  test('with replyFirst it is posted whatever becomes of the DM; the rule format says reply_first', async () => {
    const shop = await openShop(house)
    await shop.automate({
      trigger_type: 'post_comment',
      action_type: 'send_dm',
      config: { auto_reply_to_comments: true, comment_replies: ['Sent you a DM!'], message_variations: ['Here it is'], reply_first: true },
    })
    await strike(refused)
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([promised])
    const own = await openShop(house)
    await own.automate(promise({ replyFirst: true }))
    await strike(refused)
    await own.comment('price')
    await house.drain()
    expect(await own.effects()).toEqual([promised])
  })

  test('a STOP before the DM ends both', async () => {
    const shop = await openShop(house)
    await shop.automate(promise())
    await strike({ kind: 'graph', code: 613 })
    await shop.comment('price')
    await house.drain()
    await shop.write('STOP')
    await house.drain()
    await house.moveClock(61_000)
    await house.drain()
    expect(await shop.effects()).toEqual([])
    expect((await shop.messages()).map((one) => one.error?.code)).toEqual(['opted_out', 'opted_out'])
  })

  test('a reply whose DM was ended by an older version, which forgets it, is posted all the same', async () => {
    const shop = await openShop(house)
    await shop.automate(promise())
    await strike({ kind: 'graph', code: 613 })
    await shop.comment('price')
    await house.drain()
    const { system } = house.deps.databases
    const dm = (await shop.messages()).find((one) => one.kind === 'private_reply')!
    await system
      .deleteFrom('outbox' as never)
      .where('message_id' as never, '=', dm.id as never)
      .execute()
    await system.updateTable('messages').set({ state: 'sent', final_at: new Date() }).where('id', '=', dm.id).execute()
    await house.drain()
    expect(await shop.effects()).toEqual([])
    expect(await releaseForgottenReplies(system, house.deps.clock.now())).toBe(1)
    await house.drain()
    expect(await shop.effects()).toEqual([promised])
  })
})

describe('a button that the platform does not take becomes text', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  beforeEach(() => house.sim('DELETE', '/simulator/faults'))
  afterAll(() => house?.stop())
  const offer = (on: string) => ({
    name: 'offer',
    definition: {
      triggers: [{ on, keywords: ['link'] }],
      steps: [
        { id: 'ask', type: 'message', texts: ['Want the link? Tap below.'], buttons: [{ title: 'Send it', goTo: 'link' }], next: null },
        { id: 'link', type: 'message', texts: ['https://shop.example/list'] },
      ],
    },
  })

  test('in a private reply: the first attempt is refused, the second sends the title as what can be typed', async () => {
    await house.sim('PATCH', '/simulator/settings', { privateReplyContent: 'text' })
    const shop = await openShop(house)
    await shop.automate(offer('comment'))
    await shop.comment('link')
    await house.drain()
    await house.sim('PATCH', '/simulator/settings', { privateReplyContent: 'any' })
    expect(await shop.said()).toEqual(['Want the link? Tap below.\nSend it'])
    const [message] = await shop.messages()
    expect(message).toMatchObject({ status: 'sent', text: 'Want the link? Tap below.\nSend it', error: null })
    expect(message!.attempts).toMatchObject([
      { outcome: 'later', code: '100', httpStatus: 400 },
      { outcome: 'sent', code: null },
    ])
    expect((await shop.trace({ text: 'link' })).steps.map((step) => step.text)).toContain(
      'First DM (private reply), attempt 1: The platform did not take the buttons. The text is sent without them. (100)',
    )
    // What was a button is typed, and counts as the tap.
    await shop.write('send it!')
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('https://shop.example/list')
  })

  test('in a DM, and the answer to the text alone is in doubt: it is found again by its own words', async () => {
    const shop = await openShop(house)
    await shop.automate(offer('message'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 100, times: 1 })
    await shop.write('link')
    await house.drain()
    expect(await shop.said()).toEqual(['Want the link? Tap below.\nSend it'])
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 100, times: 1 })
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'reset_after_effect', times: 1 })
    const bob = await shop.meet({ username: 'bob', name: 'Bob' })
    await shop.write('link', bob)
    await house.drain()
    await house.moveClock(10_000)
    await house.drain()
    expect(await shop.said(bob)).toEqual(['Want the link? Tap below.\nSend it'])
    expect((await shop.messages()).map((one) => one.status)).toEqual(['sent', 'sent'])
  })
})
