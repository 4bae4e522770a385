import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { askPlatform, openLine, type LeadAdsDeps } from './askPlatform.ts'
import { endAlerts } from './leadAlerts.queries.ts'
import { endReading, findStanding, stopReading } from './leadForms.queries.ts'
import { leadListJob, type Slice } from './leadFormsJob.ts'
import { refusalCodes, refusedLeads } from './refusals.ts'
import { storeAdLeads } from './storeAdLeads.ts'
import { tellOfAlerts } from './tellOfAlerts.ts'

/**
 * Reads back one part of a form's leads and stores those that are missing; the job for the next part, with its cursor, is added in the same
 * transaction. So a kill loses no place, and other work goes between the parts.
 */
export const leadList = (deps: LeadAdsDeps): JobHandler => ({
  backoffMs: [10_000, 60_000, 300_000, 900_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: true,
  // The next hour reads the form again, from where the last complete reading ended.
  gaveUp: () => null,
  // One that was refused or given up ends the reading, so that pages do not wait for it.
  async settled(trx, ended) {
    const stopped = ended.filter(({ row }) => row.state !== 'waiting' && row.code !== null)
    await stopReading(
      trx,
      stopped.map(({ job }) => {
        const { formId, until } = job.data as Slice
        return { accountId: job.accountId!, formId, begunAt: new Date(until) }
      }),
    )
    for (const { job } of stopped) deps.wake.tell('accounts', job.workspaceId, [job.accountId!])
  },
  async run(job) {
    const slice = job.data as Slice
    const account = { id: job.accountId!, workspaceId: job.workspaceId! }
    const standing = await findStanding(deps.system, account.id)
    const line = await openLine(deps, job, standing.readable)
    if ('kind' in line) return line
    const since = new Date(slice.since)
    const asked = await askPlatform(deps, job, line, () => line.part.list(deps.http, line.as, slice.formId, { since, after: slice.after }))
    if ('outcome' in asked) return asked.outcome
    const now = deps.clock.now()
    if ('refused' in asked) {
      const { refused } = asked
      if (refused.class === 'permission' || refused.class === 'sanction')
        await deps.system
          .transaction()
          .execute((trx) =>
            tellOfAlerts(trx, { newId: deps.newId, now }, { ...account, name: standing.name }, [
              refusedLeads(refused, line.part.permissions.needed),
            ]),
          )
      return { kind: 'failed', code: refused.code }
    }
    const { leads, next } = asked.found
    const { country, forms } = standing
    const added = await deps.system.transaction().execute(async (trx) => {
      const stored = await storeAdLeads(trx, { newId: deps.newId, now }, { account, country, forms, readBack: true }, leads)
      if (next === null) await endReading(trx, account.id, slice.formId, { since, until: new Date(slice.until) })
      else await addJobs(trx, { newId: deps.newId, now }, [leadListJob(account, { ...slice, after: next, part: slice.part + 1 }, now)])
      await endAlerts(trx, account.id, refusalCodes)
      return stored
    })
    if (added) deps.wake.tell('leads', account.workspaceId, [account.id])
    deps.wake.tell('accounts', account.workspaceId, [account.id])
    deps.wake.tell('jobs', null)
    return { kind: 'done' }
  },
})
