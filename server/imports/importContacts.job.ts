import { z } from 'zod'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import type { Db } from '../platform/db.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { importSlice } from './importSlice.ts'
import { endImport, findImport, lockRunning, type ImportRow } from './imports.queries.ts'
import { readCsv, type CsvRow } from './readCsv.ts'
import { readingOf } from './readingOf.ts'

const data = z.object({ importId: z.string() })

/** The job that goes on with an import from a place of its file. */
export const jobOfImport = (of: Pick<ImportRow, 'id' | 'workspaceId'>, place: number, runAt: Date): NewJob => ({
  kind: 'import_contacts',
  workspaceId: of.workspaceId,
  accountId: null,
  lane: `import/${of.workspaceId}`,
  priority: 10,
  runAt,
  uniqueKey: `import/${of.id}/${place}`,
  data: { importId: of.id },
})

/** So many rows are one transaction: ingest waits for it. */
const rowsPerSlice = 200
/** After so long it lets other jobs go first. */
const atATimeMs = 10_000

/**
 * Imports the rows of a file, slice by slice, each a transaction that also notes how far it came. A repeated attempt goes on from there, so
 * a kill repeats no row and leaves out none.
 */
export const importContacts = (
  deps: Pick<Deps, 'clock' | 'wake' | 'newId' | 'vault' | 'files' | 'databases'> & { jobs: Db; system: Db },
  perSlice = rowsPerSlice,
  forMs = atATimeMs,
): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const { importId } = data.parse(job.data)
    const workspaceId = job.workspaceId!
    const found = await findImport(deps.jobs, workspaceId, importId)
    if (!found || found.state !== 'running') return { kind: 'done' }
    const until = deps.clock.machineMs() + forMs
    const { reading, accounts } = await readingOf(deps, found)
    const file = deps.files.read(`${workspaceId}/${importId}`, { start: found.place, end: Number.MAX_SAFE_INTEGER })
    const rows = readCsv(file, found.delimiter, found.place)
    let place = found.place
    try {
      for (;;) {
        const slice = await next(rows, perSlice)
        const isOver = signal.aborted || deps.clock.machineMs() > until
        const now = deps.clock.now()
        const went = await deps.jobs.transaction().execute(async (trx) => {
          await lockIngest(trx)
          const of = await lockRunning(trx, workspaceId, importId)
          // Another attempt came first, or a person canceled it.
          if (!of || of.place !== place) return 'left'
          const told = slice.length > 0 && (await importSlice(trx, { ...deps, now }, of, reading, accounts, slice))
          if (slice.length < perSlice) {
            await endImport(trx, importId, { state: 'done', now })
            await writeAudit(trx, deps, { workspaceId, actor: of.actor, action: 'finish', subject: 'import', subjectId: importId })
          } else if (isOver) await addJobs(trx, { newId: deps.newId, now }, [jobOfImport(of, slice.at(-1)!.end, now)])
          return told ? 'told' : 'done'
        })
        for (const topic of ['contacts', ...(went === 'told' ? (['jobs'] as const) : [])] as const) deps.wake.tell(topic, workspaceId)
        if (went === 'left' || slice.length < perSlice || isOver) return { kind: 'done' }
        place = slice.at(-1)!.end
      }
    } finally {
      await rows.return(undefined)
    }
  },
  async settled(trx, ended) {
    // Given up: the file is gone, or a bug of ours. The rows that are done stay.
    for (const { job, row } of ended)
      if (row.state === 'parked')
        await endImport(trx, data.parse(job.data).importId, { state: 'failed', code: row.code ?? 'fault', now: deps.clock.now() })
  },
})

async function next(rows: AsyncGenerator<CsvRow>, atMost: number): Promise<CsvRow[]> {
  const slice: CsvRow[] = []
  while (slice.length < atMost) {
    const { value, done } = await rows.next()
    if (done) break
    slice.push(value)
  }
  return slice
}
