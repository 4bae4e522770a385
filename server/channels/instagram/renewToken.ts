import type { RenewedToken } from '../../model/capabilities.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { textOf } from '../meta/fields.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/**
 * Exchanges the token of Instagram Login for one that is valid for sixty more days (meta-platform.md 7.2). The platform does it for tokens
 * that are at least a day old and have not expired; the old one stays valid until its own end, so a lost response loses nothing.
 * Errors: rejects with a ChannelError. One of the class `auth` does not show that the token is dead: a token that is too young gets it too.
 */
export async function renewToken(http: Http, as: Credentials): Promise<RenewedToken> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: 'refresh_access_token',
    unversioned: true,
    query: { grant_type: 'ig_refresh_token', access_token: as.accessToken },
  })
  const token = textOf(answer.access_token)
  const seconds = Number(answer.expires_in)
  if (!token || !Number.isFinite(seconds) || seconds <= 0)
    throw new ChannelError('unreadable_answer', sentence('instagram.no_new_token'), 'retry', null)
  return { accessToken: token, lastsMs: seconds * 1_000 }
}
