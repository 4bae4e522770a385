import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import type { Contact } from '../../server/contacts/contacts.schemas.ts'
import type { ContactCount, Segment } from '../../server/contacts/segments/segments.schemas.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { startHouse, type House } from '../support/startHouse.ts'

describe('segments', () => {
  let house: House
  let shop: NumberShop
  let other: NumberShop
  let workspaceId: string
  const quiet = [
    { about: 'tag', is: 'has', value: 'VIP' },
    { about: 'field', name: 'visits', is: 'above', value: '3' },
  ]
  beforeAll(async () => {
    house = await startHouse()
    shop = await openNumber(house)
    other = await openNumber(house)
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    for (const [name, visits, tags] of [
      ['Ana', '5', ['VIP']],
      ['Bob', '2', ['VIP']],
      ['Cleo', '9', ['VIP', 'new']],
      ['Dora', '7', []],
    ] as const)
      await house.api('POST', '/api/contacts', { name, customFields: { visits }, tags })
  })
  afterAll(() => house?.stop())

  const create = (body: object) => house.api<Segment>('POST', '/api/segments', body)
  const names = async (query: string, api: House['api'] = house.api) =>
    (await api<{ data: Contact[] }>('GET', `/api/contacts?${query}`)).body.data.map((one) => one.name)
  const count = async (query: string, api: House['api'] = house.api) =>
    (await api<ContactCount>('GET', `/api/contacts/count?${query}`)).body
  const limited = async (name: string): Promise<Member> => {
    const member = await addMember(house, name, 'member', workspaceId)
    await house.api('PATCH', `/api/members/${member.id}`, { accountIds: [shop.accountId] })
    return member
  }

  test('are saved, found by name, used by lists, counts and files, changed and deleted', async () => {
    const { status, body: made } = await create({ name: 'Regulars', conditions: quiet })
    expect([status, made.conditions]).toEqual([201, quiet])
    const id = `segmentId=${made.id}`
    expect(await names(id)).toEqual(['Cleo', 'Ana'])
    expect(await names(`${id}&tag=new`)).toEqual(['Cleo'])
    expect(await names(`${id}&q=ana`)).toEqual(['Ana'])
    expect(await count(id)).toEqual({ people: 2, nextCursor: null })
    expect(await count(`${id}&tag=new`)).toEqual({ people: 1, nextCursor: null })
    expect(await count('tag=vip')).toEqual({ people: 3, nextCursor: null })
    expect(await count('')).toEqual({ people: 4, nextCursor: null })
    const file = (await house.api<string>('GET', `/api/contacts/export?${id}`)).body
    expect(['Ana', 'Bob', 'Cleo', 'Dora'].filter((name) => file.includes(name))).toEqual(['Ana', 'Cleo'])

    // Whoever fits is in it from then on.
    await house.api('PATCH', `/api/contacts/${(await house.api<{ data: Contact[] }>('GET', '/api/contacts?q=bob')).body.data[0]!.id}`, {
      customFields: { visits: '4' },
    })
    expect(await names(id)).toEqual(['Cleo', 'Bob', 'Ana'])

    const path = `/api/segments/${made.id}`
    const changed = await house.api<Segment>('PATCH', path, { conditions: [{ about: 'tag', is: 'has_not', value: 'vip' }] })
    expect(changed.body).toMatchObject({ id: made.id, name: 'Regulars' })
    expect(await names(id)).toEqual(['Dora'])
    expect((await house.api<Segment>('PATCH', path, { name: 'Others' })).body.name).toBe('Others')
    await create({ name: 'A first one', conditions: quiet })
    type List = { data: Segment[]; nextCursor: string | null }
    const page = (await house.api<List>('GET', '/api/segments?limit=1')).body
    const next = (await house.api<List>('GET', `/api/segments?limit=1&cursor=${page.nextCursor}`)).body
    expect([...page.data, ...next.data].map((one) => one.name)).toEqual(['A first one', 'Others'])
    expect(next.nextCursor).toBeNull()

    expect((await house.api('DELETE', path)).status).toBe(204)
    for (const gone of [path, `/api/contacts?${id}`, `/api/contacts/count?${id}`, `/api/contacts/export?${id}`])
      expect((await house.api('GET', gone)).status, gone).toBe(404)
    expect((await count('')).people).toBe(4)
  })

  test.each([
    ['1e-99999', ['Dora', 'Cleo', 'Bob', 'Ana']],
    ['0x7', ['Cleo']],
    ['1e3', []],
  ])('compare with the number %s as it is written', async (value, found) => {
    const given = encodeURIComponent(JSON.stringify([{ about: 'field', name: 'visits', is: 'above', value }]))
    expect(await names(`conditions=${given}`)).toEqual(found)
  })

  test('have names that differ in more than case, also when two people save at once', async () => {
    const atOnce = await Promise.all(['Night', 'NIGHT', 'night'].map((name) => create({ name, conditions: quiet })))
    expect(atOnce.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])
    const { body } = await create({ name: 'Day', conditions: quiet })
    expect((await house.api('PATCH', `/api/segments/${body.id}`, { name: ' nIght ' })).status).toBe(409)
    expect((await house.api('PATCH', `/api/segments/${body.id}`, { name: 'DAY' })).status).toBe(200)
  })

  test.each([
    [{ name: 'x' }, 400],
    [{ name: ' ', conditions: quiet }, 400],
    [{ name: 'x', conditions: [] }, 400],
    [{ name: 'x', conditions: [{ about: 'shoe', is: 'red' }] }, 400],
    [{ name: 'x', conditions: Array.from({ length: 21 }, () => quiet[0]) }, 400],
    [{ name: 'x', conditions: [{ about: 'account', is: 'has', value: '019d0000-0000-7000-8000-000000000000' }] }, 404],
  ])('%j is refused', async (body, status) => expect((await create(body)).status).toBe(status))

  test('are walled off: by workspace, and by account where they name one', async () => {
    const everyone = (await create({ name: 'Everyone known', conditions: [{ about: 'added', is: 'within', days: 30 }] })).body
    const ofOther = (await create({ name: 'Of the other', conditions: [{ about: 'account', is: 'has', value: other.accountId }] })).body
    const ofOwn = (await create({ name: 'Of their own', conditions: [{ about: 'account', is: 'has', value: shop.accountId }] })).body
    await shop.write('hello')
    await other.write('hello')
    await house.drain()
    const ben = await limited('Ben')
    const seen = (await ben.api<{ data: Segment[] }>('GET', '/api/segments')).body.data.map((one) => one.id)
    expect(seen).toEqual(expect.arrayContaining([everyone.id, ofOwn.id]))
    expect(seen).not.toContain(ofOther.id)
    for (const path of [
      `/api/segments/${ofOther.id}`,
      `/api/contacts?segmentId=${ofOther.id}`,
      `/api/contacts/count?segmentId=${ofOther.id}`,
    ])
      expect((await ben.api('GET', path)).status, path).toBe(404)
    expect(await names(`segmentId=${everyone.id}`, ben.api)).toHaveLength(1)
    expect((await count(`segmentId=${everyone.id}`, ben.api)).people).toBe(1)
    expect((await count(`segmentId=${ofOwn.id}`, ben.api)).people).toBe(1)
    expect((await count(`segmentId=${ofOther.id}`)).people).toBe(1)
    expect((await ben.api('POST', '/api/segments', { name: 'Mine', conditions: quiet })).status).toBe(403)
    expect((await ben.api('PATCH', `/api/segments/${ofOwn.id}`, { name: 'Mine' })).status).toBe(403)
    expect((await ben.api('DELETE', `/api/segments/${ofOwn.id}`)).status).toBe(403)

    const elsewhere = house.deps.newId()
    await addWorkspace(house.deps.databases.system, { id: elsewhere, name: 'Elsewhere', at: house.deps.clock.now() })
    const uma = await addMember(house, 'Uma', 'owner', elsewhere)
    expect((await uma.api<{ data: Segment[] }>('GET', '/api/segments')).body.data).toEqual([])
    expect((await uma.api('GET', `/api/contacts?segmentId=${everyone.id}`)).status).toBe(404)
    expect((await uma.api<ContactCount>('GET', '/api/contacts/count')).body.people).toBe(0)
    for (const [method, body] of [
      ['PATCH', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const)
      expect((await uma.api(method, `/api/segments/${everyone.id}`, body)).status).toBe(404)
    const theirs = [{ about: 'account', is: 'has', value: shop.accountId }]
    expect((await uma.api('POST', '/api/segments', { name: 'Theirs', conditions: theirs })).status).toBe(404)
  })
})
