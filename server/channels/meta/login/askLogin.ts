import { ChannelError } from '../../../model/channel.ts'
import { type Http, type HttpRequest, NetworkError, textIn } from '../../../model/http.ts'
import { idOf, type JsonObject, objectOf, textOf } from '../fields.ts'
import { parseExact } from '../parseExact.ts'
import { sentence } from '../sentences.ts'

const timeoutMs = 10_000

/**
 * Makes one request of a login: the exchange of a code, or of a token. Its errors have two formats, the Graph envelope and Instagram's own
 * (meta-platform.md 7.2).
 * Errors: rejects with a ChannelError: `app_rejected` (id or secret of the app), `code_rejected` (used, expired, or for another redirect
 *         address), `unreachable`, `login_refused` with the platform's words.
 */
export async function askLogin(http: Http, request: Omit<HttpRequest, 'timeoutMs' | 'headers'> & { form?: boolean }): Promise<JsonObject> {
  const { form, ...call } = request
  const headers: Record<string, string> = { accept: 'application/json' }
  if (form) headers['content-type'] = 'application/x-www-form-urlencoded'
  const answer = await http({ ...call, headers, timeoutMs }).catch((error: unknown) => {
    const line = error instanceof NetworkError && error.effect === 'none' ? 'down' : 'shaky'
    throw new ChannelError('unreachable', sentence('meta.read.unreachable'), 'retry', null, line)
  })
  return readLoginAnswer({ status: answer.status, text: textIn(answer) })
}

/** The JSON of a response to a call of the app itself. Errors: a ChannelError for every response that is not a success. */
export function readLoginAnswer({ status, text }: { status: number; text: string }): JsonObject {
  let json: JsonObject | null = null
  try {
    json = objectOf(parseExact(text))
  } catch {
    // A proxy's page: only the status remains.
  }
  if (status < 300 && json && !json.error && !json.error_message) return json
  if (status >= 500 || !json)
    throw new ChannelError('unreadable_answer', sentence('meta.read.unreadable_answer', { status }), 'retry', null, 'shaky')
  throw refusalOf(json)
}

function refusalOf(json: JsonObject): ChannelError {
  const graph = objectOf(json.error)
  const code = idOf(graph?.code) ?? idOf(json.code)
  const subcode = idOf(graph?.error_subcode)
  const said = (textOf(graph?.message) ?? textOf(json.error_message) ?? '').slice(0, 300)
  const platform = [code, subcode].filter(Boolean).join('/') || null
  if (code === '101' || /\b(client secret|client_id|app id|application)\b/i.test(said))
    return new ChannelError('app_rejected', sentence('meta.login.app_rejected', { said }), 'bug', platform)
  if (subcode === '36009' || subcode === '36008' || /\b(code|redirect_uri)\b/i.test(said))
    return new ChannelError('code_rejected', sentence('meta.login.code_rejected', { said }), 'bug', platform)
  return new ChannelError('login_refused', sentence('meta.login.refused', { said }), code === '190' ? 'auth' : 'bug', platform)
}
