import { sql } from 'kysely'
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
    expect((await account(shop.accountId)).statusReason).toContain('Reconnect the account')
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

  type Stopped = { status: string; health: { ok: boolean }; stoppedKinds: { kind: string; code: string; text: string; at: string }[] }
  const stopped = async (id: string) => (await house.api<Stopped>('GET', `/api/accounts/${id}`)).body
  type Waiting = { data: { accountId: string; kind: string; emptyAt: string | null; why: { code: string; text: string } | null }[] }
  const waitingOf = async (id: string) => (await house.api<Waiting>('GET', '/api/queue')).body.data.filter((one) => one.accountId === id)

  test('a missing permission stops one kind of message until somebody sets it going; the account goes on', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    await shop.automate(answer('comment', [], 'Look here'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 200, accountId: shop.accountExternalId, times: 1 })
    await shop.write('hi')
    await house.drain()
    expect(await stopped(shop.accountId)).toMatchObject({
      status: 'active',
      health: { ok: false },
      stoppedKinds: [{ kind: 'message', code: 'permission_missing', text: expect.stringContaining('“(#200) Permissions error”') }],
    })
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    await shop.comment('price', bea)
    await house.drain()
    expect([await shop.said(), await shop.said(bea)]).toEqual([[], ['Look here']])
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'active' })
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
    expect(await stopped(shop.accountId)).toMatchObject({ health: { ok: true }, stoppedKinds: [] })
  })

  test('without the permission for comments private replies wait, DMs go on, also to the very person whose private reply waits', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', [], 'Look here'))
    await shop.automate(answer('message', [], 'Hello {{text}}'))
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    await house.sim('POST', '/simulator/tokens/withdraw', {
      accountId: shop.accountExternalId,
      permission: 'instagram_business_manage_comments',
    })
    await shop.comment('price')
    await house.drain()
    const [stop] = (await stopped(shop.accountId)).stoppedKinds
    expect(stop).toMatchObject({ kind: 'private_reply', code: 'permission_missing' })
    expect(stop!.text).toContain('instagram_business_manage_comments')
    const callsBefore = (await house.sim<{ data: object[] }>('GET', '/simulator/calls')).data.length
    await house.restart()
    await shop.comment('price', bea)
    await house.drain()
    expect((await house.sim<{ data: object[] }>('GET', '/simulator/calls')).data).toHaveLength(callsBefore)
    expect(await waitingOf(shop.accountId)).toMatchObject([
      {
        kind: 'private_reply',
        emptyAt: null,
        why: { code: 'kind_stopped', text: expect.stringContaining('instagram_business_manage_comments') },
      },
    ])
    const trace = (await shop.trace({ text: 'price' })) as object
    expect(trace).toMatchObject({ messages: [{ status: 'pending', waiting: { code: 'kind_stopped' } }] })
    await shop.write('hi')
    await shop.write('hi', bea)
    await house.drain()
    expect([await shop.said(), await shop.said(bea)]).toEqual([['Hello hi'], ['Hello hi']])

    // Set going too early it stops again, and nothing is used up.
    const resume = (kind?: string) => house.api<Stopped>('POST', `/api/accounts/${shop.accountId}/resume`, kind ? { kind } : {})
    expect((await resume('message')).body.stoppedKinds).toHaveLength(1)
    expect((await resume('private_reply')).body.stoppedKinds).toEqual([])
    await house.drain()
    expect((await stopped(shop.accountId)).stoppedKinds).toMatchObject([{ kind: 'private_reply' }])
    const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', {
      accountId: shop.accountExternalId,
    })
    expect((await house.api<Stopped>('PATCH', `/api/accounts/${shop.accountId}`, { accessToken })).body.stoppedKinds).toEqual([])
    await house.drain()
    expect([await shop.said(), await shop.said(bea)]).toEqual([
      ['Hello hi', 'Look here'],
      ['Hello hi', 'Look here'],
    ])
    const rows = await house.deps.databases.system
      .selectFrom('audit')
      .select(['action', 'fields'])
      .where('action', '=', 'resume_kinds')
      .execute()
    expect(rows).toEqual([{ action: 'resume_kinds', fields: ['private_reply'] }])
  })

  test('with an app that has no Advanced Access the tester is answered on, after a stranger was refused', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', [], 'Look here'))
    await shop.automate(answer('message', [], 'Hello'))
    const tester = await shop.meet({ username: 'tess', name: 'Tess', role: true })
    await house.sim('PATCH', '/simulator/settings', { accessLevel: 'standard' })
    await shop.comment('from a stranger')
    await house.drain()
    await shop.comment('from the tester', tester)
    await shop.write('from the tester too', tester)
    await house.drain()
    expect([await shop.said(), await shop.said(tester)]).toEqual([[], ['Look here', 'Hello']])
    expect(await stopped(shop.accountId)).toMatchObject({ status: 'active', health: { ok: true }, stoppedKinds: [] })
    const refused = await shop.trace({ text: 'from a stranger' })
    expect(refused.messages).toMatchObject([
      { status: 'failed', error: { code: 'person_without_role' }, attempts: [{ outcome: 'refused', code: '200' }] },
    ])
    expect(refused.messages[0]!.error!.text).toMatch(/Advanced Access.*role/)
    await house.sim('PATCH', '/simulator/settings', { accessLevel: 'advanced' })
    await house.api('POST', '/api/dead-letters/replay', { ids: [refused.messages[0]!.id] })
    await house.drain()
    expect(await shop.said()).toEqual(['Look here'])
  })

  test.each([
    [
      '200 of one recipient',
      200,
      'App does not have Advanced Access to x, and recipient user does not have role on app.',
      'person_without_role',
    ],
    ['10 outside of the window', 10, 'This message is sent outside of allowed window.', 'outside_window'],
    ['an unknown subcode', 10, 'Hm', 'not_permitted'],
  ])('%s is about one person: the next one is answered', async (_, code, message, expected) => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    const subcode = expected === 'not_permitted' ? { subcode: 424242 } : {}
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code, message, ...subcode, times: 1 })
    await shop.write('hi')
    await house.drain()
    await shop.write('hi', bea)
    await house.drain()
    expect([await shop.said(), await shop.said(bea)]).toEqual([[], ['Hello']])
    expect(await stopped(shop.accountId)).toMatchObject({ status: 'active', stoppedKinds: [] })
    expect((await shop.messages()).map((one) => one.error?.code ?? one.status)).toEqual(['sent', expected])
  })

  test('an answer that asks to try again is not final', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: -1, message: 'Fatal', times: 1 })
    await shop.write('hi')
    await house.drain()
    await house.moveClock(60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
    expect((await shop.messages())[0]!.attempts.map((one) => [one.outcome, one.code])).toEqual([
      ['not_there', '-1'],
      ['sent', null],
    ])
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
    expect(message!.error!.text).toContain('Given up after 3 attempts.')
    expect(message!.attempts.map((one) => one.outcome)).toHaveLength(3)
  })

  test('text that the release before stored is shown as it is, also within a sentence of today', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 100, subcode: 2534015, times: 1 })
    await shop.write('hi')
    await house.drain()
    const { system } = house.deps.databases
    const old = 'Instagram did not accept the message as it is. Change it and send again. The platform says: “No.”.'
    const at = house.deps.clock.now()
    const stop = JSON.stringify({ private_reply: { code: 'permission_missing', words: 'A permission is missing.', at: at.toISOString() } })
    for (const statement of [
      sql`update messages set state = 'parked', error_words = ${old} where account_id = ${shop.accountId}`,
      sql`update attempts set words = ${old} where account_id = ${shop.accountId}`,
      sql`update accounts set status = 'paused', status_reason = 'The platform has restricted this account.', stopped_kinds = ${stop}::jsonb where id = ${shop.accountId}`,
      sql`insert into breakers (account_id, class, workspace_id, troubles, code, words, opened_at, open_until)
        select id, 'transport', workspace_id, 5, 'no_answer', 'The call got no answer.', ${at}, ${new Date(at.getTime() + 60_000)} from accounts where id = ${shop.accountId}`,
    ])
      await statement.execute(system)

    expect(await stopped(shop.accountId)).toMatchObject({
      statusReason: 'The platform has restricted this account.',
      health: { text: 'The platform has restricted this account.' },
      stoppedKinds: [{ text: 'A permission is missing.' }],
    })
    type Breakers = { breakers: { accountId: string; text: string }[] }
    const { breakers } = (await house.api<Breakers>('GET', '/api/queue')).body
    expect(breakers.find((one) => one.accountId === shop.accountId)!.text).toMatch(
      /^The call got no answer\. Sending is paused for a minute/,
    )
    const event = await shop.event({ text: 'hi' })
    expect(event).toMatchObject({ outcome: 'parked', outcomeText: old })
    const { messages, steps } = await shop.trace({ id: event.id })
    expect(messages).toMatchObject([{ error: { text: old }, attempts: [{ text: old }] }])
    expect(steps.find((one) => one.stage === 'attempt')!.text).toContain(old)
    await house.api('POST', `/api/messages/${messages[0]!.id}/close`)
    expect((await shop.messages())[0]).toMatchObject({ error: { code: 'closed_by_hand', text: `Closed by a person. Before: ${old}` } })

    // Rows of this release hold none of this, which the end of the house checks.
    for (const statement of [
      sql`update messages set error_words = null where account_id = ${shop.accountId}`,
      sql`update attempts set words = null where account_id = ${shop.accountId}`,
      sql`update accounts set status_reason = null, stopped_kinds = '{}' where id = ${shop.accountId}`,
      sql`delete from breakers where account_id = ${shop.accountId}`,
    ])
      await statement.execute(system)
  })
})
