import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { belongingOf, tables } from '../../server/platform/belongings/belongings.ts'
import { removeWithBelongings } from '../../server/platform/belongings/removeWithBelongings.queries.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer, leadRule, openShop, type Shop, type Trace } from '../support/openShop.ts'

type Contact = {
  id: string
  username: string | null
  email: string | null
  identifiers: { kind: string; value: string; accountId: string }[]
}

describe('the lead journey', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  async function capture(shop: Shop, options: { first?: string } = {}) {
    await shop.automate(leadRule)
    if (options.first) {
      await shop.write(options.first)
      await house.drain()
      // The platform tells the time of comments in whole seconds.
      await house.moveClock(2_000)
    }
    await shop.comment('price?')
    await house.drain()
    await shop.write('mia@x.com')
    await house.drain()
    expect(await shop.said()).toEqual(["What's your email address?", "Thanks! Here's your reward: https://shop.example/reward"])
    const leads = (
      await house.api<{ data: { email: string; accountId: string; contactId: string; dmStatus: string }[] }>('GET', '/api/leads')
    ).body.data.filter((one) => one.accountId === shop.accountId)
    expect(leads).toMatchObject([{ email: 'mia@x.com', dmStatus: 'sent' }])
    const contacts = (await house.api<{ data: Contact[] }>('GET', '/api/contacts?limit=200')).body.data.filter((one) =>
      one.identifiers.some((each) => each.accountId === shop.accountId),
    )
    const conversations = (
      await house.api<{ data: { contact: { id: string } }[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)
    ).body.data
    expect(conversations.map((one) => one.contact.id)).toEqual(contacts.map((one) => one.id))
    expect(leads[0]!.contactId).toBe(contacts[0]!.id)
    return contacts
  }

  test('through a Facebook login, where the Page speaks for the account', async () => {
    const shop = await openShop(house, { loginType: 'facebook' })
    expect(await capture(shop)).toMatchObject([{ username: 'ana', email: 'mia@x.com' }])
    const { data } = await house.sim<{ data: { path: string }[] }>('GET', '/simulator/calls?last=3')
    expect(data.every((one) => one.path.startsWith('/graph.facebook.com/'))).toBe(true)
  })

  test('of somebody whose message id is another than their commenter id: one contact with both', async () => {
    const shop = await openShop(house, { person: { username: 'mia', name: 'Mia', scopedIds: true } })
    const contacts = await capture(shop)
    expect(contacts).toMatchObject([{ username: 'mia', email: 'mia@x.com' }])
    expect(contacts[0]!.identifiers.map((one) => one.kind).sort()).toEqual(['author', 'scoped'])
  })

  test('of such a person who had written before: the two turn out to be one', async () => {
    const shop = await openShop(house, { person: { username: 'mia', name: 'Mia', scopedIds: true } })
    const contacts = await capture(shop, { first: 'hello, I am new here' })
    expect(contacts).toHaveLength(1)
    expect(contacts[0]!.identifiers).toHaveLength(2)
    const { body } = await house.api<{ data: { text: string }[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=in`)
    expect(body.data.map((one) => one.text)).toEqual(['mia@x.com', 'price?', 'hello, I am new here'])
  })

  test('of somebody who does not follow: the private reply waits among their requests, the journey is the same', async () => {
    const shop = await openShop(house, { person: { username: 'leo', name: 'Leo', follows: false } })
    await shop.automate(leadRule)
    await shop.comment('price')
    await house.drain()
    expect(await house.sim('GET', `/simulator/people/${shop.personId}/inbox?accountId=${shop.accountExternalId}`)).toMatchObject({
      folder: 'requests',
    })
  })

  test('an account is removed with all that belongs to it and nothing of another, and a workspace without a rest', async () => {
    const { system } = house.deps.databases
    const count = async (column: string, is: string) => {
      const counts: Record<string, number> = {}
      for (const table of tables.filter((one) => belongingOf(one).columns[column])) {
        const { rows } = await sql<{
          n: number
        }>`select count(*)::integer as n from ${sql.table(table)} where ${sql.ref(column)} = ${is}`.execute(system)
        if (rows[0]!.n) counts[table] = rows[0]!.n
      }
      return counts
    }
    const { data } = (await house.api<{ data: { id: string }[] }>('GET', '/api/accounts')).body
    // The newest, of somebody who gave no address, is neither.
    const [, { id: gone }, { id: stays }] = data as [unknown, { id: string }, { id: string }]
    const before = await count('account_id', stays)
    expect(Object.keys(await count('account_id', gone))).toEqual(
      expect.arrayContaining(['contact_identifiers', 'conversations', 'automations', 'events', 'runs', 'messages', 'attempts', 'leads']),
    )
    await house.api('DELETE', `/api/accounts/${gone}`)
    expect(await count('account_id', gone)).toEqual({})
    expect(await count('account_id', stays)).toEqual(before)

    const [{ id: workspaceId }] = (await system.selectFrom('workspaces').select('id').execute()) as [{ id: string }]
    expect(Object.keys(await count('workspace_id', workspaceId)).length).toBeGreaterThan(15)
    expect(await removeWithBelongings(system, 'workspaces', workspaceId)).toBe(true)
    expect(await count('workspace_id', workspaceId)).toEqual({})
  })
})

describe('numbers and ids that change', () => {
  let house: House
  beforeAll(async () => {
    house = await startHouse()
    await house.sim('PATCH', '/simulator/settings', {
      whatsapp: { deliveredShare: 1, readShare: 0, sentAfterMs: 0, deliveredAfterMs: 0, userIds: true },
    })
  })
  afterAll(() => house?.stop())

  type Contact = { id: string; name: string | null; phone: string | null; identifiers: { accountId: string; value: string }[] }
  const contactsOf = async (accountId: string) =>
    (await house.api<{ data: Contact[] }>('GET', '/api/contacts?limit=200')).body.data.filter((one) =>
      one.identifiers.some((each) => each.accountId === accountId),
    )
  const tell = (shop: NumberShop, field: string, value: object) =>
    house.sim('POST', '/simulator/raw', {
      accountId: shop.numberId,
      body: {
        object: 'whatsapp_business_account',
        entry: [
          {
            id: 'WABA',
            changes: [{ field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: shop.numberId }, ...value } }],
          },
        ],
      },
    })
  let told = 0
  const seconds = () => String(Math.floor(house.deps.clock.now().getTime() / 1000))
  const message = (shop: NumberShop, more: object) =>
    tell(shop, 'messages', { messages: [{ id: `wamid.T${++told}`, timestamp: seconds(), ...more }] })
  const system = (shop: NumberShop, told: object, more: object) =>
    message(shop, { type: 'system', system: { body: 'x', ...told }, ...more })
  const ask = {
    name: 'ask',
    definition: {
      triggers: [{ on: 'message', keywords: ['offer'] }],
      steps: [
        { id: 'ask', type: 'ask', texts: ['Your e-mail?'], answer: 'email' },
        { id: 'save', type: 'save', field: 'email' },
        { id: 'thanks', type: 'message', texts: ['Thank you'] },
      ],
    },
  }

  test.each<[string, (old: string, now: string) => [told: object, more: object]]>([
    ['as it is told today', (old, now) => [{ type: 'user_changed_number', wa_id: now }, { from: old }]],
    ['by the name of older versions', (old, now) => [{ type: 'user_changed_number', new_wa_id: now }, { from: old }]],
    ['in the oldest form', (old, now) => [{ type: 'customer_changed_number', customer: old, wa_id: now }, {}]],
    [
      'with the user ids before and after',
      (old, now) => [{ type: 'user_changed_number', wa_id: now, user_id: 'DE.9', previous_user_id: 'DE.8' }, { from: old }],
    ],
  ])('a new number leads to the same person, with the question that is open: %s', async (_, words) => {
    const shop = await openNumber(house)
    await shop.automate(ask)
    await shop.write('offer')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?'])
    const phone = `4915112${String(340_000 + told)}`
    const there = await shop.meet({ username: `moved${told}`, name: 'Ana', phone: `+${phone}` })
    await system(shop, ...words(shop.phone, phone))
    await house.drain()
    await shop.write('mia@x.com', there)
    await house.drain()
    expect(await shop.said(there)).toEqual(['Thank you'])
    expect(await shop.said()).toEqual(['Your e-mail?'])
    expect(await contactsOf(shop.accountId)).toMatchObject([{ phone: `+${phone}` }])
    const moved = await shop.event({ kind: 'other' })
    const { body } = await house.api<Trace>('GET', `/api/events/${moved.id}/trace`)
    expect(body.steps.map((step) => step.text)).toContain(
      `The person goes by ${phone} from now on. Their conversation goes on there, with an open question and whether they opted out.`,
    )
  })

  test('somebody who opted out stays out under the new number, even when they wrote from it before it was told', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', ['hello'], 'Hi'))
    await shop.write('STOP')
    await house.drain()
    const phone = `4915199${String(100_000 + told)}`
    const there = await shop.meet({ username: `late${told}`, name: 'Ana', phone: `+${phone}` })
    await shop.write('hello', there)
    await house.drain()
    expect(await shop.said(there)).toEqual(['Hi'])
    await system(shop, { type: 'user_changed_number', wa_id: phone }, { from: shop.phone })
    await shop.write('hello again', there)
    await house.drain()
    expect(await shop.said(there)).toEqual(['Hi'])
    expect(await contactsOf(shop.accountId)).toHaveLength(1)
    expect(await shop.event({ text: 'hello again' })).toMatchObject({ outcomeReason: 'opted_out' })
  })

  test('an open question of the newer of two threads is not lost when they turn out to be one', async () => {
    const shop = await openNumber(house)
    await shop.automate(ask)
    await shop.write('hello')
    const phone = `4915188${String(100_000 + told)}`
    const there = await shop.meet({ username: `both${told}`, name: 'Ana', phone: `+${phone}` })
    await shop.write('offer', there)
    await house.drain()
    await system(shop, { type: 'user_changed_number', wa_id: phone }, { from: shop.phone })
    await shop.write('it is leo@x.com', there)
    await house.drain()
    expect(await shop.said(there)).toEqual(['Your e-mail?', 'Thank you'])
  })

  test.each<[string, (shop: NumberShop, old: string, now: string) => Promise<unknown>]>([
    [
      'in a message of the system',
      (shop, old, now) => system(shop, { type: 'user_changed_user_id', user_id: now, previous_user_id: old }, { from_user_id: now }),
    ],
    [
      'in the field of its own',
      (shop, old, now) =>
        tell(shop, 'user_id_update', { user_id_update: [{ user_id: { previous: old, current: now }, timestamp: Number(seconds()) }] }),
    ],
  ])('a user id that changed, told %s', async (_, change) => {
    const shop = await openNumber(house)
    await shop.automate(ask)
    const [old, now] = [`DE.${1000 + told}`, `DE.${5000 + told}`]
    await message(shop, { from_user_id: old, type: 'text', text: { body: 'hello' } })
    await house.drain()
    await change(shop, old, now)
    await message(shop, { from_user_id: now, type: 'text', text: { body: 'hello from another telephone' } })
    await house.drain()
    const contacts = await contactsOf(shop.accountId)
    expect(contacts).toHaveLength(1)
    expect(contacts[0]!.identifiers.map((one) => one.value).sort()).toEqual([old, now])
  })

  test('a form that was filled in keeps its data', async () => {
    const shop = await openNumber(house)
    const nfm_reply = { response_json: '{"size":"L","order":12345678901234567890}', body: 'Sent', name: 'flow' }
    await message(shop, { from: shop.phone, type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } })
    await house.drain()
    const { id } = await shop.event({ text: 'Sent' })
    expect((await house.api(`GET`, `/api/events/${id}`)).body).toMatchObject({ form: { size: 'L', order: '12345678901234567890' } })
  })

  test('a number in its old spelling is kept in today’s; both spellings are one person, and messages go to the id that came', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hi'))
    const there = await shop.meet({ username: 'lupe', name: 'Lupe', phone: '+5215512345678' })
    await shop.write('hola', there)
    await house.drain()
    await message(shop, { from: '525512345678', type: 'text', text: { body: 'otra vez' } })
    await house.drain()
    expect(await contactsOf(shop.accountId)).toMatchObject([{ phone: '+525512345678' }])
    expect(await shop.said(there)).toEqual(['Hi', 'Hi'])
  })
})
