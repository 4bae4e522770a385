import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../../model/event.ts'
import { readBody } from '../channels.ts'

const now = new Date('2026-11-20T10:00:00Z')
const account = '17841405309211844'
const person = '5614879045272581'
const mid = 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDA1MzA5MjExODQ0OjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI1OTQ4NjA0NDk4NTM2NzkxOTpXdGVzdA'
const sentAt = new Date(1763599999000)
const cdn = (asset: number): string => `https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=${asset}&signature=abc`

function readFixture(name: string): InboundEvent {
  const { events, notes } = readBody(readFileSync(new URL(`../../../fixtures/instagram/${name}.json`, import.meta.url)), now)
  expect(notes).toEqual([])
  expect(events).toHaveLength(1)
  return events[0]!
}

/** Replaces one part of a fixture's text and parses the result. */
const readChanged = (name: string, from: string, to: string): InboundEvent => {
  const text = readFileSync(new URL(`../../../fixtures/instagram/${name}.json`, import.meta.url), 'utf8')
  expect(text).toContain(from)
  return readBody(Buffer.from(text.replace(from, to)), now).events[0]!
}

test('a comment is told whole', () => {
  expect(readFixture('comment')).toEqual({
    key: 'comment:17865799348089039',
    kind: 'comment',
    channel: 'instagram',
    accountExternalId: account,
    personId: '1234536447',
    personIdKind: 'author',
    username: 'testuser',
    name: null,
    text: 'PRICE please',
    attachments: [],
    externalId: '17865799348089039',
    occurredAt: new Date(1763600000_000),
    mediaId: '17918195224117851',
    originalMediaId: null,
    parentCommentId: null,
    replyTo: null,
    referral: null,
    payload: null,
    quickReply: false,
    storyMention: false,
    isOwn: false,
    standby: false,
    detail: { mediaType: 'FEED' },
  })
})

describe('comments', () => {
  test.each<[string, Partial<InboundEvent>]>([
    ['comment-reply', { parentCommentId: '17987654321000000' }],
    [
      'comment-on-ad',
      {
        mediaId: '17918195224117899',
        originalMediaId: '17918195224117851',
        detail: { mediaType: 'AD', adId: '120210000000000001', adTitle: 'Autumn' },
      },
    ],
    ['comment-on-reel', { detail: { mediaType: 'REELS' } }],
    ['comment-own', { isOwn: true, personId: account }],
    ['comment-id-under-other-name', { key: 'comment:17865799348089039' }],
    [
      'comment-numeric-ids',
      { accountExternalId: account, externalId: '17865799348089039', personId: '12345364470000001', mediaId: '17918195224117851' },
    ],
    ['live-comment', { kind: 'live_comment', key: 'comment:17865799348089050', text: 'link?' }],
    [
      'mention-in-caption',
      { kind: 'mention', key: 'mention:media:17918195224117860', externalId: null, mediaId: '17918195224117860', personId: null },
    ],
    ['mention-in-comment', { kind: 'mention', key: 'mention:17865799348089060', externalId: '17865799348089060' }],
    ['story-insights', { kind: 'other', key: 'story_insights:18067250497551111', mediaId: '18067250497551111' }],
    ['unknown-field', { kind: 'other', detail: { part: 'stories_of_tomorrow', holds: ['thing_id', 'weight'] } }],
  ])('%s', (name, expected) => {
    expect(readFixture(name)).toMatchObject({ kind: 'comment', isOwn: false, ...expected })
  })

  test('a comment of the account is known by its id alone, too', () => {
    expect(readChanged('comment', '"id": "1234536447"', `"id": "${account}"`).isOwn).toBe(true)
  })

  test.each([
    ['its second id differs from the one it writes under', { id: '111', self_ig_scoped_id: '222' }, true],
    ['it has a second id alone', { self_ig_scoped_id: '222' }, true],
    [
      'a stranger in a sample of the dashboard: both are equal',
      { id: '232323232', username: 'test', self_ig_scoped_id: '232323232' },
      false,
    ],
    ['a stranger', { id: '111', username: 'ana' }, false],
    ['nobody is named', undefined, false],
  ])('whose a comment is: %s', (_, from, isOwn) => {
    const change = { field: 'live_comments', value: { id: '5', text: 'price', media: { id: '6' }, from } }
    const body = { object: 'instagram', entry: [{ id: account, time: 1763600000, changes: [change] }] }
    expect(readBody(Buffer.from(JSON.stringify(body)), now).events).toMatchObject([
      { kind: 'live_comment', isOwn, personId: (from as { id?: string } | undefined)?.id ?? null },
    ])
  })

  test('a comment without id cannot be answered and is kept as other', () => {
    expect(readChanged('comment', '"id": "17865799348089039"', '"id": ""')).toMatchObject({ kind: 'other', detail: { part: 'comments' } })
  })

  test('the removal of a comment is another thing than the comment', () => {
    expect(readChanged('comment', '"text"', '"verb": "remove", "text"')).toMatchObject({
      kind: 'delete',
      key: 'comment:17865799348089039:remove',
    })
  })
})

describe('messages', () => {
  test.each<[string, Partial<InboundEvent>]>([
    ['message-text', { text: 'hi', attachments: [] }],
    ['message-quick-reply', { text: 'Red', payload: 'RED', quickReply: true }],
    ['message-reply-to-message', { text: 'yes, that one', replyTo: { messageId: `${mid.slice(0, -4)}prev` } }],
    [
      'message-reply-to-story',
      {
        replyTo: {
          storyId: '18067250497551111',
          storyUrl: 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=18067250497551111&signature=abc',
        },
      },
    ],
    [
      'message-media',
      {
        text: null,
        attachments: [
          { type: 'image', url: cdn(11) },
          { type: 'video', url: cdn(12) },
          { type: 'audio', url: cdn(13) },
          { type: 'file', url: cdn(14) },
        ],
      },
    ],
    // Received twice for a while, as `share` and as `ig_post`: one post.
    ['message-share', { attachments: [{ type: 'post', url: cdn(21), id: '17918195224117851', title: 'Our autumn' }] }],
    ['message-post', { attachments: [{ type: 'post', url: cdn(21), id: '17918195224117851', title: 'Our autumn' }] }],
    ['message-reel', { attachments: [{ type: 'reel', url: cdn(22), id: '18067250497550000', title: 'Dance' }] }],
    ['message-story', { attachments: [{ type: 'story', url: cdn(23) }] }],
    ['message-story-mention', { storyMention: true, attachments: [{ type: 'story_mention', url: cdn(24) }] }],
    ['message-heart', { attachments: [{ type: 'like_heart' }] }],
    ['message-view-once', { attachments: [{ type: 'ephemeral' }] }],
    ['message-unsupported', { attachments: [{ type: 'unsupported' }] }],
    ['message-unsupported-attachment', { attachments: [{ type: 'unsupported', url: cdn(25) }] }],
    ['message-deleted', { kind: 'delete', key: `delete:${mid}`, text: null }],
    [
      'message-from-ad',
      { text: 'Is it still there?', referral: { ref: 'spring', source: 'ADS', type: 'OPEN_THREAD', adId: '120210000000000001' } },
    ],
    ['message-from-shop', { referral: { productId: '4242424242424242' } }],
    ['message-from-link', { referral: { ref: 'promo1', source: 'SHORTLINKS', type: 'OPEN_THREAD' } }],
    ['echo', { kind: 'echo', key: `echo:${mid}`, isOwn: true, text: 'Here is the price' }],
    ['echo-with-app', { kind: 'echo', isOwn: true, detail: { appId: '1517776481860111', metadata: 'job-42' } }],
    ['echo-to-self', { kind: 'echo', isOwn: true, personId: '5614879045270000', detail: { self: true } }],
    ['echo-deleted', { kind: 'delete', isOwn: true }],
    ['standby', { key: `standby:message:${mid}`, standby: true }],
  ])('%s', (name, expected) => {
    expect(readFixture(name)).toMatchObject({
      kind: 'message',
      key: `${expected.kind ?? 'message'}:${mid}`,
      accountExternalId: account,
      personId: person,
      personIdKind: 'scoped',
      externalId: mid,
      occurredAt: sentAt,
      isOwn: false,
      standby: false,
      ...expected,
    })
  })

  const shared = (...attachments: object[]) => {
    const element = { sender: { id: person }, recipient: { id: account }, timestamp: 1763599999000, message: { mid: 'm', attachments } }
    return readBody(Buffer.from(JSON.stringify({ object: 'instagram', entry: [{ id: account, time: 1, messaging: [element] }] })), now)
      .events[0]!.attachments
  }
  const share = (n: number) => ({ type: 'share', payload: { url: cdn(n) } })
  const post = (n: number, id: string) => ({ type: 'ig_post', payload: { url: cdn(n), ig_post_media_id: id, title: `Post ${id}` } })
  test.each<[string, object[], object[]]>([
    ['the second telling has another address', [share(1), post(2, 'A')], [{ type: 'post', url: cdn(2), id: 'A', title: 'Post A' }]],
    ['the richer telling comes first', [post(2, 'A'), share(2)], [{ type: 'post', url: cdn(2), id: 'A', title: 'Post A' }]],
    [
      'two posts, each told twice',
      [share(1), post(1, 'A'), share(2), post(3, 'B')],
      [expect.objectContaining({ id: 'A' }), expect.objectContaining({ id: 'B' })],
    ],
    [
      'two posts, each told once',
      [post(1, 'A'), post(2, 'B')],
      [expect.objectContaining({ id: 'A' }), expect.objectContaining({ id: 'B' })],
    ],
    [
      'two shares of the older form',
      [share(1), share(2)],
      [
        { type: 'post', url: cdn(1) },
        { type: 'post', url: cdn(2) },
      ],
    ],
    [
      'a story, by the names of the newest form',
      [{ type: 'ig_story', payload: { story_media_id: '9', story_media_url: cdn(4) } }],
      [{ type: 'story', id: '9', url: cdn(4) }],
    ],
  ])('shared: %s', (_, given, expected) => expect(shared(...given)).toEqual(expected))

  test('the link on a story that is answered is kept', () => {
    expect(
      readChanged('message-reply-to-story', '"story": {', '"story": { "link_sticker_url": "https://shop.example/a",').replyTo,
    ).toMatchObject({
      storyId: '18067250497551111',
      storyLink: 'https://shop.example/a',
    })
  })

  test('the account is the sender, although nobody said echo: still its own', () => {
    expect(readChanged('echo', '"is_echo": true', '"is_echo": false')).toMatchObject({ kind: 'echo', isOwn: true, personId: person })
  })

  test('a conversation element inside `changes`, as the dashboard and some deliveries have it, is read the same', () => {
    const { entry } = JSON.parse(readFileSync(new URL('../../../fixtures/instagram/message-text.json', import.meta.url), 'utf8'))
    const inChanges = {
      object: 'instagram',
      entry: [{ id: account, time: 1763600000, changes: [{ field: 'messages', value: entry[0].messaging[0] }] }],
    }
    expect(readBody(Buffer.from(JSON.stringify(inChanges)), now).events).toEqual([readFixture('message-text')])
  })
})

describe('everything else in a conversation', () => {
  test.each<[string, Partial<InboundEvent>]>([
    [
      'reaction',
      {
        kind: 'reaction',
        key: `reaction:${mid}:${person}:react:1763599999000`,
        detail: { action: 'react', reaction: 'love', emoji: '❤️' },
      },
    ],
    ['reaction-taken-back', { kind: 'reaction', key: `reaction:${mid}:${person}:unreact:1763599999500`, detail: { action: 'unreact' } }],
    ['postback', { kind: 'postback', key: `postback:${mid}`, payload: 'PRICE', text: 'Get price' }],
    ['postback-from-link', { kind: 'postback', referral: { ref: 'promo1', source: 'SHORTLINKS', type: 'OPEN_THREAD' } }],
    ['postback-without-mid', { kind: 'postback', key: `postback:${person}:1763599999000:PRICE`, payload: 'PRICE', externalId: null }],
    ['read', { kind: 'read', key: `read:${mid}`, externalId: mid }],
    ['message-edit', { kind: 'edit', key: `edit:${mid}:1`, text: 'new text', externalId: mid }],
    [
      'referral',
      {
        kind: 'referral',
        key: `referral:${person}:1763599999000:promo1`,
        referral: { ref: 'promo1', source: 'SHORTLINKS', type: 'OPEN_THREAD' },
      },
    ],
    ['optin', { kind: 'optin', payload: 'NEWS', detail: { type: 'notification_messages', title: 'News', status: 'REFRESHED' } }],
    [
      'pass-thread-control',
      { kind: 'other', detail: { part: 'pass_thread_control', previousApp: '1', newApp: '2', metadata: 'to a person' } },
    ],
    ['take-thread-control', { kind: 'other', detail: { part: 'take_thread_control', previousApp: '1', metadata: 'back' } }],
    ['request-thread-control', { kind: 'other', detail: { part: 'request_thread_control', requestedApp: '2', metadata: 'please' } }],
    [
      'unknown-messaging',
      { kind: 'other', personId: null, detail: { part: 'messaging', holds: ['sender', 'recipient', 'timestamp', 'game_play'] } },
    ],
  ])('%s', (name, expected) => {
    expect(readFixture(name)).toMatchObject({ personId: person, accountExternalId: account, isOwn: false, ...expected })
  })

  test('that the platform blocks the account is about the account, and about no person', () => {
    const { events, accountEvents, notes } = readBody(
      readFileSync(new URL('../../../fixtures/instagram/policy-enforcement.json', import.meta.url)),
      now,
    )
    expect({ events, notes }).toEqual({ events: [], notes: [] })
    expect(accountEvents).toEqual([
      {
        kind: 'account',
        key: 'policy-enforcement:block:1763599999000',
        channel: 'instagram',
        aboutId: account,
        text: null,
        occurredAt: sentAt,
        detail: { part: 'policy-enforcement', action: 'block', reason: 'The account broke a rule.' },
      },
    ])
  })

  test('the token inside an opt-in is not passed on', () => {
    expect(JSON.stringify(readFixture('optin'))).not.toContain('6123456789')
  })
})

describe('times and texts that cannot be kept as they are', () => {
  test.each([
    ['seconds where milliseconds belong', '1763599999', sentAt],
    ['a time as text', '"1763599999000"', sentAt],
    ['none: the time of the entry', 'null', new Date(1763600000123)],
    ['the year 1970: the time of the entry', '12', new Date(1763600000123)],
    ['a week ahead: the time of the entry', String(now.getTime() + 7 * 86_400_000), new Date(1763600000123)],
  ])('%s', (_, timestamp, expected) => {
    expect(readChanged('message-text', '"timestamp": 1763599999000', `"timestamp": ${timestamp}`).occurredAt).toEqual(expected)
  })

  test('no time at all: when it came', () => {
    expect(readChanged('comment', '"time": 1763600000', '"time": -1').occurredAt).toEqual(now)
  })

  test('NUL and half an emoji, which PostgreSQL refuses, become a replacement sign; a whole emoji stays', () => {
    expect(readChanged('message-text', '"text": "hi"', '"text": "a\\u0000b\\ud83d c\\ud83d\\ude00"').text).toBe('a\uFFFDb\uFFFD c😀')
  })
})
