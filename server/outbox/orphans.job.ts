import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { firstIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { Wake } from '../platform/wake.ts'
import { dropEmptyPlaces, findOrphans, repairOrphans } from './orphans.queries.ts'

/** How many messages one statement scans. */
const page = 10_000
const recentMs = 3_600_000

/**
 * Restores lost outbox rows of messages: checks all messages once per process, later those of the last hour, in case a process of an early
 * version was still running.
 */
export function orphans({ system, clock, log, wake }: { system: Db; clock: Clock; log: Log; wake: Wake }): JobHandler {
  let from: string | null = firstIdAt(0)
  return {
    backoffMs: [60_000],
    timeLimitMs: 600_000,
    repeatable: true,
    waitsForAccount: false,
    recurring: { everyMs: 600_000, missed: 'latest' },
    async run(_, signal) {
      from ??= firstIdAt(clock.machineMs() - recentMs)
      while (from && !signal.aborted) {
        const found: Awaited<ReturnType<typeof findOrphans>> = await findOrphans(system, from, page)
        const mended = await repairOrphans(system, found.orphans, clock.now())
        for (const one of mended) log.warn({ message: one.id }, 'a message without a place in the queue was queued again')
        if (mended.length) wake.tell('outbox', null)
        from = found.next
      }
      const dropped = await dropEmptyPlaces(system)
      if (dropped) log.warn({ count: dropped }, 'places in the queue without a message were removed')
      return { kind: 'done' }
    },
  }
}
