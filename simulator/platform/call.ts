import type { Account } from '../world/accounts.ts'
import type { Effect } from '../world/ledger.ts'
import type { RateKind } from '../world/rates.ts'
import type { Token, TokenHost } from '../world/tokens.ts'
import type { World } from '../world/world.ts'
import type { Params } from './params.ts'

/** One call to a Graph host, once its version and its token have been accepted. */
export type GraphCall = {
  world: World
  host: TokenHost
  version: string
  method: string
  /** Parts of the path behind host and version. */
  parts: string[]
  params: Params
  token: Token
  account: Account
  /** Which window it was counted in; the ledger keeps it so that hours outlive a restart. */
  rateKind: RateKind | null
  /** The address that was asked for this call, once it was. */
  handshake: Handshake | null
}

/** An address that the platform asks before it takes it (meta-platform.md 1.2), and why it did not agree; null when it did. */
export type Handshake = { url: string; verifyToken: string; failure: string | null }

/** Thrown by a call that needs to know whether an address agrees: what it did so far is undone, and it is made again with the answer. */
export class NeedsHandshake extends Error {
  readonly url: string
  readonly verifyToken: string

  constructor(url: string, verifyToken: string) {
    super(`${url} is to be asked first`)
    this.url = url
    this.verifyToken = verifyToken
  }
}

/** What the platform answers when all is well, and what it did. */
export type Outcome = { body: unknown; effect?: Effect }

export const done: Outcome['body'] = { success: true }

/** The address of the called edge without its query, for paging links. */
export const addressOf = (call: GraphCall): string => `${call.world.origin}/${call.host}/${call.version}/${call.parts.join('/')}`
