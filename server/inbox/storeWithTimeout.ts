import type { Clock } from '../platform/clock.ts'

/**
 * How long storing a payload may take. With what comes before and after it, a platform that finds the database gone gets its 503 within a
 * second, from a busy machine too. A commit takes milliseconds, and tens of them on a busy disk.
 */
const storeTimeoutMs = 500
/** While nothing is stored: how often the database is asked whether it is back. */
const askEveryMs = 500

/**
 * Stores payloads, or rejects in time: a database that is suspended, or behind a broken connection, does not refuse, it is silent. After
 * one late call the next ones are rejected at once, until that call ends after all or the database answers on another connection. A late
 * call may still take effect. The platform got a 503 and sends the same payload again; its events are decided once.
 * In:     `store`, and a small query that the database answers when it is there.
 * Out:    resolves when stored; rejects with the error of `store`, or with LateError.
 */
export function storeWithTimeout<Bodies>(store: (bodies: Bodies) => Promise<void>, isThere: () => Promise<unknown>, clock: Clock) {
  let silent = false

  async function waitUntilThere(late: Promise<unknown>): Promise<void> {
    const ended = new AbortController()
    const end = () => ended.abort()
    const lateEnds = late.then(end, end)
    while (!ended.signal.aborted) {
      await clock.wait(askEveryMs, ended.signal)
      // One query at a time: each may hold a connection until that one times out.
      await Promise.race([isThere().then(end, () => {}), lateEnds])
    }
    silent = false
  }

  return async (bodies: Bodies): Promise<void> => {
    if (silent) throw new LateError()
    const stored = store(bodies)
    const over = new AbortController()
    try {
      await Promise.race([
        stored,
        clock.wait(storeTimeoutMs, over.signal).then(() => {
          if (!over.signal.aborted) throw new LateError()
        }),
      ])
    } catch (error) {
      if (error instanceof LateError) {
        silent = true
        void waitUntilThere(stored)
      }
      throw error
    } finally {
      over.abort()
    }
  }
}

export class LateError extends Error {
  override name = 'LateError'
  constructor() {
    super('the database does not answer')
  }
}
