import { ChannelError } from '../../../model/channel.ts'
import type { TokenKind } from '../../../model/connection.ts'
import type { Http } from '../../../model/http.ts'
import type { LoginSite, TokenState } from '../../../model/login.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../fields.ts'
import { graphErrorRanges, graphErrors, graphErrorSentences } from '../graphErrors.ts'
import { readErrorOf } from '../judge.ts'
import { sentence } from '../sentences.ts'
import { askLogin } from './askLogin.ts'
import { grantTargetsIn } from './grantTargets.ts'

const errors = { rows: graphErrors, ranges: graphErrorRanges, sentences: graphErrorSentences }
const kinds: Record<string, TokenKind> = { USER: 'user', PAGE: 'page', SYSTEM_USER: 'system_user' }

/**
 * Asks what the platform knows of a token that the app issued (`debug_token`, meta-platform.md 7.1): whether it is valid, what it may do,
 * when it ends.
 * Errors: rejects with a ChannelError, also for a token of another app: that says nothing about the token.
 */
export async function inspectToken(http: Http, site: LoginSite, token: string): Promise<TokenState> {
  return stateOf(await debugToken(http, site, token))
}

/** Errors: a ChannelError for a response that does not say whether the token is valid. */
export function stateOf(told: JsonObject): TokenState {
  if (typeof told.is_valid !== 'boolean')
    throw new ChannelError('unreadable_answer', sentence('meta.read.unreadable_answer', { status: 200 }), 'retry', null, 'shaky')
  return {
    isValid: told.is_valid,
    words: whyInvalid(objectOf(told.error)),
    kind: kinds[textOf(told.type) ?? ''] ?? 'unknown',
    scopes: listOf(told.scopes).flatMap((scope) => textOf(scope) ?? []),
    targets: grantTargetsIn(told),
    issuedAt: timeIn(told.issued_at),
    expiresAt: timeIn(told.expires_at),
    dataAccessExpiresAt: timeIn(told.data_access_expires_at),
  }
}

/** What the platform answers about a token. Rejects with a ChannelError. */
export async function debugToken(http: Http, { app, hosts, graphVersion }: LoginSite, token: string): Promise<JsonObject> {
  const query = new URLSearchParams({ input_token: token, access_token: `${app.id}|${app.secret}` })
  return objectOf((await askLogin(http, { method: 'GET', url: `${hosts.facebook}/${graphVersion}/debug_token?${query}` })).data) ?? {}
}

/** The same words as of a call that the token was refused for. */
function whyInvalid(given: JsonObject | null) {
  const code = Number(idOf(given?.code))
  if (!given || !Number.isInteger(code)) return sentence('meta.token_invalid')
  const subcode = Number(idOf(given.subcode) ?? Number.NaN)
  const error = { code, subcode: Number.isInteger(subcode) ? subcode : null, message: textOf(given.message) ?? '', userMessage: null }
  return readErrorOf(errors, { status: 401, headers: {}, json: null, error: { ...error, transient: false } })!.words
}

/** In seconds; 0 and absence: no end. */
const timeIn = (value: unknown): Date | null => (typeof value === 'number' && value > 0 ? new Date(value * 1_000) : null)
