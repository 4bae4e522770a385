import { ChannelError, type Credentials } from '../../../model/channel.ts'
import type { Http } from '../../../model/http.ts'
import type { LoginSite } from '../../../model/login.ts'
import { type JsonObject, textOf } from '../fields.ts'
import type { GraphCall } from '../graph.ts'
import { graphErrorRanges, graphErrors, graphErrorSentences } from '../graphErrors.ts'
import { readGraphBy } from '../readGraph.ts'
import { sentence } from '../sentences.ts'
import { appSecretProof } from '../signature.ts'
import { askLogin } from './askLogin.ts'

const readGraph = readGraphBy({ rows: graphErrors, ranges: graphErrorRanges, sentences: graphErrorSentences })

export type FacebookToken = { token: string; lastsSeconds: number | null }

/** The token of an answer; one without an end lasts until it is withdrawn. Errors: ChannelError when there is none. */
export function tokenIn(answer: JsonObject): FacebookToken {
  const token = textOf(answer.access_token)
  if (!token) throw new ChannelError('unreadable_answer', sentence('meta.login.no_token'), 'retry', null)
  const lasts = Number(answer.expires_in)
  return { token, lastsSeconds: Number.isFinite(lasts) && lasts > 0 ? lasts : null }
}

/** Exchanges a code, or a token, for a token. Rejects with a ChannelError. */
export function askToken(http: Http, { app, hosts, graphVersion }: LoginSite, more: Record<string, string>): Promise<JsonObject> {
  const query = new URLSearchParams({ client_id: app.id, client_secret: app.secret, ...more })
  return askLogin(http, { method: 'GET', url: `${hosts.facebook}/${graphVersion}/oauth/access_token?${query}` })
}

/** Makes a call with a person's token, proven with the app's secret. Rejects with a ChannelError. */
export function asPerson(http: Http, { app, hosts, graphVersion }: LoginSite, accessToken: string, call: GraphCall): Promise<JsonObject> {
  const as: Credentials = {
    channel: 'messenger',
    externalId: 'me',
    pageId: null,
    loginType: 'facebook',
    accessToken,
    graphUrl: hosts.facebook,
    graphVersion,
    appSecretProof: appSecretProof(app.secret, accessToken),
  }
  return readGraph(http, as, call)
}
