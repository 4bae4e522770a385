import { answerNode } from '../instagram/routes.ts'
import { answerNumber } from '../whatsapp/routes.ts'
import { authorize, exchangeCode, exchangeShortToken, LoginError, refreshToken } from '../instagram/login.ts'
import { consentPage } from '../instagram/consentPage.ts'
import { getAccount } from '../world/accounts.ts'
import { strike, type Fault } from '../world/faults.ts'
import * as ids from '../world/ids.ts'
import { recordCall, type Effect } from '../world/ledger.ts'
import type { World } from '../world/world.ts'
import { acceptToken, tokenText } from './access.ts'
import type { GraphCall } from './call.ts'
import { errorBody, GraphError, refuse, statusOf, usualWords } from './errors.ts'
import { usageHeaders } from './limits.ts'
import { readBody, shown, type Params } from './params.ts'
import { takeVersion } from './versions.ts'

/** The hosts that the platform answers as, each one path prefix. */
export const hosts = ['graph.instagram.com', 'graph.facebook.com', 'api.instagram.com', 'www.instagram.com', 'www.facebook.com'] as const
export type Host = (typeof hosts)[number]

/** A call as it came in. */
export type Incoming = {
  method: string
  host: Host
  parts: string[]
  query: URLSearchParams
  authorization?: string
  contentType: string
  body: Buffer
}

/** What goes back: an answer, a connection that is cut, or nothing at all. */
export type Reply =
  | { do: 'answer'; status: number; body: unknown; headers: Record<string, string>; html?: string; afterMs?: number }
  | { do: 'cut' }
  | { do: 'hang' }

type Worked = { status: number; body: unknown; headers: Record<string, string>; html?: string; effect?: Effect; call?: GraphCall }

/**
 * Answers one call to the platform. Effect, ledger entry and queued webhooks are one transaction that is committed
 * before anything is answered; a refusal undoes the effect and is entered by itself.
 */
export function answerCall(world: World, incoming: Incoming): Reply {
  const path = `/${incoming.host}/${incoming.parts.join('/')}`
  const fault = strike(world, path)
  if (fault?.kind === 'delay') return { ...replyTo(world, incoming, path, null, fault), afterMs: fault.options.delayMs ?? 1_000 } as Reply
  return replyTo(world, incoming, path, fault, fault)
}

/** In: the fault that changes the outcome (`acting`), and the one that is noted in the ledger (`noted`). */
function replyTo(world: World, incoming: Incoming, path: string, acting: Fault | null, noted: Fault | null): Reply {
  const kept = { method: incoming.method, path, fault: noted ? noted.kind : null }
  const params: { query: Params; body: Params } = { query: Object.fromEntries(incoming.query), body: {} }
  const seen = () => ({ query: shown(params.query), body: shown(params.body) })
  const failed = (error: GraphError, call?: GraphCall): Worked => ({
    status: acting?.options.status ?? error.status ?? statusOf(error.code, world.settings.current().httpStatuses),
    body: errorBody(error, ids.traceId(world.dice)),
    headers: error.code === 190 ? { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" ${JSON.stringify(error.message)}` } : {},
    call,
  })

  let call: GraphCall | undefined
  const enter = (worked: Worked, answered: boolean) =>
    recordCall(world, {
      ...kept,
      ...seen(),
      status: answered ? worked.status : null,
      error: errorOf(worked.body),
      effect: worked.effect,
      accountId: call?.account.id ?? null,
      rateKind: call?.rateKind ?? null,
    })

  try {
    params.body = readBody(incoming.body, incoming.contentType)
    const hasEffect = !acting || acting.kind === 'reset_after_effect' || acting.options.effect || isSentAlthoughError(acting)
    if (!hasEffect) return withoutEffect(world, acting, failed, enter)
    const answered = acting?.kind !== 'reset_after_effect' && acting?.kind !== 'timeout'
    const worked = world.store.transaction(() => {
      let done = work(world, incoming, { ...params.query, ...params.body }, (made) => (call = made))
      if (acting && (acting.kind === 'graph' || acting.kind === 'status')) done = { ...failed(faultError(acting)), effect: done.effect }
      enter(done, answered)
      return done
    })
    if (!answered) return acting?.kind === 'timeout' ? { do: 'hang' } : { do: 'cut' }
    const usage = call ? usageOf(call) : {}
    return { do: 'answer', status: worked.status, body: worked.body, html: worked.html, headers: { ...usage, ...worked.headers } }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    const worked = world.store.transaction(() => {
      const refused = failed(error)
      enter(refused, acting?.kind !== 'reset_after_effect')
      return refused
    })
    if (acting?.kind === 'reset_after_effect') return { do: 'cut' }
    return {
      do: 'answer',
      status: worked.status,
      body: worked.body,
      headers: { ...(call && usageOf(call)), ...worked.headers },
    }
  }
}

// Sending on WhatsApp is bounded by throughput, not by the limits that these headers tell of (meta-platform.md 9).
const usageOf = ({ world, account }: GraphCall): Record<string, string> =>
  account.channel === 'whatsapp' ? {} : usageHeaders(world, account.id)

// The login hosts do not use the Graph envelope.
function errorOf(body: unknown): unknown {
  const { error, error_message: words, code } = (body ?? {}) as { error?: unknown; error_message?: string; code?: number }
  return error ?? (words === undefined ? undefined : { code, message: words })
}

// 1/1357046: sent, yet an error is answered (meta-platform.md 8.2).
const isSentAlthoughError = (fault: Fault) => fault.kind === 'graph' && fault.options.code === 1 && fault.options.subcode === 1357046

const faultError = (fault: Fault) =>
  new GraphError(
    fault.options.code ?? 2,
    fault.options.message ?? usualWords[fault.options.code ?? 2] ?? 'Service temporarily unavailable',
    {
      subcode: fault.options.subcode,
    },
  )

function withoutEffect(
  world: World,
  fault: Fault,
  failed: (error: GraphError) => Worked,
  enter: (worked: Worked, answered: boolean) => number,
): Reply {
  return world.store.transaction((): Reply => {
    if (fault.kind === 'timeout' || fault.kind === 'drop') {
      enter({ status: 0, body: null, headers: {} }, false)
      return fault.kind === 'timeout' ? { do: 'hang' } : { do: 'cut' }
    }
    const worked = failed(faultError(fault))
    const status = fault.options.status ?? (fault.kind === 'status' ? 500 : worked.status)
    enter({ ...worked, status }, true)
    return { do: 'answer', status, body: worked.body, headers: worked.headers }
  })
}

/** Everything the hosts can do. Errors: GraphError for a refusal. */
function work(world: World, incoming: Incoming, params: Params, made: (call: GraphCall) => void): Worked {
  const { host, method } = incoming
  const ok = (outcome: { body: unknown; effect?: Effect }): Worked => ({ status: 200, headers: {}, ...outcome })
  if (host === 'www.instagram.com' || host === 'api.instagram.com' || host === 'www.facebook.com') return workLogin(world, incoming, params)

  const { version, rest } = takeVersion(incoming.parts, world.settings.current().deadVersions)
  const headers = { 'facebook-api-version': version }
  const given = tokenText(params, incoming.authorization)
  if (host === 'graph.instagram.com' && method === 'GET' && rest.length === 1) {
    if (rest[0] === 'access_token') return ok(exchangeShortToken(world, params, given))
    if (rest[0] === 'refresh_access_token') return ok(refreshToken(world, params, given))
  }
  const token = acceptToken(world, host, given, params)
  if (rest.length === 0) throw refuse.unknownPath('')
  const account = getAccount(world, token.accountId)
  const call: GraphCall = { world, host: host, version, method, parts: rest, params, token, account, rateKind: null }
  made(call)
  return { ...ok(account.channel === 'whatsapp' ? answerNumber(call) : answerNode(call)), headers }
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
  if (incoming.host === 'www.instagram.com' && incoming.method === 'GET' && path === 'oauth/authorize') {
    const step = authorize(world, params)
    if ('redirect' in step) return { status: 302, headers: { location: step.redirect }, body: null }
    if ('error' in step) return { status: 400, headers: {}, body: { error_type: 'OAuthException', code: 400, error_message: step.error } }
    return {
      status: 200,
      headers: {},
      body: null,
      html: consentPage([...incoming.query], step.ask.client, step.ask.scopes, step.ask.accounts),
    }
  }
  throw refuse.unknownPath(
    `${path} on ${incoming.host} (the simulator has www.instagram.com/oauth/authorize and api.instagram.com/oauth/access_token)`,
  )
}
