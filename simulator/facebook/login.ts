import { checkToken } from '../platform/access.ts'
import { addCode, backTo, denied } from '../platform/dialog.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import type { Outcome } from '../platform/call.ts'
import { names, text, type Params } from '../platform/params.ts'
import { whyNotRedirect } from '../platform/whyNotRedirect.ts'
import type { Consent, ConsentStep } from '../instagram/login.ts'
import { openSignup, signupHost } from '../whatsapp/openSignup.ts'
import { shareWaba, signupCodeLastsMs, wabasOf } from '../whatsapp/signup.ts'
import { getAccount } from '../world/accounts.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import { findToken, issueToken, lifeMs, type Token } from '../world/tokens.ts'
import type { World } from '../world/world.ts'
import { findMember, saveGrants, scopedIdOf, targetsOf, theMember, type Member } from './members.ts'

// Facebook Login (meta-platform.md 7.1).

const codeLastsMs = 10 * 60_000

/** meta-platform.md 7.5, and what a login to sign in with asks for. */
const knownScopes = [
  'public_profile',
  'email',
  'pages_show_list',
  'pages_manage_metadata',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_engagement',
  'pages_messaging',
  'pages_manage_ads',
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_manage_comments',
  'leads_retrieval',
  'ads_management',
  'business_management',
  'whatsapp_business_messaging',
  'whatsapp_business_management',
]

/**
 * GET /www.facebook.com/{version}/dialog/oauth. What a person once declined is asked again only with `auth_type=rerequest`; what they
 * granted stays granted.
 */
export function openDialog(world: World, params: Params): ConsentStep {
  const { app } = world.settings.current()
  const clientId = text(params, 'client_id')
  if (clientId !== app.id) return { error: 'Invalid App ID: The provided app ID does not look like a valid app ID.' }
  const redirectUri = text(params, 'redirect_uri') ?? ''
  const foreign = whyNotRedirect(world, redirectUri)
  if (foreign) return { error: foreign }
  if ((text(params, 'response_type') ?? 'code') !== 'code') return { error: 'Invalid parameter: response_type' }
  if (text(params, 'config_id') === app.signupConfigId) return openSignup(world, params)
  const asked = text(params, 'config_id') ? knownScopes : (text(params, 'scope') ?? 'public_profile').split(/[,\s]+/).filter(Boolean)
  const unknown = asked.find((scope) => !knownScopes.includes(scope))
  if (unknown) return { error: `Invalid Scopes: ${unknown}. This message is only shown to developers.` }

  const member = theMember(world)
  const declined = member.asked.filter((scope) => !member.granted.includes(scope))
  const again = text(params, 'auth_type') === 'rerequest'
  const open = asked.filter((scope) => again || !declined.includes(scope))
  const own = text(params, 'decision')
  const consent: Consent | null = own
    ? { decision: own === 'deny' ? 'deny' : (names(params, 'allow') ?? []) }
    : readMeta<Consent>(world.store, 'consent')
  if (!consent) return { ask: { client: clientId, host: 'Facebook', scopes: open, required: [], choices: null } }

  if (consent.decision === 'deny') return backTo(params, denied)
  const allowed = consent.decision === 'grant' ? open : open.filter((scope) => consent.decision.includes(scope))
  writeMeta(world.store, 'grantTargets', consent.targets ?? {})
  writeMeta(world.store, 'unlistedPages', consent.unlisted ?? [])
  const kept = member.granted.filter((scope) => !open.includes(scope))
  saveGrants(world, {
    ...member,
    asked: [...new Set([...member.asked, ...asked])],
    granted: [...new Set([...kept, ...allowed])],
  })
  return backTo(params, { code: addCode(world, params, { accountId: member.id, scopes: [], host: 'www.facebook.com' }) })
}

type Code = { accountId: string; redirectUri: string; issuedAt: number; usedAt: number | null; host: string; scopes: string }

/** GET /oauth/access_token: a code, or a short token, for a token. Errors: 101 the app, 100/36009 the code, 100/36008 its address, 190. */
export function giveToken(world: World, params: Params): Outcome {
  checkApp(world, text(params, 'client_id'), text(params, 'client_secret'))
  if (text(params, 'grant_type') === 'fb_exchange_token') {
    const token = findToken(world, text(params, 'fb_exchange_token') ?? '')
    if (token?.life !== 'member_short' && token?.life !== 'member') throw refuse.badToken()
    checkToken(world, token)
    return issued(world, token.accountId, 'member')
  }
  const given = text(params, 'code')
  if (!given) throw refuse.invalid('Missing authorization code')
  const code = world.store.get<Code>('select * from codes where code = ?', given)
  const isSignup = code?.host === signupHost
  if (!code || (code.host !== 'www.facebook.com' && !isSignup))
    throw new GraphError(100, 'Invalid verification code format.', { bare: true })
  if (code.usedAt !== null) throw new GraphError(100, 'This authorization code has been used.', { subcode: 36009, bare: true })
  if (world.clock.now() - code.issuedAt > (isSignup ? signupCodeLastsMs : codeLastsMs))
    throw new GraphError(100, 'This authorization code has expired.', { subcode: 36009, bare: true })
  if (code.redirectUri !== text(params, 'redirect_uri'))
    throw new GraphError(
      100,
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
      { subcode: 36008, bare: true },
    )
  world.store.run('update codes set usedAt = ? where code = ?', world.clock.now(), given)
  return isSignup ? issueBusinessToken(world, code) : issued(world, code.accountId, 'member_short')
}

/** The token of a system user, which does not expire (meta-platform.md 7.3). */
function issueBusinessToken(world: World, { accountId, scopes }: Code): Outcome {
  const number = getAccount(world, accountId)
  const token = issueToken(world, number, 'system', JSON.parse(scopes) as string[], shareWaba(world, number))
  return { body: { access_token: token.token, token_type: 'bearer' } }
}

function issued(world: World, memberId: string, life: 'member_short' | 'member'): Outcome {
  const token = issueToken(world, { id: memberId }, life, findMember(world, memberId)!.granted, memberId)
  return { body: { access_token: token.token, token_type: 'bearer', expires_in: Math.floor(lifeMs[life]! / 1000) } }
}

/** Errors: 101 for another id or secret. */
export function checkApp(world: World, id: string | undefined, secret: string | undefined): void {
  const { app } = world.settings.current()
  if (id !== app.id)
    throw new GraphError(101, 'Error validating application. Cannot get application info due to a system error.', { bare: true })
  if (!secret || (app.secret !== null && secret !== app.secret))
    throw new GraphError(101, 'Error validating client secret.', { bare: true })
}

/** A token of a Page is told with all that the person granted, whichever Page it is for; `granular_scopes` says for which. */
function toldScopes(world: World, { granted }: Member, { scopes, life }: Token): string[] {
  const targets = targetsOf(world)
  return life === 'page' ? granted.filter((scope) => scopes.includes(scope) || targets[scope]) : scopes
}

function granularScopes(world: World, scopes: string[]) {
  const targets = targetsOf(world)
  return scopes.map((scope) => ({ scope, ...(targets[scope] && { target_ids: targets[scope] }) }))
}

/** GET /debug_token?input_token=&access_token=APP|SECRET (meta-platform.md 7.1). Errors: 101 for another app's token. */
export function debugToken(world: World, params: Params, given: string | null): Outcome {
  const [id, secret] = (given ?? '').split('|')
  checkApp(world, id, secret)
  const token = findToken(world, text(params, 'input_token') ?? '')
  if (token?.host !== 'graph.facebook.com')
    return { body: { data: { is_valid: false, error: { code: 190, message: 'The access token could not be decrypted' }, scopes: [] } } }
  const seconds = (ms: number) => Math.floor(ms / 1000)
  const member = token.grantedBy === null ? null : findMember(world, token.grantedBy)
  const isValid = token.revokedSubcode === null && (token.expiresAt === null || token.expiresAt > world.clock.now())
  return {
    body: {
      data: {
        app_id: id,
        type: token.life === 'page' ? 'PAGE' : token.life === 'system' ? 'SYSTEM_USER' : 'USER',
        application: 'The app',
        issued_at: seconds(token.issuedAt),
        expires_at: token.expiresAt === null ? 0 : seconds(token.expiresAt),
        data_access_expires_at: token.life === 'system' ? 0 : seconds(token.issuedAt + 90 * 24 * 3_600_000),
        is_valid: isValid,
        scopes: member ? toldScopes(world, member, token) : token.scopes,
        ...(member && { granular_scopes: granularScopes(world, toldScopes(world, member, token)) }),
        ...(token.life === 'system' && {
          granular_scopes: token.scopes.map((scope) => ({ scope, target_ids: wabasOf(world, token) })),
          ...(token.grantedBy !== null && { user_id: token.grantedBy }),
        }),
        ...(token.life === 'page' && { profile_id: token.accountId }),
        ...(member && { user_id: scopedIdOf(member, id!) }),
        ...(!isValid && { error: { code: 190, message: 'Error validating access token', subcode: token.revokedSubcode ?? 463 } }),
      },
    },
  }
}
