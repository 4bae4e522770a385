/** The network, handed in: callers build the request and read the response, and open no connection themselves. */
export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  /** Text is sent as UTF-8, bytes unchanged; pieces as they come, with a `content-length` among the headers. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Gets the bytes of a response of 200 as they come, and the next ones once it is done; its `body` is then empty. */
  take?: (bytes: Uint8Array) => Promise<void>
  timeoutMs: number
  /** The longest response to accept; a longer one is aborted. Absent: `usualAnswerBytes`. */
  maxAnswerBytes?: number
}
/** Header names in lower case. `body` as received: `textIn` decodes it where it is text. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: Uint8Array }
/** Rejects with a `NetworkError` when there was no response, or one that is too long. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

/** Far more than any JSON response; a call that may get more (a file) sets its own limit. */
export const usualAnswerBytes = 8 * 1024 * 1024

/** The code of a `NetworkError` for a response beyond `maxAnswerBytes`: the request arrived, and its effect is not known. */
export const answerTooLong = 'ANSWER_TOO_LONG'

/** The code of a `NetworkError` for a response that its caller did not want to its end (`take` rejected with it). */
export const bytesNotTaken = 'BYTES_NOT_TAKEN'

const decoder = new TextDecoder()

/** The response body as text; broken UTF-8 is replaced, never refused. */
export const textIn = ({ body }: Pick<HttpResponse, 'body'>): string => decoder.decode(body)

/** `effect: 'none'` when the request certainly never reached the server (refused connection, unknown host). */
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
