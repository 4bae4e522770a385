import { addUpEvents } from './automations/figures.queries.ts'
import { addUpStats } from './automations/stats.queries.ts'
import type { Deps } from './deps.ts'
import { keepBodyPartitions } from './inbox/bodyPartitions.queries.ts'
import { dropEmptyLimits } from './outbox/limits.queries.ts'
import { dropEmptyPlaces, findOrphans, repairOrphans } from './outbox/orphans.queries.ts'
import { findDue } from './outbox/claim.queries.ts'
import { firstIdAt } from './platform/ids.ts'
import { installationId } from './platform/installation.queries.ts'
import { runLoop } from './platform/loop.ts'
import { sparingly } from './platform/sparingly.ts'

/** Whoever reads the figures adds what was counted since; rows of a few seconds are few. */
const addUpEveryMs = 10_000

export type Scheduler = { stop(): Promise<void> }

/** What somebody has to do from time to time, whoever it is: every process with the role may, and doing it twice is doing it once. */
export function startScheduler(deps: Deps, databaseUrl: string): Scheduler {
  const keeping = runLoop(
    'housekeeping',
    async () => {
      const { made, dropped } = await keepBodyPartitions(databaseUrl, deps.clock.now())
      if (made.length || dropped.length)
        deps.log.info({ count: made.length }, `body partitions: ${made.length} made, ${dropped.length} dropped`)
      await dropEmptyLimits(deps.databases.system, deps.clock.now())
      return false
    },
    deps,
    3_600_000,
  )
  const adds = sparingly(deps.clock)
  const adding = runLoop(
    'statistics',
    async () => {
      if (adds.isDue())
        await adds.run(async () => {
          await addUpStats(deps.databases.system, deps.clock.now())
          await addUpEvents(deps.databases.system)
        })
      return false
    },
    deps,
    addUpEveryMs,
  )
  const mending = runLoop('orphans', mendOrphans(deps), deps, orphansEveryMs)
  const relay = deps.config.redisUrl ? startRelay(deps, deps.config.redisUrl) : null
  deps.clock.onMove(() => keeping.nudge())
  return {
    async stop() {
      await Promise.all([keeping.stop(), adding.stop(), mending.stop()])
      await (await relay)?.stop()
    },
  }
}

const orphansEveryMs = 600_000
/** How many messages are looked at in one statement. */
const orphansPage = 10_000
const recentMs = 3_600_000

/** All messages once, after the start; later those of the last hour, in case a process of an early version still ran beside this one. */
function mendOrphans(deps: Deps): () => Promise<boolean> {
  let from = firstIdAt(0)
  return async () => {
    const { orphans, next } = await findOrphans(deps.databases.system, from, orphansPage)
    const mended = await repairOrphans(deps.databases.system, orphans, deps.clock.now())
    for (const one of mended) deps.log.warn({ message: one.id }, 'a message without a place in the queue was queued again')
    if (mended.length) deps.wake.tell('outbox', null)
    from = next ?? firstIdAt(deps.clock.machineMs() - recentMs)
    if (next) return true
    const dropped = await dropEmptyPlaces(deps.databases.system)
    if (dropped) deps.log.warn({ count: dropped }, 'places in the queue without a message were removed')
    return false
  }
}

const offeredAtOnce = 2_000
const perAccount = 200
/** An entry that was told this long ago and is still due is told again: Redis may have lost it. BullMQ ignores what it still has. */
const tellAgainMs = 2_000
const beatEveryMs = 1_000

/**
 * The relay to Redis: tells workers what is due, by its state in the ledger and never by a cursor, so that nothing is left out when
 * Redis was emptied, a worker died or two relays ran. Several may run; an entry told twice is one entry.
 */
async function startRelay(deps: Deps, redisUrl: string): Promise<{ stop(): Promise<void> }> {
  const { makeRelay } = await import('./queue/redisQueue.ts')
  const relay = makeRelay(redisUrl, deps.log)
  const installation = await installationId(deps.databases.system)
  let beatAt = 0
  let told = new Map<string, number>()
  const telling = runLoop(
    'relay',
    async () => {
      const due = await findDue(deps.databases.system, deps.clock.now(), offeredAtOnce, perAccount)
      const machineNow = deps.clock.machineMs()
      const still = new Map<string, number>()
      const fresh = due.filter((entry) => {
        const key = `${entry.id}-${entry.epoch}`
        const at = told.get(key)
        const known = at !== undefined && machineNow - at < tellAgainMs
        still.set(key, known ? at : machineNow)
        return !known
      })
      if (fresh.length) await relay.offer(fresh)
      told = still
      if (machineNow - beatAt >= beatEveryMs) {
        await relay.beat(installation)
        beatAt = machineNow
      }
      return fresh.length === offeredAtOnce
    },
    deps,
    100,
  )
  const off = deps.wake.on((topic) => topic === 'outbox' && telling.nudge())
  deps.clock.onMove(() => telling.nudge())
  return {
    async stop() {
      off()
      await telling.stop()
      await relay.close()
    },
  }
}
