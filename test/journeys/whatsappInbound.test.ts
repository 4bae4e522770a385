import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

let house: House
beforeAll(async () => void (house = await startHouse()))
afterAll(() => house?.stop())

const folder = new URL('../../fixtures/whatsapp/', import.meta.url)
const fixture = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8')

/** Posts a body signed, as the platform does, and lets everything happen. */
async function post(shop: NumberShop, body: unknown): Promise<void> {
  const { delivered } = await house.sim<{ delivered?: boolean }>('POST', '/simulator/raw', { accountId: shop.numberId, body })
  expect(delivered ?? true).toBe(true)
  await house.drain()
}

/** A change about the number, as it is delivered. */
const changeOf = (shop: NumberShop, field: string, parts: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: shop.businessId,
      time: nowSeconds(),
      changes: [
        {
          field,
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: shop.numberId },
            ...parts,
          },
        },
      ],
    },
  ],
})
const nowSeconds = () => Math.floor(house.deps.clock.now().getTime() / 1000)

type Conversation = {
  id: string
  contact: { id: string; name: string | null }
  windowUntil: string | null
  botPausedUntil: string | null
  marketingStoppedAt: string | null
  freeUntil: string | null
}
const threads = async (shop: NumberShop) =>
  (await house.api<{ data: Conversation[] }>('GET', `/api/conversations?accountId=${shop.accountId}&limit=200`)).body.data
const trace = async (eventId: string) =>
  (await house.api<{ steps: { stage: string; text: string }[] }>('GET', `/api/events/${eventId}/trace`)).body.steps

describe('every body of the platform’s pages, posted signed', () => {
  /** The kinds of the events that each body becomes, newest last. */
  const kindsOf: Record<string, string[]> = {
    'address-book': ['other'],
    call: ['call'],
    'call-ended': ['call'],
    'call-permission': ['other'],
    'errors-alone': ['account'],
    'form-answered': ['message'],
    history: ['message', 'echo', 'message'],
    'history-refused': ['account'],
    'identity-changed': ['other'],
    'marketing-resumed': ['optin'],
    'marketing-signup': ['optin'],
    'marketing-stopped': ['optin'],
    'message-about-product': ['message'],
    'message-by-number-alone': ['message'],
    'message-by-user-id': ['message'],
    'message-contacts': ['message'],
    'message-document': ['message'],
    'message-edit': ['edit'],
    'message-edit-caption': ['edit'],
    'message-file-too-large': ['message'],
    'message-forwarded': ['message'],
    'message-forwarded-often': ['message'],
    'message-from-ad': ['message'],
    'message-image': ['message'],
    'message-in-group': ['other'],
    'message-location': ['message'],
    'message-order': ['message'],
    'message-own-contact': ['message'],
    'message-reply': ['message'],
    'message-revoked': ['delete'],
    'message-sticker': ['message'],
    'message-text': ['message'],
    'message-unsupported': ['message'],
    'message-unsupported-poll': ['message'],
    'message-video': ['message'],
    'message-voice': ['message'],
    'message-welcome': ['other'],
    'number-changed': ['other'],
    reaction: ['reaction'],
    'reaction-taken-back': ['reaction'],
    'several-numbers': ['message', 'message', 'status'],
    'status-by-user-id': ['status'],
    'status-deleted': ['status'],
    'status-delivered': ['status'],
    'status-free-entry': ['status'],
    'status-old-form': ['status'],
    'status-outside-window': ['status'],
    'status-played': ['status'],
    'status-read': ['status'],
    'status-sent': ['status'],
    'status-undeliverable': ['status'],
    'tap-on-button': ['postback'],
    'tap-on-list': ['postback'],
    'tap-on-template': ['postback'],
    'template-status': ['template_status'],
    'typed-in-app': ['echo'],
    'typed-in-app-edit': ['edit'],
    'typed-in-app-revoke': ['delete'],
    'user-id-changed': ['other'],
  }

  test('there is a body of each', () => {
    expect(
      readdirSync(folder)
        .map((name) => name.replace('.json', ''))
        .toSorted(),
    ).toEqual(Object.keys(kindsOf).toSorted())
  })

  test('each becomes its events, and told twice it is once', async () => {
    const shop = await openNumber(house)
    for (const name of Object.keys(kindsOf)) {
      // Ids of the pages are the same in many of them.
      const text = fixture(name)
        .replaceAll('106540352242922', shop.numberId)
        .replaceAll('102290129340398', shop.businessId)
        .replaceAll('wamid.HBgL', `wamid.${name}.HBgL`)
      for (const _ of ['first', 'again']) await house.sim('POST', '/simulator/raw', { accountId: shop.numberId, body: JSON.parse(text) })
    }
    await house.drain()
    const events = (await house.api<{ data: { key: string; kind: string }[] }>('GET', `/api/events?accountId=${shop.accountId}&limit=200`))
      .body.data
    /** The body that an event came from, where its key has a message; else its kind alone is known. */
    const bodyOf = (key: string) => /wamid\.([a-z-]+)\.HBgL/.exec(key)?.[1]
    const named = Object.groupBy(events, ({ key }) => bodyOf(key) ?? 'about no message')
    const expected = Object.groupBy(Object.entries(kindsOf), ([name]) => (named[name] ? name : 'about no message'))
    for (const [name, bodies] of Object.entries(expected))
      expect([name, named[name]?.map(({ kind }) => kind).toSorted()]).toEqual([name, bodies!.flatMap(([, kinds]) => kinds).toSorted()])
    expect(Object.keys(named).toSorted()).toEqual(Object.keys(expected).toSorted())
    const sharedBy = (name: string) => named[name]![0]
    expect(sharedBy('message-location')).toMatchObject({ location: { latitude: expect.any(Number), longitude: expect.any(Number) } })
    expect(sharedBy('message-own-contact')).toMatchObject({ contacts: [{ name: 'Pablo Morales', origin: 'contact_request' }] })
    expect(sharedBy('message-order')).toMatchObject({ order: { items: [{ id: 'mug-blue', quantity: '2', currency: 'EUR' }] } })
  })

  test('unknown fields, types and objects pass, each with what it was', async () => {
    const shop = await openNumber(house)
    const hologram = { from: shop.phone, id: 'wamid.holo', timestamp: String(nowSeconds()), type: 'hologram', hologram: { a: 1 } }
    await post(shop, changeOf(shop, 'messages', { messages: [hologram], surprises: [{ b: 2 }] }))
    await post(shop, changeOf(shop, 'something_new', { c: 3 }))
    await post(shop, { object: 'whatsapp_of_tomorrow', entry: [{ id: shop.businessId, changes: [] }] })
    expect((await shop.events()).map((event) => [event.kind, event.outcome])).toEqual([
      ['other', 'noted'],
      ['other', 'noted'],
    ])
    expect(JSON.stringify(await house.bodies())).toContain('whatsapp_of_tomorrow')
  })
})

describe('a number that the app on a phone uses too', () => {
  const echo = (shop: NumberShop, id: string, at = nowSeconds()) =>
    changeOf(shop, 'smb_message_echoes', {
      message_echoes: [{ from: '15550783881', to: shop.phone, id, timestamp: String(at), type: 'text', text: { body: 'I am here' } }],
    })

  test('somebody types on the phone: automations pause with that person for an hour, and the trace says why', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello {{text}}'))
    await shop.write('one')
    await house.drain()
    await house.sim('POST', '/simulator/human', { accountId: shop.numberId, personId: shop.personId, text: 'I am here' })
    await house.drain()
    const typed = await shop.event({ kind: 'echo' })
    expect(typed).toMatchObject({ text: 'I am here', outcomeReason: 'echo' })
    expect(await trace(typed.id)).toContainEqual(
      expect.objectContaining({ stage: 'paused_by_hand', text: expect.stringContaining('Automations pause in this conversation until') }),
    )
    await shop.write('two')
    const other = await shop.meet({ name: 'Kim', phone: '+16505559001' })
    await shop.write('three', other)
    await house.drain()
    expect([await shop.said(), await shop.said(other)]).toEqual([['Hello one', 'I am here'], ['Hello three']])
    expect(await shop.event({ text: 'two' })).toMatchObject({ outcome: 'skipped', outcomeReason: 'bot_paused' })
    await house.moveClock(61 * 60_000)
    await shop.write('four')
    await house.drain()
    expect(await shop.said()).toEqual(['Hello one', 'I am here', 'Hello four'])
  })

  test('with somebody who never wrote they pause too; the API lets them go on', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await post(shop, echo(shop, 'wamid.cold'))
    const [thread] = await threads(shop)
    expect(thread).toMatchObject({ windowUntil: null, botPausedUntil: expect.any(String) })
    await shop.write('hi')
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect((await house.api('PATCH', `/api/conversations/${thread!.id}`, { botPausedUntil: null })).body).toMatchObject({
      botPausedUntil: null,
    })
    await shop.write('hi again')
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
  })

  test('told late it pauses from when it was written, and never shorter than before', async () => {
    const shop = await openNumber(house)
    const now = nowSeconds()
    await post(shop, echo(shop, 'wamid.early', now - 2 * 3600))
    expect(await threads(shop)).toMatchObject([{ botPausedUntil: null }])
    await post(shop, echo(shop, 'wamid.now', now))
    const [thread] = await threads(shop)
    await post(shop, echo(shop, 'wamid.before', now - 600))
    expect(await threads(shop)).toMatchObject([{ botPausedUntil: thread!.botPausedUntil }])
  })

  test('imported history is kept, opens no window, and starts nothing', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    const at = nowSeconds() - 60
    const said = (id: string, from: string, text: string) => ({
      from,
      id,
      timestamp: String(at),
      type: 'text',
      text: { body: text },
      history_context: { status: 'READ' },
    })
    const messages = [said('wamid.h1', shop.phone, 'STOP'), said('wamid.h2', '15550783881', 'Fine'), said('wamid.h3', shop.phone, 'price')]
    const history = [{ metadata: { phase: 0, chunk_order: 1, progress: 100 }, threads: [{ id: shop.phone, messages }] }]
    await post(shop, changeOf(shop, 'history', { history }))
    expect((await shop.events()).map((event) => [event.kind, event.text, event.outcomeReason]).toReversed()).toEqual([
      ['message', 'STOP', 'imported'],
      ['echo', 'Fine', 'imported'],
      ['message', 'price', 'imported'],
    ])
    expect(await threads(shop)).toMatchObject([{ windowUntil: null, botPausedUntil: null, optedOutAt: null }])
    expect(await shop.said()).toEqual([])
    // The same message, told again as if it were new.
    const again = { from: shop.phone, id: 'wamid.h3', timestamp: String(at), type: 'text', text: { body: 'price' } }
    await post(shop, changeOf(shop, 'messages', { messages: [again] }))
    expect(await shop.events()).toHaveLength(3)
  })

  test('the address book of the phone names people who are known, and makes nobody a contact', async () => {
    const shop = await openNumber(house)
    const entry = (phone_number: string, full_name: string) => ({
      type: 'contact',
      contact: { full_name, phone_number },
      action: 'add',
      metadata: { timestamp: String(nowSeconds()) },
    })
    const hi = { from: shop.phone, id: 'wamid.hi', timestamp: String(nowSeconds()), type: 'text', text: { body: 'hi' } }
    await post(shop, changeOf(shop, 'messages', { messages: [hi] }))
    await post(
      shop,
      changeOf(shop, 'smb_app_state_sync', { state_sync: [entry(shop.phone, 'Ana of the market'), entry('4915112340099', 'Mum')] }),
    )
    expect((await threads(shop)).map((one) => one.contact.name)).toEqual(['Ana of the market'])
  })
})

describe('one person under several ids', () => {
  type Contact = { id: string; phone: string | null; identifiers: { accountId: string; value: string }[] }
  const contacts = async (shop: NumberShop) =>
    (await house.api<{ data: Contact[] }>('GET', '/api/contacts?limit=200')).body.data.filter((one) =>
      one.identifiers.some(({ accountId }) => accountId === shop.accountId),
    )

  test.each([
    ['Brazil, the 9', '551187654321', '5511987654321'],
    ['Argentina, the 9', '541123456789', '5491123456789'],
    ['Mexico, the 1', '525512345678', '5215512345678'],
  ])('%s: sent to in one spelling and answered in the other, it is one contact and one thread', async (_, dialled, named) => {
    const shop = await openNumber(house)
    const person = await shop.meet({ name: 'Luz', phone: `+${named}` })
    const typed = {
      from: '15550783881',
      to: dialled,
      id: `wamid.to.${dialled}`,
      timestamp: String(nowSeconds()),
      type: 'text',
      text: { body: 'Hola' },
    }
    await post(shop, changeOf(shop, 'smb_message_echoes', { message_echoes: [typed] }))
    await shop.write('Hola, sí', person)
    await house.drain()
    const [luz, ...others] = await contacts(shop)
    expect(others).toEqual([])
    expect(luz!.identifiers.map(({ value }) => value)).toEqual(expect.arrayContaining([dialled, named]))
    expect(await threads(shop)).toHaveLength(1)
    for (const recipientId of [dialled, `+${named}`])
      expect((await house.api('POST', '/api/messages', { accountId: shop.accountId, recipientId, text: 'Gracias' })).status).toBe(201)
    await house.drain()
    expect(await shop.said(person)).toEqual(['Gracias', 'Gracias'])
    // The platform answers with its own spelling of the number; that makes nobody new.
    expect(await contacts(shop)).toHaveLength(1)
  })

  test('known by number, coming back under a user id alone after a change of it: the same contact', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await shop.write('one')
    await house.drain()
    const [before] = await contacts(shop)
    const moved = { type: 'user_changed_user_id', body: 'x', user_id: 'US.99001', previous_user_id: `US.${shop.personId}` }
    const system = { from_user_id: 'US.99001', id: 'wamid.moved', timestamp: String(nowSeconds()), type: 'system', system: moved }
    await post(shop, changeOf(shop, 'messages', { messages: [system] }))
    const hidden = { from_user_id: 'US.99001', id: 'wamid.hidden', timestamp: String(nowSeconds()), type: 'text', text: { body: 'two' } }
    await post(shop, changeOf(shop, 'messages', { contacts: [{ profile: { name: 'Ana' }, user_id: 'US.99001' }], messages: [hidden] }))
    expect((await contacts(shop)).map((one) => one.id)).toEqual([before!.id])
    expect(await threads(shop)).toHaveLength(1)
    expect((await shop.event({ text: 'two' })).outcome).not.toBe('skipped')
  })
})

describe('what a message costs', () => {
  test('is kept with it, whatever order its statuses come in, and summed; a free entry point is told and opens nothing', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 3_600_000_000, deliveredAfterMs: 3_600_000_000 } })
    await shop.write('hi')
    await house.drain()
    type Priced = { id: string; channelMessageId: string; price: unknown }
    const message = async () =>
      (await house.api<{ data: Priced[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=out`)).body.data[0]!
    const { channelMessageId: id } = await message()
    const tell = (status: string, more: object = {}) =>
      post(
        shop,
        changeOf(shop, 'messages', { statuses: [{ id, status, timestamp: String(nowSeconds()), recipient_id: shop.phone, ...more }] }),
      )
    await tell('delivered')
    expect(await message()).toMatchObject({ status: 'delivered', price: null })
    const windowUntil = (await threads(shop))[0]!.windowUntil
    const until = nowSeconds() + 72 * 3600
    await tell('sent', {
      pricing: { billable: true, pricing_model: 'PMP', type: 'free_entry_point', category: 'referral_conversion' },
      conversation: { id: 'c', expiration_timestamp: String(until), origin: { type: 'referral_conversion' } },
    })
    // What is billable follows from the type (meta-platform.md 13.1, row 1.20).
    const free = { category: 'referral_conversion', type: 'free_entry_point', billable: false }
    expect(await message()).toMatchObject({ status: 'delivered', price: free })
    expect(await threads(shop)).toMatchObject([{ freeUntil: new Date(until * 1000).toISOString(), windowUntil }])
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 0, deliveredAfterMs: 0, serviceMessages: 'regular' } })
    await shop.write('again')
    await house.drain()
    type Sum = { accountId: string; category: string; type: string; messages: number; billable: number }
    const { prices } = (await house.api<{ prices: Sum[] }>('GET', '/api/stats')).body
    expect(prices.filter((one) => one.accountId === shop.accountId)).toEqual([
      { accountId: shop.accountId, category: 'referral_conversion', type: 'free_entry_point', messages: 1, billable: 0 },
      { accountId: shop.accountId, category: 'service', type: 'regular', messages: 1, billable: 1 },
    ])
  })

  test('a person who stopped marketing is told by the failure of one message alone, and is kept so', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 3_600_000_000, deliveredAfterMs: 3_600_000_000 } })
    await shop.write('hi')
    await house.drain()
    const [message] = await shop.messages()
    const errors = [{ code: 131050, title: 'Unable to deliver message', error_data: { details: 'The person stopped marketing.' } }]
    const failed = { id: message!.channelMessageId, status: 'failed', timestamp: String(nowSeconds()), recipient_id: shop.phone, errors }
    await post(shop, changeOf(shop, 'messages', { statuses: [failed] }))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { sentAfterMs: 0, deliveredAfterMs: 0 } })
    expect(await shop.messages()).toMatchObject([{ status: 'failed', error: { code: 'marketing_stopped' } }])
    expect(await threads(shop)).toMatchObject([{ marketingStoppedAt: expect.any(String) }])
  })
})

describe('what people agree to', () => {
  const wish = (shop: NumberShop, value: string, more: object = {}) =>
    changeOf(shop, 'user_preferences', {
      user_preferences: [
        { wa_id: shop.phone, category: 'marketing_messages', detail: `User asked: ${value}`, value, timestamp: nowSeconds(), ...more },
      ],
    })
  const consents = async (contactId: string) =>
    (
      await house.api<{ data: { about: string; given: boolean; source: string; text: string; sourceId: string | null }[] }>(
        'GET',
        `/api/contacts/${contactId}/consents`,
      )
    ).body.data

  test('marketing is stopped and allowed again by the platform’s own switch; what they ask is answered all the same', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await shop.write('START')
    await shop.write('STOP')
    await shop.write('START')
    await house.drain()
    await post(shop, wish(shop, 'stop'))
    const [thread] = await threads(shop)
    expect(thread).toMatchObject({ marketingStoppedAt: expect.any(String) })
    expect(await trace((await shop.event({ kind: 'optin' })).id)).toContainEqual(
      expect.objectContaining({ text: 'The person stopped marketing messages. Replies to what they ask go on.' }),
    )
    await shop.write('price?')
    await house.drain()
    expect(await shop.said()).toContain('Hello')
    await house.moveClock(1_000)
    await post(shop, wish(shop, 'signup', { signup_id: '108800' }))
    expect(await threads(shop)).toMatchObject([{ marketingStoppedAt: null }])
    expect(
      (await consents(thread!.contact.id)).map(({ about, given, source, text, sourceId }) => [about, given, source, text, sourceId]),
    ).toEqual([
      ['marketing', true, 'signup', 'User asked: signup', '108800'],
      ['marketing', false, 'platform', 'User asked: stop', null],
      ['messages', true, 'word', 'START', null],
      ['messages', false, 'word', 'STOP', null],
    ])
  })
})

describe('what the platform says of the account', () => {
  const told = (shop: NumberShop, field: string, value: object, time = nowSeconds()) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: shop.businessId, time, changes: [{ field, value }] }],
  })
  type Account = { status: string; statusReason: string | null; told: { topic: string; code: string; text: string; value: unknown }[] }
  const account = async (shop: NumberShop) => (await house.api<Account>('GET', `/api/accounts/${shop.accountId}`)).body

  test('is an event with a sentence, and the latest of each topic is on the account', async () => {
    const shop = await openNumber(house)
    const now = nowSeconds()
    await post(shop, told(shop, 'business_capability_update', { max_daily_conversations_per_business: 'TIER_2K' }, now))
    await post(shop, told(shop, 'business_capability_update', { max_daily_conversations_per_business: 250 }, now - 60))
    await post(shop, told(shop, 'account_review_update', { decision: 'APPROVED' }, now))
    const words = 'WhatsApp lets this business begin conversations with 2000 people in 24 hours. Replies do not count.'
    expect((await account(shop)).told).toEqual([
      expect.objectContaining({ topic: 'messaging_limit', code: 'messaging_limit', value: 2000, text: words }),
      expect.objectContaining({ topic: 'review', code: 'review_approved', value: 'approved' }),
    ])
    expect((await shop.events()).map((event) => [event.kind, event.text])).toContainEqual(['account', words])
  })

  test('where WhatsApp stops the business, its numbers stop, with the reason; replies wait and go out after', async () => {
    const shop = await openNumber(house)
    const sister = await openNumber(house, { businessId: shop.businessId })
    await shop.automate(answer('message', [], 'Hello'))
    await post(shop, told(shop, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }))
    for (const one of [shop, sister])
      expect(await account(one)).toMatchObject({
        status: 'paused',
        statusReason: expect.stringContaining('WhatsApp disabled this business account'),
      })
    await shop.write('hi')
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(1_000)
    await post(shop, told(shop, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }))
    expect((await account(shop)).told).toMatchObject([{ topic: 'ban', code: 'reinstated' }])
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'active' })
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
  })

  test('a stop that comes after it was taken back stops nothing; a number taken away has to be reconnected', async () => {
    const shop = await openNumber(house)
    const now = nowSeconds()
    await post(shop, told(shop, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, now))
    await post(shop, told(shop, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, now - 5))
    expect((await account(shop)).status).toBe('active')
    const gone = { event: 'PARTNER_REMOVED', waba_info: { waba_id: shop.businessId, owner_business_id: '1' } }
    await post(shop, {
      object: 'whatsapp_business_account',
      entry: [{ id: '99', time: now, changes: [{ field: 'account_update', value: gone }] }],
    })
    expect(await account(shop)).toMatchObject({
      status: 'reconnect_needed',
      statusReason: expect.stringContaining('taken away from the app'),
    })
  })

  test('the limit is also read with the check of the account', async () => {
    const shop = await openNumber(house)
    expect((await house.api('GET', `/api/accounts/${shop.accountId}/doctor`)).status).toBeLessThan(300)
    await house.drain()
    expect((await account(shop)).told).toMatchObject([{ topic: 'messaging_limit', value: 250 }])
  })

  test('what names a number by its digits is about that number alone', async () => {
    const shop = await openNumber(house)
    const sister = await openNumber(house, { businessId: shop.businessId })
    const { phone } = (await house.api<{ phone: string }>('GET', `/api/accounts/${shop.accountId}`)).body
    await post(shop, told(shop, 'phone_number_quality_update', { display_phone_number: phone, event: 'FLAGGED' }))
    expect((await account(shop)).told).toMatchObject([{ topic: 'quality', code: 'quality_low', value: 'low' }])
    expect((await account(sister)).told).toEqual([])
  })
})

describe('who may be written to first', () => {
  const template = { name: 'order_confirmation', language: 'en_US' }
  type Waiting = { id: string; conversationId: string; status: string; error: { code: string; text: string } | null; attempts: object[] }

  test('a full limit of the business holds templates to more people, says why, and lets them go after a day', async () => {
    const shop = await openNumber(house)
    const sister = await openNumber(house, { businessId: shop.businessId })
    const tellLimit = (people: number) =>
      house.sim('POST', `/simulator/numbers/${shop.numberId}/tell`, {
        field: 'business_capability_update',
        value: { max_daily_conversations_per_business: people },
      })
    await tellLimit(1)
    for (const one of [shop, sister])
      await house.sim('POST', `/simulator/numbers/${one.numberId}/history`, { personId: one.personId, messages: [{ text: 'old' }] })
    await house.drain()
    const send = async (one: NumberShop) => {
      const [thread] = await threads(one)
      const { status, body } = await house.api<{ id: string }>('POST', '/api/messages', {
        accountId: one.accountId,
        conversationId: thread!.id,
        template,
      })
      expect([status, body]).toEqual([201, expect.objectContaining({ id: expect.any(String) })])
      await house.drain()
    }
    const messages = async (one: NumberShop) =>
      (await house.api<{ data: Waiting[] }>('GET', `/api/messages?accountId=${one.accountId}&direction=out`)).body.data
    await send(shop)
    await send(sister)
    // The limit is of the business, whatever its number. What became of the first is up to the platform.
    expect((await messages(shop))[0]!.attempts).toHaveLength(1)
    expect(await messages(sister)).toMatchObject([
      {
        status: 'pending',
        attempts: [],
        error: { code: 'messaging_limit', text: expect.stringContaining('begin conversations with 1 people in') },
      },
    ])
    await house.moveClock(25 * 3_600_000)
    await house.drain()
    expect((await messages(sister))[0]!.attempts).toHaveLength(1)
  })

  test('while the business may write to nobody first, templates wait until it may', async () => {
    const shop = await openNumber(house)
    const value = {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: nowSeconds() + 7200 }],
    }
    await house.sim('POST', `/simulator/numbers/${shop.numberId}/tell`, { field: 'account_update', value })
    await house.sim('POST', `/simulator/numbers/${shop.numberId}/history`, { personId: shop.personId, messages: [{ text: 'old' }] })
    await house.drain()
    const [thread] = await threads(shop)
    await house.api('POST', '/api/messages', { accountId: shop.accountId, conversationId: thread!.id, template })
    await house.drain()
    const [waiting] = (await house.api<{ data: Waiting[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=out`)).body.data
    expect(waiting).toMatchObject({ status: 'pending', attempts: [], error: { code: 'no_first_messages' } })
    expect(await shop.account()).toMatchObject({ status: 'active' })
    await house.moveClock(2.1 * 3_600_000)
    await house.drain()
    const [sent] = (await house.api<{ data: Waiting[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=out`)).body.data
    expect(sent!.attempts).toHaveLength(1)
  })
})

describe('what the simulator plays', () => {
  const settings = (whatsapp: object) => house.sim('PATCH', '/simulator/settings', { whatsapp })
  const asUsual = { statusOrder: 'in_order', skipsDelivered: false, failsWith: null, readShare: 0, sentAfterMs: 0, deliveredAfterMs: 0 }
  afterEach(() => settings(asUsual))

  test('a changed number, then a hidden one: messages follow, and it stays one person', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await shop.write('one')
    await house.drain()
    await house.sim('POST', `/simulator/people/${shop.personId}/move`, { accountId: shop.numberId, phone: '+16505558801' })
    await house.drain()
    const say = async (text: string) => {
      const [thread] = await threads(shop)
      expect((await house.api('POST', '/api/messages', { accountId: shop.accountId, conversationId: thread!.id, text })).status).toBe(201)
      await house.drain()
    }
    await say('to the new number')
    await house.sim('POST', `/simulator/people/${shop.personId}/move`, { accountId: shop.numberId })
    await house.drain()
    await say('to the user id')
    await shop.write('two')
    await house.drain()
    expect(await shop.said()).toEqual(['one', 'to the new number', 'to the user id', 'two'])
    expect(await threads(shop)).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['the other way round', { statusOrder: 'reversed' }],
    ['each twice', { statusOrder: 'twice' }],
    ['with "delivered" left out', { skipsDelivered: true }],
  ])('statuses %s end at read', async (_, how) => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await settings({ readShare: 1, ...how })
    await shop.write('hi')
    await house.drain()
    await house.moveClock(1_000)
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ status: 'read' }])
    expect(await shop.effects()).toHaveLength(1)
  })

  test('what was typed on the phone, edited and deleted there; history; wishes about marketing; what the platform says', async () => {
    const shop = await openNumber(house)
    const about = { accountId: shop.numberId, personId: shop.personId }
    await house.sim('POST', `/simulator/numbers/${shop.numberId}/history`, {
      ...about,
      messages: [{ text: 'old' }, { text: 'older', byAccount: true }],
    })
    const { id: messageId } = await house.sim<{ id: string }>('POST', '/simulator/human', { ...about, text: 'typed' })
    await house.sim('POST', '/simulator/human', { ...about, messageId, text: 'typed again' })
    await house.sim('POST', '/simulator/human', { ...about, messageId })
    await house.sim('POST', `/simulator/people/${shop.personId}/preferences`, { accountId: shop.numberId, value: 'stop' })
    await house.sim('POST', `/simulator/numbers/${shop.numberId}/tell`, { field: 'security', value: { event: 'PIN_CHANGED' } })
    await house.drain()
    expect(new Set((await shop.events()).map((event) => `${event.kind}: ${event.text}`))).toEqual(
      new Set([
        'account: The PIN of the two-step verification was changed. If you did not do that, look in WhatsApp Manager.',
        'delete: null',
        'echo: older',
        'echo: typed',
        'edit: typed again',
        'message: old',
        'optin: null',
      ]),
    )
    expect(await threads(shop)).toMatchObject([
      { windowUntil: null, botPausedUntil: expect.any(String), marketingStoppedAt: expect.any(String) },
    ])
  })

  test('who comes by an advertisement and is answered costs nothing for 72 hours', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await shop.act({ text: 'hi', ad: { id: '1202' } })
    await house.drain()
    const [thread] = await threads(shop)
    const hours = (new Date(thread!.freeUntil!).getTime() - house.deps.clock.now().getTime()) / 3_600_000
    expect(hours).toBeGreaterThan(71)
    expect(hours).toBeLessThanOrEqual(72)
    expect((await house.api<{ data: object[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=out`)).body.data).toMatchObject(
      [{ price: { category: 'referral_conversion', type: 'free_entry_point', billable: false } }],
    )
  })
})

test('a call opens the window, and is explained', async () => {
  const shop = await openNumber(house)
  await shop.automate(answer('message', [], 'Hello'))
  await shop.act({ call: true })
  await house.drain()
  const [thread] = await threads(shop)
  expect(thread).toMatchObject({ windowUntil: expect.any(String) })
  const calls = (await shop.events()).filter(({ kind }) => kind === 'call')
  expect(calls).toHaveLength(2)
  expect(calls[0]).toMatchObject({ outcome: 'noted', outcomeReason: 'not_answerable' })
  expect(await trace(calls[0]!.id)).toContainEqual(expect.objectContaining({ text: expect.stringContaining('The person called.') }))
  expect(
    (await house.api('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.phone, text: 'You called?' })).status,
  ).toBe(201)
  await house.drain()
  expect(await shop.said()).toEqual(['You called?'])
})
