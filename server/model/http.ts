/** The network, handed in: whoever calls out builds the request and reads the answer, and never reaches out by itself. */
export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  /** Text goes out as UTF-8, bytes as they are. */
  body?: string | Uint8Array
  timeoutMs: number
  /** The longest answer that is taken; a longer one is broken off. Absent: `usualAnswerBytes`. */
  maxAnswerBytes?: number
}
/** Header names in lower case. `body` as it came: `textIn` reads it where it is text. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: Uint8Array }
/** Rejects with a `NetworkError` when no answer was had, or one that is too long. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

/** Far more than any answer in JSON; what may be longer (a file) says so. */
export const usualAnswerBytes = 8 * 1024 * 1024

/** The code of a `NetworkError` for an answer beyond `maxAnswerBytes`: the request arrived, and what it did is not known. */
export const answerTooLong = 'ANSWER_TOO_LONG'

const decoder = new TextDecoder()

/** The answer's body as text, broken UTF-8 replaced and never refused. */
export const textIn = ({ body }: Pick<HttpResponse, 'body'>): string => decoder.decode(body)

/** `effect: 'none'` when the request certainly never reached the other side (refused connection, unknown host). */
export class NetworkError extends Error {
  override name = 'NetworkError'
  readonly effect: 'none' | 'unknown'
  readonly code: string
  constructor(message: string, effect: 'none' | 'unknown', code: string) {
    super(message)
    this.effect = effect
    this.code = code
  }
}
