import { z } from 'zod'
import { writeAudit } from '../audit/audit.queries.ts'
import { findContactIds, findFitting } from '../contacts/filter/contactIds.queries.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import type { Db } from '../platform/db.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { doToPeople, topicsOf, type ForPeople } from './doToPeople.ts'
import { endBulkAction, findBulkAction, lockAt, noteProgress, noteTotal, type BulkRow } from './bulkActions.queries.ts'

const data = z.object({ bulkActionId: z.string() })

/** The job that goes on with one from its place. */
export const jobOfBulkAction = ({ id, workspaceId, place }: Pick<BulkRow, 'id' | 'workspaceId' | 'place'>, runAt: Date): NewJob => ({
  kind: 'bulk_action',
  workspaceId,
  accountId: null,
  lane: `bulk/${workspaceId}`,
  priority: 10,
  runAt,
  uniqueKey: `bulk/${id}/${place ?? ''}`,
  data: { bulkActionId: id },
})

/** So many people are one transaction: ingest waits for it. An erase looks through what was received. */
const peopleAtOnce = (kind: BulkRow['what']['kind']): number => (kind === 'erase' ? 20 : 200)
const walkedPerPart = 5_000
/** After so long it lets other jobs go first. */
const atATimeMs = 10_000

/**
 * Does something to many people, slice by slice, each a transaction that also notes how far it came: killed in the middle it goes on from
 * there, and does each person once. People for whom the conditions do not hold any more when it is their turn are left out.
 */
export const bulkAction = (deps: ForPeople & { jobs: Db }, forMs = atATimeMs, atOnce = peopleAtOnce): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const { bulkActionId: id } = data.parse(job.data)
    const workspaceId = job.workspaceId!
    const of = await findBulkAction(deps.jobs, workspaceId, id)
    if (!of || of.state !== 'running') return { kind: 'done' }
    const who = { workspaceId, accountIds: of.accountIds, now: of.createdAt }
    if (of.total === null) await noteTotal(deps.jobs, id, await count(deps.jobs, who, of))
    const until = deps.clock.machineMs() + forMs
    for (let place = of.place; ;) {
      const part = await partBehind(deps.jobs, who, of, place)
      const slices = Array.from({ length: Math.ceil(part.ids.length / atOnce(of.what.kind)) }, (_, n) =>
        part.ids.slice(n * atOnce(of.what.kind), (n + 1) * atOnce(of.what.kind)),
      )
      for (const [n, slice] of (slices.length ? slices : [[]]).entries()) {
        const isLast = n >= slices.length - 1
        const end = isLast ? (part.end ?? slice.at(-1) ?? of.newest) : slice.at(-1)!
        const isOver = signal.aborted || deps.clock.machineMs() > until
        const now = deps.clock.now()
        const went = await deps.jobs.transaction().execute(async (trx) => {
          if (slice.length) await lockIngest(trx)
          // Another attempt came first, or a person canceled it.
          if (!(await lockAt(trx, id, place))) return 'left'
          const ids = slice.length ? await findFitting(trx, who, of.conditions, slice) : []
          const told = ids.length > 0 && (await doToPeople(trx, deps, of, ids, now))
          await noteProgress(trx, id, end, ids.length)
          if (isLast && part.end === null) {
            await endBulkAction(trx, id, { state: 'done', now })
            await writeAudit(trx, deps, { workspaceId, actor: of.actor, action: 'finish', subject: 'bulk_action', subjectId: id })
          } else if (isOver) await addJobs(trx, { newId: deps.newId, now }, [jobOfBulkAction({ id, workspaceId, place: end }, now)])
          return told ? 'told' : 'done'
        })
        for (const topic of topicsOf(of.what.kind)) deps.wake.tell(topic, workspaceId)
        if (went === 'told') deps.wake.tell('jobs', null)
        if (went === 'left' || isOver) return { kind: 'done' }
        place = end
      }
      if (part.end === null) return { kind: 'done' }
    }
  },
  async settled(trx, ended) {
    // Given up: a bug of ours. People who are done stay so.
    for (const { job, row } of ended)
      if (row.state === 'parked')
        await endBulkAction(trx, data.parse(job.data).bulkActionId, { state: 'failed', code: row.code ?? 'fault', now: deps.clock.now() })
  },
})

type Asked = Parameters<typeof findContactIds>[1]
type Part = { ids: string[]; end: string | null }

/** The next people behind a place; `end`: there may be more behind it. */
async function partBehind(db: Db, who: Asked, of: BulkRow, place: string | null): Promise<Part> {
  if (of.contactIds) return { ids: of.contactIds.filter((id) => place === null || id > place), end: null }
  const { ids, end } = await findContactIds(db, who, of.conditions, { after: place, walked: walkedPerPart })
  const isPast = end !== null && end >= of.newest
  return { ids: ids.filter((id) => id < of.newest), end: isPast ? null : end }
}

async function count(db: Db, who: Asked, of: BulkRow): Promise<number> {
  if (of.contactIds) return (await findFitting(db, who, [], of.contactIds)).length
  let total = 0
  for (let place: string | null = null; ;) {
    const part: Part = await partBehind(db, who, of, place)
    total += part.ids.length
    if (part.end === null) return total
    place = part.end
  }
}
