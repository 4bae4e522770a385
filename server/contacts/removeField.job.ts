import { z } from 'zod'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { hasField, removeFieldValues } from './fields.queries.ts'

const data = z.object({ key: z.string() })
const peopleAtOnce = 1_000
/** After so long it lets other jobs go first. */
const atATimeMs = 20_000

/** The job that removes the values of a deleted field. */
export const jobOfFieldRemoval = (workspaceId: string, key: string, runAt: Date): NewJob => ({
  kind: 'remove_field',
  workspaceId,
  accountId: null,
  lane: null,
  priority: 10,
  runAt,
  data: { key },
})

/** Removes the values of a deleted field from people, a thousand at once. One that is defined again meanwhile keeps the rest. */
export const removeField = (deps: { jobs: Db; clock: Clock }): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const { key } = data.parse(job.data)
    const until = deps.clock.machineMs() + atATimeMs
    for (;;) {
      const hasMore = await deps.jobs
        .transaction()
        .execute(
          async (trx) => !(await hasField(trx, job.workspaceId!, key)) && removeFieldValues(trx, job.workspaceId!, key, peopleAtOnce),
        )
      if (!hasMore) return { kind: 'done' }
      if (signal.aborted || deps.clock.machineMs() > until) return { kind: 'put_off', afterMs: 0 }
    }
  },
})
