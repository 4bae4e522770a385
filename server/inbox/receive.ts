import type { Db } from '../platform/db.ts'
import type { Clock } from '../platform/clock.ts'
import { keepBodies, type NewBody } from './bodies.queries.ts'

const bodiesPerFlush = 64
const flushAfterMs = 1

export type Receiver = {
  /** Resolves once the body is committed; rejects when the database did not take it (then nobody may answer 200). */
  keep(body: NewBody): Promise<void>
}

/**
 * Collects the bodies of a millisecond or two into one durable insert: a commit costs the same for one row as for 64
 * (design: "Receiving"). Two flushes may be under way at once, so that a slow disk does not stop the collecting.
 */
export function makeReceiver(deps: { system: Db; clock: Clock; onKept: () => void }): Receiver {
  type Waiting = { body: NewBody; resolve: () => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let underWay = 0
  let planned = false

  const plan = () => {
    if (planned || underWay >= 2) return
    planned = true
    void deps.clock.wait(flushAfterMs).then(flush)
  }
  async function flush() {
    planned = false
    if (!waiting.length || underWay >= 2) return
    const batch = waiting.splice(0, bodiesPerFlush)
    underWay++
    if (waiting.length) plan()
    try {
      await keepBodies(
        deps.system,
        batch.map((one) => one.body),
      )
      for (const one of batch) one.resolve()
      deps.onKept()
    } catch (error) {
      for (const one of batch) one.reject(error)
    } finally {
      underWay--
      if (waiting.length) plan()
    }
  }
  return {
    keep: (body) =>
      new Promise((resolve, reject) => {
        waiting.push({ body, resolve, reject })
        if (waiting.length >= bodiesPerFlush) void flush()
        else plan()
      }),
  }
}
