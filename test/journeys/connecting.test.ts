import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { answer, openShop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Made = { id: string; pageId: string; accessToken: string; pageAccessToken: string }
type Refusal = { error: { code: string; message: string } }

describe('connecting an account, as the platform really answers', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())
  afterEach(async () => {
    await house.sim('DELETE', '/simulator/faults')
    await house.sim('PATCH', '/simulator/settings', { unknownFields: '', commentsThroughPage: 'page' })
  })
  const make = (loginType: string) =>
    house.sim<Made>('POST', '/simulator/accounts', { channel: 'instagram', username: 'maya', name: 'Maya', loginType })
  const connect = (made: Made, loginType = 'instagram') =>
    house.api<Refusal & { id: string }>('POST', '/api/accounts', {
      channel: 'instagram',
      externalId: made.id,
      name: 'Maya',
      accessToken: made.accessToken,
      loginType,
      ...(loginType === 'facebook' ? { pageId: made.pageId } : {}),
    })
  const throughPage = (made: Made, method: string, path: string) =>
    fetch(`${house.simulatorUrl}/graph.facebook.com/v27.0/${made.pageId}/subscribed_apps${path}`, {
      method,
      headers: { authorization: `Bearer ${made.pageAccessToken}` },
    }).then((response) => response.json() as Promise<{ data: { subscribed_fields: string[] }[] }>)
  const subscribedTo = async (made: Made) =>
    (await house.sim<{ subscribedFields: string[] }>('GET', `/simulator/accounts/${made.id}`)).subscribedFields
  const nobodyIsConnected = async (made: Made) =>
    (await house.api<{ data: { externalId: string }[] }>('GET', '/api/accounts?limit=200')).body.data.every(
      ({ externalId }) => externalId !== made.id,
    )

  test('a platform that knows fewer names is asked again with those that both know, and the account answers', async () => {
    await house.sim('PATCH', '/simulator/settings', { unknownFields: 'standby,message_edit' })
    const shop = await openShop(house)
    const account = await house.sim<Made>('GET', `/simulator/accounts/${shop.accountExternalId}`)
    expect(await subscribedTo(account)).toEqual(expect.arrayContaining(['comments', 'live_comments', 'messages', 'messaging_postbacks']))
    expect(await subscribedTo(account)).not.toContain('standby')
    await shop.automate(answer('comment', [], 'Hello'))
    await shop.comment('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
    // Its echo came back with `messages`: it is known to be sent under the platform's own id.
    expect(await shop.messages()).toMatchObject([{ status: 'sent', channelMessageId: expect.any(String) }])
    expect((await shop.events()).map(({ kind }) => kind)).toContain('echo')
  })

  test('without comments there would be nothing to answer: that is told, and no token is blamed', async () => {
    await house.sim('PATCH', '/simulator/settings', { unknownFields: 'comments' })
    const made = await make('instagram')
    const { status, body } = await connect(made)
    expect([status, body.error.code]).toEqual([400, 'subscription_refused'])
    expect(body.error.message).toContain('“comments”')
    expect(await nobodyIsConnected(made)).toBe(true)
  })

  test.each([
    ['instagram', 'instagram_business_manage_comments', '“comments”'],
    ['instagram', 'instagram_business_manage_messages', '“messages”'],
    ['facebook', 'pages_messaging', '“messages”'],
  ])('through %s login, without %s that permission is named, and granted it connects', async (loginType, permission, field) => {
    const made = await make(loginType)
    await house.sim('POST', '/simulator/tokens/withdraw', { accountId: made.id, permission })
    const { status, body } = await connect(made, loginType)
    expect([status, body.error.code]).toEqual([400, 'permission_missing'])
    expect(body.error.message).toContain(permission)
    expect(body.error.message).toContain(field)
    expect(await nobodyIsConnected(made)).toBe(true)
    const { accessToken } = await house.sim<Made>('POST', '/simulator/tokens/renew', { accountId: made.id })
    expect((await connect({ ...made, accessToken }, loginType)).status).toBe(201)
  })

  test('what the Page was subscribed to before stays', async () => {
    const made = await make('facebook')
    await throughPage(made, 'POST', '?subscribed_fields=feed,name')
    const { status, body } = await connect(made, 'facebook')
    expect(status).toBe(201)
    const fields = async () => (await throughPage(made, 'GET', '')).data[0]!.subscribed_fields.toSorted()
    expect(await fields()).toEqual(['feed', 'messages', 'name'])
    // A new token asks again, and again replaces nothing.
    const { accessToken } = await house.sim<Made>('POST', '/simulator/tokens/renew', { accountId: made.id })
    expect((await house.api('PATCH', `/api/accounts/${body.id}`, { accessToken })).status).toBe(200)
    expect(await fields()).toEqual(['feed', 'messages', 'name'])
  })

  test('through a Page, comments come also where they want a subscription of the account’s own', async () => {
    await house.sim('PATCH', '/simulator/settings', { commentsThroughPage: 'second' })
    const shop = await openShop(house, { loginType: 'facebook' })
    await shop.automate(answer('comment', [], 'Hello'))
    await shop.comment('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
  })

  test.each<[string, object, number, string, RegExp]>([
    ['a rate limit', { code: 4 }, 429, 'rate_limited', /rate limit is reached\. Try again/],
    ['a rate limit of Instagram', { code: 80002, subcode: 2446079 }, 429, 'rate_limited', /Try again/],
    ['a service that is away', { code: 2, status: 503 }, 502, 'platform_unreachable', /had a problem/],
    ['a passing trouble without a number', { code: -1, status: 500 }, 502, 'platform_unreachable', /had a problem/],
    ['a restricted account', { code: 368 }, 400, 'platform_refused', /restricted/],
    ['a dead token', { code: 190, subcode: 463 }, 400, 'token_rejected', /did not accept this access token \(190\/463\)/],
  ])('%s is told as what it is, when the account is read and when it is subscribed', async (_, fault, status, code, words) => {
    for (const on of ['/me', '/subscribed_apps']) {
      const made = await make('instagram')
      await house.sim('POST', '/simulator/faults', { on, kind: 'graph', ...fault })
      const refused = await connect(made)
      expect([on, refused.status, refused.body.error.code]).toEqual([on, status, code])
      expect(refused.body.error.message).toMatch(words)
      expect(refused.body.error.message).not.toContain('automatically')
      await house.sim('DELETE', '/simulator/faults')
      expect((await connect(made)).status).toBe(201)
    }
  })

  test.each([
    [4, 429, 'rate_limited'],
    [2, 502, 'platform_unreachable'],
    [10, 400, 'permission_missing'],
    [190, 400, 'token_rejected'],
  ])('reading posts for the picker: %i is told as what it is too', async (code, status, expected) => {
    const shop = await openShop(house)
    await house.sim('POST', '/simulator/faults', { on: '/media', kind: 'graph', code })
    const refused = await house.api<Refusal>('GET', `/api/accounts/${shop.accountId}/media`)
    expect([refused.status, refused.body.error.code]).toEqual([status, expected])
    expect(refused.body.error.message).not.toContain('automatically')
  })

  test('a token that cannot see the account, or belongs to another, is a refused token', async () => {
    const [mine, other] = [await make('facebook'), await make('facebook')]
    const foreign = await connect({ ...mine, accessToken: other.accessToken }, 'facebook')
    expect([foreign.status, foreign.body.error.code]).toEqual([400, 'token_rejected'])
    expect(foreign.body.error.message).toContain('no such account')
  })
})
