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
  /** The rate limit in which the call was counted; the ledger stores it so that hourly limits survive a restart. */
  rateKind: RateKind | null
  /** The address whose handshake was made for this call, once it was made. */
  handshake: Handshake | null
  /** The bytes of a file that is given in pieces (meta-platform.md 13.2, row 2.8). */
  piece: { offset: number; bytes: Buffer } | null
}

/**
 * An address that needs a handshake before the platform accepts it (meta-platform.md 1.2), and why the handshake failed; null when it
 * succeeded.
 */
export type Handshake = { url: string; verifyToken: string; failure: string | null }

/** Thrown by a call that needs a handshake with an address: its effects so far are rolled back, and it is repeated with the result. */
export class NeedsHandshake extends Error {
  readonly url: string
  readonly verifyToken: string

  constructor(url: string, verifyToken: string) {
    super(`${url} is to be asked first`)
    this.url = url
    this.verifyToken = verifyToken
  }
}

/** The response on success, and the effect of the call. `status`: where it is not 200, as after a partial success. */
export type Outcome = { body: unknown; effect?: Effect; status?: number }

export const done: Outcome['body'] = { success: true }

/** The address of the called edge without its query, for paging links. */
export const addressOf = (call: GraphCall): string => `${call.world.origin}/${call.host}/${call.version}/${call.parts.join('/')}`
