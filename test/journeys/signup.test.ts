import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startLogin } from '../../server/accounts/startLogin.ts'
import type { Principal } from '../../server/auth/access.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { addMember } from '../support/addMember.ts'
import { loginsOf, openLogins, visit, type Account, type Results } from '../support/openLogins.ts'
import { openNumber } from '../support/openNumber.ts'
import { answer } from '../support/openShop.ts'
import type { House } from '../support/startHouse.ts'

type Number = { id: string; wabaId: string; phone: string; accessToken: string }
type Registration = { registered: boolean; pin: string | null }

// WhatsApp numbers by embedded signup and by a token.
let house: House
beforeAll(async () => void ({ house } = await openLogins()))
afterAll(() => house?.stop())

const { consent, login, idIn, account, calls, subscribedTo, offersOf, choose } = loginsOf(() => house)
const newNumber = (name: string, more: object = {}) =>
  house.sim<Number>('POST', '/simulator/accounts', { channel: 'whatsapp', name, ...more })
const change = (number: Number, what: object) => house.sim<Registration>('PATCH', `/simulator/numbers/${number.id}`, what)
const share = (number: Number, decision: unknown = 'grant') => house.sim('POST', '/simulator/consent', { decision, accountId: number.id })
const pick = (...numbers: Number[]) => numbers.map(({ id }) => ({ channel: 'whatsapp', externalId: id }))
/** The business forgets what it shared, as in another business. */
const anotherBusiness = () => house.sim('POST', '/simulator/businesses', {})
beforeEach(() => anotherBusiness())

describe('embedded signup', () => {
  test('one number: consent, code, token of a system user; registered, subscribed, and its messages are answered', async () => {
    const number = await newNumber('Maya Studio', { registered: false })
    await share(number)
    const begun = await visit(`${house.url}/api/auth/whatsapp/connect?return=/settings`)
    const asked = new URL(begun.to).searchParams
    expect([asked.get('config_id'), asked.get('response_type'), asked.get('scope')]).toEqual(['990000000000002', 'code', null])
    const end = await visit((await visit(begun.to, {})).to)
    expect(end.to).toMatch(/^\/settings\?connected=[0-9a-f-]{36}$/)
    const found = await account(idIn(end.to))
    expect(found).toMatchObject({
      channel: 'whatsapp',
      externalId: number.id,
      name: 'Maya Studio',
      phone: expect.stringMatching(/^\+\d/),
      status: 'active',
      tokenKind: 'system_user',
      tokenExpiresAt: null,
      abilities: [{ name: 'messages', can: true, missing: [] }],
    })
    const { registered, pin } = await change(number, {})
    expect([registered, pin]).toEqual([true, expect.stringMatching(/^\d{6}$/)])
    expect(await subscribedTo(number.id)).toContain('messages')

    await house.api('POST', '/api/automations', { accountId: found.id, is_active: true, ...answer('message', ['price'], 'It is 20.') })
    const person = await house.sim<{ id: string }>('POST', '/simulator/people', { name: 'Ana', phone: '+16505551234' })
    const write = () => house.sim('POST', '/simulator/messages', { accountId: number.id, personId: person.id, text: 'price' })
    const said = async () =>
      (
        await house.sim<{ data: { from: string; text: string }[] }>('GET', `/simulator/people/${person.id}/inbox?accountId=${number.id}`)
      ).data
        .filter(({ from }) => from === number.id)
        .map(({ text }) => text)
    await write()
    await house.drain()
    expect(await said()).toEqual(['It is 20.'])

    // Disconnected: no events, no token, the history stays; the same number goes on afterwards, with the PIN that it has.
    const { body } = await house.api<Account>('POST', `/api/accounts/${found.id}/disconnect`)
    expect([body.status, body.left]).toEqual(['disconnected', expect.stringContaining('business settings')])
    expect(await subscribedTo(number.id)).toEqual([])
    expect((await house.api<{ data: object[] }>('GET', `/api/events?accountId=${found.id}`)).body.data.length).toBeGreaterThan(0)
    await change(number, { registered: false })
    expect(idIn(await login('whatsapp'))).toBe(found.id)
    expect(await change(number, {})).toMatchObject({ registered: true, pin })
    await write()
    await house.drain()
    expect(await said()).toHaveLength(2)
  })

  test('several numbers are offered, with what is connected already; each chosen one is an account', async () => {
    const first = await newNumber('First')
    await share(first)
    const firstId = idIn(await login('whatsapp'))
    const second = await newNumber('Second')
    const third = await newNumber('Third', { wabaId: second.wabaId })
    await share(second)
    const connection = idIn(await login('whatsapp'), 'connection')
    const { data } = await offersOf(connection)
    expect(new Map(data.map(({ name, accountId }) => [name, accountId]))).toEqual(
      new Map([
        ['First', firstId],
        ['Second', null],
        ['Third', null],
      ]),
    )
    expect(data.find(({ name }) => name === 'Second')?.phone).toMatch(/^\+\d/)
    const { body } = await choose(connection, pick(second, third))
    expect(body.data.map(({ error }) => error)).toEqual([null, null])
    expect(await subscribedTo(third.id)).toContain('messages')
    // One of two numbers of a business account leaves: the other still needs its events.
    const [one, two] = body.data.map((result) => result.account!.id)
    expect((await house.api<Account>('POST', `/api/accounts/${one}/disconnect`)).body.left).toBeNull()
    expect(await subscribedTo(third.id)).toContain('messages')
    await house.api('POST', `/api/accounts/${two}/disconnect`)
    expect(await subscribedTo(third.id)).toEqual([])
  })

  test('a number with two-step verification is not connected without its PIN, and is with it', async () => {
    const number = await newNumber('Careful', { registered: false, pin: '246810' })
    await share(number)
    const connection = idIn(await login('whatsapp'), 'connection')
    const [refused] = (await choose(connection, pick(number))).body.data
    expect(refused).toMatchObject({ account: null, error: { code: 'pin_wrong', message: expect.stringContaining('WhatsApp Manager') } })
    const [made] = (await choose(connection, [{ ...pick(number)[0]!, pin: '246810' }])).body.data
    expect(made).toMatchObject({ error: null, account: { status: 'active', connectionId: connection } })
    const { rows } = await sql<{ text: string }>`select row_to_json(a)::text as text from audit a`.execute(house.deps.databases.system)
    expect(JSON.stringify(rows)).not.toContain('246810')
  })

  test('an unverified number, and one of the WhatsApp Business app: the one says what to do, the other is not registered', async () => {
    const number = await newNumber('Fresh', { registered: false, verified: false })
    await share(number)
    const connection = idIn(await login('whatsapp'), 'connection')
    expect((await choose(connection, pick(number))).body.data[0]?.error?.message).toMatch(/not verified. Verify it in WhatsApp Manager/)
    await anotherBusiness()
    const shared = await newNumber('On the phone', { registered: false, onBizApp: true })
    await share(shared)
    const before = (await calls('/register')).length
    expect(await login('whatsapp')).toContain('connected=')
    expect((await calls('/register')).length).toBe(before)
  })

  test('refused, granted in part, granted', async () => {
    const number = await newNumber('Shy')
    await share(number, 'deny')
    expect(await login('whatsapp', '?return=/settings')).toBe('/settings?error=access_denied&login=whatsapp')
    // Without the permission to manage them no number can be listed.
    await share(number, ['whatsapp_business_messaging'])
    const connection = idIn(await login('whatsapp'), 'connection')
    const { data, connection: shown } = await offersOf(connection)
    expect([data, shown.missingScopes]).toEqual([[], ['whatsapp_business_management']])
    await share(number, ['whatsapp_business_management'])
    const id = idIn(await login('whatsapp'))
    const messages = { name: 'messages', can: false, missing: ['whatsapp_business_messaging'] }
    expect((await account(id)).abilities).toMatchObject([messages])
    await share(number)
    expect(idIn(await login('whatsapp', `?account=${id}&again=true`))).toBe(id)
    expect((await account(id)).abilities).toMatchObject([{ can: true }])
  })

  test.each<[string, (back: string) => string | Promise<string>, string]>([
    ['a code that is older than thirty seconds', async (back) => (await house.moveClock(31_000), back), 'code_rejected'],
    ['a state that is made up', (back) => back.replace(/state=[^&#]*/, `state=${'A'.repeat(43)}`), 'login_state'],
    ['a state of another login', (back) => back.replace('/whatsapp/', '/facebook/'), 'login_state'],
    ['a code that is made up', (back) => back.replace(/code=[^&#]*/, 'code=AQBnone'), 'code_rejected'],
  ])('%s connects nothing', async (_, changed, code) => {
    await share(await newNumber('Nobody'))
    const accounts = async () => (await house.api<{ data: object[] }>('GET', '/api/accounts?limit=200')).body.data.length
    const before = await accounts()
    expect((await visit(await changed(await consent('whatsapp')))).to).toContain(`error=${code}`)
    expect(await accounts()).toBe(before)
  })

  test('a state works once, and another person cannot use it', async () => {
    await share(await newNumber('Once'))
    const back = await consent('whatsapp')
    expect((await visit(back)).to).toContain('connected=')
    expect((await visit(back)).to).toContain('error=login_state')
    const second = house.deps.newId()
    await addWorkspace(house.deps.databases.system, { id: second, name: 'Other', at: house.deps.clock.now() })
    const zoe = await addMember(house, 'Zoe', 'owner', second)
    expect((await visit(await consent('whatsapp'), { cookie: zoe.cookie })).to).toContain('error=login_state')
    // The number is connected in one workspace of the instance alone.
    const hers = idIn(await login('whatsapp', '', { cookie: zoe.cookie }), 'connection')
    const { data } = (await zoe.api<{ data: { channel: string; externalId: string }[] }>('GET', `/api/connections/${hers}/offers`)).body
    const wanted = { accounts: data.map(({ channel, externalId }) => ({ channel, externalId })) }
    expect((await zoe.api<Results>('POST', `/api/connections/${hers}/accounts`, wanted)).body.data[0]?.error?.code).toBe('conflict')
  })

  test('without its configuration the login is not possible, and the setting is named', async () => {
    type List = { data: { name: string; available: boolean; missing: string | null }[] }
    const missing = async () => (await house.api<List>('GET', '/api/logins')).body.data.map(({ name, missing }) => [name, missing])
    expect((await missing()).every(([, setting]) => setting === null)).toBe(true)
    const posts = await house.api<{ data: { name: string; bringsPosts: boolean }[] }>('GET', '/api/logins')
    expect(posts.body.data.filter((one) => one.bringsPosts).map(({ name }) => name)).toEqual(['instagram', 'facebook'])
    const { config } = house.deps
    const app = { id: '1', secret: 'a secret of sixteen' }
    const real = {
      ...config,
      metaAppConfigured: true,
      apps: { instagram: null, facebook: app },
      loginConfigs: { signup: null, pages: null },
    }
    const wish = { provider: 'whatsapp', returnTo: '/settings', account: null, again: false }
    const begun = startLogin({ ...house.deps, config: real }, { accountIds: null } as Principal, wish, house.url)
    await expect(begun).rejects.toMatchObject({ code: 'login_not_configured', message: expect.stringContaining('META_LOGIN_CONFIG_ID') })
  })

  test('two hundred days later its token still works; once it is revoked the number stops, and others go on', async () => {
    const [number, other] = [await newNumber('Long'), await openNumber(house)]
    await share(number)
    const id = idIn(await login('whatsapp'))
    const guard = async () => {
      await jobHandlers(house.deps).check_tokens.run({} as Job, new AbortController().signal)
      await house.drain()
    }
    for (let days = 0; days < 200; days += 50) {
      await house.moveClock(50 * 86_400_000)
      await guard()
    }
    expect(await account(id)).toMatchObject({ status: 'active', tokenExpiresAt: null, tokenKind: 'system_user' })
    await house.sim('POST', '/simulator/tokens/revoke', { accountId: number.id, subcode: 458 })
    await house.moveClock(86_400_000)
    await guard()
    expect(await account(id)).toMatchObject({ status: 'reconnect_needed', statusReason: expect.stringContaining('removed the app') })
    expect((await account(other.accountId)).status).toBe('active')
    expect(idIn(await login('whatsapp', `?account=${id}`))).toBe(id)
    expect((await account(id)).status).toBe('active')
  })
})

describe('a pasted token', () => {
  const connect = (number: Number, more: object = {}) =>
    house.api<Account & { error?: { code: string; message: string } }>('POST', '/api/accounts', {
      channel: 'whatsapp',
      externalId: number.id,
      name: 'Pasted',
      accessToken: number.accessToken,
      ...more,
    })
  const refusal = async (number: Number, more: object = {}) => {
    const { status, body } = await connect(number, more)
    return [status, body.error?.code, body.error?.message]
  }

  test('the business account above the number is found, the number registered, the app subscribed', async () => {
    const number = await newNumber('By token', { registered: false })
    const { status, body } = await connect(number)
    expect([status, body.phone]).toEqual([201, expect.stringMatching(/^\+\d/)])
    expect(await change(number, {})).toMatchObject({ registered: true })
    expect(await subscribedTo(number.id)).toContain('messages')
    const { rows } = await sql`select business_id from accounts where id = ${body.id}`.execute(house.deps.databases.system)
    expect(rows).toEqual([{ business_id: number.wabaId }])
  })

  test('what is wrong is told with what to do', async () => {
    const number = await newNumber('Wrong', { registered: false, pin: '135790' })
    expect(await refusal(number, { accessToken: 'EAAnone' })).toEqual([400, 'token_rejected', expect.stringContaining('create a new one')])
    const other = await newNumber('Other')
    expect(await refusal(number, { accessToken: other.accessToken })).toEqual([400, 'token_rejected', expect.stringContaining('id')])
    expect(await refusal(number, { wabaId: other.wabaId })).toEqual([400, 'platform_refused', expect.stringContaining(number.wabaId)])
    expect(await refusal(number)).toEqual([400, 'pin_wrong', expect.stringContaining('Two-step verification')])
    await house.sim('POST', '/simulator/tokens/withdraw', { accountId: number.id, permission: 'whatsapp_business_management' })
    expect(await refusal(number, { pin: '135790' })).toEqual([400, 'permission_missing', expect.stringContaining('permission')])
    const { accessToken } = await house.sim<Number>('POST', '/simulator/tokens/renew', { accountId: number.id })
    expect((await connect(number, { pin: '135790', accessToken })).status).toBe(201)
  })
})
