import type { ReadBody } from '../../model/channel.ts'
import type { InboundEvent } from '../../model/event.ts'
import { type JsonObject, idOf, listOf, objectOf, textOf } from './fields.ts'
import { parseExact } from './parseExact.ts'

/**
 * One thing inside an entry, whatever wrapped it (meta-platform.md 1.4).
 *   change     `{field, value}`, in a list or flat on the entry
 *   messaging  an element of a conversation; `standby` when another app owns the thread
 *   unknown    a container that no page describes; kept so that nothing disappears silently
 */
export type Part = { accountId: string; time: unknown } & (
  | { container: 'change'; field: string; value: unknown }
  | { container: 'messaging'; standby: boolean; element: unknown }
  | { container: 'unknown'; name: string; value: unknown }
)

/** How a channel takes part in reading: the `object` it answers for, and the events of each part, in their order. It must not throw. */
export type PartReader = { object: string; readPart(part: Part, receivedAt: Date): InboundEvent[] }

/** The platform puts at most 1,000 updates into one body (meta-platform.md 1.4); what is beyond five times that was made by somebody else. */
export const mostEvents = 5_000
/** Of parts that no page describes: enough to see what they are. The raw body holds all. */
const mostUnknown = 100

/** What was left out of a body, counted. */
type LeftOut = { events: number; unknown: number }

/** Objects the platform documents and no channel here reads yet (meta-platform.md 1.4, 1.7): said, so that nobody searches for a fault. */
const knownObjects = new Set(['instagram', 'page', 'whatsapp_business_account', 'user', 'permissions', 'application', 'payments'])

/**
 * What a webhook body contains.
 * In:  the raw bytes (their signature is checked elsewhere), a reader for each `object`, and when they came.
 * Out: one event per thing that happened, in the order of the body; `notes` say what could not be used and why, for people.
 * Errors: none. Broken JSON, other shapes and unknown objects are notes; unknown parts are events of kind `other`.
 */
export function readEnvelope(rawBody: Buffer, readers: readonly PartReader[], receivedAt: Date): ReadBody {
  const read: ReadBody = { events: [], notes: [] }
  const left: LeftOut = { events: 0, unknown: 0 }
  let body: unknown
  try {
    body = parseExact(rawBody.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    read.notes.push('The body is not JSON.')
    return read
  }
  // Some pages wrap the body in a list; real deliveries are one object.
  const roots = Array.isArray(body) ? body : [body]
  if (roots.length === 0) read.notes.push('The body is an empty list.')
  for (const root of roots) readRoot(root, readers, receivedAt, read, left)
  if (left.events) read.notes.push(`The body holds more than ${mostEvents} events: what follows was not read.`)
  if (left.unknown) read.notes.push(`${left.unknown} more parts that no page describes were not read.`)
  return read
}

function readRoot(root: unknown, readers: readonly PartReader[], receivedAt: Date, read: ReadBody, left: LeftOut): void {
  const body = objectOf(root)
  if (!body) return void read.notes.push('The body is JSON, but not an object.')
  const object = textOf(body.object)
  const reader = readers.find((candidate) => candidate.object === object)
  if (!reader) return void read.notes.push(noteOnObject(object))
  const entries = listOf(body.entry)
  if (entries.length === 0) read.notes.push('The body has no entries.')
  for (const entry of entries) readEntry(objectOf(entry), reader, receivedAt, read, left)
}

function noteOnObject(object: string | null): string {
  if (object === null) return 'The body does not say what it is about ("object" is missing).'
  const shown = object.length > 60 ? `${object.slice(0, 60).toWellFormed()}…` : object
  return knownObjects.has(object) ? `Webhooks about "${shown}" are not supported yet.` : `Nobody here knows webhooks about "${shown}".`
}

/** What belongs to the entry itself; every other key is a container. */
const ownKeys = new Set(['id', 'uid', 'time', 'changes', 'messaging', 'standby', 'field', 'value'])

function readEntry(entry: JsonObject | null, reader: PartReader, receivedAt: Date, read: ReadBody, left: LeftOut): void {
  const accountId = idOf(entry?.id)
  if (!entry || accountId === null) return void read.notes.push('An entry does not say which account it is about.')
  // The dashboard's "Test" button: fixed sample ids of nobody (meta-platform.md 1.4). An event could start something, a note cannot.
  if (accountId === '0') return void read.notes.push('A test from the app dashboard: it arrived, and there is nobody to answer.')
  const { time } = entry
  let isEmpty = true
  const keep = (part: Part): void => {
    isEmpty = false
    if (read.events.length >= mostEvents) return void left.events++
    for (const event of reader.readPart(part, receivedAt)) {
      if (read.events.length < mostEvents) read.events.push(event)
      else left.events++
    }
  }

  for (const item of listOf(entry.changes)) keep(changeOf(item, accountId, time))
  for (const element of listOf(entry.messaging)) keep({ accountId, time, container: 'messaging', standby: false, element })
  for (const element of listOf(entry.standby)) keep({ accountId, time, container: 'messaging', standby: true, element })
  // One documentation page prints the change directly on the entry (meta-platform.md 12, row 1).
  if ('field' in entry) keep(changeOf(entry, accountId, time))
  let unknown = 0
  for (const name of Object.keys(entry)) {
    if (ownKeys.has(name)) continue
    if (++unknown > mostUnknown) {
      left.unknown++
      continue
    }
    if (name === 'changed_fields')
      read.notes.push('The app is subscribed without values ("include values" is off): this says only that something changed.')
    keep({ accountId, time, container: 'unknown', name: textOf(name) ?? '', value: entry[name] })
  }
  if (isEmpty) read.notes.push(`An entry of account ${accountId} is empty.`)
}

function changeOf(item: unknown, accountId: string, time: unknown): Part {
  const change = objectOf(item)
  return { accountId, time, container: 'change', field: textOf(change?.field) ?? '', value: change ? change.value : item }
}
