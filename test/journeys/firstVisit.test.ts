import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop } from '../support/openShop.ts'

type Refusal = { error: { code: string } }

describe('the first visit', () => {
  let house: House
  let cookie = ''
  const maya = { name: 'Maya', email: 'maya@shop.example', password: 'correct horse battery', workspaceName: 'Maya’s studio' }
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answered = await fetch(house.url + path, {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(cookie ? { cookie } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const cookies = answered.headers.getSetCookie()
    return { status: answered.status, cookies, body: (await answered.json().catch(() => null)) as never }
  }

  test('says that nobody owns this yet and where the phone is', async () => {
    expect((await call('GET', '/api/setup')).body).toEqual({
      ownerExists: false,
      tokenNeeded: false,
      simulator: { on: true, phoneUrl: house.simulatorUrl },
      metaAppConfigured: false,
    })
  })

  test('refuses a short password and a wrong address', async () => {
    expect((await call('POST', '/api/setup/owner', { ...maya, password: 'short' })).status).toBe(400)
    expect((await call('POST', '/api/setup/owner', { ...maya, email: 'maya' })).status).toBe(400)
  })

  test('makes one owner, signed in, with a workspace of their own', async () => {
    const made = await call('POST', '/api/setup/owner', maya)
    expect(made.status).toBe(201)
    const session = made.cookies.find((one) => one.startsWith('autodm.session_token='))!
    expect(session).toMatch(/HttpOnly/i)
    expect(session).toMatch(/SameSite=Lax/i)
    cookie = session.split(';')[0]!
    expect((await call('GET', '/api/me')).body).toMatchObject({
      user: { email: maya.email },
      workspace: { name: maya.workspaceName },
      role: 'owner',
    })
    expect((await call('POST', '/api/setup/owner', { ...maya, email: 'second@shop.example' })).status).toBe(409)
    expect((await call('GET', '/api/setup')).body).toMatchObject({ ownerExists: true })
  })

  test('connects the simulated account and sees a first comment answered', async () => {
    const shop = await openShop(house)
    const { body } = await call('POST', '/api/accounts/simulated', {})
    expect(body).toMatchObject({ id: shop.accountId, status: 'active', simulated: true })
    expect((await call('POST', '/api/automations', { accountId: shop.accountId, ...answer('comment', ['price'], 'Ten') })).status).toBe(201)
    await shop.comment('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect(((await call('GET', '/api/events?kind=comment')).body as { data: object[] }).data).toMatchObject([
      { text: 'price', outcome: 'sent' },
    ])
  })

  test('a page of another site cannot act with the owner’s cookie', async () => {
    const write = (headers: Record<string, string>) => call('PATCH', '/api/workspace', { name: 'Stolen' }, headers)
    expect((await write({ origin: 'https://evil.example' })).body).toMatchObject({ error: { code: 'bad_origin' } } satisfies Refusal)
    expect((await write({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await write({ origin: house.url })).status).toBe(200)
  })

  test('an open page hears of changes by itself', async () => {
    const ending = new AbortController()
    const stream = await fetch(`${house.url}/api/stream`, { headers: { cookie }, signal: ending.signal })
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const shop = await openShop(house)
    await shop.write('hello')
    await house.drain()
    let heard = ''
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      heard += chunk
      if (heard.includes('"events"')) break
    }
    ending.abort()
    expect(heard).toMatch(/event: change\ndata: \{"topics":\[.*"events"/)
  })

  test('strangers cannot sign up; the owner signs out, and in again', async () => {
    const saved = cookie
    cookie = ''
    expect(
      (
        await call(
          'POST',
          '/api/identity/sign-up/email',
          { name: 'Eve', email: 'eve@evil.example', password: 'long enough password' },
          { origin: house.url },
        )
      ).status,
    ).toBeGreaterThanOrEqual(400)
    cookie = saved
    expect((await call('POST', '/api/identity/sign-out', {}, { origin: house.url })).status).toBe(200)
    expect((await call('GET', '/api/me')).status).toBe(401)
    cookie = ''
    expect(
      (await call('POST', '/api/identity/sign-in/email', { email: maya.email, password: 'wrong password' }, { origin: house.url })).status,
    ).toBe(401)
    const again = await call('POST', '/api/identity/sign-in/email', { email: maya.email, password: maya.password }, { origin: house.url })
    expect(again.status).toBe(200)
    cookie = again.cookies.find((one) => one.startsWith('autodm.session_token='))!.split(';')[0]!
    expect((await call('GET', '/api/me')).body).toMatchObject({ user: { email: maya.email } })
  })
})
