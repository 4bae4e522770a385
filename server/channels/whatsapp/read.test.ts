import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventKinds, type InboundEvent } from '../../model/event.ts'
import { readBody } from '../channels.ts'
import { inEnglish } from '../../texts.ts'

const now = new Date('2026-11-20T10:00:00Z')
const folder = new URL('../../../fixtures/whatsapp/', import.meta.url)
const text = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const wamid = 'wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA='
const ours = 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI3RjUyQjM0RDk0QkE4RTEwMzcA'
const reference = '0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d'

function readFixture(name: string): InboundEvent {
  const { events, notes } = readBody(Buffer.from(text(name)), now)
  expect(notes).toEqual([])
  expect(events).toHaveLength(1)
  return events[0]!
}

test('a message is told whole, for the number it was written to', () => {
  expect(readFixture('message-text')).toEqual({
    key: `message:${wamid}`,
    kind: 'message',
    channel: 'whatsapp',
    accountExternalId: '106540352242922',
    personId: '16505551234',
    personIdKind: 'phone',
    otherIds: [{ value: 'US.13491208655302741918', kind: 'scoped' }],
    username: null,
    name: 'Pablo',
    text: 'Price please',
    attachments: [],
    externalId: wamid,
    occurredAt: new Date(1763600000_000),
    mediaId: null,
    originalMediaId: null,
    parentCommentId: null,
    replyTo: null,
    referral: null,
    payload: null,
    quickReply: false,
    storyMention: false,
    isOwn: false,
    standby: false,
    detail: { type: 'text' },
  })
})

describe('who it was', () => {
  test('by the number alone, as it was before user ids', () => {
    const event = readFixture('message-by-number-alone')
    expect(event).toMatchObject({ personId: '16505551234', personIdKind: 'phone', name: 'Sheena' })
    expect(event.otherIds).toBeUndefined()
  })
  test('by the user id, when the number is hidden', () => {
    expect(readFixture('message-by-user-id')).toMatchObject({
      personId: 'US.13491208655302741918',
      personIdKind: 'scoped',
      username: 'pablomorales',
    })
  })
})

describe('what a person can do', () => {
  test.each<[string, Partial<InboundEvent>]>([
    [
      'message-image',
      { kind: 'message', text: 'this one?', attachments: [expect.objectContaining({ type: 'image', id: '1003383421387256' })] },
    ],
    ['message-document', { kind: 'message', text: null, attachments: [{ type: 'document', id: '1003383421387257', title: 'order.pdf' }] }],
    ['message-location', { kind: 'message', attachments: [{ type: 'location', title: 'Studio' }] }],
    ['message-contacts', { kind: 'message', attachments: [{ type: 'contact', title: 'Ana Torres' }] }],
    ['message-reply', { kind: 'message', text: 'yes', replyTo: { messageId: ours } }],
    [
      'message-from-ad',
      { kind: 'message', referral: { source: 'ADS', type: 'ad', adId: '120226305854810726', ref: 'ARAkLkA8rmlFeiCktEJQ' } },
    ],
    ['message-unsupported', { kind: 'message', text: null, attachments: [{ type: 'unsupported' }] }],
    ['message-edit', { kind: 'edit', externalId: wamid, text: 'price, please' }],
    ['message-revoked', { kind: 'delete', externalId: wamid }],
    ['tap-on-button', { kind: 'postback', text: 'Price list', payload: 'PRICE', replyTo: { messageId: ours } }],
    ['tap-on-list', { kind: 'postback', text: 'Mugs', payload: 'MUGS' }],
    ['tap-on-template', { kind: 'postback', text: 'Track', payload: 'TRACK' }],
    [
      'form-answered',
      {
        kind: 'message',
        text: 'Sent',
        attachments: [{ type: 'form', title: 'flow' }],
        detail: { type: 'interactive', form: { name: 'Pablo' } },
      },
    ],
    ['reaction', { kind: 'reaction', externalId: ours, detail: { type: 'reaction', action: 'react', emoji: '👍' } }],
    ['reaction-taken-back', { kind: 'reaction', externalId: ours, detail: { type: 'reaction', action: 'unreact' } }],
    [
      'number-changed',
      {
        kind: 'other',
        personId: '16505551234',
        otherIds: [{ value: 'US.13491208655302741918', kind: 'scoped' }],
        movedTo: [{ value: '16505557777', kind: 'phone' }],
        detail: { type: 'system', part: 'system', change: 'user_changed_number', newPhone: '16505557777' },
      },
    ],
  ])('%s', (name, expected) => {
    expect(readFixture(name)).toMatchObject(expected)
  })

  /** One message as the platform would deliver it, alone in its payload. */
  const readOne = (message: object, value: object = {}): InboundEvent => {
    const body = JSON.parse(text('message-text')) as { entry: { changes: { value: Record<string, unknown> }[] }[] }
    const { metadata } = body.entry[0]!.changes[0]!.value
    body.entry[0]!.changes[0]!.value = {
      metadata,
      messages: [{ from: '16505551234', id: 'wamid.X', timestamp: '1763600000', ...message }],
      ...value,
    }
    const { events } = readBody(Buffer.from(JSON.stringify(body)), now)
    expect(events).toHaveLength(1)
    return events[0]!
  }

  test.each<[string, object, Partial<InboundEvent>]>([
    ['a text without type', { text: { body: 'price' } }, { kind: 'message', text: 'price', key: 'message:wamid.X' }],
    ['a text as it is', { type: 'text', text: 'price' }, { kind: 'message', text: 'price' }],
    ['a text under a word that no page has', { type: 'text_message', text: { body: 'price' } }, { kind: 'message', text: 'price' }],
    [
      'a picture without type',
      { image: { id: '7', caption: 'this?' } },
      { kind: 'message', text: 'this?', attachments: [{ type: 'image', id: '7' }] },
    ],
    ['a tap without type', { interactive: { button_reply: { id: 'A', title: 'Yes' } } }, { kind: 'postback', text: 'Yes', payload: 'A' }],
    ['contacts without type', { contacts: [{ name: { formatted_name: 'Ana' } }] }, { attachments: [{ type: 'contact', title: 'Ana' }] }],
    [
      'a voice note of older versions',
      { type: 'voice', voice: { id: '7' } },
      { kind: 'message', attachments: [{ type: 'audio', id: '7' }] },
    ],
    ['a message that vanishes', { type: 'ephemeral' }, { kind: 'message', attachments: [{ type: 'unsupported' }] }],
    ['what could not be passed on', { errors: [{ code: 131051 }] }, { kind: 'message', attachments: [{ type: 'unsupported' }] }],
    [
      'the same under a word that no page has',
      { type: 'unknown', errors: [{ code: 131051 }] },
      { kind: 'message', attachments: [{ type: 'unsupported' }] },
    ],
    [
      'something interactive of which nothing came along',
      { type: 'interactive' },
      { kind: 'message', attachments: [{ type: 'unsupported' }] },
    ],
    [
      'a kind of the future',
      { type: 'hologram', hologram: { colour: 'blue' } },
      { kind: 'other', detail: expect.objectContaining({ type: 'hologram' }) },
    ],
  ])('%s is the person’s', (_, message, expected) => expect(readOne(message)).toMatchObject({ personId: '16505551234', ...expected }))

  test.each<[string, unknown, unknown]>([
    ['numbers stay exact', '{"order":12345678901234567890,"name":"Ana"}', { order: '12345678901234567890', name: 'Ana' }],
    ['an object in place of its text', { name: 'Ana' }, { name: 'Ana' }],
    ['what is no JSON', 'name=Ana', 'name=Ana'],
    ['what cannot be stored', '{"a\\u0000":1}', '{"a\\u0000":1}'],
  ])('a form’s answer: %s', (_, response, form) => {
    const { detail } = readOne({
      type: 'interactive',
      interactive: { type: 'nfm_reply', nfm_reply: { response_json: response, name: 'flow' } },
    })
    expect(detail['form']).toEqual(form)
  })

  const system = (more: object, message: object = {}) => readOne({ type: 'system', system: { body: 'x', ...more }, ...message })
  test.each<[string, InboundEvent, Partial<InboundEvent>]>([
    [
      'the old name of the new number',
      system({ type: 'user_changed_number', new_wa_id: '4915112340004' }),
      { personId: '16505551234', movedTo: [{ value: '4915112340004', kind: 'phone' }] },
    ],
    [
      'the new number as it is written',
      system({ type: 'user_changed_number', wa_id: '+49 1511 2340004' }),
      { personId: '16505551234', movedTo: [{ value: '4915112340004', kind: 'phone' }] },
    ],
    [
      'the new number as a number',
      system({ type: 'user_changed_number', new_wa_id: 4915112340004 }),
      { personId: '16505551234', movedTo: [{ value: '4915112340004', kind: 'phone' }] },
    ],
    [
      'the oldest form, where the old number is the customer',
      system({ type: 'customer_changed_number', customer: '4915112340001', new_wa_id: '4915112340004' }, { from: undefined }),
      { personId: '4915112340001', movedTo: [{ value: '4915112340004', kind: 'phone' }] },
    ],
    [
      'a number and the user id with it',
      system({ type: 'user_changed_number', wa_id: '4915112340004', user_id: 'DE.2', previous_user_id: 'DE.1' }),
      {
        personId: '16505551234',
        otherIds: [{ value: 'DE.1', kind: 'scoped' }],
        movedTo: [
          { value: '4915112340004', kind: 'phone' },
          { value: 'DE.2', kind: 'scoped' },
        ],
      },
    ],
    [
      'a user id alone: the number is hidden',
      system({ type: 'user_changed_user_id', user_id: 'DE.2', previous_user_id: 'DE.1' }, { from: undefined, from_user_id: 'DE.2' }),
      { personId: 'DE.1', movedTo: [{ value: 'DE.2', kind: 'scoped' }] },
    ],
  ])('somebody has other ids from now on: %s', (_, event, expected) => expect(event).toMatchObject({ kind: 'other', ...expected }))

  test.each([
    ['another telephone', { type: 'customer_identity_changed' }],
    ['the number that it was', { type: 'user_changed_number', wa_id: '16505551234' }],
    ['no number at all', { type: 'user_changed_number', wa_id: 'soon' }],
  ])('a system message that tells of %s moves nobody', (_, told) => {
    expect(system(told)).toMatchObject({ kind: 'other', personId: expect.anything() as unknown })
    expect(system(told)).not.toHaveProperty('movedTo')
  })

  test('the field that changes of user ids had of their own', () => {
    const update = { wa_id: '16505551234', detail: 'x', user_id: { previous: 'US.1', current: 'US.2' }, timestamp: 1763600000 }
    const body = JSON.parse(text('message-text')) as { entry: { changes: { field: string; value: Record<string, unknown> }[] }[] }
    const change = body.entry[0]!.changes[0]!
    change.field = 'user_id_update'
    change.value = {
      metadata: change.value['metadata'],
      user_id_update: [update, { ...update, user_id: { previous: 'US.3', current: 'US.4' } }],
    }
    expect(readBody(Buffer.from(JSON.stringify(body)), now).events).toMatchObject([
      {
        kind: 'other',
        personId: 'US.1',
        otherIds: [{ value: '16505551234', kind: 'phone' }],
        movedTo: [{ value: 'US.2', kind: 'scoped' }],
      },
      { personId: 'US.3' },
    ])
  })

  test('what is said in a group starts nothing', () => {
    expect(readFixture('message-in-group')).toMatchObject({ kind: 'other', text: 'price' })
  })
  test('what somebody of the business types in the app is theirs, and by hand', () => {
    expect(readFixture('typed-in-app')).toMatchObject({
      kind: 'echo',
      accountExternalId: '106540352242922',
      personId: '16505551234',
      text: 'I am here',
      isOwn: true,
      byHand: true,
    })
    const body = JSON.parse(text('typed-in-app')) as { entry: { changes: { value: { message_echoes: object[] } }[] }[] }
    const [echo] = body.entry[0]!.changes[0]!.value.message_echoes
    Object.assign(echo!, { type: 'image', image: { id: '7', caption: 'here it is' }, text: undefined })
    const { events } = readBody(Buffer.from(JSON.stringify(body)), now)
    expect(events).toMatchObject([{ kind: 'echo', byHand: true, text: 'here it is', attachments: [{ type: 'image', id: '7' }] }])
  })
})

describe('what became of a message of ours', () => {
  test.each([
    ['status-sent', 'sent'],
    ['status-delivered', 'delivered'],
    ['status-read', 'read'],
    ['status-played', 'read'],
  ])('%s', (name, state) => {
    expect(readFixture(name)).toMatchObject({
      key: `status:${ours}:${name.slice(7)}`,
      kind: 'status',
      externalId: ours,
      personId: '16505551234',
      status: { reference, state },
      occurredAt: new Date(1763600005_000),
    })
  })
  test('told by user id, and without the reference of ours', () => {
    expect(readFixture('status-by-user-id')).toMatchObject({
      personId: 'US.13491208655302741918',
      status: { reference: null, state: 'delivered' },
    })
  })
  test('in the form of years ago', () => {
    expect(readFixture('status-old-form')).toMatchObject({ kind: 'status', status: { reference: null, state: 'sent' } })
  })
  test.each([
    ['status-outside-window', { kind: 'refused', code: 'outside_window', class: 'window', platform: '131047' }],
    ['status-undeliverable', { kind: 'refused', code: 'person_unavailable', class: 'contact', platform: '131026' }],
  ])('%s is final', (name, failure) => {
    expect(readFixture(name).status).toMatchObject({ reference, state: 'failed', failure })
  })
  test.each([131000, 131016, 131053, 131056, 130429, 131057])(
    'a failure %i told afterwards leaves no doubt: it is tried again, and tries are counted',
    (code) => {
      const { events } = readBody(Buffer.from(text('status-undeliverable').replace('131026', String(code))), now)
      expect(events[0]!.status).toMatchObject({ state: 'failed', failure: { kind: 'later', usesAttempt: true } })
    },
  )
  test('an account that cannot pay stops', () => {
    const { events } = readBody(Buffer.from(text('status-undeliverable').replace('131026', '131042')), now)
    expect(events[0]!.status).toMatchObject({ state: 'failed', failure: { kind: 'stopped', status: 'paused', code: 'payment_problem' } })
  })
})

test('several numbers, people and kinds in one body, in its order', () => {
  const { events, notes } = readBody(Buffer.from(text('several-numbers')), now)
  expect(notes).toEqual([])
  expect(events.map((event) => [event.accountExternalId, event.kind, event.personId])).toEqual([
    ['106540352242922', 'message', '16505551234'],
    ['106540352242922', 'message', '16505551234'],
    ['106540352242922', 'status', '16505551234'],
    ['106540352242923', 'message', '16505555678'],
  ])
  expect(new Set(events.map((event) => event.key)).size).toBe(4)
})

describe('what is about a number or the business account is about no person', () => {
  const about = (body: string | Buffer) => {
    const { events, accountEvents, notes } = readBody(Buffer.from(body), now)
    expect({ events, notes }).toEqual({ events: [], notes: [] })
    return accountEvents
  }
  const business = '102290129340398'
  const told = (field: string, value: unknown, time = 1763600000) =>
    JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: business, time, changes: [{ field, value }] }] })

  test('troubles of the app, told of one number', () => {
    expect(about(text('errors-alone'))).toMatchObject([
      { kind: 'account', aboutId: '106540352242922', text: 'We were unable to authenticate the app user' },
    ])
  })

  test('a template that was approved', () => {
    expect(about(text('template-status'))).toMatchObject([
      {
        kind: 'template_status',
        aboutId: business,
        occurredAt: new Date(1763600000_000),
        detail: {
          part: 'message_template_status_update',
          says: { event: 'APPROVED', message_template_name: 'order_confirmation', message_template_id: '594425479261596' },
        },
      },
    ])
  })

  // meta-platform.md 5.6
  test.each([
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, { 'ban_info.waba_ban_state': 'DISABLE' }],
    ['phone_number_quality_update', { display_phone_number: '16505551111', event: 'ONBOARDING' }, { display_phone_number: '16505551111' }],
    ['phone_number_name_update', { display_phone_number: '16505551111', decision: 'APPROVED' }, { decision: 'APPROVED' }],
    ['business_capability_update', { max_daily_conversations_per_business: 2000 }, { max_daily_conversations_per_business: '2000' }],
  ])('%s', (field, value, says) => {
    expect(about(told(field, value))).toMatchObject([{ kind: 'account', aboutId: business, detail: { part: field, says } }])
  })

  const means = (field: string, value: object) => {
    const [event] = about(told(field, value))
    return [event!.notice?.topic, event!.notice?.code, event!.notice?.value ?? null, event!.stops?.status ?? null]
  }
  test.each<[string, object, (string | number | null | undefined)[]]>([
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, ['ban', 'banned', null, 'paused']],
    [
      'account_update',
      { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
      ['ban', 'ban_scheduled', null, null],
    ],
    [
      'account_update',
      {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1764204800 }],
      },
      ['restriction', 'no_first_messages', '2025-11-27T00:53:20.000Z', null],
    ],
    [
      'account_update',
      { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING' }] },
      ['restriction', 'restricted', null, 'paused'],
    ],
    [
      'account_update',
      { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'ADULT' } },
      ['violation', 'account_violation', null, null],
    ],
    ['account_update', { event: 'ACCOUNT_DELETED' }, ['account', 'account_deleted', null, 'paused']],
    ['account_update', { event: 'ACCOUNT_OFFBOARDED' }, ['account', 'account_offboarded', null, 'reconnect_needed']],
    ['account_update', { event: 'AD_ACCOUNT_LINKED' }, ['other', 'ad_account_linked', null, null]],
    ['account_alerts', { alert_info: { alert_type: 'OBA_APPROVED' } }, ['alert_oba_approved', 'oba_approved', null, null]],
    ['account_review_update', { decision: 'REJECTED' }, ['review', 'review_rejected', 'rejected', null]],
    ['business_capability_update', { max_daily_conversations_per_business: -1 }, ['messaging_limit', 'messaging_limit', 'none', null]],
    ['business_capability_update', { max_daily_conversations_per_business: 2000 }, ['messaging_limit', 'messaging_limit', 2000, null]],
    [
      'phone_number_quality_update',
      { display_phone_number: '1', event: 'ONBOARDING', max_daily_conversations_per_business: 'TIER_10K' },
      ['messaging_limit', 'messaging_limit', 10_000, null],
    ],
    [
      'phone_number_quality_update',
      { display_phone_number: '1', event: 'FLAGGED', current_limit: 'TIER_250' },
      ['quality', 'quality_low', 'low', null],
    ],
    [
      'phone_number_quality_update',
      { display_phone_number: '1', event: 'THROUGHPUT_UPGRADE' },
      ['throughput', 'throughput_upgrade', null, null],
    ],
    ['phone_number_name_update', { display_phone_number: '1', decision: 'DEFERRED' }, ['name', 'name_deferred', 'deferred', null]],
    [
      'business_username_update',
      { display_phone_number: '1', username: 'maya', status: 'approved' },
      ['username', 'username_approved', 'maya', null],
    ],
    ['security', { display_phone_number: '1', event: 'PIN_CHANGED' }, ['security', 'pin_changed', null, null]],
    ['payment_configuration_update', { configuration_name: 'x', status: 'Needs_Testing' }, ['payments', 'payments_changed', null, null]],
    ['flows', { event: 'FLOW_STATUS_CHANGE', flow_id: '1' }, ['flows', 'flow_status_change', null, null]],
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SOMETHING' } }, [undefined, undefined, null, null]],
  ])('%s %o means', (field, value, expected) => expect(means(field, value)).toEqual(expected))

  test.each<[string, object, string]>([
    ['message_template_status_update', { event: 'REJECTED', reason: 'SCAM' }, 'The template order (en_US): rejected (SCAM).'],
    ['message_template_quality_update', { new_quality_score: 'RED' }, 'The quality of the template order (en_US) is red now.'],
    ['template_category_update', { new_category: 'MARKETING', previous_category: 'UTILITY' }, 'WhatsApp moved the template order (en_US)'],
    ['template_category_update', { new_category: 'UTILITY', correct_category: 'MARKETING' }, 'In a day WhatsApp moves the template order'],
    ['message_template_components_update', {}, 'The template order (en_US) was changed at WhatsApp.'],
  ])('%s %o is told in words', (field, value, words) => {
    const of = { message_template_id: 1, message_template_name: 'order', message_template_language: 'en-US' }
    expect(inEnglish(about(told(field, { ...of, ...value }))[0]!.words!)).toContain(words)
  })

  test('a field that no page describes', () => {
    expect(about(told('something_new', { event: 'X' }))).toMatchObject([{ kind: 'other', aboutId: business }])
  })

  test('told again it is the same; the same words later are another thing', () => {
    const key = (time: number) => about(told('account_update', { event: 'ACCOUNT_RECONNECTED' }, time))[0]!.key
    expect(key(1763600000)).toBe(key(1763600000))
    expect(key(1763600001)).not.toBe(key(1763600000))
  })
})

test('whatever is broken in a body, reading it throws nothing and gives what can be stored', () => {
  const bodies = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown)
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u0000', '\ud83d', '__proto__', '', -1, 1e300, null, [], {}, [[]]),
  )
  fc.assert(
    fc.property(fc.constantFrom(...bodies), fc.nat(), odd, (body, place, value) => {
      const { events, accountEvents } = readBody(Buffer.from(JSON.stringify(withOne(body, place, value))), now)
      for (const event of [...events, ...accountEvents]) {
        expect(eventKinds).toContain(event.kind)
        expect(event.key.length).toBeLessThan(700)
        const said = JSON.stringify(event)
        expect(said.isWellFormed()).toBe(true)
        expect(said).not.toContain('\\u0000')
        expect(JSON.stringify(event.detail).length).toBeLessThan(8000)
        expect(Number.isNaN(event.occurredAt.getTime())).toBe(false)
      }
    }),
    { numRuns: 1500 },
  )
})

/** The payload with another value at one of its positions, numbered through all of them. */
function withOne(body: unknown, place: number, value: unknown): unknown {
  const places: [Record<string, unknown>, string][] = []
  const copy = structuredClone(body)
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key])
      walk((node as Record<string, unknown>)[key])
    }
  }
  walk(copy)
  const [node, key] = places[place % places.length]!
  node[key] = value
  return copy
}
