import { ChannelError } from '../../../model/channel.ts'
import type { Http } from '../../../model/http.ts'
import type { GrantTarget, LoggedIn, LoginSite, PlatformLogin } from '../../../model/login.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../fields.ts'
import { segment } from '../graph.ts'
import { sentence } from '../sentences.ts'
import { asPerson, askToken, tokenIn } from './facebookCalls.ts'
import { facebookPerson } from './facebookPerson.ts'
import { inspectToken } from './inspectToken.ts'
import { offersOf } from './pageOffers.ts'

/** meta-platform.md 7.1, 7.5, 13.6: Pages with their conversations, comments and lead ads, and the Instagram accounts behind them. */
export const scopes = [
  'pages_show_list',
  'pages_manage_metadata',
  'pages_read_engagement',
  'pages_messaging',
  'pages_read_user_content',
  'pages_manage_engagement',
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_manage_comments',
  'leads_retrieval',
  'pages_manage_ads',
  'ads_management',
]

/** Far more Pages than a person has; the platform gives a hundred at a time. */
const mostPages = 2_000

/** Facebook Login (for Business): a person's Pages, and the Instagram accounts behind them (meta-platform.md 7.1). */
export const facebookLogin: PlatformLogin = {
  name: 'facebook',
  title: 'Facebook',
  app: 'facebook',
  scopes,
  offersSeveral: true,
  // Which of a person's Pages are meant, they say themselves.
  takesOnlyOffer: false,
  configuration: { name: 'pages', isNeeded: false },
  consentUrl({ app, configId, hosts, graphVersion }, { redirectUri, state, again }) {
    const query = new URLSearchParams({
      client_id: app.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      state,
      ...(configId ? { config_id: configId, override_default_response_type: 'true' } : { scope: scopes.join(',') }),
      ...(again ? { auth_type: 'rerequest' } : {}),
    })
    return `${hosts.facebookPages}/${graphVersion}/dialog/oauth?${query}`
  },
  async exchange(http, site, { code, redirectUri }, now) {
    const first = tokenIn(await askToken(http, site, { redirect_uri: redirectUri, code }))
    const told = await inspectToken(http, site, first.token)
    // The token of a business’s system user is long-lived as it is.
    const isPerson = told.kind !== 'system_user'
    const long = isPerson ? tokenIn(await askToken(http, site, { grant_type: 'fb_exchange_token', fb_exchange_token: first.token })) : first
    const me = await asPerson(http, site, long.token, { method: 'GET', path: 'me', query: { fields: 'id,name,picture{url}' } })
    const externalId = idOf(me.id)
    if (!externalId) throw new ChannelError('unreadable_answer', sentence('meta.login.nobody_named'), 'retry', null)
    return {
      externalId,
      appScopedId: externalId,
      name: textOf(me.name),
      pictureUrl: textOf(objectOf(objectOf(me.picture)?.data)?.url),
      grantedScopes: await readPermissions(http, site, long.token),
      token: long.token,
      tokenKind: isPerson ? 'user' : 'system_user',
      tokenExpiresAt: long.lastsSeconds === null ? null : new Date(now.getTime() + long.lastsSeconds * 1_000),
      dataAccessExpiresAt: told.dataAccessExpiresAt,
    }
  },
  async accounts(http, site, login) {
    const [listed, targets] = await Promise.all([readPages(http, site, login), readTargets(http, site, login)])
    const pages = [...listed, ...(await readUnlisted(http, site, login, listed, targets))]
    return pages.flatMap((page) => offersOf(page, { scopes: login.grantedScopes ?? [], targets }))
  },
  person: facebookPerson,
  inspect: inspectToken,
  grantedIn: 'account_settings',
  async revoke(http, site, { externalId, token }) {
    await asPerson(http, site, token, { method: 'DELETE', path: `${segment(externalId)}/permissions` })
  },
}

async function readPermissions(http: Http, site: LoginSite, token: string): Promise<string[]> {
  const answer = await asPerson(http, site, token, { method: 'GET', path: 'me/permissions' })
  return listOf(answer.data).flatMap((item) => {
    const one = objectOf(item)
    const name = textOf(one?.permission)
    return name && textOf(one?.status) === 'granted' ? [name] : []
  })
}

/** For which Pages the person granted what. What the platform does not tell counts as granted for all. */
async function readTargets(http: Http, site: LoginSite, { token }: LoggedIn): Promise<GrantTarget[]> {
  try {
    return (await inspectToken(http, site, token)).targets
  } catch (error) {
    if (error instanceof ChannelError) return []
    throw error
  }
}

const pageFields = 'id,name,category,access_token,picture{url},instagram_business_account{id,username,name,profile_picture_url}'
/** More Pages than the list leaves out; each is one read. */
const mostUnlisted = 50

/** All Pages of the person, with their tasks on each (meta-platform.md 4.5). */
async function readPages(http: Http, site: LoginSite, { token }: LoggedIn): Promise<JsonObject[]> {
  const pages: JsonObject[] = []
  for (let after: string | null = null; pages.length < mostPages;) {
    const answer = await asPerson(http, site, token, {
      method: 'GET',
      path: 'me/accounts',
      query: { fields: `${pageFields},tasks`, limit: '100', ...(after ? { after } : {}) },
    })
    pages.push(
      ...listOf(answer.data)
        .map(objectOf)
        .filter((page) => page !== null),
    )
    const paging: JsonObject | null = objectOf(answer.paging)
    after = paging?.next ? textOf(objectOf(paging.cursors)?.after) : null
    if (!after) break
  }
  return pages
}

/**
 * Pages that the person chose and that the list leaves out: of a business for one, or all of them after a login for business. Each is read
 * by its id (meta-platform.md 13.2, row 2.45). Their tasks are not told.
 */
async function readUnlisted(http: Http, site: LoginSite, { token }: LoggedIn, listed: JsonObject[], targets: GrantTarget[]) {
  const known = new Set(listed.map((page) => idOf(page.id)))
  const chosen = new Set(targets.flatMap(({ scope, ids }) => (scope.startsWith('pages_') ? ids : [])))
  const missing = [...chosen].filter((id) => !known.has(id)).slice(0, mostUnlisted)
  const found = await Promise.all(
    missing.map(async (id) => {
      try {
        return [await asPerson(http, site, token, { method: 'GET', path: segment(id), query: { fields: pageFields } })]
      } catch (error) {
        // Deleted or taken back since: what the others offer can be chosen.
        if (error instanceof ChannelError && ['permission', 'bug'].includes(error.class)) return []
        throw error
      }
    }),
  )
  return found.flat()
}
