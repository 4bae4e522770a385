import type { Channel, ReadBody } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { PlatformLogin } from '../model/login.ts'
import type { Catalogue } from '../model/sentence.ts'
import * as installed from './installed.ts'
import { type Installed, readEnvelope } from './meta/envelope.ts'
import { sentences as shared } from './meta/sentences.ts'

/** The entry point of this module. Others may also import `meta/signature.ts`, `meta/handshake.ts` and `meta/hosts.ts`. */
const all: Installed[] = Object.values(installed)
const readers = all.flatMap((one) => one.readers)

/** The names of all channels, for the API's schema. */
export const channelNames: [ChannelName, ...ChannelName[]] = all.map((one) => one.channel.name) as [ChannelName, ...ChannelName[]]

/** Channels that can be named by the environment of other programs. */
export const formerEnvs = all.flatMap(({ channel, formerEnv }) =>
  formerEnv ? [{ channel: channel.name, title: channel.title, ...formerEnv }] : [],
)

const logins = new Map(all.flatMap((one) => one.logins).map((login) => [login.name, login]))

/** The names of all logins, for the API's schema. */
export const loginNames = [...logins.keys()] as [string, ...string[]]

/** Returns the login with that name. Throws when none of the installed channels has it. */
export function loginOf(name: string): PlatformLogin {
  const login = logins.get(name)
  if (!login) throw new Error(`The login "${name}" is not installed here.`)
  return login
}

/** The sentences of all channels in English: the shared ones, and those of each channel. */
export const sentences: Catalogue = Object.assign({}, shared, ...all.map((one) => one.sentences))

/** Returns the channel with that name. Throws when its folder is not installed, although an account in the database names it. */
export function channelOf(name: ChannelName): Channel {
  const found = all.find((one) => one.channel.name === name)
  if (!found) throw new Error(`The channel "${name}" is not installed here.`)
  return found.channel
}

/**
 * Parses a webhook payload of any of the platform's products.
 * In:     the raw bytes, with their signature already checked, and when they were received.
 * Out:    one event per thing that happened, in the order of the payload; `notes` state what could not be used and why.
 * Errors: none: broken or unknown payloads give notes and no events.
 */
export const readBody = (rawBody: Buffer, receivedAt: Date): ReadBody => readEnvelope(rawBody, readers, receivedAt)
