import { z } from 'zod'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { hasField, removeFieldValues } from './fields.queries.ts'

const data = z.object({ key: z.string(), after: z.uuid().nullable().default(null) })
const peopleAtOnce = 1_000
/** After so long it lets other jobs go first. */
const atATimeMs = 20_000

type Field = { workspaceId: string; key: string }

/** The job that removes the values of a deleted field. In: `after`: the last person who was looked at. */
export const jobOfFieldRemoval = ({ workspaceId, key }: Field, runAt: Date, after: string | null = null): NewJob => ({
  kind: 'remove_field',
  workspaceId,
  accountId: null,
  lane: null,
  priority: 10,
  runAt,
  data: { key, after },
})

/**
 * Removes the values of a deleted field from people, a thousand at once. One that is defined again meanwhile keeps the rest. Ingest stores
 * people as it read them, so each thousand waits for it.
 */
export const removeField = (
  deps: { jobs: Db; clock: Clock; newId: NewId },
  limits: { peopleAtOnce: number; atATimeMs: number } = { peopleAtOnce, atATimeMs },
): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const { key, after: begin } = data.parse(job.data)
    const field = { workspaceId: job.workspaceId!, key }
    const until = deps.clock.machineMs() + limits.atATimeMs
    let after = begin
    do {
      after = await deps.jobs.transaction().execute(async (trx): Promise<string | null> => {
        await lockIngest(trx)
        return (await hasField(trx, field)) ? null : removeFieldValues(trx, field, { after, atMost: limits.peopleAtOnce })
      })
      if (after === null) return { kind: 'done' }
    } while (!signal.aborted && deps.clock.machineMs() < until)
    const now = deps.clock.now()
    await deps.jobs.transaction().execute((trx) => addJobs(trx, { newId: deps.newId, now }, [jobOfFieldRemoval(field, now, after)]))
    return { kind: 'done' }
  },
})
