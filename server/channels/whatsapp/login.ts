import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import type { LoggedIn, LoginSite, OfferedAccount, PlatformLogin } from '../../model/login.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { asPerson, askToken, tokenIn } from '../meta/login/facebookCalls.ts'
import { debugToken, inspectToken, stateOf } from '../meta/login/inspectToken.ts'
import { sentence } from '../meta/sentences.ts'
import { appSecretProof } from '../meta/signature.ts'
import { numberFields, profileOf } from './readAccount.ts'
import { readGraph } from './readGraph.ts'

/** meta-platform.md 7.5 */
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']

/** More business accounts than a business has; each is one read. */
const mostBusinesses = 50
/** The platform gives a hundred numbers of a business account at a time. */
const mostNumbers = 1_000

/**
 * Embedded signup of WhatsApp, opened by a redirect (meta-platform.md 7.3, 13.2 rows 2.22 and 2.42): a business shares numbers with the
 * app. The configuration of the app's dashboard decides what is asked for. The token is that of a system user, or of the person where the
 * configuration says so; each number that it reaches is an account with the same token.
 */
export const whatsappLogin: PlatformLogin = {
  name: 'whatsapp',
  title: 'WhatsApp',
  app: 'facebook',
  scopes,
  offersSeveral: true,
  takesOnlyOffer: true,
  configuration: { name: 'signup', isNeeded: true },
  consentUrl({ app, configId, hosts, graphVersion }, { redirectUri, state, again }) {
    const query = new URLSearchParams({
      client_id: app.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      override_default_response_type: 'true',
      config_id: configId ?? '',
      state,
      extras: JSON.stringify({ setup: {} }),
      ...(again ? { auth_type: 'rerequest' } : {}),
    })
    return `${hosts.facebookPages}/${graphVersion}/dialog/oauth?${query}`
  },
  async exchange(http, site, { code, redirectUri }, now) {
    const first = tokenIn(await askToken(http, site, { redirect_uri: redirectUri, code }))
    const told = await debugToken(http, site, first.token)
    const state = stateOf(told)
    const isPerson = state.kind === 'user'
    const long = isPerson ? tokenIn(await askToken(http, site, { grant_type: 'fb_exchange_token', fb_exchange_token: first.token })) : first
    const me = await readOwner(http, site, long.token)
    const externalId = me.id ?? idOf(told.user_id)
    if (!externalId) throw new ChannelError('unreadable_answer', sentence('meta.login.nobody_named'), 'retry', null)
    return {
      externalId,
      appScopedId: externalId,
      name: me.name,
      pictureUrl: null,
      grantedScopes: state.scopes,
      token: long.token,
      tokenKind: isPerson ? 'user' : 'system_user',
      tokenExpiresAt: long.lastsSeconds === null ? state.expiresAt : new Date(now.getTime() + long.lastsSeconds * 1_000),
      dataAccessExpiresAt: state.dataAccessExpiresAt,
    }
  },
  async accounts(http, site, login) {
    const businesses = businessesIn(await debugToken(http, site, login.token))
    const found = await Promise.all(businesses.map((id) => readNumbers(http, site, login, id)))
    return found.flat()
  },
  person: null,
  inspect: inspectToken,
  grantedIn: 'business_settings',
  // The platform describes no call for it: the business removes the app in its settings.
  revoke: null,
}

/** Whose token it is. No name is known where the platform does not let it be read; the token works all the same. */
async function readOwner(http: Http, site: LoginSite, token: string): Promise<{ id: string | null; name: string | null }> {
  try {
    const me = await asPerson(http, site, token, { method: 'GET', path: 'me', query: { fields: 'id,name' } })
    return { id: idOf(me.id), name: textOf(me.name) }
  } catch (error) {
    if (error instanceof ChannelError && ['permission', 'bug'].includes(error.class)) return { id: null, name: null }
    throw error
  }
}

/** The business accounts that a token reaches: the targets of its scopes for WhatsApp, whichever those are (13.2, row 2.43). */
function businessesIn(told: JsonObject): string[] {
  const targets = listOf(told.granular_scopes)
    .map(objectOf)
    .filter((one) => textOf(one?.scope)?.startsWith('whatsapp_business_'))
    .flatMap((one) => listOf(one?.target_ids).flatMap((id) => idOf(id) ?? []))
  return [...new Set(targets)].slice(0, mostBusinesses)
}

/** The numbers of a business account; none where the token may not list them. */
async function readNumbers(http: Http, site: LoginSite, login: LoggedIn, businessId: string): Promise<OfferedAccount[]> {
  const as: Credentials = {
    channel: 'whatsapp',
    externalId: businessId,
    pageId: null,
    loginType: 'facebook',
    accessToken: login.token,
    graphUrl: site.hosts.facebook,
    graphVersion: site.graphVersion,
    appSecretProof: appSecretProof(site.app.secret, login.token),
  }
  const numbers: JsonObject[] = []
  try {
    for (let after: string | null = null; numbers.length < mostNumbers;) {
      const query = { fields: numberFields, limit: '100', ...(after ? { after } : {}) }
      const answer = await readGraph(http, as, { method: 'GET', path: `${segment(businessId)}/phone_numbers`, query })
      numbers.push(
        ...listOf(answer.data)
          .map(objectOf)
          .filter((one) => one !== null),
      )
      const paging: JsonObject | null = objectOf(answer.paging)
      after = paging?.next ? textOf(objectOf(paging.cursors)?.after) : null
      if (!after) break
    }
  } catch (error) {
    // One account that was taken back, or a permission that was declined: what the others offer can be chosen.
    if (error instanceof ChannelError && error.class === 'permission') return []
    throw error
  }
  return numbers.flatMap((number) => offerOf(login, businessId, number))
}

function offerOf(login: LoggedIn, businessId: string, number: JsonObject): OfferedAccount[] {
  const profile = profileOf(number)
  if (!profile) return []
  return [
    {
      channel: 'whatsapp',
      externalId: profile.externalId,
      pageId: null,
      businessId,
      loginType: 'facebook',
      name: profile.name ?? profile.externalId,
      username: null,
      phone: profile.phone ?? null,
      pictureUrl: null,
      token: login.token,
      tokenKind: login.tokenKind,
      tokenExpiresAt: login.tokenExpiresAt,
      whyNot: null,
    },
  ]
}
