/** The network, handed in: a channel builds the call and reads the answer, it never reaches out by itself. */
export type HttpRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
}
export type HttpResponse = { status: number; headers: Record<string, string>; body: string }
/** Rejects with a `NetworkError` when no answer was had. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

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
