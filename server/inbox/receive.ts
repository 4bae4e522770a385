import type { Db } from '../platform/db.ts'
import type { Clock } from '../platform/clock.ts'
import { isAwake } from '../platform/isAwake.ts'
import { storeBodies, type NewBody } from './bodies.queries.ts'
import { storeWithTimeout } from './storeWithTimeout.ts'

const bodiesPerFlush = 256
/** Together they are one value in the database, and are read together. */
const bytesPerFlush = 4 * 1024 * 1024
const flushAfterMs = 1

/** How many of the waiting payloads fit into one insert: at least one. */
function fitting(waiting: { body: NewBody }[]): number {
  let bytes = 0
  const tooMany = waiting.findIndex(({ body }, at) => (bytes += body.body.length) > bytesPerFlush && at > 0)
  return Math.min(bodiesPerFlush, tooMany < 0 ? waiting.length : tooMany)
}

export type Receiver = {
  /** Resolves once the payload is committed; rejects when the database did not store it (then the response must not be 200). */
  store(body: NewBody): Promise<void>
}

/**
 * Collects the payloads of a millisecond or two into one durable insert: a commit costs the same for one row as for 64. One insert at a
 * time: of two in parallel the later could commit first, and a person's second message be read before the first. Payloads that arrive
 * meanwhile join the next insert.
 */
export function makeReceiver(deps: { system: Db; clock: Clock; onStored: () => void }): Receiver {
  type Waiting = { body: NewBody; resolve: () => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let underWay = false
  let planned = false
  const storeBatch = storeWithTimeout(
    (bodies: NewBody[]) => storeBodies(deps.system, bodies),
    () => isAwake(deps.system),
    deps.clock,
  )

  const plan = () => {
    if (planned || underWay) return
    planned = true
    void deps.clock.wait(flushAfterMs).then(flush)
  }
  async function flush() {
    planned = false
    if (!waiting.length || underWay) return
    const batch = waiting.splice(0, fitting(waiting))
    underWay = true
    try {
      await storeBatch(batch.map((one) => one.body))
      for (const one of batch) one.resolve()
      deps.onStored()
    } catch (error) {
      for (const one of batch) one.reject(error)
    } finally {
      underWay = false
      if (waiting.length) plan()
    }
  }
  return {
    store: (body) =>
      new Promise((resolve, reject) => {
        waiting.push({ body, resolve, reject })
        if (waiting.length >= bodiesPerFlush) void flush()
        else plan()
      }),
  }
}
