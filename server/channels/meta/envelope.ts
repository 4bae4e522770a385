import type { Channel, ReadBody } from '../../model/channel.ts'
import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import { type JsonObject, idOf, listOf, objectOf, textOf } from './fields.ts'
import { parseExact } from './parseExact.ts'
import type { Catalogue } from '../../model/sentence.ts'

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

/**
 * How a channel takes part in reading: the `object` it listens to, and what each part of an entry says, in its order. Several readers may listen
 * to one object (`page`: conversations, comments and lead ads, meta-platform.md 4.2, 4.3, 6.1); each is shown every part.
 * Out:    null for a part that is none of its business. What no reader of the object takes is a note.
 * Errors: none, whatever the part holds.
 */
export type BodyReader = { object: string; readPart(part: Part, receivedAt: Date): (InboundEvent | AccountEvent)[] | null }

/** What each channel's folder exports: the channel, and its readers. */
export type Installed = { channel: Channel; readers: BodyReader[]; sentences: Catalogue }

/** The platform puts at most 1,000 updates into one body (meta-platform.md 1.4); what is beyond five times that was made by somebody else. */
export const mostEvents = 5_000
/** Of parts that no page describes: enough to see what they are. The raw body holds all. */
const mostUnknown = 100

/** What was left out of a body, counted. */
type LeftOut = { events: number; unknown: number; unread: Map<string, number> }
/** So many different parts that nobody reads are named in notes. */
const mostUnread = 20

/** Objects the platform documents, so that one which no channel here reads is told apart from one that nobody knows (meta-platform.md 1.4, 1.7). */
const knownObjects = new Set(['instagram', 'page', 'whatsapp_business_account', 'user', 'permissions', 'application', 'payments'])

/**
 * What a webhook body contains.
 * In:  the raw bytes (their signature is checked elsewhere), the readers of all channels, and when they came.
 * Out: one event per thing that happened, in the order of the body; `notes` say what could not be used and why, for people.
 * Errors: none. Broken JSON, other shapes and unknown objects are notes; unknown parts are events of kind `other`.
 */
export function readEnvelope(rawBody: Buffer, readers: readonly BodyReader[], receivedAt: Date): ReadBody {
  const read: ReadBody = { events: [], accountEvents: [], notes: [] }
  const left: LeftOut = { events: 0, unknown: 0, unread: new Map() }
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
  for (const [what, count] of left.unread) read.notes.push(`No channel here reads ${what}${count > 1 ? ` (${count} times)` : ''}.`)
  if (left.unknown) read.notes.push(`${left.unknown} more parts that no page describes were not read.`)
  return read
}

function readRoot(root: unknown, readers: readonly BodyReader[], receivedAt: Date, read: ReadBody, left: LeftOut): void {
  const body = objectOf(root)
  if (!body) return void read.notes.push('The body is JSON, but not an object.')
  const object = textOf(body.object)
  const listening = readers.filter((reader) => reader.object === object)
  if (object === null || !listening.length) return void read.notes.push(noteOnObject(object))
  const entries = listOf(body.entry)
  if (entries.length === 0) read.notes.push('The body has no entries.')
  for (const entry of entries) readEntry(objectOf(entry), listening, receivedAt, read, left)
}

function noteOnObject(object: string | null): string {
  if (object === null) return 'The body does not say what it is about ("object" is missing).'
  const shown = object.length > 60 ? `${object.slice(0, 60).toWellFormed()}…` : object
  return knownObjects.has(object) ? `Webhooks about "${shown}" are not supported yet.` : `Nobody here knows webhooks about "${shown}".`
}

/** What belongs to the entry itself; every other key is a container. */
const ownKeys = new Set(['id', 'uid', 'time', 'changes', 'messaging', 'standby', 'field', 'value'])

function readEntry(entry: JsonObject | null, readers: readonly BodyReader[], receivedAt: Date, read: ReadBody, left: LeftOut): void {
  const accountId = idOf(entry?.id)
  if (!entry || accountId === null) return void read.notes.push('An entry does not say which account it is about.')
  // The dashboard's "Test" button: fixed sample ids of nobody (meta-platform.md 1.4). An event could start something, a note cannot.
  if (accountId === '0') return void read.notes.push('A test from the app dashboard: it arrived, and there is nobody to answer.')
  const { time } = entry
  let isEmpty = true
  const keep = (part: Part): void => {
    isEmpty = false
    if (isFull(read)) return void left.events++
    let isTaken = false
    for (const reader of readers) {
      const said = reader.readPart(part, receivedAt)
      isTaken ||= said !== null
      for (const event of said ?? []) {
        if (isFull(read)) left.events++
        else if ('aboutId' in event) read.accountEvents.push(event)
        else read.events.push(event)
      }
    }
    if (!isTaken) noteUnread(left.unread, part, readers[0]!.object)
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

const isFull = ({ events, accountEvents }: ReadBody): boolean => events.length + accountEvents.length >= mostEvents

function noteUnread(unread: LeftOut['unread'], part: Part, object: string): void {
  const name = part.container === 'change' ? part.field : part.container === 'unknown' ? part.name : part.standby ? 'standby' : 'messaging'
  const what = `"${name.slice(0, 60).toWellFormed()}" of webhooks about "${object}"`
  if (unread.size < mostUnread || unread.has(what)) unread.set(what, (unread.get(what) ?? 0) + 1)
}

function changeOf(item: unknown, accountId: string, time: unknown): Part {
  const change = objectOf(item)
  return { accountId, time, container: 'change', field: textOf(change?.field) ?? '', value: change ? change.value : item }
}
