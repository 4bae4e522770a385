import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { channelNames, channelOf, readBody } from './channels.ts'
import { inEnglish } from '../texts.ts'

const now = new Date('2026-11-20T10:00:00Z')
const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url))
const read = (text: string | Buffer): ReturnType<typeof readBody> => readBody(Buffer.from(text), now)

test('a channel is found by its name, and a missing one is said plainly', () => {
  expect(channelOf('instagram').name).toBe('instagram')
  expect(() => channelOf('telegram')).toThrow('"telegram" is not installed')
})

describe('a body that nobody can use gives no events and says why', () => {
  test.each([
    ['nothing', '', 'not JSON'],
    ['broken JSON', '{"object":"instagram","entry":[', 'not JSON'],
    ['a number', '42', 'not an object'],
    ['null', 'null', 'not an object'],
    ['a text', '"instagram"', 'not an object'],
    ['an empty list', '[]', 'empty list'],
    ['a list of lists', '[[[]]]', 'not an object'],
    ['an unknown object', '{"object":"x"}', 'Nothing here reads'],
    ['no object', '{}', '"object" is missing'],
    ['a name of Object.prototype', '{"object":"constructor","entry":[{}]}', 'Nothing here reads'],
    ['no entries', '{"object":"instagram"}', 'no entries'],
    ['an entry that is a number', '{"object":"instagram","entry":[1]}', 'which account'],
    ['an entry without id', '{"object":"instagram","entry":[{"time":1}]}', 'which account'],
    ['an empty entry', '{"object":"instagram","entry":[{"id":"1","time":1}]}', 'is empty'],
    ['100,000 brackets around a long number', `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`, 'not an object'],
  ])('%s', (_, body, note) => {
    const { events, notes } = read(body)
    expect(events).toEqual([])
    expect(notes.map(inEnglish).join(' ')).toContain(note)
  })

  test.each(['instagram/dashboard-test-comment', 'instagram/dashboard-test-message'])('%s could start nothing', (name) => {
    const { events, notes } = read(fixture(name))
    expect(events).toEqual([])
    expect(notes.map(inEnglish).join(' ')).toContain('test from the app dashboard')
  })
})

describe('every shape of envelope is opened', () => {
  test('several entries for several accounts, several things in each, in their order', () => {
    const { events, notes } = read(fixture('instagram/several-accounts'))
    expect(notes).toEqual([])
    expect(events.map((event) => [event.accountExternalId, event.key])).toEqual([
      ['17841405309211844', 'comment:17865799348089070'],
      ['17841405309211844', 'comment:17865799348089071'],
      ['17841452691600098', expect.stringMatching(/^message:aWd/)],
      ['17841452691600098', expect.stringMatching(/^read:aWd/)],
    ])
  })

  test.each(['instagram/comment-flat', 'instagram/comment-wrapped-in-list'])('%s is the same comment as in the usual shape', (name) => {
    expect(read(fixture(name)).events).toEqual(read(fixture('instagram/comment')).events)
  })

  test('with values switched off the owner reads what to switch on', () => {
    const { events, notes } = read(fixture('instagram/changed-fields-only'))
    expect(events).toMatchObject([{ kind: 'other', detail: { part: 'changed_fields', holds: ['comments'] } }])
    expect(notes.map(inEnglish).join(' ')).toContain('include values')
  })

  test('a container that no page describes is kept', () => {
    expect(read('{"object":"instagram","entry":[{"id":"1","future":[{"a":1}]}]}').events).toMatchObject([
      { kind: 'other', detail: { part: 'future' } },
    ])
  })

  test('a byte order mark does no harm', () => {
    expect(read(`\uFEFF${fixture('instagram/comment').toString()}`).events).toHaveLength(1)
  })

  test('a value nested 100,000 times is kept as unknown', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(read(`{"object":"instagram","entry":[{"id":"1","changes":[{"field":"odd","value":${deep}}]}]}`).events).toMatchObject([
      { kind: 'other' },
    ])
  })
})

test('a permission that was taken away is about what it names, whichever channel that belongs to', () => {
  const { events, accountEvents, notes } = read(fixture('other/permissions-revoked'))
  expect({ events, notes }).toEqual({ events: [], notes: [] })
  expect(accountEvents.map(({ channel }) => channel).toSorted()).toEqual(channelNames.toSorted())
  for (const event of accountEvents)
    expect(event).toMatchObject({
      kind: 'account',
      aboutId: '17841405309211844',
      occurredAt: new Date(1763600000_000),
      detail: { part: 'permission', says: { permission: 'instagram_basic', verb: 'revoked' } },
    })
})
