import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inEnglish } from '../../texts.ts'
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

test('what is not read of a Page is a note', () => {
  const feed = { field: 'feed', value: { item: 'comment', verb: 'add' } }
  const { events, notes } = read(
    JSON.stringify({ object: 'page', entry: [{ id: '1', time: 1, changes: [feed], messaging: [{ message: {} }] }] }),
  )
  expect(events).toEqual([])
  expect(notes.map(inEnglish)).toEqual([
    'No channel here reads "feed" of webhooks about "page".',
    'No channel here reads "messaging" of webhooks about "page".',
  ])
})
