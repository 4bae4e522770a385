import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { addMember } from '../support/addMember.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer, openShop } from '../support/openShop.ts'

let house: House
// Long enough for every call that is answered, short enough to wait for one that is not.
beforeAll(async () => void (house = await startHouse({ callTimeoutMs: 700 })))
beforeEach(async () => {
  await house.sim('DELETE', '/simulator/faults')
  await house.sim('PATCH', '/simulator/settings', {
    whatsapp: { deliveredShare: 1, readShare: 0, outsideWindowAs: 'async', sentAfterMs: 0, deliveredAfterMs: 0, userIds: true },
  })
})
afterAll(() => house?.stop())

const fault = (what: object) => house.sim('POST', '/simulator/faults', { on: '/messages', times: 1, ...what })
const stats = async (id: string) => (await house.api<{ stats: object }>('GET', `/api/automations/${id}`)).body.stats
const contacts = async () =>
  (
    await house.api<{
      data: { id: string; name: string; phone: string | null; identifiers: { accountId: string; kind: string; value: string }[] }[]
    }>('GET', '/api/contacts?limit=200')
  ).body.data

describe('a conversation', () => {
  test('a keyword is answered, and the owner sees how far the answer came', async () => {
    const shop = await openNumber(house)
    const id = await shop.automate(answer('message', ['price'], 'It is 20.'))
    await shop.write('PRICE please')
    await shop.write('and something else')
    await house.drain()
    expect(await shop.said()).toEqual(['It is 20.'])
    expect(await shop.messages()).toMatchObject([
      { kind: 'message', status: 'delivered', channelMessageId: expect.stringMatching(/^wamid\./) },
    ])
    expect(await shop.event({ text: 'PRICE please' })).toMatchObject({
      channel: 'whatsapp',
      kind: 'message',
      outcome: 'delivered',
      sender: { id: shop.phone, name: 'Ana' },
    })
    expect(await shop.event({ text: 'and something else' })).toMatchObject({ outcome: 'skipped', outcomeReason: 'no_match' })
    await house.sim('POST', `/simulator/messages/${encodeURIComponent((await shop.messages())[0]!.channelMessageId!)}/read`)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({ status: 'read' })
    expect((await shop.event({ text: 'PRICE please' })).outcome).toBe('read')
    expect(await stats(id)).toMatchObject({ total_triggers: 1, total_dms_sent: 1 })
  })

  test('an automation is measured by what its own channel takes', async () => {
    const [number, shop] = [await openNumber(house), await openShop(house)]
    const saying = (accountId: string, step: object) => ({
      accountId,
      name: 'r',
      definition: { triggers: [{ on: 'message' }], steps: [{ id: 'say', type: 'message', ...step }] },
    })
    const long = { texts: ['x'.repeat(3_000)] }
    const tapped = { texts: ['Look'], buttons: [{ title: 'Again', goTo: 'say' }] }
    const wide = { texts: ['x'.repeat(1_025)], buttons: [{ title: 'Again', goTo: 'say' }] }
    type Refusal = { error: { code: string; details: { message: string }[] } }
    for (const [accountId, taken, refused, why] of [
      [number.accountId, long, wide, 'A text above buttons has 1025 characters; the channel takes 1024.'],
      [shop.accountId, tapped, long, 'A text is 3000 bytes long; the channel takes 1000. Emoji count four, accents two.'],
    ] as const) {
      expect((await house.api('POST', '/api/automations', saying(accountId, taken))).status).toBe(201)
      expect(await house.api<Refusal>('POST', '/api/automations', saying(accountId, refused))).toMatchObject({
        status: 400,
        body: { error: { code: 'not_publishable', details: expect.arrayContaining([expect.objectContaining({ message: why })]) } },
      })
      const linted = await house.api<{ problems: { text: string }[] }>('POST', '/api/automations/lint', saying(accountId, refused))
      expect(linted.body.problems.map((one) => one.text)).toContain(why)
    }
    const tooLong = { texts: ['x'.repeat(4_090)], buttons: [{ title: 'Shop', url: 'https://shop.example' }] }
    expect(await house.api('POST', '/api/automations', saying(number.accountId, tooLong))).toMatchObject({
      status: 400,
      body: { error: { message: 'A text has 4117 characters, its links among them; the channel takes 4096.' } },
    })
    const onComments = (is_active: boolean) => ({ ...answer('comment', ['price'], 'Here'), accountId: number.accountId, is_active })
    expect(await house.api('POST', '/api/automations', onComments(true))).toMatchObject({
      status: 400,
      body: { error: { code: 'not_publishable', message: expect.stringMatching(/no such trigger/) } },
    })
    expect((await house.api('POST', '/api/automations', onComments(false))).status).toBe(201)
    const nobody = '01900000-0000-7000-8000-000000000000'
    expect((await house.api('POST', '/api/automations/lint', saying(nobody, long))).status).toBe(404)
  })

  test('a question is asked, answered and kept as a lead', async () => {
    const shop = await openNumber(house)
    await shop.automate({
      name: 'lead',
      definition: {
        triggers: [{ on: 'message', keywords: ['offer'] }],
        steps: [
          {
            id: 'ask',
            type: 'ask',
            texts: ["What's your email address?"],
            answer: 'email',
            retryText: 'That is no address.',
            maxTries: 3,
            timeoutMinutes: 60,
          },
          { id: 'save', type: 'save', field: 'email' },
          { id: 'thanks', type: 'message', texts: ['Thanks!'] },
        ],
      },
    })
    for (const text of ['offer', 'what?', 'ana@example.com']) {
      await shop.write(text)
      await house.drain()
    }
    expect(await shop.said()).toEqual(["What's your email address?", 'That is no address.', 'Thanks!'])
    const { data } = (await house.api<{ data: { accountId: string; email: string }[] }>('GET', '/api/leads')).body
    expect(data.filter((lead) => lead.accountId === shop.accountId)).toMatchObject([{ email: 'ana@example.com' }])
  })

  test('STOP is heard, and START again', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    for (const text of ['STOP', 'hi']) {
      await shop.write(text)
      await house.drain()
    }
    expect(await shop.said()).toEqual([])
    expect((await shop.event({ text: 'STOP' })).outcome).toBe('opted_out')
    expect(await shop.event({ text: 'hi' })).toMatchObject({ outcome: 'skipped', outcomeReason: 'opted_out' })
    for (const text of ['START', 'hi again']) {
      await shop.write(text)
      await house.drain()
    }
    expect(await shop.said()).toEqual(['Hello'])
  })

  test('what somebody of the business types in the app answers nobody and settles nothing', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/human', { accountId: shop.numberId, personId: shop.personId, text: 'I am here' })
    await house.drain()
    expect(await shop.event({ kind: 'echo' })).toMatchObject({ text: 'I am here', outcomeReason: 'echo' })
    expect(await shop.messages()).toEqual([])
  })

  test('by hand it is said inside the window, and outside not at all', async () => {
    const shop = await openNumber(house)
    await shop.write('hi')
    await house.drain()
    const say = (text: string) => house.api('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.phone, text })
    expect((await say('From a person')).status).toBe(201)
    await house.drain()
    expect(await shop.said()).toEqual(['From a person'])
    await house.moveClock(25 * 3_600_000)
    expect((await say('Too late')).status).toBe(409)
  })
})

describe('who somebody is', () => {
  test('their number and their user id lead to one person, whichever comes first', async () => {
    const shop = await openNumber(house, { person: { name: 'Zoe' } })
    const mine = async () => (await contacts()).filter((one) => one.identifiers.some(({ accountId }) => accountId === shop.accountId))
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { userIds: false } })
    await shop.write('by number')
    await house.drain()
    expect(await mine()).toMatchObject([{ name: 'Zoe', phone: `+${shop.phone}`, identifiers: [{ kind: 'phone', value: shop.phone }] }])
    await house.sim('PATCH', '/simulator/settings', { whatsapp: { userIds: true } })
    await shop.write('by both')
    await house.drain()
    const [zoe, ...others] = await mine()
    expect(others).toEqual([])
    expect(zoe!.identifiers.map(({ kind, value }) => [kind, value]).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['phone', shop.phone],
      ['scoped', `US.${shop.personId}`],
    ])
  })

  test('somebody who hides their number is answered by their user id', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello {{username}}'))
    const hidden = await shop.meet({ name: 'Noor', username: 'noor' })
    await shop.write('hi', hidden)
    await house.drain()
    expect(await shop.said(hidden)).toEqual(['Hello noor'])
    expect(await shop.messages()).toMatchObject([{ status: 'delivered' }])
  })

  test('two threads that turn out to be one person become one, with all that was said', async () => {
    const shop = await openNumber(house)
    const value = (more: object) => ({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '1', phone_number_id: shop.numberId },
      ...more,
    })
    const tell = async (contact: object, message: object) => {
      await house.sim('POST', '/simulator/raw', {
        accountId: shop.numberId,
        body: {
          object: 'whatsapp_business_account',
          entry: [{ id: '1', changes: [{ field: 'messages', value: value({ contacts: [contact], messages: [message] }) }] }],
        },
      })
      await house.drain()
    }
    const at = String(Math.floor(house.deps.clock.now().getTime() / 1000))
    const said = (id: string, from: object) => ({ ...from, id, timestamp: at, type: 'text', text: { body: id } })
    await tell({ profile: { name: 'Kim' }, wa_id: '4915100000001' }, said('one', { from: '4915100000001' }))
    await tell({ profile: { name: 'Kim' }, user_id: 'DE.777' }, said('two', { from_user_id: 'DE.777' }))
    const kims = async () => (await contacts()).filter((one) => one.name === 'Kim')
    expect(await kims()).toHaveLength(2)
    await tell(
      { profile: { name: 'Kim' }, wa_id: '4915100000001', user_id: 'DE.777' },
      said('three', { from: '4915100000001', from_user_id: 'DE.777' }),
    )
    const [kim, ...others] = await kims()
    expect(others).toEqual([])
    expect(kim!.identifiers.map(({ value }) => value).toSorted()).toEqual(['4915100000001', 'DE.777'])
    const threads = (
      await house.api<{ data: { id: string; contact: { id: string } }[] }>('GET', '/api/conversations?limit=200')
    ).body.data.filter((one) => one.contact.id === kim!.id)
    expect(threads).toHaveLength(1)
    const { data } = (await house.api<{ data: { text: string }[] }>('GET', `/api/messages?conversationId=${threads[0]!.id}`)).body
    expect(data.map(({ text }) => text).toSorted()).toEqual(['one', 'three', 'two'])
  })
})

describe('what the platform does not let us say', () => {
  test('the window closes while it waits: it is not even tried', async () => {
    const shop = await openNumber(house)
    await shop.automate({
      name: 'late',
      definition: {
        triggers: [{ on: 'message' }],
        steps: [
          { id: 'wait', type: 'delay', minutes: 25 * 60 },
          { id: 'dm', type: 'message', texts: ['Late'] },
        ],
      },
    })
    await shop.write('hi')
    await house.drain()
    await house.moveClock(26 * 3_600_000)
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ status: 'failed', error: { code: 'outside_window' }, attempts: [] }])
    expect(await shop.effects()).toEqual([])
  })

  test('the platform counts the window otherwise and says so at once: failed, with words', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await fault({ kind: 'graph', code: 131047 })
    await shop.write('hi')
    await house.drain()
    expect(await shop.messages()).toMatchObject([
      { status: 'failed', error: { code: 'outside_window' }, attempts: [{ outcome: 'refused', code: '131047' }] },
    ])
  })

  test('somebody who blocked the business: taken first, failed afterwards, and the owner reads why', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await shop.write('hi')
    await house.sim('PATCH', `/simulator/people/${shop.personId}`, { blocked: true })
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect(await shop.messages()).toMatchObject([
      { status: 'failed', error: { code: 'person_unavailable' }, attempts: [{ outcome: 'refused', code: '131026' }] },
    ])
  })

  test('a withdrawn token stops the account; what waits goes out after reconnecting', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], 'Hello'))
    await house.sim('POST', '/simulator/tokens/revoke', { accountId: shop.numberId })
    await shop.write('hi')
    await house.drain()
    expect(await shop.account()).toMatchObject({ status: 'reconnect_needed' })
    const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', { accountId: shop.numberId })
    expect((await house.api('PATCH', `/api/accounts/${shop.accountId}`, { accessToken })).status).toBe(200)
    await house.drain()
    expect(await shop.said()).toEqual(['Hello'])
  })

  test('too many to one person: that thread waits, others do not', async () => {
    const shop = await openNumber(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await fault({ kind: 'graph', code: 131056 })
    await shop.write('first')
    await house.drain()
    const other = await shop.meet({ name: 'Kim', phone: '+16505550001' })
    await shop.write('other', other)
    await house.drain()
    expect([await shop.said(), await shop.said(other)]).toEqual([[], ['other']])
    await house.moveClock(31_000)
    await house.drain()
    expect(await shop.said()).toEqual(['first'])
  })

  test('a button that is tapped leads on; a single link is a button too', async () => {
    const shop = await openNumber(house)
    const saying = (buttons: object[]) => ({
      accountId: shop.accountId,
      name: 'buttons',
      definition: { triggers: [{ on: 'message' }], steps: [{ id: 'pick', type: 'message', texts: ['Pick one'], buttons }, mugs] },
    })
    const mugs = { id: 'mugs', type: 'message', texts: ['Mugs it is'] }
    const titled = (title: string) => ({ title, goTo: 'mugs' })
    expect(await house.api('POST', '/api/automations', saying(['a', 'b', 'c', 'd'].map(titled)))).toMatchObject({
      status: 400,
      body: { error: { code: 'not_publishable' } },
    })
    expect((await house.api('POST', '/api/automations', saying([{ title: 'Mugs', url: 'https://shop.example/mugs' }]))).status).toBe(201)
    await shop.write('hi')
    await house.drain()
    expect(await shop.said()).toEqual(['Pick one', 'Mugs it is'])
  })
})

describe('what the platform says about a business account', () => {
  const sentAt = 1763600000
  const tell = (shop: NumberShop, field: string, value: object, id = shop.businessId) =>
    house.sim('POST', '/simulator/raw', {
      accountId: shop.numberId,
      body: {
        object: 'whatsapp_business_account',
        entry: [{ id, time: sentAt, changes: [{ field, value }] }],
      },
    })
  const quality = { max_daily_conversations_per_business: 'TIER_250' }

  test('is an event of each of its numbers, with a trace, and starts nothing', async () => {
    const shop = await openNumber(house)
    const sibling = await openNumber(house, { businessId: shop.businessId })
    const stranger = await openNumber(house)
    for (const one of [shop, sibling, stranger]) await one.automate(answer('message', [], 'Hello'))
    await tell(shop, 'business_capability_update', quality)
    // The platform tells it again: the same thing.
    await tell(shop, 'business_capability_update', quality)
    await tell(shop, 'message_template_status_update', { event: 'APPROVED', message_template_name: 'order' })
    await house.drain()
    for (const one of [shop, sibling]) {
      expect((await one.events()).map(({ kind, outcome, outcomeReason, sender }) => [kind, outcome, outcomeReason, sender.id])).toEqual([
        ['template_status', 'noted', 'not_answerable', null],
        ['account', 'noted', 'not_answerable', null],
      ])
      const { id } = await one.event({ kind: 'account' })
      const { steps } = (await house.api<{ steps: { stage: string; text: string }[] }>('GET', `/api/events/${id}/trace`)).body
      expect(steps).toContainEqual(
        expect.objectContaining({ stage: 'about_business', text: expect.stringContaining('no automation starts') }),
      )
      expect(await one.messages()).toEqual([])
    }
    expect(await stranger.events()).toEqual([])
  })

  test('about a number of the business that nobody connected it is a note', async () => {
    const shop = await openNumber(house)
    await tell(shop, 'phone_number_quality_update', { display_phone_number: '16505551111', event: 'FLAGGED' })
    await house.drain()
    expect(await shop.events()).toEqual([])
    expect((await house.bodies()).at(-1)).toMatchObject({ notes: ['No account +16505551111 is connected.'] })
  })

  test('a permission that was taken away is told to the account it names', async () => {
    const shop = await openNumber(house)
    const value = { verb: 'revoked', target_ids: [shop.numberId] }
    const entry = [{ id: '1', time: 1763600000, changes: [{ field: 'whatsapp_business_messaging', value }] }]
    await house.sim('POST', '/simulator/raw', { accountId: shop.numberId, body: { object: 'permissions', entry } })
    await house.drain()
    expect(await shop.events()).toMatchObject([{ kind: 'account', outcome: 'noted' }])
    expect((await house.bodies()).at(-1)).toMatchObject({ state: 'read', notes: null })
  })

  test('about a business that nobody connected it is a note', async () => {
    const shop = await openNumber(house)
    await tell(shop, 'account_update', { event: 'ACCOUNT_DELETED' }, '102290129340398')
    await house.drain()
    expect(await shop.events()).toEqual([])
    expect((await house.bodies()).at(-1)).toMatchObject({ notes: ['No account 102290129340398 is connected.'] })
  })
})

describe('connecting', () => {
  const connect = (more: object) =>
    house.api<{ error: { code: string; message: string } }>('POST', '/api/accounts', {
      channel: 'whatsapp',
      name: 'x',
      externalId: '1',
      accessToken: 'EAAx',
      ...more,
    })
  test('a token that may not use the number is refused', async () => {
    const made = await house.sim<{ phoneNumberId: string; wabaId: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'whatsapp',
      name: 'Ben',
    })
    expect(await connect({ externalId: made.phoneNumberId, wabaId: made.wabaId })).toMatchObject({
      status: 400,
      body: { error: { code: 'token_rejected' } },
    })
    expect(await connect({ externalId: '106000000000000', accessToken: made.accessToken })).toMatchObject({
      status: 400,
      body: { error: { code: 'token_rejected' } },
    })
    expect((await connect({ externalId: made.phoneNumberId, wabaId: made.wabaId, accessToken: made.accessToken })).status).toBe(201)
    expect((await connect({ externalId: made.phoneNumberId, wabaId: made.wabaId, accessToken: made.accessToken })).status).toBe(409)
  })

  test('a number of the same business in another workspace goes on when one is disconnected, and a lost subscription comes back', async () => {
    const first = await openNumber(house)
    const made = await house.sim<{ phoneNumberId: string; wabaId: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'whatsapp',
      name: 'Second',
      wabaId: first.businessId,
    })
    const id = house.deps.newId()
    await addWorkspace(house.deps.databases.system, { id, name: 'Client two', at: house.deps.clock.now() })
    const zoe = await addMember(house, 'Zoe', 'owner', id)
    const { body: account } = await zoe.api<{ id: string }>('POST', '/api/accounts', {
      channel: 'whatsapp',
      externalId: made.phoneNumberId,
      wabaId: first.businessId,
      name: 'Second',
      accessToken: made.accessToken,
    })
    const personId = await first.meet({ name: 'Bea', phone: '+16505559876' })
    const heard = async (text: string) => {
      await house.sim('POST', '/simulator/messages', { accountId: made.phoneNumberId, personId, text })
      await house.drain()
      const { body } = await zoe.api<{ data: { text: string }[] }>('GET', `/api/events?accountId=${account.id}`)
      return body.data.map((event) => event.text).toReversed()
    }
    expect(await heard('before')).toEqual(['before'])
    const { body } = await house.api<{ left: string | null }>('POST', `/api/accounts/${first.accountId}/disconnect`)
    expect(body.left).toContain('Other accounts on this server')
    expect(await heard('after')).toEqual(['before', 'after'])

    // Somebody removed the app in the dashboard.
    const graph = `${house.simulatorUrl}/graph.facebook.com/v27.0/${first.businessId}/subscribed_apps`
    await fetch(graph, { method: 'DELETE', headers: { authorization: `Bearer ${made.accessToken}` } })
    expect(await heard('unheard')).toEqual(['before', 'after'])
    const check = jobHandlers(house.deps).check_token
    expect(await check.run({ accountId: account.id } as Job, new AbortController().signal)).toEqual({ kind: 'done' })
    expect(await heard('again')).toEqual(['before', 'after', 'again'])
  })
})
