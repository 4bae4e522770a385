import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { LeadForm } from '../model/capabilities.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import { findRhythms } from './adLeads.queries.ts'
import { askPlatform, openLine, type Asked, type LeadAdsDeps, type Line } from './askPlatform.ts'
import { endAlerts, type Alert } from './leadAlerts.queries.ts'
import { beginReading, findStanding, storeForms, type FormRow, type Standing } from './leadForms.queries.ts'
import { leadListJob, type Look } from './leadFormsJob.ts'
import { refusalCodes, refusedForms, refusedLeads } from './refusals.ts'
import { sentence } from './sentences.ts'
import { tellOfAlerts } from './tellOfAlerts.ts'
import { whyQuiet } from './whyQuiet.ts'

/** Leads may appear in a list after they were created: each reading begins this long before the end of the last one. */
const overlapMs = 3_600_000
const mostFormLists = 50
/** Enough to see a rhythm. */
const rhythmOf = 20
const checkedCodes = [...refusalCodes, 'terms_not_accepted', 'forms_refused', 'form_quiet'] as const

/**
 * Looks at an account's lead ads: whether leads may be read, its forms with the platform's counts, and forms that have gone quiet. Then it
 * has every form read back that may have leads we do not know. What is wrong becomes an alert, which ends when it is right again.
 */
export const leadForms = (deps: LeadAdsDeps): JobHandler => ({
  backoffMs: [10_000, 60_000, 300_000, 900_000],
  timeLimitMs: 120_000,
  repeatable: true,
  waitsForAccount: true,
  // The next hour looks again.
  gaveUp: () => null,
  async run(job, signal) {
    const standing = await findStanding(deps.system, job.accountId!)
    const line = await openLine(deps, job, standing.readable)
    if ('kind' in line) return line
    const alerts: Alert[] = []
    const access = await askPlatform(deps, job, line, () => line.part.access(deps.http, line.as))
    if ('outcome' in access) return access.outcome
    if ('refused' in access) alerts.push(refusedLeads(access.refused, line.part.permissions.needed))
    else {
      const { canRead, termsAccepted, why, todo } = access.found
      if (!canRead)
        alerts.push({ formId: '', code: 'access_refused', words: sentence('leadads.access_refused', { why: why ?? '', todo: todo ?? '' }) })
      if (!termsAccepted) alerts.push({ formId: '', code: 'terms_not_accepted', words: sentence('leadads.terms_not_accepted') })
    }
    const canRead = 'found' in access && access.found.canRead
    const listed = await listForms(deps, job, line, signal)
    if ('outcome' in listed) return listed.outcome
    if ('refused' in listed) alerts.push(refusedForms(listed.refused, line.part.permissions.forms))
    return write(deps, job, line, standing, { forms: 'found' in listed ? listed.found : null, canRead, alerts })
  },
})

type FormList = { forms: LeadForm[]; next: string | null }

async function listForms(deps: LeadAdsDeps, job: Job, line: Line, signal: AbortSignal): Promise<Asked<LeadForm[]>> {
  const forms: LeadForm[] = []
  let after: string | null = null
  for (let lists = 0; lists < mostFormLists && !signal.aborted; lists++) {
    const from: string | null = after
    const asked: Asked<FormList> = await askPlatform(deps, job, line, () => line.part.listForms(deps.http, line.as, from))
    if (!('found' in asked)) return asked
    forms.push(...asked.found.forms)
    after = asked.found.next
    if (after === null) break
  }
  return { found: forms }
}

type Seen = { forms: LeadForm[] | null; canRead: boolean; alerts: Alert[] }

async function write(deps: LeadAdsDeps, job: Job, line: Line, standing: Standing, seen: Seen): Promise<JobOutcome> {
  const account = { id: job.accountId!, workspaceId: job.workspaceId! }
  const look = job.data as Look
  const now = deps.clock.now()
  const alerts = [...seen.alerts, ...(await quietForms(deps, account.id, now))]
  const toRead = seen.canRead && seen.forms ? seen.forms.filter((form) => mayHaveNews(form, standing.forms.get(form.id), look)) : []
  await deps.system.transaction().execute(async (trx) => {
    await storeForms(trx, account, seen.forms ?? [], standing.connectedAt, now)
    await beginReading(
      trx,
      account.id,
      toRead.map(({ id }) => id),
      now,
    )
    await addJobs(
      trx,
      { newId: deps.newId, now },
      toRead.map(({ id }) => {
        const since = sinceOf(look, standing.forms.get(id)?.read_until ?? standing.connectedAt, line.part.readableMs, now)
        return leadListJob(
          account,
          { formId: id, since: since.toISOString(), until: now.toISOString(), after: null, slot: look.slot, part: 0 },
          now,
        )
      }),
    )
    await endAlerts(trx, account.id, checkedCodes, alerts)
    await tellOfAlerts(trx, { newId: deps.newId, now }, { ...account, name: standing.name }, alerts)
  })
  deps.wake.tell('jobs', null)
  deps.wake.tell('accounts', account.workspaceId, [account.id])
  return { kind: 'done' }
}

/** An active form always may; of the others only one whose count has changed since it was read to the end. */
function mayHaveNews(form: LeadForm, known: FormRow | undefined, look: Look): boolean {
  if (form.leadsCount <= form.expiredCount) return false
  return look.since !== undefined || form.status === 'ACTIVE' || known?.read_count !== form.leadsCount
}

function sinceOf(look: Look, readUntil: Date, readableMs: number, now: Date): Date {
  const oldest = now.getTime() - readableMs
  const wanted = look.since === undefined ? readUntil.getTime() - overlapMs : look.since === null ? oldest : Date.parse(look.since)
  return new Date(Math.max(wanted, oldest))
}

async function quietForms(deps: LeadAdsDeps, accountId: string, now: Date): Promise<Alert[]> {
  return (await findRhythms(deps.system, accountId, rhythmOf)).flatMap(({ formId, name, createdAt }) => {
    const quiet = whyQuiet(createdAt, now)
    return quiet ? [{ formId, code: 'form_quiet', words: sentence('leadads.form_quiet', { form: name, ...quiet }) }] : []
  })
}
