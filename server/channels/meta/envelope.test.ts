import { expect, test } from 'vitest'
import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import { accountEvent } from './accountEvent.ts'
import { type BodyReader, type Part, readEnvelope } from './envelope.ts'
import { newEventOn } from './newEvent.ts'
import { inEnglish } from '../../texts.ts'

const now = new Date('2026-11-20T10:00:00Z')

/** Reads the given kinds of a Page's parts, and reports which parts it was given. */
function reader(name: string, reads: (part: Part) => boolean, make = personSaid): BodyReader {
  return { object: 'page', readPart: (part) => (reads(part) ? [make(name, part)] : null) }
}
const personSaid = (name: string, part: Part): InboundEvent | AccountEvent =>
  newEventOn(name)({ key: nameOf(part), kind: 'message', accountExternalId: part.accountId, occurredAt: now })
const accountSaid = (name: string, part: Part): InboundEvent | AccountEvent =>
  accountEvent({ channel: name, kind: 'account', name: nameOf(part), value: {}, aboutId: part.accountId, sent: 1, occurredAt: now })
const nameOf = (part: Part): string => (part.container === 'change' ? part.field : part.container === 'unknown' ? part.name : 'messaging')
const isField = (field: string) => (part: Part) => part.container === 'change' && part.field === field

const page = (entry: unknown) => Buffer.from(JSON.stringify({ object: 'page', entry: [entry] }))
const mixed = page({
  id: '1000000000000001',
  time: 1763600000,
  messaging: [{ sender: { id: '2' } }],
  changes: [
    { field: 'leadgen', value: {} },
    { field: 'feed', value: {} },
    { field: 'ratings', value: {} },
    { field: 'ratings', value: {} },
  ],
})
const conversations = reader('conversations', (part) => part.container === 'messaging' || isField('feed')(part))
const leads = reader('leads', isField('leadgen'))

test('each part of an entry goes to whoever reads it, and what nobody reads is told once', () => {
  const { events, notes } = readEnvelope(mixed, [conversations, leads], now)
  expect(events.map(({ channel, key }) => [channel, key])).toEqual([
    ['leads', 'leadgen'],
    ['conversations', 'feed'],
    ['conversations', 'messaging'],
  ])
  expect(notes.map(inEnglish)).toEqual(['No channel here reads "ratings" of webhooks about "page" (2 times).'])
})

test('one part may be read by several, and readers of another object are not asked', () => {
  const deaf: BodyReader = {
    object: 'instagram',
    readPart() {
      throw new Error('asked about a Page')
    },
  }
  const { events, notes } = readEnvelope(
    page({ id: '1', changes: [{ field: 'feed', value: {} }] }),
    [leads, conversations, deaf, reader('log', () => true)],
    now,
  )
  expect(events.map(({ channel }) => channel)).toEqual(['conversations', 'log'])
  expect(notes).toEqual([])
})

test('what is about an account stands apart from what people did', () => {
  const about = reader('about', isField('ratings'), accountSaid)
  const { events, accountEvents } = readEnvelope(mixed, [conversations, leads, about], now)
  expect(events).toHaveLength(3)
  expect(accountEvents).toMatchObject([{ aboutId: '1000000000000001' }, { aboutId: '1000000000000001' }])
})

test('a reader that takes a part and makes nothing of it leaves no note', () => {
  const quiet: BodyReader = { object: 'page', readPart: () => [] }
  expect(readEnvelope(mixed, [quiet], now)).toEqual({ events: [], accountEvents: [], notes: [] })
})

test('however many parts nobody reads, there are few notes', () => {
  const changes = Array.from({ length: 5_000 }, (_, at) => ({ field: `new_${at}`, value: {} }))
  expect(readEnvelope(page({ id: '1', changes }), [leads], now).notes).toHaveLength(20)
})
