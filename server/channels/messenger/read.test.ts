import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readBody } from '../channels.ts'

const receivedAt = new Date(1763600060_000)
const read = (body: Buffer | string) => readBody(Buffer.from(body), receivedAt)
const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/page/${name}.json`, import.meta.url))

describe('a lead ad that was filled in', () => {
  test('is an event that names no person, its ids exact beyond 2^53', () => {
    const { events, notes } = read(fixture('lead'))
    expect(notes).toEqual([])
    expect(events).toEqual([
      expect.objectContaining({
        key: 'lead:16361294300268013',
        kind: 'lead',
        channel: 'messenger',
        accountExternalId: '1234567890321',
        externalId: '16361294300268013',
        personId: null,
        occurredAt: new Date(1763600000_000),
        detail: { part: 'leadgen', formId: '550123456789012345', adId: '120208841234567890' },
      }),
    ])
  })

  test('is the same event when its ids are strings', () => {
    expect(read(fixture('lead-ids-as-strings')).events).toEqual(read(fixture('lead')).events)
  })

  test.each(['lead-organic', 'lead-without-ad'])('has no ad: %s', (name) => {
    expect(read(fixture(name)).events[0]!.detail).toEqual({ part: 'leadgen', formId: '550123456789012345' })
  })

  test('comes several at once, of several Pages', () => {
    const { events } = read(fixture('leads-several'))
    expect(events.map(({ accountExternalId, externalId }) => [accountExternalId, externalId])).toEqual([
      ['1234567890321', '16361294300268013'],
      ['1234567890321', '16361294300268019'],
      ['1234567890999', '16361294300268021'],
    ])
  })

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'x'],
    ['a list', [1]],
    ['no id', { form_id: 1 }],
    ['an empty id', { leadgen_id: '' }],
    ['an id that is an object', { leadgen_id: { a: 1 } }],
  ])('without its id it is kept as unknown: %s', (_, value) => {
    const { events } = read(
      JSON.stringify({ object: 'page', entry: [{ id: '1', time: 1763600000, changes: [{ field: 'leadgen', value }] }] }),
    )
    expect(events).toMatchObject([{ kind: 'other', channel: 'messenger', detail: { part: 'leadgen' } }])
  })
})

const page = '1234567890321'
const author = '1234567890322'
const person = '2000000000000002'
const post = `${page}_901097836652708`
const comment = '901097836652708_903438993085259'
const mid = 'm_AG5Hz2Uq7tuwNEhXfYYKj8mJEM_QPpz5jdCK48PnKAjSdjfipqxqMvK8ma6AC8fplwlqLP_5cgXIbu7I3rBN0P'

describe('under the posts of a Page', () => {
  const written = { kind: 'comment', personId: author, personIdKind: 'author', name: 'Tester', mediaId: post, isOwn: false }
  test.each<[string, object]>([
    [
      'comment',
      { ...written, key: `comment:${comment}`, text: 'PRICE please', parentCommentId: null, occurredAt: new Date(1763599990_000) },
    ],
    ['comment-reply', { ...written, text: 'me too', parentCommentId: comment }],
    ['comment-own', { kind: 'comment', isOwn: true, parentCommentId: comment }],
    ['comment-without-author', { kind: 'comment', personId: null, lacks: 'author' }],
    ['comment-of-old-form', written],
    ['comment-edited', { kind: 'edit', externalId: comment, text: 'PRICE please!', occurredAt: new Date(1763600100_000) }],
    ['comment-removed', { kind: 'delete', externalId: comment, text: null }],
    ['comment-hidden', { kind: 'other', externalId: comment, detail: { verb: 'hide' } }],
    // No message may be sent to somebody who only liked something: it is nobody's act here.
    ['reaction-to-post', { kind: 'other', personId: null, detail: { part: 'feed', item: 'reaction', verb: 'add', reaction: 'love' } }],
    ['post-own', { kind: 'other', isOwn: true, mediaId: post }],
  ])('%s', (name, expected) => {
    const { events, notes } = read(fixture(name))
    expect(notes).toEqual([])
    expect(events).toEqual([expect.objectContaining({ channel: 'messenger', accountExternalId: page, ...expected })])
  })
})

describe('in the conversations of a Page', () => {
  test.each<[string, object]>([
    ['message-text', { kind: 'message', key: `message:${mid}`, text: 'hi' }],
    ['message-quick-reply', { kind: 'message', payload: 'RED', quickReply: true }],
    ['message-reply-to-message', { kind: 'message', replyTo: { messageId: 'm_earlier' } }],
    ['message-image', { kind: 'message', attachments: [{ type: 'image', url: 'https://scontent.xx.fbcdn.net/1.jpg' }] }],
    [
      'message-sticker',
      { kind: 'message', attachments: [{ type: 'sticker', id: '369239263222822', url: 'https://scontent.xx.fbcdn.net/2.png' }] },
    ],
    ['message-location', { kind: 'message', attachments: [{ type: 'location', title: '52.5, 13.4' }] }],
    ['message-from-ad', { kind: 'message', referral: { ref: 'r', adId: '6045246247433', source: 'ADS', type: 'OPEN_THREAD' } }],
    ['message-deleted', { kind: 'delete', externalId: mid }],
    ['echo', { kind: 'echo', isOwn: true, detail: { appId: '1517776481860111', metadata: 'job-42' } }],
    ['echo-by-hand', { kind: 'echo', isOwn: true, detail: { appId: '263902037430900' } }],
    ['delivery', { kind: 'delivered', externalId: mid, upTo: new Date(1763599998_000) }],
    ['read', { kind: 'read', externalId: null, upTo: new Date(1763599998_000) }],
    ['message-edit', { kind: 'edit', key: `edit:${mid}:1`, text: 'hello' }],
    ['reaction', { kind: 'reaction', externalId: mid, detail: { action: 'react', reaction: 'love', emoji: '❤️' } }],
    ['postback', { kind: 'postback', payload: 'PRICE', text: 'Get price' }],
    ['referral', { kind: 'referral', referral: { ref: 'promo1', source: 'SHORTLINKS', type: 'OPEN_THREAD' } }],
    ['optin', { kind: 'optin', personId: null, detail: { ref: 'newsletter' } }],
    [
      'pass-thread-control',
      { kind: 'other', detail: { part: 'pass_thread_control', previousApp: '1517776481860111', newApp: '263902037430900' } },
    ],
    ['app-roles', { kind: 'other', personId: null, detail: { part: 'app_roles' } }],
    ['account-linking', { kind: 'other', detail: { part: 'account_linking', status: 'linked' } }],
    ['standby', { kind: 'message', standby: true, key: `standby:message:${mid}` }],
    ['unknown-field', { kind: 'other', personId: null, detail: { part: 'ratings', holds: ['item', 'verb', 'review_text'] } }],
    ['unknown-messaging', { kind: 'other', personId: null, detail: expect.objectContaining({ part: 'messaging' }) }],
  ])('%s', (name, expected) => {
    const { events, notes } = read(fixture(name))
    expect(notes).toEqual([])
    const who = { personId: person, channel: 'messenger', accountExternalId: page }
    expect(events).toEqual([expect.objectContaining({ ...who, ...expected })])
  })

  test('a block by the platform is about the Page', () => {
    expect(read(fixture('policy-enforcement'))).toMatchObject({
      events: [],
      accountEvents: [{ channel: 'messenger', kind: 'account', aboutId: page, detail: { action: 'block', reason: 'Spam' } }],
    })
  })
})

test.each<[string, unknown]>([
  ['nothing', null],
  ['a text', 'x'],
  ['a comment without its id', { item: 'comment', verb: 'add' }],
  ['an id that is an object', { item: 'comment', comment_id: { a: 1 } }],
  ['names of Object.prototype', { item: 'constructor', verb: '__proto__' }],
])('a feed that holds %s starts nothing', (_, value) => {
  const { events } = read(JSON.stringify({ object: 'page', entry: [{ id: '1', time: 1763600000, changes: [{ field: 'feed', value }] }] }))
  expect(events).toMatchObject([{ kind: 'other', channel: 'messenger', personId: null }])
})
