import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { maintainBodyPartitions } from './bodyPartitions.queries.ts'

/**
 * Creates partitions for payloads ahead of their day and drops old ones. In: the database as its owner, since only an owner creates tables.
 */
export const bodyPartitions = ({ ownerUrl, clock, log }: { ownerUrl: string; clock: Clock; log: Log }): JobHandler => ({
  backoffMs: [60_000, 300_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 3_600_000, missed: 'latest' },
  async run() {
    const { made, dropped } = await maintainBodyPartitions(ownerUrl, clock.now())
    if (made.length || dropped.length) log.info({ count: made.length }, `body partitions: ${made.length} made, ${dropped.length} dropped`)
    return { kind: 'done' }
  },
})
