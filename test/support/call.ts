const callLimitMs = 10_000

export type Answer<T> = { status: number; body: T }

/**
 * Makes one call to a running program. Out: status and body, as JSON where it is. Errors: rejects when there is no response within ten
 * seconds.
 */
export async function call<T>(url: string, method: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    signal: AbortSignal.timeout(callLimitMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: (text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T }
}
