import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../server/contacts/contacts.schemas.ts'
import { addMember } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type List = { data: Contact[]; nextCursor: string | null }

describe('contacts', () => {
  let house: House
  let shop: NumberShop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openNumber(house)
  })
  afterAll(() => house?.stop())

  const add = async (body: object) => {
    const { status, body: added } = await house.api<Contact>('POST', '/api/contacts', body)
    expect(added).toMatchObject({ id: expect.any(String) })
    expect(status).toBe(201)
    return added
  }
  const found = async (query: string) =>
    (await house.api<List>('GET', `/api/contacts?${query}`)).body.data.map((one) => one.name ?? one.phone)
  const read = async (id: string) => (await house.api<Contact>('GET', `/api/contacts/${id}`)).body

  test('a person is added with everything that can be known of them, changed, and found by each of it', async () => {
    const given = {
      name: 'Nora Quinn',
      phone: '0049 170 1234567',
      email: 'Nora@Example.com',
      tags: ['VIP'],
      customFields: { size: 'M', visits: 3, member: true },
      metadata: { crm: { id: 17 }, plan: 'gold' },
      birthday: '9999-02-29',
      language: 'de',
      timeZone: 'Europe/Berlin',
      consents: [{ channel: 'email', state: 'given', wording: 'Yes, write to me' }],
    }
    const nora = await add(given)
    expect(nora).toMatchObject({
      ...given,
      phone: '+491701234567',
      is_birthday_unknown_year: true,
      source: 'api',
      consents: [{ channel: 'email', accountId: null, about: 'messages', state: 'given', source: 'api', wording: 'Yes, write to me' }],
      identifiers: [],
    })
    await add({ name: 'Another', phone: '+49 170 7654321', birthday: '1990-05-17', tags: ['vip'], customFields: { size: 'L' } })
    for (const query of [
      'phone=%2B491701234567',
      'phone=49-170-1234567',
      'email=nora@example.COM',
      'birthday=02-29',
      'tag=vip&field.size=M',
      'field.visits=3',
      'metadata.plan=gold',
      'q=nora%20qu',
      'q=1701234567',
    ])
      expect(await found(query), query).toEqual(['Nora Quinn'])
    expect(await found('tag=VIP')).toEqual(['Another', 'Nora Quinn'])
    expect(await found('birthday=1990-05-17')).toEqual(['Another'])
    const conditions = (...all: object[]) => `conditions=${encodeURIComponent(JSON.stringify(all))}`
    expect(await found(conditions({ about: 'field', name: 'visits', is: 'above', value: '2' }, { about: 'email', is: 'known' }))).toEqual([
      'Nora Quinn',
    ])
    expect((await house.api('GET', `/api/contacts?${conditions({ about: 'height', is: 'above' })}`)).status).toBe(400)
    for (const none of ['email=nora', 'birthday=1991-05-17', 'field.size=XL', 'field.nothing=M', 'tag=nobody', 'channel=messenger'])
      expect(await found(none), none).toEqual([])

    const changed = await house.api<Contact>('PATCH', `/api/contacts/${nora.id}`, {
      email: null,
      customFields: { size: null, visits: 4 },
      birthday: '1988-02-29',
      tags: ['regular'],
      consents: [{ channel: 'email', state: 'withdrawn' }],
    })
    expect(changed.body).toMatchObject({
      name: 'Nora Quinn',
      email: null,
      customFields: { visits: 4, member: true },
      birthday: '1988-02-29',
      is_birthday_unknown_year: false,
      tags: ['regular'],
    })
    expect(changed.body.consents.map((one) => one.state)).toEqual(['withdrawn', 'given'])
    expect((await house.api<Contact>('PATCH', `/api/contacts/${nora.id}`, { is_birthday_unknown_year: true })).body.birthday).toBe(
      '9999-02-29',
    )
  })

  test.each([
    [{}, 'needs a name'],
    [{ name: 'A', birthday: '1990-02-30' }, 'birthday'],
    [{ name: 'A', phone: '12' }, 'phone'],
    [{ name: 'A', email: 'nobody' }, 'email'],
    [{ name: 'A', timeZone: 'Mars/Base' }, 'time zone'],
    [{ name: 'A', customFields: { visits: 'many' } }, 'must be a number'],
    [{ name: 'A', metadata: { long: 'x'.repeat(20_000) } }, '16 kB'],
    [{ name: 'A', surname: 'B' }, 'surname'],
  ])('%j is refused', async (body, why) => {
    const refused = await house.api('POST', '/api/contacts', body)
    expect(refused.status).toBe(400)
    expect(JSON.stringify(refused.body)).toContain(why)
  })

  test('who is added with a number is recognized when they write, in whatever spelling, and nobody else can have it', async () => {
    const phone = { accountId: shop.accountId, kind: 'phone', value: '+52 1 55 1234 5678' }
    const { id } = await add({ name: 'Luz', identifiers: [phone] })
    expect((await read(id)).channels).toEqual(['whatsapp'])
    const again = await house.api<{ error: { code: string } }>('POST', '/api/contacts', {
      name: 'Luz again',
      identifiers: [{ ...phone, value: '+52 55 1234 5678' }],
    })
    expect([again.status, again.body.error.code]).toEqual([409, 'conflict'])
    expect(await found('q=again')).toEqual([])
    await shop.write('hola', await shop.meet({ name: 'Luz M.', phone: '+525512345678' }))
    await house.drain()
    const events = (await house.api<{ data: { contactId?: string; text: string }[] }>('GET', `/api/events?accountId=${shop.accountId}`))
      .body
    expect(events.data[0]!.text).toBe('hola')
    expect(await found('channel=whatsapp')).toEqual(['Luz'])
  })

  test('what an automation saves is a field like any other', async () => {
    await shop.automate({
      ...answer('message', ['fit'], 'What is your size?'),
      definition: {
        triggers: [{ on: 'message', keywords: ['fit'] }],
        steps: [
          { id: 'ask', type: 'ask', texts: ['What is your size?'], answer: 'text' },
          { id: 'save', type: 'save', field: 'shoe_size' },
        ],
      },
    })
    await shop.write('fit')
    await house.drain()
    await shop.write('42')
    await house.drain()
    expect(await found('field.shoe_size=42')).toEqual(['Ana'])
  })

  test('a member limited to an account adds people to it, and to no other', async () => {
    const other = await openNumber(house)
    const { id: workspaceId } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace
    const ben = await addMember(house, 'Ben', 'member', workspaceId)
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [shop.accountId] })
    const of = (accountId: string, value: string) => ({ name: 'Of Ben', identifiers: [{ accountId, kind: 'phone', value }] })
    expect((await ben.api('POST', '/api/contacts', { name: 'Of nobody' })).status).toBe(403)
    expect((await ben.api('POST', '/api/contacts', of(other.accountId, '+49 170 2222222'))).status).toBe(404)
    expect((await ben.api('POST', '/api/contacts', of(shop.accountId, '+49 170 2222222'))).status).toBe(201)
    expect((await ben.api<List>('GET', '/api/contacts?q=of%20ben')).body.data).toHaveLength(1)
    expect((await ben.api<List>('GET', '/api/contacts?email=nora@example.com')).body.data).toEqual([])
  })
})
