import type { Clock } from '../platform/clock.ts'

/**
 * How long a body may take to be kept. With what comes before and after it, a platform that finds the database gone has its 503 within
 * a second, also from a busy machine; a commit takes milliseconds, on a disk that others keep busy tens of them.
 */
export const keepWithinMs = 500
/** While nothing is kept, how often it is asked whether the database is back. */
const askEveryMs = 500

/**
 * Keeps bodies, or says in time that it could not: a database that is stopped, frozen or behind a dead line does not refuse, it is silent.
 * Once one call was late, the next ones are refused at once, until that call ends after all or the database answers on another connection.
 * A late call may still have its effect: the platform, which was told 503, brings the same again, and an event is decided once.
 * In:     how bodies are kept, and a small question that the database answers when it is there.
 * Out:    resolves when kept; rejects with what `keep` rejects with, or with LateError.
 */
export function keepInTime<Bodies>(keep: (bodies: Bodies) => Promise<void>, isThere: () => Promise<unknown>, clock: Clock) {
  let silent = false

  async function waitUntilThere(late: Promise<unknown>): Promise<void> {
    const ended = new AbortController()
    const end = () => ended.abort()
    const lateEnds = late.then(end, end)
    while (!ended.signal.aborted) {
      await clock.wait(askEveryMs, ended.signal)
      // One question at a time: each may keep a connection until the line is given up.
      await Promise.race([isThere().then(end, () => {}), lateEnds])
    }
    silent = false
  }

  return async (bodies: Bodies): Promise<void> => {
    if (silent) throw new LateError()
    const kept = keep(bodies)
    const over = new AbortController()
    try {
      await Promise.race([
        kept,
        clock.wait(keepWithinMs, over.signal).then(() => {
          if (!over.signal.aborted) throw new LateError()
        }),
      ])
    } catch (error) {
      if (error instanceof LateError) {
        silent = true
        void waitUntilThere(kept)
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
