import type { Channel, ReadBody } from '../../model/channel.ts'
import type { PlatformLogin } from '../../model/login.ts'
import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import { type JsonObject, idOf, listOf, objectOf, textOf } from './fields.ts'
import { parseExact } from './parseExact.ts'
import type { Catalogue, Sentence } from '../../model/sentence.ts'
import { sentence } from './sentences.ts'

/**
 * One thing inside an entry, whatever wrapped it (meta-platform.md 1.4).
 *   change     `{field, value}`, in a list or flat on the entry
 *   messaging  an element of a conversation; `standby` when another app owns the thread
 *   unknown    a container that no documentation describes; stored so that nothing disappears silently
 */
export type Part = { accountId: string; time: unknown } & (
  | { container: 'change'; field: string; value: unknown }
  | { container: 'messaging'; standby: boolean; element: unknown }
  | { container: 'unknown'; name: string; value: unknown }
)

/**
 * How a channel takes part in parsing: the `object` it reads, and the event for each part of an entry, in order. Several readers may read
 * one object (`page`: conversations, comments and lead ads, meta-platform.md 4.2, 4.3, 6.1); each is given every part.
 * Out:    null for a part that this reader does not handle. A part that no reader of the object handles becomes a note.
 * Errors: none, whatever the part holds.
 */
export type BodyReader = { object: string; readPart(part: Part, receivedAt: Date): (InboundEvent | AccountEvent)[] | null }

/** What each channel's folder exports: the channel, its readers, and the logins through which its accounts are connected. */
export type Installed = {
  channel: Channel
  readers: BodyReader[]
  sentences: Catalogue
  logins: PlatformLogin[]
  formerEnv?: FormerEnv
}

/**
 * An account that the environment of another program names. `externalId` null: the platform tells it for the token, with the login that
 * `loginType` names.
 */
export type EnvAccount = {
  externalId: string | null
  accessToken: string
  pageId?: string
  wabaId?: string
  loginType?: 'instagram' | 'facebook'
}
export type FormerEnv = {
  /** The names that it reads. */
  names: readonly string[]
  /** How the account is connected, or what is missing and why it is needed. Null: the environment names none. */
  accountOf(env: Readonly<Record<string, string | undefined>>): EnvAccount | { missing: string; because?: string } | null
}

/**
 * The platform puts at most 1,000 updates into one payload (meta-platform.md 1.4); one with more than five times that is not from the
 * platform.
 */
export const mostEvents = 5_000
/** The maximum for parts that no documentation describes: enough to see what they are. The stored payload holds all of them. */
const mostUnknown = 100

/** What was left out of a payload, with counts. */
type LeftOut = { events: number; unknown: number; unread: Map<string, { part: string; object: string; count: number }> }
/** Notes name at most this many different parts that no reader handles. */
const mostUnread = 20

/**
 * Objects that the platform documents, to distinguish one that no channel here reads from one that is not documented at all
 * (meta-platform.md 1.4, 1.7).
 */
const knownObjects = new Set(['instagram', 'page', 'whatsapp_business_account', 'user', 'permissions', 'application', 'payments'])

/**
 * Parses a webhook payload.
 * In:  the raw bytes (their signature is checked elsewhere), the readers of all channels, and when they were received.
 * Out: one event per thing that happened, in the order of the payload; `notes` state what could not be used and why.
 * Errors: none. Broken JSON, other shapes and unknown objects are notes; unknown parts are events of kind `other`.
 */
export function readEnvelope(rawBody: Buffer, readers: readonly BodyReader[], receivedAt: Date): ReadBody {
  const read: ReadBody = { events: [], accountEvents: [], notes: [] }
  const left: LeftOut = { events: 0, unknown: 0, unread: new Map() }
  let body: unknown
  try {
    body = parseExact(rawBody.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    read.notes.push(sentence('meta.note.not_json'))
    return read
  }
  // Some documentation pages wrap the payload in a list; real deliveries are one object.
  const roots = Array.isArray(body) ? body : [body]
  if (roots.length === 0) read.notes.push(sentence('meta.note.empty_list'))
  for (const root of roots) readRoot(root, readers, receivedAt, read, left)
  if (left.events) read.notes.push(sentence('meta.note.too_many_events', { most: mostEvents }))
  for (const { part, object, count } of left.unread.values())
    read.notes.push(
      count > 1 ? sentence('meta.note.unread_often', { part, object, count }) : sentence('meta.note.unread', { part, object }),
    )
  if (left.unknown) read.notes.push(sentence('meta.note.unknown_parts', { count: left.unknown }))
  return read
}

function readRoot(root: unknown, readers: readonly BodyReader[], receivedAt: Date, read: ReadBody, left: LeftOut): void {
  const body = objectOf(root)
  if (!body) return void read.notes.push(sentence('meta.note.no_object'))
  const object = textOf(body.object)
  const listening = readers.filter((reader) => reader.object === object)
  if (object === null || !listening.length) return void read.notes.push(noteOnObject(object))
  const entries = listOf(body.entry)
  if (entries.length === 0) read.notes.push(sentence('meta.note.no_entries'))
  for (const entry of entries) readEntry(objectOf(entry), listening, receivedAt, read, left)
}

function noteOnObject(object: string | null): Sentence {
  if (object === null) return sentence('meta.note.about_nothing')
  const shown = object.length > 60 ? `${object.slice(0, 60).toWellFormed()}…` : object
  return sentence(knownObjects.has(object) ? 'meta.note.object_not_supported' : 'meta.note.object_unknown', { object: shown })
}

/** Keys that belong to the entry itself; every other key is a container. */
const ownKeys = new Set(['id', 'uid', 'time', 'changes', 'messaging', 'standby', 'field', 'value'])

function readEntry(entry: JsonObject | null, readers: readonly BodyReader[], receivedAt: Date, read: ReadBody, left: LeftOut): void {
  const accountId = idOf(entry?.id)
  if (!entry || accountId === null) return void read.notes.push(sentence('meta.note.entry_of_nobody'))
  // The dashboard's "Test" button: fixed sample ids of no real account (meta-platform.md 1.4). An event could start an automation, a note
  // cannot.
  if (accountId === '0') return void read.notes.push(sentence('meta.note.test'))
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
  // One documentation page shows the change directly on the entry (meta-platform.md 12, row 1).
  if ('field' in entry) keep(changeOf(entry, accountId, time))
  let unknown = 0
  for (const name of Object.keys(entry)) {
    if (ownKeys.has(name)) continue
    if (++unknown > mostUnknown) {
      left.unknown++
      continue
    }
    if (name === 'changed_fields') read.notes.push(sentence('meta.note.without_values'))
    keep({ accountId, time, container: 'unknown', name: textOf(name) ?? '', value: entry[name] })
  }
  if (isEmpty) read.notes.push(sentence('meta.note.empty_entry', { account: accountId }))
}

const isFull = ({ events, accountEvents }: ReadBody): boolean => events.length + accountEvents.length >= mostEvents

function noteUnread(unread: LeftOut['unread'], part: Part, object: string): void {
  const name = part.container === 'change' ? part.field : part.container === 'unknown' ? part.name : part.standby ? 'standby' : 'messaging'
  const shown = name.slice(0, 60).toWellFormed()
  const known = unread.get(`${object}/${shown}`)
  if (known) known.count++
  else if (unread.size < mostUnread) unread.set(`${object}/${shown}`, { part: shown, object, count: 1 })
}

function changeOf(item: unknown, accountId: string, time: unknown): Part {
  const change = objectOf(item)
  return { accountId, time, container: 'change', field: textOf(change?.field) ?? '', value: change ? change.value : item }
}
