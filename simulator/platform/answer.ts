import { strike, type Fault } from '../world/faults.ts'
import * as ids from '../world/ids.ts'
import { recordCall } from '../world/ledger.ts'
import { productOf, type World } from '../world/world.ts'
import { whyHandshakeFails } from '../webhooks/subscriptions.ts'
import { NeedsHandshake, type GraphCall } from './call.ts'
import { errorBody, GraphError, statusOf, usualWords } from './errors.ts'
import { readPairs } from './form.ts'
import { usageHeaders } from './limits.ts'
import { readBody, shown, type Params } from './params.ts'
import { work, type Incoming, type Worked } from './work.ts'

/** The result of a call: a response, a reset connection, or nothing at all. */
export type Reply =
  | { do: 'answer'; status: number; body: unknown; headers: Record<string, string>; html?: string; script?: string; afterMs?: number }
  | { do: 'cut' }
  | { do: 'hang' }

/** Answers one call to the platform, after the handshake with the address that the call names, if it names one. */
export async function answerCall(world: World, incoming: Incoming): Promise<Reply> {
  const path = `/${incoming.host}/${incoming.parts.join('/')}`
  const fault = strike(world, path)
  const attempt = (given: Incoming) => world.store.grouped(() => answerOnce(world, given, path, fault))
  try {
    return await attempt(incoming)
  } catch (error) {
    if (!(error instanceof NeedsHandshake)) throw error
    const { url, verifyToken } = error
    return attempt({ ...incoming, handshake: { url, verifyToken, failure: await whyHandshakeFails(world, url, verifyToken) } })
  }
}

/**
 * Answers one call to the platform. Effect, ledger entry and queued webhooks are one transaction, committed before the response is sent; a
 * refusal rolls back the effect and is recorded separately.
 */
function answerOnce(world: World, incoming: Incoming, path: string, fault: Fault | null): Reply {
  if (fault?.kind === 'delay') return { ...replyTo(world, incoming, path, null, fault), afterMs: fault.options.delayMs ?? 1_000 } as Reply
  return replyTo(world, incoming, path, fault, fault)
}

/** In: the fault that changes the outcome (`acting`), and the one that the ledger records (`noted`). */
function replyTo(world: World, incoming: Incoming, path: string, acting: Fault | null, noted: Fault | null): Reply {
  const kept = { method: incoming.method, path, fault: noted ? noted.kind : null }
  const params: { query: Params; body: Params } = { query: readPairs(incoming.query), body: {} }
  const seen = () => ({ query: shown(params.query), body: shown(params.body) })
  const failed = (error: GraphError, call?: GraphCall): Worked => ({
    status:
      acting?.options.status ??
      error.status ??
      statusOf(
        error.code,
        world.settings.current().httpStatuses,
        call !== undefined && productOf(world, call.account).calls.hasOwnStatuses,
      ),
    body: errorBody(error, ids.traceId(world.dice)),
    headers: {
      ...(version !== null && { 'facebook-api-version': version }),
      ...(error.code === 190 && { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" ${JSON.stringify(error.message)}` }),
      ...(error.hint !== undefined && { 'x-simulator-hint': error.hint }),
    },
    call,
  })

  let call: GraphCall | undefined
  let version: string | null = null
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
    if (incoming.fileOffset === undefined) params.body = readBody(incoming.body, incoming.contentType, incoming.pairs)
    const hasEffect = !acting || acting.kind === 'reset_after_effect' || acting.options.effect || isSentAlthoughError(acting)
    if (!hasEffect) return withoutEffect(world, acting, failed, enter)
    const answered = acting?.kind !== 'reset_after_effect' && acting?.kind !== 'timeout'
    const worked = world.store.transaction(() => {
      let done = work(
        world,
        incoming,
        { ...params.query, ...params.body },
        {
          version: (taken) => (version = taken),
          call: (made) => (call = made),
        },
      )
      if (acting && (acting.kind === 'graph' || acting.kind === 'status')) done = { ...failed(faultError(acting)), effect: done.effect }
      enter(done, answered)
      return done
    })
    if (!answered) return acting?.kind === 'timeout' ? { do: 'hang' } : { do: 'cut' }
    const usage = call ? usageHeaders(call) : {}
    return {
      do: 'answer',
      status: worked.status,
      body: worked.body,
      html: worked.html,
      script: worked.script,
      headers: { ...usage, ...worked.headers },
    }
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
      headers: { ...(call && usageHeaders(call)), ...worked.headers },
    }
  }
}

// The login hosts do not use the Graph envelope.
function errorOf(body: unknown): unknown {
  const { error, error_message: words, code } = (body ?? {}) as { error?: unknown; error_message?: string; code?: number }
  return error ?? (words === undefined ? undefined : { code, message: words })
}

// 1/1357046: sent, yet an error is returned (meta-platform.md 8.2).
const isSentAlthoughError = (fault: Fault) => fault.kind === 'graph' && fault.options.code === 1 && fault.options.subcode === 1357046

const faultError = (fault: Fault) =>
  new GraphError(
    fault.options.code ?? 2,
    fault.options.message ?? usualWords[fault.options.code ?? 2] ?? 'Service temporarily unavailable',
    {
      subcode: fault.options.subcode,
      hint: 'a fault that was switched on with POST /simulator/faults',
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
