import { readAppSubscriptions } from '../facebook/appCalls.ts'
import { debugToken, giveToken, openDialog } from '../facebook/login.ts'
import { answerMember } from '../facebook/memberCalls.ts'
import { authorize, exchangeCode, exchangeShortToken, LoginError, refreshToken, type ConsentStep } from '../instagram/login.ts'
import { consentPage } from '../instagram/consentPage.ts'
import { getAccount } from '../world/accounts.ts'
import type { Effect } from '../world/ledger.ts'
import { productOf, type World } from '../world/world.ts'
import { archiveTemplates } from '../whatsapp/archiveTemplates.ts'
import { numberAskedFor } from '../whatsapp/signup.ts'
import { acceptToken, tokenText } from './access.ts'
import type { GraphCall, Handshake, Outcome } from './call.ts'
import { refuse } from './errors.ts'
import type { FormFile } from './form.ts'
import { readLegacy, withDates } from './legacyRequests.ts'
import type { Params } from './params.ts'
import { takeVersion } from './versions.ts'

/** The hosts that the platform answers as, each one path prefix. */
export const hosts = [
  'graph.instagram.com',
  'graph.facebook.com',
  'api.facebook.com',
  'api.instagram.com',
  'www.instagram.com',
  'www.facebook.com',
] as const
export type Host = (typeof hosts)[number]

/** A call as received. */
export type Incoming = {
  method: string
  host: Host
  parts: string[]
  query: URLSearchParams
  authorization?: string
  contentType: string
  body: Buffer
  /** Of a piece of a file: the body is its bytes. */
  fileOffset?: string
  /** The content of a multipart body; null when the body is not multipart. */
  pairs?: [string, string | FormFile][] | null
  /** The address whose handshake was made for this call, and its result. */
  handshake?: Handshake
}

/** The result of a call: its response, and its effect. */
export type Worked = {
  status: number
  body: unknown
  headers: Record<string, string>
  html?: string
  script?: string
  effect?: Effect
  call?: GraphCall
}

/** Callbacks for what became known during the call, also when the call is then refused. */
type Learned = { version(version: string): void; call(call: GraphCall): void }

/** All calls that the hosts support. Errors: GraphError for a refusal. */
export function work(world: World, incoming: Incoming, params: Params, learned: Learned): Worked {
  // Where templates are archived (meta-platform.md 13.2, row 2.7); its tokens are those of graph.facebook.com.
  const isArchive = incoming.host === 'api.facebook.com'
  const host = incoming.host === 'api.facebook.com' ? 'graph.facebook.com' : incoming.host
  const ok = (outcome: { body: unknown; effect?: Effect }): Worked => ({ status: 200, headers: {}, ...outcome })
  if (host === 'www.instagram.com' || host === 'api.instagram.com' || host === 'www.facebook.com') return workLogin(world, incoming, params)

  const settings = world.settings.current()
  const { version, rest } = takeVersion(incoming.parts, settings.deadVersions, world.clock.now())
  learned.version(version)
  const headers = { 'facebook-api-version': version }
  const legacy = readLegacy(incoming.method, params, settings)
  const given = tokenText(params, incoming.authorization)
  if (host === 'graph.instagram.com' && legacy.method === 'GET' && rest.length === 1) {
    if (rest[0] === 'access_token') return { ...ok(exchangeShortToken(world, params, given)), headers }
    if (rest[0] === 'refresh_access_token') return { ...ok(refreshToken(world, params, given)), headers }
  }
  if (host === 'graph.facebook.com' && !isArchive && legacy.method === 'GET') {
    if (rest.join('/') === 'oauth/access_token') return { ...ok(giveToken(world, params)), headers }
    if (rest.length === 2 && rest[1] === 'subscriptions' && rest[0] === given?.split('|')[0] && given?.includes('|'))
      return { ...ok(readAppSubscriptions(world, given)), headers }
    if (rest.join('/') === 'debug_token') return { ...ok(debugToken(world, params, given)), headers }
  }
  const token = acceptToken(world, host, given, params)
  if (rest.length === 0 && !legacy.ids) throw refuse.unknownPath('')
  if (token.life === 'member' || token.life === 'member_short') {
    const address = `${world.origin}/${host}/${version}/${rest.join('/')}`
    return { ...ok(answerMember({ world, method: legacy.method, parts: rest, params, token, address })), headers }
  }
  // The token of a business reaches every number that was shared.
  const shared = token.life === 'system' && token.grantedBy !== null ? numberAskedFor(world, token, rest[0]) : null
  const account = shared ?? getAccount(world, token.accountId)
  const call: GraphCall = {
    world,
    host,
    version,
    method: legacy.method,
    parts: rest,
    params,
    token,
    account,
    rateKind: null,
    handshake: incoming.handshake ?? null,
    piece: incoming.fileOffset === undefined ? null : { offset: Number(incoming.fileOffset), bytes: incoming.body },
  }
  learned.call(call)
  const { answer } = isArchive ? { answer: archiveTemplates } : productOf(world, account).calls
  const outcome = legacy.ids === null ? answer(call) : manyAtOnce(call, legacy.ids, answer)
  const body = legacy.dateFormat === null ? outcome.body : withDates(outcome.body, legacy.dateFormat)
  const script = legacy.callback === null ? undefined : `/**/ ${legacy.callback}(${JSON.stringify(body)});`
  return { ...ok({ ...outcome, body }), headers, ...(script !== undefined && { script }) }
}

/** `?ids=a,b` reads several objects, or the same edge of several; each result is under its id. */
function manyAtOnce(call: GraphCall, ids: string[], answer: (call: GraphCall) => Outcome): Outcome {
  if (call.method !== 'GET') throw refuse.invalid('Param ids can only be read')
  return { body: Object.fromEntries(ids.map((id) => [id, answer({ ...call, parts: [id, ...call.parts] }).body])) }
}

function workLogin(world: World, incoming: Incoming, params: Params): Worked {
  const path = incoming.parts.join('/')
  if (incoming.host === 'api.instagram.com' && incoming.method === 'POST' && path === 'oauth/access_token') {
    try {
      return { status: 200, headers: {}, ...exchangeCode(world, params) }
    } catch (error) {
      if (!(error instanceof LoginError)) throw error
      return { status: 400, headers: {}, body: { error_type: 'OAuthException', code: 400, error_message: error.message } }
    }
  }
  if (incoming.method === 'GET') {
    if (incoming.host === 'www.instagram.com' && path === 'oauth/authorize') return consentStep(incoming, authorize(world, params))
    if (incoming.host === 'www.facebook.com' && /^(v\d+\.\d+\/)?dialog\/oauth$/.test(path))
      return consentStep(incoming, openDialog(world, params))
  }
  throw refuse.unknownPath(
    path,
    'the simulator has www.instagram.com/oauth/authorize, api.instagram.com/oauth/access_token and www.facebook.com/dialog/oauth',
  )
}

function consentStep(incoming: Incoming, step: ConsentStep): Worked {
  if ('redirect' in step) return { status: 302, headers: { location: step.redirect }, body: null }
  if ('error' in step)
    return {
      status: 400,
      headers: step.hint === undefined ? {} : { 'x-simulator-hint': step.hint },
      body: { error_type: 'OAuthException', code: 400, error_message: step.error },
    }
  return { status: 200, headers: {}, body: null, html: consentPage([...incoming.query], step.ask) }
}
