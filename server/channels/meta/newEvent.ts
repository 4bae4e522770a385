import { createHash } from 'node:crypto'
import { type ChannelName, eventWith, type InboundEvent, type KnownOfEvent } from '../../model/event.ts'
import { isTooDeep } from './fields.ts'

/** Longer keys (a hostile or future mid) are cut and end in a digest: an index row holds at most 2,700 bytes. */
const maxKeyChars = 600

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

/** Joins what identifies an event into a readable key: `reaction:<mid>:<person>:react:1763599999000`. */
export function keyOf(...words: (string | null)[]): string {
  const key = words.map((word) => word ?? '').join(':')
  return key.length <= maxKeyChars ? key : `${key.slice(0, maxKeyChars).toWellFormed()}:${digestOf(key)}`
}

/** Identifies a thing that carries no id: the digest of its content. A duplicate has the same content (meta-platform.md 1.5). */
export const contentDigest = (value: unknown): string => (isTooDeep(value) ? 'too-deep' : digestOf(JSON.stringify(value) ?? 'undefined'))

export type Known = Omit<KnownOfEvent, 'channel'>

/** Creates an event of one channel. */
export type NewEvent = (known: Known) => InboundEvent

/** An event of this channel with the given fields; all other fields are absent. */
export const newEventOn =
  (channel: ChannelName): NewEvent =>
  (known) =>
    eventWith({ channel, ...known })
