import type { Deps } from './deps.ts'
import { jobHandlers, kindsOfQueue, type JobQueueName } from './jobHandlers.ts'
import { setBlockedAside } from './jobs/blockedJobs.queries.ts'
import { findDueJobs } from './jobs/claimJobs.queries.ts'
import { kindsOf } from './jobs/handler.ts'
import { makePlanner } from './jobs/recurring.ts'
import { findDue } from './outbox/claim.queries.ts'
import { installationId } from './platform/installation.queries.ts'
import { runLoop } from './platform/loop.ts'
import type { Entry } from './queue/messageQueue.ts'
import type { QueueName, Relay } from './queue/redisQueue.ts'

export type Scheduler = { stop(): Promise<void> }

const planEveryMs = 1_000

/**
 * Plans recurring jobs, and relays due ids to Redis. Every process with the role may do it; doing it twice has the effect of doing it once.
 */
export function startScheduler(deps: Deps): Scheduler {
  const plan = makePlanner({ ...deps, jobs: deps.databases.jobs, handlers: jobHandlers(deps) })
  const planning = runLoop('planner', () => plan().then(() => false), deps, planEveryMs)
  const relay = deps.config.redisUrl ? startRelay(deps, deps.config.redisUrl) : null
  deps.clock.onMove(() => planning.nudge())
  return {
    async stop() {
      await planning.stop()
      await (await relay)?.stop()
    },
  }
}

const offeredAtOnce = 2_000
const perAccount = 200
/**
 * An entry that was offered this long ago and is still due is offered again: Redis may have lost it. BullMQ ignores entries it still has.
 */
const tellAgainMs = 2_000
const beatEveryMs = 1_000

/**
 * The relay to Redis: offers what is due to workers, by the state of the rows and never by a cursor, so that nothing is left out when Redis
 * was flushed, a worker died or two relays ran. Several may run; an entry that is offered twice is one entry.
 */
async function startRelay(deps: Deps, redisUrl: string): Promise<{ stop(): Promise<void> }> {
  const { makeRelay } = await import('./queue/redisQueue.ts')
  const relay = makeRelay(redisUrl, deps.log)
  const installation = await installationId(deps.databases.system)
  const { system, jobQueue } = deps.databases
  let beatAt = 0
  const tell = tellDue(deps, relay, 'messages', () => findDue(system, deps.clock.now(), offeredAtOnce, perAccount))
  const telling = runLoop(
    'relay',
    async () => {
      const more = await tell()
      if (deps.clock.machineMs() - beatAt >= beatEveryMs) {
        await relay.beat(installation)
        beatAt = deps.clock.machineMs()
      }
      return more
    },
    deps,
    100,
  )
  const handlers = jobHandlers(deps)
  const tellJobs = (Object.keys(kindsOfQueue) as JobQueueName[]).map((queue) => {
    const kinds = kindsOf(handlers, kindsOfQueue[queue])
    return tellDue(deps, relay, queue, async () => {
      const now = deps.clock.now()
      const { due, stuck } = await findDueJobs(jobQueue, { now, ...kinds }, offeredAtOnce, perAccount)
      if (stuck && (await setBlockedAside(jobQueue, now))) deps.wake.tell('jobs', null)
      return due
    })
  })
  const tellingJobs = runLoop('job relay', async () => (await Promise.all(tellJobs.map((tell) => tell()))).some(Boolean), deps, 250)
  const off = deps.wake.on((topic) => {
    if (topic === 'outbox') telling.nudge()
    if (topic === 'jobs') tellingJobs.nudge()
  })
  deps.clock.onMove(() => {
    telling.nudge()
    tellingJobs.nudge()
  })
  return {
    async stop() {
      off()
      await Promise.all([telling.stop(), tellingJobs.stop()])
      await relay.close()
    },
  }
}

/** Offers what is due and was not offered a moment ago. Out: a function for a loop. */
function tellDue(deps: Deps, relay: Relay, queue: QueueName, findDue: () => Promise<Entry[]>): () => Promise<boolean> {
  let told = new Map<string, number>()
  return async () => {
    const due = await findDue()
    const machineNow = deps.clock.machineMs()
    const still = new Map<string, number>()
    const fresh = due.filter((entry) => {
      const key = `${entry.id}-${entry.epoch}`
      const at = told.get(key)
      const known = at !== undefined && machineNow - at < tellAgainMs
      still.set(key, known ? at : machineNow)
      return !known
    })
    if (fresh.length) await relay.offer(queue, fresh)
    told = still
    return fresh.length === offeredAtOnce
  }
}
