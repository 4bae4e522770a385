import { followServerClock } from './parts/serverClock.ts'
import { endSession } from './session.ts'
import type { PageOf } from '../../server/model/page.ts'

/**
 * An error of the server, with its message. Additional codes: `unreachable` when the server did not respond, or only a proxy did;
 * `piece_missing` when a part of the pages could not be loaded (lazyPage.tsx).
 */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly details: { path: string; message: string }[]
  constructor(status: number, code: string, message: string, details: { path: string; message: string }[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

type Query = Record<string, string | number | boolean | null | undefined>
/** A path with its query; what is empty is left out. */
export const address = (path: string, query: Query = {}) => {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`
}

/** Longer than any request of a page takes; after it no response is expected. */
const callLimitMs = 60_000
/** A file takes as long as the connection is slow: 50 MB within this at 30 kB/s. */
const uploadLimitMs = 30 * 60_000

/** Texts of the server come in the language of the page. */
const inLanguage = () => ({ 'accept-language': document.documentElement.lang })

/** Null for a body that is not JSON: a proxy's page, or none. */
function readJson(text: string): Record<string, never> | null {
  try {
    return JSON.parse(text) as Record<string, never>
  } catch {
    return null
  }
}

/** Requests after which the page may have another session: a new password or second factor ends the former one before it answers. */
const renewals = { open: new Set<Promise<unknown>>(), ended: 0 }
const isRenewal = (method: string, path: string) => method === 'POST' && path.startsWith('/api/identity/')

/**
 * One request, with the session of the page. Reading is tried again when it was refused because the session was replaced meanwhile.
 * Errors: rejects with an ApiError, or with the AbortError of `signal`.
 */
export async function call<T>(...request: Parameters<typeof send>): Promise<T> {
  const [method, path] = request
  const ended = renewals.ended
  const answer = send<T>(...request)
  if (isRenewal(method, path)) {
    renewals.open.add(answer)
    const end = () => {
      renewals.open.delete(answer)
      renewals.ended++
    }
    void answer.then(end, end)
  }
  try {
    return await answer
  } catch (trouble) {
    if (!(trouble instanceof ApiError) || trouble.status !== 401) throw trouble
    if (method === 'GET' && (renewals.open.size > 0 || renewals.ended !== ended)) {
      await Promise.allSettled(renewals.open)
      return call<T>(...request)
    }
    // /api/me answers whether a user is signed in at all; sign-in has its own errors.
    if (path !== '/api/me' && !path.startsWith('/api/identity/')) endSession()
    throw trouble
  }
}

async function send<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  keepalive = false,
  more: Record<string, string> = {},
): Promise<T> {
  const headers = { accept: 'application/json', ...inLanguage(), ...more }
  const init: RequestInit = { method, headers, credentials: 'same-origin', keepalive }
  if (body instanceof FormData) init.body = body
  else if (body !== undefined)
    Object.assign(init, { headers: { ...init.headers, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const limit = AbortSignal.timeout(body instanceof FormData ? uploadLimitMs : callLimitMs)
  init.signal = signal ? AbortSignal.any([signal, limit]) : limit
  let answer: Response
  let text: string
  try {
    answer = await fetch(path, init)
    text = await answer.text()
  } catch (trouble) {
    if (trouble instanceof DOMException && trouble.name === 'AbortError') throw trouble
    throw new ApiError(0, 'unreachable', '')
  }
  followServerClock(answer.headers.get('x-now'))
  const json = readJson(text)
  if (answer.ok) return json as T
  if (json === null && answer.status >= 502 && answer.status <= 504) throw new ApiError(0, 'unreachable', '')
  // The addresses of better-auth return `{code, message}` without `error` around it.
  const error = (json?.['error'] ?? json ?? {}) as { code?: string; message?: string; details?: { path: string; message: string }[] }
  throw new ApiError(
    answer.status,
    error.code ?? String(answer.status),
    error.message ?? '',
    Array.isArray(error.details) ? error.details : [],
  )
}

/** A file, chunk by chunk, however long it takes. Rejects with an ApiError, also when the rest of the file does not arrive. */
export async function download(path: string, signal: AbortSignal, onChunk?: (chunk: Uint8Array) => void): Promise<Blob> {
  try {
    const answer = await fetch(path, { headers: inLanguage(), credentials: 'same-origin', signal })
    if (!answer.ok || !answer.body) {
      const error = (readJson(await answer.text())?.['error'] ?? {}) as { code?: string; message?: string }
      throw new ApiError(answer.status, error.code ?? String(answer.status), error.message ?? '')
    }
    const chunks: Uint8Array<ArrayBuffer>[] = []
    const reader = answer.body.getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value)
      onChunk?.(read.value)
    }
    return new Blob(chunks, { type: answer.headers.get('content-type') ?? '' })
  } catch (trouble) {
    if (trouble instanceof ApiError) throw trouble
    throw new ApiError(0, 'unreachable', '')
  }
}

/** Reads an address with a query. */
export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', address(path, query), undefined, signal)

/** For a list that is needed whole, such as the choices of a menu. */
export async function everyRow<T>(fetchPage: (page: { limit: number; cursor: string | null }) => Promise<PageOf<T>>): Promise<PageOf<T>> {
  const data: T[] = []
  for (let cursor: string | null = null; ;) {
    const page: PageOf<T> = await fetchPage({ limit: 200, cursor })
    data.push(...page.data)
    if (page.nextCursor === null) return { data, nextCursor: null }
    cursor = page.nextCursor
  }
}
