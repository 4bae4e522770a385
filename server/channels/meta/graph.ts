import type { Credentials } from '../../model/channel.ts'
import { textIn, type Http, type HttpRequest, type HttpResponse } from '../../model/http.ts'
import { idOf, type JsonObject, isTrue, objectOf, textOf } from './fields.ts'
import { multipart, type FormPart } from './multipart.ts'
import { parseExact } from './parseExact.ts'

/** A request's time limit; together with the tolerated event-loop lag it stays below the 30 s of a lease. Calls of jobs may take longer. */
const timeoutMs = 10_000

/** An error of the platform; only message, type and code are certain (meta-platform.md 8.1). */
export type GraphError = { code: number; subcode: number | null; message: string; userMessage: string | null; transient: boolean }

/** `json` is null when the response is not a JSON object, `error` when it has no error envelope. */
export type GraphAnswer = { status: number; headers: Record<string, string>; json: JsonObject | null; error: GraphError | null }

/** A request body is JSON or a form with files, not both. */
/** `unversioned`: the address has no version. */
export type GraphCall = {
  method: HttpRequest['method']
  path: string
  unversioned?: true
  query?: Record<string, string>
  headers?: Record<string, string>
  timeoutMs?: number
} & (
  | { json?: unknown; form?: never; streamed?: never }
  | { form: FormPart[]; json?: never; streamed?: never }
  | { streamed: StreamedBody; json?: never; form?: never }
)
/** A body that is read while it is sent. */
export type StreamedBody = { type: string; length: number; body: AsyncIterable<Uint8Array> }

/**
 * Makes one request to the Graph API. The token goes in the header, so no logged URL contains it.
 * In:     `path` without version, its ids already escaped by `segment`.
 * Out:    any response, errors included.
 * Errors: rejects as `http` does, with a NetworkError when there was no response.
 */
export async function callGraph(http: Http, as: Credentials, call: GraphCall): Promise<GraphAnswer> {
  const query = new URLSearchParams(call.query)
  if (as.appSecretProof) query.set('appsecret_proof', as.appSecretProof)
  const question = query.size > 0 ? `?${query.toString()}` : ''
  const headers: Record<string, string> = { ...call.headers, authorization: `Bearer ${as.accessToken}`, accept: 'application/json' }
  const body = call.form
    ? multipart(call.form)
    : call.streamed
      ? call.streamed
      : call.json === undefined
        ? null
        : { type: 'application/json', body: JSON.stringify(call.json) }
  if (body) headers['content-type'] = body.type
  if (call.streamed) headers['content-length'] = String(call.streamed.length)
  const response = await http({
    method: call.method,
    url: `${as.graphUrl}/${call.unversioned ? '' : `${as.graphVersion}/`}${call.path}${question}`,
    headers,
    ...(body ? { body: body.body } : {}),
    timeoutMs: call.timeoutMs ?? timeoutMs,
  })
  return readAnswer(response)
}

/** An id as one segment of a path, escaped: ids come from outside, and none may change the address. */
export const segment = (id: string): string => encodeURIComponent(id)

/**
 * The object that a business request names: the Instagram account with Instagram login, the Page behind it with Facebook login
 * (meta-platform.md 2.8). Without a known Page id `me` is the same, because a Page token acts as its Page.
 */
export const speaker = (as: Credentials): string => segment(as.loginType === 'facebook' ? (as.pageId ?? 'me') : as.externalId)

function readAnswer(response: HttpResponse): GraphAnswer {
  let json: JsonObject | null = null
  try {
    json = objectOf(parseExact(textIn(response)))
  } catch {
    // A proxy's page, or half a response: only the status remains for the decision.
  }
  return { status: response.status, headers: response.headers, json, error: errorIn(json) }
}

function errorIn(json: JsonObject | null): GraphError | null {
  const given = objectOf(json?.error)
  const code = Number(idOf(given?.code) ?? Number.NaN)
  if (!given || !Number.isInteger(code)) return null
  const subcode = Number(idOf(given.error_subcode) ?? Number.NaN)
  return {
    code,
    subcode: Number.isInteger(subcode) ? subcode : null,
    message: textOf(given.message) ?? '',
    // WhatsApp puts into `details` what other products put into a message for the user (meta-platform.md 8.1).
    userMessage: textOf(given.error_user_msg) ?? textOf(objectOf(given.error_data)?.details),
    transient: isTrue(given.is_transient),
  }
}
