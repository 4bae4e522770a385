import type { Channel, ReadBody } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { Catalogue } from '../model/sentence.ts'
import * as installed from './installed.ts'
import { type Installed, readEnvelope } from './meta/envelope.ts'
import { sentences as shared } from './meta/sentences.ts'

/** The door of this room. Beside it only `meta/signature.ts`, `meta/handshake.ts` and `meta/hosts.ts` are entered from outside. */
const all: Installed[] = Object.values(installed)
const readers = all.flatMap((one) => one.readers)

/** Which channels there are, for the API's schema. */
export const channelNames: [ChannelName, ...ChannelName[]] = all.map((one) => one.channel.name) as [ChannelName, ...ChannelName[]]

/** What the channels say, in English: the sentences that they share, and those of each. */
export const sentences: Catalogue = Object.assign({}, shared, ...all.map((one) => one.sentences))

/** The channel of that name. Throws when its folder is not installed, which an account in the database then still names. */
export function channelOf(name: ChannelName): Channel {
  const found = all.find((one) => one.channel.name === name)
  if (!found) throw new Error(`The channel "${name}" is not installed here.`)
  return found.channel
}

/**
 * What a webhook body contains, whichever of the platform's products sent it.
 * In:     the raw bytes, their signature already checked, and when they came.
 * Out:    one event per thing that happened, in the order of the body; `notes` say what could not be used and why.
 * Errors: none: broken or foreign bodies give notes and no events.
 */
export const readBody = (rawBody: Buffer, receivedAt: Date): ReadBody => readEnvelope(rawBody, readers, receivedAt)
