import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { openShop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// What people read about a business on WhatsApp, changed at the platform and read from it (requirement B8).

type Shown = {
  about: string
  websites: string[]
  category: string
  error?: { code: string; message: string; details?: { path: string; message: string }[] }
}

let house: House
let number: NumberShop
beforeAll(async () => {
  house = await startHouse()
  number = await openNumber(house)
})
afterAll(() => house?.stop())

const path = () => `/api/accounts/${number.accountId}/profile`
const change = (body: object) => house.api<Shown>('PATCH', path(), body)
const whole = {
  about: 'Ceramics by hand',
  address: 'Main Street 1',
  description: 'Cups and plates.',
  email: 'hello@shop.example',
  websites: ['https://shop.example', 'https://blog.example'],
  category: 'RETAIL',
}

test('a profile is read, changed and read back; what is left out stays', async () => {
  expect((await house.api('GET', path())).body).toMatchObject({
    about: '',
    websites: [],
    category: 'UNDEFINED',
    limits: { aboutChars: 139 },
  })
  expect(await change(whole)).toMatchObject({ status: 200, body: whole })
  expect((await change({ about: 'Open again', websites: [], email: '' })).body).toMatchObject({
    ...whole,
    about: 'Open again',
    websites: [],
    email: '',
  })
  const { body } = await house.api<{ data: { text: string }[] }>('GET', '/api/audit?limit=10')
  expect(JSON.stringify(body.data)).toContain('changed the profile of a business')
})

test.each([
  ['about', { about: 'x'.repeat(140) }, 'at most 139'],
  ['address', { address: 'x'.repeat(257) }, 'at most 256'],
  ['description', { description: 'x'.repeat(513) }, 'at most 512'],
  ['email', { email: `${'x'.repeat(60)}@${'y'.repeat(60)}.${'z'.repeat(10)}` }, 'at most 128'],
  ['email', { email: 'nobody' }, 'email'],
  ['websites', { websites: ['https://a.b', 'https://c.d', 'https://e.f'] }, 'at most 2'],
  ['websites', { websites: [`https://${'x'.repeat(250)}.example`] }, 'at most 256'],
  ['websites', { websites: ['javascript:alert(1)'] }, 'URL'],
  ['category', { category: 'PIRATES' }, 'one of'],
])('%s over its limit is refused before the call, at its field', async (field, body, says) => {
  const calls = (await house.sim<{ data: object[] }>('GET', '/simulator/calls')).data.length
  const { status, body: refused } = await change(body)
  expect([status, refused.error?.code]).toEqual([400, 'invalid_input'])
  const [detail] = refused.error!.details!
  expect(detail!.path).toMatch(new RegExp(`^body\\.${field}`))
  expect(detail!.message).toContain(says)
  expect((await house.sim<{ data: object[] }>('GET', '/simulator/calls')).data).toHaveLength(calls)
})

test('what the platform refuses is told at its field, in its words', async () => {
  const fault = {
    on: '/whatsapp_business_profile',
    kind: 'graph',
    times: 1,
    code: 100,
    message: 'Param websites[0] is not a valid URL.',
  }
  await house.sim('POST', '/simulator/faults', { ...fault, accountId: number.numberId })
  const { status, body } = await change({ websites: ['https://shop.example'] })
  expect([status, body.error?.code]).toEqual([400, 'platform_refused'])
  expect(body.error?.details).toEqual([{ path: 'body.websites', message: '(#100) Param websites[0] is not a valid URL.' }])
})

test('Instagram has no such profile', async () => {
  const { accountId } = await openShop(house)
  expect((await house.api('GET', `/api/accounts/${accountId}`)).body).toMatchObject({ hasProfile: false })
  expect(await house.api('GET', `/api/accounts/${accountId}/profile`)).toMatchObject({
    status: 404,
    body: { error: { code: 'no_profile' } },
  })
})

test('a limited member reads the profiles of their accounts alone', async () => {
  const other = await openNumber(house)
  const { body: me } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
  const ben = await addMember(house, 'Ben', 'member', me.workspace.id)
  expect((await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [number.accountId] })).status).toBe(200)
  expect((await ben.api('GET', path())).status).toBe(200)
  expect((await ben.api('GET', `/api/accounts/${other.accountId}/profile`)).status).toBe(404)
})
