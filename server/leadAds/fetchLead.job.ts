import type { JobHandler } from '../jobs/handler.ts'
import type { AdLead } from '../model/capabilities.ts'
import type { ChannelError } from '../model/channel.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import type { Trx } from '../platform/db.ts'
import { isHad } from './adLeads.queries.ts'
import { askPlatform, openLine, type LeadAdsDeps, type Line } from './askPlatform.ts'
import type { Told } from './fetchLeadJob.ts'
import { endAlerts } from './leadAlerts.queries.ts'
import { findStanding, storeForms, type Standing } from './leadForms.queries.ts'
import { refusedLeads, refusalCodes } from './refusals.ts'
import { storeAdLeads } from './storeAdLeads.ts'
import { tellOfAlerts } from './tellOfAlerts.ts'

/** What becomes of an event is told in its trace; the events belong to another module, which hands this in. */
export type NoteSteps = (
  trx: Trx,
  later: { event_id: string; steps: { stage: string; data: Record<string, unknown>; at: string }[] }[],
) => Promise<void>
type Deps = LeadAdsDeps & { noteSteps: NoteSteps }

const [minute, hour] = [60_000, 3_600_000]
/** A webhook may be quicker than the lead can be read: one that is missing is asked for again this often, over an hour and a quarter. */
const askedAgain = 4

/**
 * Reads a lead that a webhook told of, and stores it with the trace of its event in one transaction. Doing it twice changes nothing: a
 * worker that dies between reading and storing leaves the job to another. A missing permission is retried for days with an alert, a lead
 * that is not there for an hour.
 */
export const fetchLead = (deps: Deps): JobHandler => ({
  backoffMs: [10_000, minute, 10 * minute, hour, 6 * hour, 12 * hour, 24 * hour, 24 * hour, 24 * hour],
  timeLimitMs: 30_000,
  repeatable: true,
  waitsForAccount: true,
  async run(job) {
    const told = job.data as Told
    if (await isHad(deps.system, job.accountId!, told.leadId)) return settle(deps, told, 'lead_known')
    const standing = await findStanding(deps.system, job.accountId!, told.formId)
    const line = await openLine(deps, job, standing.readable)
    if ('kind' in line) return line
    const asked = await askPlatform(deps, job, line, () => line.part.read(deps.http, line.as, told.leadId))
    if ('outcome' in asked) return asked.outcome
    if ('refused' in asked) return refused(deps, job, line, told, standing.name, asked.refused)
    return store(deps, job, told, standing, asked.found, await formOf(deps, job, line, standing, asked.found))
  },
})

/** The form of a lead that is not known yet. Null: it is known, or cannot be read; the lead is stored all the same. */
async function formOf(deps: Deps, job: Job, line: Line, standing: Standing, { formId }: AdLead) {
  if (formId === null || standing.forms.has(formId)) return null
  const known = (await findStanding(deps.system, job.accountId!, formId)).forms.get(formId)
  if (known) standing.forms.set(formId, known)
  if (known) return null
  const asked = await askPlatform(deps, job, line, () => line.part.readForm(deps.http, line.as, formId))
  return 'found' in asked ? asked.found : null
}

async function store(
  deps: Deps,
  job: Job,
  told: Told,
  { country, connectedAt, forms }: Standing,
  lead: AdLead,
  form: Awaited<ReturnType<typeof formOf>>,
): Promise<JobOutcome> {
  const account = { id: job.accountId!, workspaceId: job.workspaceId! }
  const now = deps.clock.now()
  await deps.system.transaction().execute(async (trx) => {
    if (form) await storeForms(trx, account, [form], connectedAt, now)
    const named = form ? new Map([[form.id, { name: form.name, mapping: {} }]]) : forms
    await storeAdLeads(trx, { newId: deps.newId, now }, { account, country, forms: named, readBack: false, eventId: told.eventId }, [lead])
    await note(deps, trx, told, 'lead_stored')
    await endAlerts(trx, account.id, refusalCodes)
  })
  deps.wake.tell('leads', account.workspaceId, [account.id])
  deps.wake.tell('events', account.workspaceId, [account.id])
  deps.wake.tell('jobs', null)
  return { kind: 'done' }
}

async function refused(deps: Deps, job: Job, line: Line, told: Told, name: string, error: ChannelError): Promise<JobOutcome> {
  if (error.code === 'object_missing' && job.failures >= askedAgain) return settle(deps, told, 'lead_gone')
  if (error.code === 'object_missing') return { kind: 'later', code: error.code, counts: true }
  if (error.class !== 'permission' && error.class !== 'sanction') return { kind: 'failed', code: error.code }
  const account = { id: job.accountId!, workspaceId: job.workspaceId!, name }
  const alerts = [refusedLeads(error, line.part.permissions.needed)]
  await deps.system.transaction().execute((trx) => tellOfAlerts(trx, { newId: deps.newId, now: deps.clock.now() }, account, alerts))
  deps.wake.tell('accounts', account.workspaceId, [account.id])
  return { kind: 'later', code: error.code, counts: true }
}

/** There is nothing to store. */
async function settle(deps: Deps, told: Told, stage: string): Promise<JobOutcome> {
  await deps.system.transaction().execute((trx) => note(deps, trx, told, stage))
  return { kind: 'done' }
}

const note = (deps: Deps, trx: Trx, { eventId }: Told, stage: string): Promise<void> =>
  eventId === null
    ? Promise.resolve()
    : deps.noteSteps(trx, [{ event_id: eventId, steps: [{ stage, data: {}, at: deps.clock.now().toISOString() }] }])
