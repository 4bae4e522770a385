import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeOldMarks } from '../../server/contacts/erasedPeople.queries.ts'
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
    await shop.automate({
      name: 'Greets',
      definition: {
        triggers: [
          { on: 'message', keywords: ['new here'] },
          { on: 'comment', keywords: ['nice'] },
        ],
        steps: [
          { id: 'if', type: 'condition', checks: [{ what: 'field', field: 'text', is: 'contains', value: 'nice' }], otherwise: 'wrote' },
          { id: 'commented', type: 'tag', add: ['commented', 'both'], next: null },
          { id: 'wrote', type: 'tag', add: ['wrote', 'both'], next: null },
          // Never reached: an automation has to say something to go live.
          { id: 'hello', type: 'message', texts: ['Hello'] },
        ],
      },
    })
    await shop.comment('nice')
    await house.drain()
    const contacts = await capture(shop, { first: 'hello, I am new here' })
    expect(contacts).toMatchObject([{ tags: ['both', 'commented', 'wrote'] }])
    expect(contacts).toHaveLength(1)
    expect(contacts[0]!.identifiers).toHaveLength(2)
    const { body } = await house.api<{ data: { text: string }[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=in`)
    expect(body.data.map((one) => one.text)).toEqual(['mia@x.com', 'price?', 'hello, I am new here', 'nice'])
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

type Tag = { id: string; name: string; color: string | null; people: number }
type Tagged = { id: string; username: string | null; tags: string[] }

describe('tags', () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
  })
  afterAll(() => house?.stop())
  const people = async (query: string) =>
    (await house.api<{ data: Tagged[]; nextCursor: string | null }>('GET', `/api/contacts?${query}`)).body
  const tags = async (query = '') => (await house.api<{ data: Tag[]; nextCursor: string | null }>('GET', `/api/tags?${query}`)).body
  const personCalled = async (username: string) => (await people('limit=200')).data.find((one) => one.username === username)!
  const club = {
    name: 'Club',
    definition: {
      triggers: [{ on: 'message', keywords: ['club'] }],
      steps: [
        { id: 'member', type: 'condition', checks: [{ what: 'tag', tag: 'Member', is: 'present' }], otherwise: 'welcome' },
        { id: 'gift', type: 'message', texts: ['Your gift'], next: null },
        { id: 'welcome', type: 'message', texts: ['Welcome'] },
        { id: 'tag', type: 'tag', add: ['Member'], remove: ['Guest'] },
      ],
    },
  }
  const visit = async (by?: string) => {
    await shop.write('club please', by)
    await house.drain()
  }

  test('an automation tags whom it wrote to, and next time they are somebody it knows', async () => {
    const automation = await shop.automate(club)
    await visit()
    expect(await shop.said()).toEqual(['Welcome'])
    const ana = await personCalled('ana')
    expect(ana.tags).toEqual(['Member'])
    const trace = await shop.trace({ text: 'club please' })
    expect(trace.steps.map((one) => one.text)).toEqual(
      expect.arrayContaining([
        'The condition of step “member” does not hold: check 1 of 1 fails (tag “Member”).',
        'Added the tag “Member”.',
        'The person does not have the tag “Guest”.',
      ]),
    )
    await visit()
    expect(await shop.said()).toEqual(['Welcome', 'Your gift'])
    const { body } = await house.api<{ definition: { steps: object[] } }>('GET', `/api/automations/${automation}`)
    expect(body.definition.steps[0]).toEqual({ ...club.definition.steps[0], match: 'all' })
  })

  test('one body full of people who join: each is tagged, with one tag', async () => {
    const joining = await Promise.all(['kim', 'lou', 'max'].map((username) => shop.meet({ username, name: username })))
    for (const person of joining) await shop.write('club', person)
    await house.drain()
    expect((await people('tag=member&limit=200')).data.map((one) => one.username)).toEqual(['max', 'lou', 'kim', 'ana'])
    expect((await tags()).data).toMatchObject([{ name: 'Member', people: 4 }])
  })

  test('people are found by a tag, page by page, and by a word beside it', async () => {
    const all: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof people>> = await people(`tag=MEMBER&limit=1${cursor && `&cursor=${cursor}`}`)
      all.push(...page.data.map((one) => one.username!))
      cursor = page.nextCursor
    }
    expect(all).toEqual(['max', 'lou', 'kim', 'ana'])
    expect((await people('tag=member&q=lou')).data.map((one) => one.username)).toEqual(['lou'])
    expect((await people('tag=nothing')).data).toEqual([])
  })

  test('a person is tagged by hand: known names whatever their case, new ones are made', async () => {
    const ana = await personCalled('ana')
    const { status, body } = await house.api<Tagged>('POST', `/api/contacts/${ana.id}/tags`, {
      add: ['VIP', 'vip ', 'mEMBER'],
      remove: ['Guest'],
    })
    expect([status, body.tags]).toEqual([200, ['Member', 'VIP']])
    expect((await house.api<Tagged>('POST', `/api/contacts/${ana.id}/tags`, { remove: ['member'] })).body.tags).toEqual(['VIP'])
    await visit()
    expect((await shop.said()).at(-1)).toBe('Welcome')
    expect((await personCalled('ana')).tags).toEqual(['Member', 'VIP'])
    expect((await house.api('POST', `/api/contacts/${shop.accountId}/tags`, { add: ['VIP'] })).status).toBe(404)
    expect((await house.api('POST', `/api/contacts/${ana.id}/tags`, { add: [' '] })).status).toBe(400)
  })

  test('a tag that is renamed is still the one that automations name', async () => {
    const member = (await tags('q=memb')).data[0]!
    const renamed = await house.api<Tag>('PATCH', `/api/tags/${member.id}`, { name: 'Friend', color: '#1f8a70' })
    expect(renamed.body).toMatchObject({ id: member.id, name: 'Friend', color: '#1f8a70', people: 4 })
    await visit()
    expect((await shop.said()).at(-1)).toBe('Your gift')
    const pia = await shop.meet({ username: 'pia', name: 'Pia' })
    await visit(pia)
    expect((await personCalled('pia')).tags).toEqual(['Friend'])
    expect((await tags()).data.map((one) => [one.name, one.people])).toEqual([
      ['Friend', 5],
      ['VIP', 1],
    ])
    expect((await people('tag=Member&limit=200')).data).toHaveLength(5)
  })

  test('names that are swapped back and forth by many people at once are changed or refused, and nothing waits for good', async () => {
    const names = ['One', 'Two', 'Three']
    const ids = await Promise.all(names.map(async (name) => (await house.api<Tag>('POST', '/api/tags', { name })).body.id))
    const renames = Array.from({ length: 18 }, (_, i) => house.api('PATCH', `/api/tags/${ids[i % 3]}`, { name: names[(i * 2 + 1) % 3] }))
    expect((await Promise.all(renames)).filter(({ status }) => ![200, 409].includes(status))).toEqual([])
    for (const id of ids) await house.api('DELETE', `/api/tags/${id}`)
  })

  test('a name is given once, and a tag that is deleted is nobody’s', async () => {
    const made = await house.api<Tag>('POST', '/api/tags', { name: '  Summer  sale ' })
    expect([made.status, made.body.name, made.body.people]).toEqual([201, 'Summer sale', 0])
    expect((await house.api<{ error: { code: string } }>('POST', '/api/tags', { name: 'SUMMER SALE' })).body.error.code).toBe('conflict')
    const taken = await house.api<{ error: { code: string } }>('PATCH', `/api/tags/${made.body.id}`, { name: 'vip' })
    expect([taken.status, taken.body.error.code]).toEqual([409, 'conflict'])
    expect((await house.api<Tag>('PATCH', `/api/tags/${made.body.id}`, { name: 'SUMMER sale' })).body.name).toBe('SUMMER sale')
    expect((await tags('limit=2')).data.map((one) => one.name)).toEqual(['Friend', 'SUMMER sale'])
    expect((await tags(`limit=2&cursor=${(await tags('limit=2')).nextCursor}`)).data.map((one) => one.name)).toEqual(['VIP'])

    // U+FDFA is eighteen letters to whoever compares it.
    for (const first of 'ab') expect((await house.api('POST', '/api/tags', { name: first + '\ufdfa'.repeat(59) })).status).toBe(201)
    const page = await tags('limit=1')
    const long = await tags(`limit=1&cursor=${page.nextCursor}`)
    expect([page, long].map(({ data }) => data[0]!.name[0])).toEqual(['a', 'b'])
    for (const { id } of [...page.data, ...long.data]) await house.api('DELETE', `/api/tags/${id}`)
    for (const name of ['\u200b', ' ', '\u0007']) expect((await house.api('POST', '/api/tags', { name })).status).toBe(400)

    const friend = (await tags('q=friend')).data[0]!
    expect((await house.api('DELETE', `/api/tags/${friend.id}`)).status).toBe(204)
    expect((await house.api('DELETE', `/api/tags/${friend.id}`)).status).toBe(404)
    expect((await personCalled('ana')).tags).toEqual(['VIP'])
    await visit()
    // The old name means no tag any more, so the automation makes it anew.
    expect([(await shop.said()).at(-1), (await personCalled('ana')).tags]).toEqual(['Welcome', ['Member', 'VIP']])
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
      `The person is now known as ${phone}. Their conversation continues there, with an open question and their opt-out.`,
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

  test('somebody who opted out and was erased comes back opted out, however late; the erase says what it keeps', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', ['hello'], 'Hi'))
    const other = await shop.meet({ username: `kept${told}`, name: 'Kim', phone: `+4915188${String(100_000 + told)}` })
    for (const person of [shop.personId, other]) await shop.write(person === other ? 'hello' : 'STOP', person)
    await house.drain()
    const mark = { what: 'opt_out_mark', text: expect.stringContaining('suppression') as string }
    const people = (
      await house.api<{ data: { id: string; contact: { id: string }; optedOutAt: string | null }[] }>(
        'GET',
        `/api/conversations?accountId=${shop.accountId}`,
      )
    ).body.data
    for (const { contact, optedOutAt } of people) {
      const kept = optedOutAt ? [mark] : []
      expect((await house.api('GET', `/api/contacts/${contact.id}/export`)).body).toMatchObject({ keptWhenErased: kept })
      const erased = await house.api('POST', `/api/contacts/${contact.id}/erase`)
      expect([erased.status, erased.body]).toEqual(optedOutAt ? [200, { kept }] : [204, expect.anything()])
    }
    expect(people.map(({ optedOutAt }) => String(optedOutAt !== null)).toSorted()).toEqual(['false', 'true'])
    // Marks go after thirty days; that somebody opted out does not.
    while (await removeOldMarks(house.deps.databases.system, new Date(house.deps.clock.now().getTime() + 86_400_000)));
    await house.moveClock(60_000)
    for (const person of [shop.personId, other]) await shop.write('hello', person)
    await house.drain()
    expect([await shop.said(), await shop.said(other)]).toEqual([[], ['Hi', 'Hi']])
    const [back] = (await shop.events()).filter((event) => event.outcomeReason === 'opted_out')
    const { steps } = (await house.api<Trace>('GET', `/api/events/${back!.id}/trace`)).body
    expect(steps.map(({ text }) => text)).toContain('The person had opted out before they were erased. They are opted out still.')
    const list = (await house.api<{ data: { at: string }[] }>('GET', `/api/opt-outs?accountId=${shop.accountId}`)).body.data
    const since = people.find(({ optedOutAt }) => optedOutAt)!.optedOutAt
    expect(list).toMatchObject([{ how: 'before_erase', source: null, reason: null, actorId: null, at: since }])
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
