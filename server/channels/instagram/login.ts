import { ChannelError } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import type { LoggedIn, LoginSite, PlatformLogin } from '../../model/login.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'
import { askLogin } from '../meta/login/askLogin.ts'
import { sentence } from '../meta/sentences.ts'
import { readGraph } from './readGraph.ts'

/** meta-platform.md 7.2, 7.5: the profile and its posts, DMs, comments with private replies. */
export const scopes = ['instagram_business_basic', 'instagram_business_manage_messages', 'instagram_business_manage_comments']

/** Instagram Business Login: the person logs in at Instagram, and the login is one professional account (meta-platform.md 7.2). */
export const instagramLogin: PlatformLogin = {
  name: 'instagram',
  title: 'Instagram',
  app: 'instagram',
  scopes,
  offersSeveral: false,
  takesOnlyOffer: false,
  configuration: null,
  consentUrl({ app, hosts }, { redirectUri, state, again }) {
    const query = new URLSearchParams({
      client_id: app.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: scopes.join(','),
      state,
      ...(again ? { force_reauth: 'true' } : {}),
    })
    return `${hosts.instagramPages}/oauth/authorize?${query}`
  },
  async exchange(http, site, { code, redirectUri }, now) {
    const short = await exchangeCode(http, site, code, redirectUri)
    const long = await lengthen(http, site, short.token)
    return {
      ...(await readPerson(http, site, long.token)),
      grantedScopes: short.scopes ?? long.scopes,
      token: long.token,
      tokenKind: 'instagram_user',
      tokenExpiresAt: long.lastsSeconds === null ? null : new Date(now.getTime() + long.lastsSeconds * 1_000),
      dataAccessExpiresAt: null,
    }
  },
  accounts: async (_http, _site, login) => [
    {
      channel: 'instagram',
      externalId: login.externalId,
      pageId: null,
      businessId: null,
      loginType: 'instagram',
      name: login.name ?? login.externalId,
      username: null,
      phone: null,
      pictureUrl: login.pictureUrl,
      token: login.token,
      tokenKind: login.tokenKind,
      tokenExpiresAt: login.tokenExpiresAt,
      whyNot: null,
    },
  ],
  person: null,
  // Its tokens tell their end when they are renewed.
  inspect: null,
  grantedIn: 'account_settings',
  // The platform has no call for it: the person removes the app in Instagram's settings.
  revoke: null,
}

type Token = { token: string; scopes: string[] | null; lastsSeconds: number | null }

function tokenIn(answer: JsonObject): Token {
  const token = textOf(answer.access_token)
  if (!token) throw new ChannelError('unreadable_answer', sentence('meta.login.no_token'), 'retry', null)
  const lasts = Number(answer.expires_in)
  return { token, scopes: scopesIn(answer.permissions), lastsSeconds: Number.isFinite(lasts) && lasts > 0 ? lasts : null }
}

/** A list, or a text with commas (meta-platform.md 7.2). */
function scopesIn(value: unknown): string[] | null {
  if (value === undefined || value === null) return null
  const names = typeof value === 'string' ? value.split(/[,\s]+/) : listOf(value).map(textOf)
  return names.filter((name): name is string => Boolean(name))
}

/** The code lives for an hour and works once. The response is flat, or in a list of one (meta-platform.md 7.2, 12.10). */
async function exchangeCode(http: Http, { app, hosts }: LoginSite, code: string, redirectUri: string): Promise<Token> {
  const body = new URLSearchParams({
    client_id: app.id,
    client_secret: app.secret,
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    code,
  })
  const answer = await askLogin(http, {
    method: 'POST',
    url: `${hosts.instagramApi}/oauth/access_token`,
    body: body.toString(),
    form: true,
  })
  return tokenIn(objectOf(listOf(answer.data)[0]) ?? answer)
}

/** A token for sixty days instead of one hour. */
async function lengthen(http: Http, { app, hosts }: LoginSite, short: string): Promise<Token> {
  const query = new URLSearchParams({ grant_type: 'ig_exchange_token', client_secret: app.secret, access_token: short })
  return tokenIn(await askLogin(http, { method: 'GET', url: `${hosts.instagram}/access_token?${query}` }))
}

/** `user_id` is the account's id in webhooks, `id` the one that only this app sees (meta-platform.md 2.1). */
async function readPerson(
  http: Http,
  { hosts, graphVersion }: LoginSite,
  accessToken: string,
): Promise<Pick<LoggedIn, 'externalId' | 'appScopedId' | 'name' | 'pictureUrl'>> {
  const as = {
    channel: 'instagram',
    externalId: 'me',
    pageId: null,
    loginType: 'instagram',
    accessToken,
    graphUrl: hosts.instagram,
    graphVersion,
  } as const
  const answer = await readGraph(http, as, { method: 'GET', path: 'me', query: { fields: 'id,user_id,username,name,profile_picture_url' } })
  const me = objectOf(listOf(answer.data)[0]) ?? answer
  const externalId = idOf(me.user_id) ?? idOf(me.id)
  if (!externalId) throw new ChannelError('unreadable_answer', sentence('meta.login.nobody_named'), 'retry', null)
  return {
    externalId,
    appScopedId: idOf(me.id),
    name: textOf(me.name) ?? textOf(me.username),
    pictureUrl: textOf(me.profile_picture_url),
  }
}
