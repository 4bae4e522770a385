import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { messengerKinds } from '../support/messengerKinds.ts'
import { missedEventsOf } from '../support/missedEvents.ts'
import { answer, leadRule, openShop, type Shop } from '../support/openShop.ts'
import { simulatedSecret } from '../support/signRequest.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// Messenger whole: what people do on a Page is heard, answered and shown, as on Instagram.

let house: House
beforeAll(async () => void (house = await startHouse()))
afterEach(() => house.sim('DELETE', '/simulator/faults'))
afterAll(() => house?.stop())

const openOnPage = () => openShop(house, { channel: 'messenger' })

/** A call of the owner at the platform, beside this product. */
async function graph<T = Record<string, unknown>>(shop: Shop, method: string, at: string, body?: object): Promise<T> {
  const response = await fetch(`${house.simulatorUrl}/graph.facebook.com/v27.0/${at}`, {
    method,
    headers: { authorization: `Bearer ${shop.accessToken}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const json = (await response.json()) as T
  if (!response.ok) throw new Error(`${at}: ${JSON.stringify(json)}`)
  return json
}
const byHand = (shop: Shop, personId: string, more: object, api: House['api'] = house.api) =>
  api<{ id: string; error?: { message: string } }>('POST', '/api/messages', {
    accountId: shop.accountId,
    recipientId: personId,
    ...more,
  })

// First, while the house has one account: a check reads every account there is.
describe('comments and messages that no webhook told of', () => {
  test('are read back and answered once; answered and hidden ones are not', async () => {
    const { passAndCheck, missedOf, dropWebhooks } = missedEventsOf(house)
    const shop = await openOnPage()
    await shop.automate(answer('comment', ['price'], 'It is 20 €.'))
    await shop.automate(answer('message', ['price'], 'It is 20 €.'))
    await house.drain()
    await passAndCheck(shop, 1)
    await dropWebhooks()
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => shop.meet({ username: `lost.${name}` })))
    const [a, b, c, d] = people as [string, string, string, string]
    await shop.comment('price?', a)
    await shop.write('price?', b)
    const hidden = await shop.comment('price!!', c)
    await graph(shop, 'POST', hidden, { is_hidden: true })
    const answered = await shop.comment('price, please', d)
    await graph(shop, 'POST', `${shop.accountExternalId}/messages`, { recipient: { comment_id: answered }, message: { text: 'By hand' } })
    await house.drain()
    expect(await shop.events()).toEqual([])
    await house.sim('DELETE', '/simulator/faults')
    await passAndCheck(shop, 2)
    expect(await Promise.all([a, b, c].map((person) => shop.said(person)))).toEqual([['It is 20 €.'], ['It is 20 €.'], []])
    expect(await shop.said(d)).toEqual(['By hand'])
    const found = Object.fromEntries((await missedOf(shop)).map(({ text, outcomeReason }) => [text, outcomeReason]))
    expect(found).toEqual({ 'price?': null, 'price!!': 'comment_hidden', 'price, please': 'answered_by_hand' })
    await passAndCheck(shop, 1)
    expect(await shop.said(a)).toHaveLength(1)
  })
})

describe('a follower comments the keyword under a post of the Page', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openOnPage()
    await shop.automate(leadRule)
  })

  test('and gets one private reply, and then one public reply', async () => {
    await shop.comment('PRICE please')
    await house.drain()
    expect(await shop.effects()).toEqual([
      { kind: 'message', text: "What's your email address?" },
      { kind: 'comment_reply', text: 'Sent you a DM!' },
    ])
  })

  test('leaves an address: one lead, the reward, and every event explained', async () => {
    await shop.write("it's ana@x.com thanks")
    await house.drain()
    expect((await shop.said()).at(-1)).toBe("Thanks! Here's your reward: https://shop.example/reward")
    const { body } = await house.api<{ data: object[] }>('GET', `/api/leads?accountId=${shop.accountId}`)
    expect(body.data).toMatchObject([{ email: 'ana@x.com', accountId: shop.accountId }])
    expect((await shop.trace({ kind: 'comment', text: 'PRICE please' })).automations).toMatchObject([{ matched: true }])
  })

  test('what was delivered and read is shown, and never goes back', async () => {
    const statuses = async () => (await shop.messages()).filter(({ kind }) => kind !== 'public_reply').map(({ status }) => status)
    expect(new Set(await statuses())).toEqual(new Set(['delivered']))
    const own = (await shop.inbox()).filter(({ from }) => from === shop.accountExternalId)
    await house.sim('POST', `/simulator/messages/${own.at(-1)!.id}/read`)
    await house.drain()
    expect(new Set(await statuses())).toEqual(new Set(['read']))
    // A delivery that comes late: the message stays read.
    const delivery = {
      sender: { id: shop.personId },
      recipient: { id: shop.accountExternalId },
      timestamp: house.deps.clock.now().getTime(),
    }
    await post({ ...delivery, delivery: { mids: [own[0]!.id], watermark: house.deps.clock.now().getTime() } }, shop.accountExternalId)
    await house.drain()
    expect(new Set(await statuses())).toEqual(new Set(['read']))
  })

  test('its own reply and its own posts start nothing', async () => {
    const before = (await shop.messages()).length
    const [, comment] = (await house.sim<{ data: { id: string }[] }>('GET', `/simulator/media/${shop.mediaId}/comments`)).data
    await graph(shop, 'POST', `${comment!.id}/comments`, { message: 'price, as the Page itself' })
    await house.drain()
    expect(await shop.messages()).toHaveLength(before)
    expect(await shop.event({ kind: 'comment', text: 'price, as the Page itself' })).toMatchObject({ outcomeReason: 'own' })
  })
})

/** Posts an element of a conversation of a Page, or a whole payload, as the platform signs it. */
async function post(given: object, pageId?: string): Promise<Response> {
  const payload = pageId ? { object: 'page', entry: [{ id: pageId, time: Date.now(), messaging: [given] }] } : given
  const body = JSON.stringify(payload)
  return fetch(`${house.url}/api/webhooks/meta`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHmac('sha256', await simulatedSecret(house))
        .update(body)
        .digest('hex')}`,
    },
  })
}

describe('every body that the platform documents of a Page', () => {
  const folder = path.resolve(import.meta.dirname, '../../fixtures/page')
  const kinds: Record<string, string> = {
    'comment-edited': 'edit',
    'comment-removed': 'delete',
    'comment-hidden': 'other',
    echo: 'echo',
    'echo-by-hand': 'echo',
    delivery: 'delivered',
    read: 'read',
    'message-deleted': 'delete',
    'message-edit': 'edit',
    reaction: 'reaction',
    postback: 'postback',
    referral: 'referral',
    optin: 'optin',
    'optin-notification': 'optin',
    'standby-postback': 'postback',
    'standby-referral': 'referral',
    'template-status': 'template_status',
    'policy-enforcement': 'account',
  }
  const kindOf = (name: string) =>
    kinds[name] ?? (name.startsWith('comment') ? 'comment' : name.startsWith('message') || name === 'standby' ? 'message' : 'other')
  const names = readdirSync(folder)
    .map((file) => file.replace('.json', ''))
    .filter((name) => !name.startsWith('lead'))

  test('is answered 200, is the right event, and twice is once', async () => {
    const shop = await openOnPage()
    for (const name of names) {
      // The same ids in each, so each is a body of a Page of its own: only this one's id is of an account.
      const text = readFileSync(path.join(folder, `${name}.json`), 'utf8').replaceAll('1234567890321', shop.accountExternalId)
      const payload = JSON.parse(
        text.replaceAll('m_AG5Hz2', `m_${name}`).replaceAll('903438993085259', `9${names.indexOf(name)}`),
      ) as object
      expect((await post(payload)).status).toBe(200)
      expect((await post(payload)).status).toBe(200)
    }
    await house.drain()
    const seen = (await shop.events()).map(({ kind }) => kind).toSorted()
    expect(seen).toEqual(names.map(kindOf).toSorted())
  })
})

test('every kind of message reaches the platform in the form that it documents', async () => {
  const shop = await openOnPage()
  const mid = await shop.write('hello')
  await house.drain()
  const to = (await shop.event({ kind: 'message' })).sender.id!
  await graph(shop, 'POST', `${shop.accountExternalId}/message_templates`, {
    name: 'order_ready',
    category: 'UTILITY',
    language: 'en_US',
    components: [{ type: 'BODY', text: 'Your order {{1}} is ready.', example: { body_text: [['7']] } }],
  })
  await house.moveClock(60_000)
  const kinds = messengerKinds(mid)
  for (const { given } of kinds) expect(await byHand(shop, to, given)).toMatchObject({ status: 201 })
  await house.drain()
  type Call = { body: Record<string, unknown>; path: string; status: number }
  const { data } = await house.sim<{ data: Call[] }>('GET', `/simulator/calls?last=${kinds.length * 3}`)
  const made = data.filter(({ path: at }) => at.endsWith('/messages')).slice(-kinds.length)
  expect(made.map(({ status, body }) => ({ status, ...body }))).toEqual(
    kinds.map(({ message, beside }) => ({ status: 200, recipient: { id: to }, messaging_type: 'RESPONSE', ...beside, message })),
  )
})

describe('the window of 24 hours', () => {
  test('after it the API refuses a text and takes a utility template; what a person types goes with HUMAN_AGENT', async () => {
    const shop = await openOnPage()
    await shop.write('hello')
    await house.drain()
    const to = (await shop.event({ kind: 'message' })).sender.id!
    await graph(shop, 'POST', `${shop.accountExternalId}/message_templates`, {
      name: 'order_ready',
      category: 'UTILITY',
      language: 'en_US',
      components: [{ type: 'BODY', text: 'Your order {{1}} is ready.', example: { body_text: [['7']] } }],
    })
    await house.sim('PATCH', '/simulator/settings', { humanAgent: true })
    await house.moveClock(25 * 3_600_000)
    // A program types nothing.
    expect((await byHand(shop, to, { text: 'From a program' })).status).toBe(409)
    const { body: me } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
    const ben = await addMember(house, 'Ben', 'member', me.workspace.id)
    const typed = await byHand(shop, to, { text: 'Sorry for the wait' }, ben.api)
    expect(typed.status).toBe(201)
    await house.drain()
    expect(await shop.said()).toEqual(['Sorry for the wait'])
    const calls = await house.sim<{ data: { body: Record<string, unknown> | null; path: string }[] }>('GET', '/simulator/calls?last=20')
    const sent = calls.data.filter(({ path: at }) => at.endsWith('/messages')).at(-1)!
    expect(sent.body).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })

    await house.moveClock(7 * 24 * 3_600_000)
    const late = await byHand(shop, to, { text: 'Too late' }, ben.api)
    expect([late.status, late.body.error?.message]).toEqual([409, expect.stringContaining('24 hours')])
    const template = (parameters: string[]) => byHand(shop, to, { template: { name: 'order_ready', language: 'en_US', parameters } })
    expect((await template(['42'])).status).toBe(201)
    const wrong = await template([])
    expect(wrong.status).toBe(201)
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Your order 42 is ready.')
    expect((await shop.messages()).find(({ id }) => id === wrong.body.id)).toMatchObject({
      status: 'failed',
      error: { code: 'template_refused' },
    })
  })
})

describe('another app has the thread', () => {
  test('nothing that comes over standby is answered, whatever it is', async () => {
    const shop = await openOnPage()
    await shop.automate(answer('message', [], 'Hello'))
    await shop.automate(answer('postback', [], 'A tap'))
    const now = house.deps.clock.now().getTime()
    const ends = { sender: { id: '2000000000000042' }, recipient: { id: shop.accountExternalId }, timestamp: now }
    const parts = [
      { message: { mid: 'm_standby_1', text: 'price?' } },
      { message: { mid: 'm_standby_2', text: 'Yes', quick_reply: { payload: 'YES' } } },
      { postback: { mid: 'm_standby_3', title: 'Price', payload: 'PRICE' } },
      { referral: { ref: 'promo1', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
      { reaction: { mid: 'm_standby_1', action: 'react', reaction: 'love', emoji: '❤️' } },
      { message: { mid: 'm_standby_1', is_deleted: true } },
    ]
    const standby = parts.map((part) => ({ ...ends, ...part }))
    expect((await post({ object: 'page', entry: [{ id: shop.accountExternalId, time: now, standby }] })).status).toBe(200)
    await house.drain()
    const events = await shop.events()
    expect(events.map(({ outcomeReason }) => outcomeReason)).toEqual(parts.map(() => 'standby'))
    expect(await shop.messages()).toEqual([])
  })

  test('what is written there starts nothing, and sending there says who has it', async () => {
    const shop = await openOnPage()
    await shop.automate(answer('message', ['price'], 'It is 20 €.'))
    await shop.write('hello')
    await house.drain()
    const handOver = (appId: string | null) =>
      house.sim('POST', '/simulator/handover', { accountId: shop.accountExternalId, personId: shop.personId, appId })
    await handOver('263902037430900')
    await shop.write('price?')
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect(await shop.event({ text: 'price?' })).toMatchObject({ outcomeReason: 'standby' })
    const { body } = await byHand(shop, (await shop.event({ text: 'hello' })).sender.id!, { text: 'Hi' })
    await house.drain()
    expect((await shop.messages()).find(({ id }) => id === body.id)).toMatchObject({ error: { code: 'other_app_owns_thread' } })
    await handOver(null)
    await shop.write('price again')
    await house.drain()
    expect(await shop.said()).toEqual(['It is 20 €.'])
  })
})

describe('buttons, files, reactions and links', () => {
  test('a tap leads to its step; a picture, a sticker, a reaction and an m.me link are shown as what they are', async () => {
    const shop = await openOnPage()
    await shop.automate({
      name: 'menu',
      definition: {
        triggers: [{ on: 'message', keywords: ['menu'] }],
        steps: [
          { id: 'menu', type: 'message', texts: ['What do you want?'], buttons: [{ title: 'Prices', goTo: 'prices' }] },
          { id: 'prices', type: 'message', texts: ['Ten'], next: null },
        ],
      },
    })
    await shop.write('menu')
    await house.drain()
    const [menu] = (await shop.inbox()).filter(({ from }) => from === shop.accountExternalId)
    await shop.act({ tap: menu!.buttons![0]!.payload })
    await shop.act({ attachment: 'image' })
    await shop.act({ attachment: 'sticker' })
    await shop.act({ reaction: 'love', messageId: menu!.id })
    await shop.act({ ref: 'promo1' })
    await house.drain()
    expect(await shop.said()).toEqual(['What do you want?', 'Ten'])
    const shown = (await shop.events()).map(({ kind, attachments }) => [kind, ...attachments.map(({ type }) => type)].join(' '))
    expect(shown).toEqual(expect.arrayContaining(['postback', 'message image', 'message sticker', 'reaction', 'referral']))
  })

  test('a file is sent by its address; too long a text is refused before any call', async () => {
    const shop = await openOnPage()
    await shop.write('hello')
    await house.drain()
    const to = (await shop.event({ kind: 'message' })).sender.id!
    expect((await byHand(shop, to, { media: { type: 'image', url: 'https://shop.example/mug.png' } })).status).toBe(201)
    await house.drain()
    const last = (
      await house.sim<{ data: object[] }>('GET', `/simulator/people/${shop.personId}/inbox?accountId=${shop.accountExternalId}`)
    ).data
    expect(last.at(-1)).toMatchObject({ attachments: [{ type: 'image', payload: { url: 'https://shop.example/mug.png' } }] })
    const refused = await byHand(shop, to, { text: 'x'.repeat(2_001) })
    expect([refused.status, refused.body.error?.message]).toEqual([400, expect.stringContaining('2000')])
  })
})

describe('a message in doubt', () => {
  test('is found in the conversation, or under the comment, and not sent again', async () => {
    const shop = await openOnPage()
    await shop.automate({
      ...answer('message', ['price'], 'It is 20 €.'),
    })
    await shop.write('price?')
    await house.webhooksAreHere()
    await house.sim('POST', '/simulator/faults', { on: 'graph', path: '/messages', kind: 'reset_after_effect', times: 1 })
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    await house.drain()
    await house.moveClock(5 * 60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['It is 20 €.'])
    expect((await shop.messages())[0]).toMatchObject({ status: 'sent' })
  })
})
