import { findAccount } from '../accounts/accounts.queries.ts'
import { findFirstWorkspace } from '../auth/principals.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { addMails } from '../mail/addMails.queries.ts'
import type { StoredFinding } from '../model/finding.ts'
import type { NewMail } from '../model/mail.ts'
import type { DoctorDeps } from './askAccount.ts'
import { checkAccount, checkInstance, problemsIn } from './checkUp.ts'
import type { Asked } from './doctorJobs.ts'
import { instanceRunId, storeRun } from './runs.queries.ts'
import { sentence } from './sentences.ts'
import { titleOf } from './titleOf.ts'

/** Other modules send an email about these. */
const toldElsewhere = new Set(['status', 'token', 'token_end', 'lead_access', 'lead_terms', 'page_task'])

/**
 * Checks an account, or the instance, and stores what was found in place of the last run. Of a problem that the last run did not have, the
 * contact for notices is told by email, unless a person asked for the run.
 */
export const doctor = (deps: DoctorDeps): JobHandler => ({
  backoffMs: [60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  // The next day checks again.
  gaveUp: () => null,
  async run(job) {
    const { system } = deps
    const account = job.accountId === null ? null : await system.transaction().execute((trx) => findAccount(trx, job.accountId!))
    if (job.accountId !== null && (!account || account.status === 'disconnected')) return { kind: 'done' }
    const findings = account ? await checkAccount(deps, account) : await checkInstance(deps, true)
    const now = deps.clock.now()
    const toldIn = account?.workspace_id ?? (await findFirstWorkspace(system))?.id
    await system.transaction().execute(async (trx) => {
      const before = await storeRun(trx, {
        id: account?.id ?? instanceRunId,
        workspace_id: account?.workspace_id ?? null,
        account_id: account?.id ?? null,
        findings,
        problems: problemsIn(findings).length,
        ended_at: now,
      })
      if ((job.data as Asked).byHand || !toldIn) return
      const about = { workspaceId: toldIn, accountId: account?.id ?? null, name: account?.name ?? 'AutoDM Hub' }
      await addMails(trx, { newId: deps.newId, now }, mailsAbout(about, findings, before, now))
    })
    deps.wake.tell('accounts', account?.workspace_id ?? null, account ? [account.id] : [])
    return { kind: 'done' }
  },
})

type About = { workspaceId: string; accountId: string | null; name: string }

/** One email with every problem that is new; none of the first run, which is shown where the account was just connected. */
function mailsAbout(
  { workspaceId, accountId, name }: About,
  findings: StoredFinding[],
  before: StoredFinding[] | null,
  now: Date,
): NewMail[] {
  const known = new Set(before && problemsIn(before).map((one) => one.name))
  const fresh = problemsIn(findings).filter((one) => !known.has(one.name) && !toldElsewhere.has(one.name))
  if (before === null || fresh.length === 0) return []
  return [
    {
      workspaceId,
      accountId,
      to: null,
      uniqueKey: `doctor/${accountId ?? 'instance'}/${now.toISOString()}`,
      content: {
        subject: sentence('doctor.mail_subject', { name }),
        paragraphs: fresh.map(({ name: check, found, next }) =>
          sentence('doctor.mail_found', { check: titleOf(check), found, next: next?.words ?? sentence('doctor.mail_open') }),
        ),
        link: { path: '/settings/doctor', text: sentence('doctor.mail_open') },
      },
    },
  ]
}
