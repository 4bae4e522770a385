import { linkToken } from '../auth/linkToken.ts'
import { findNoticeRecipients } from '../auth/noticeRecipients.queries.ts'
import type { JobHandler, SettledJob } from '../jobs/handler.ts'
import { countDoubts } from '../jobs/shownJobs.queries.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import type { MailContent } from '../model/mail.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { Deps } from '../deps.ts'
import { endMails, findMailToSend } from './mails.queries.ts'
import { makeLetter } from './makeLetter.ts'
import { sentence } from './sentences.ts'

export type MailDeps = Pick<Deps, 'mail' | 'textsFor' | 'config' | 'vault' | 'databases'> & {
  jobs: Db
  clock: Pick<Clock, 'now'>
  /** Marks the leads that a mail told somebody of; leads are above this module. */
  markNotified(trx: Trx, leadIds: string[]): Promise<void>
}

const minute = 60_000
/** After this many attempts with an unknown outcome, another copy would be one too many. */
const doubtsAllowed = 1

/**
 * Sends a mail. An attempt with an unknown outcome is repeated once, with the same Message-ID and a sentence that says so; after a second
 * one a person decides. What the server refuses for good ends, what it defers is retried for 17 hours (greylisting takes minutes).
 */
export const mail = (deps: MailDeps): JobHandler => ({
  backoffMs: [minute, 5 * minute, 15 * minute, 60 * minute, 240 * minute, 720 * minute],
  timeLimitMs: 2 * minute,
  repeatable: true,
  waitsForAccount: false,
  run: (job, signal) => send(deps, job, signal),
  // Only a doubt is for a person: nobody can do anything about a thousand emails to an address that does not exist.
  gaveUp: (_job, code) => (doubtful.has(code) ? undefined : null),
  settled: (trx, ended) => settle(trx, deps, ended),
})

/** A link with its secret last part, which only the mail itself has. */
async function withToken(deps: MailDeps, content: MailContent): Promise<MailContent> {
  const { link } = content
  if (link?.token === undefined) return content
  return { ...content, link: { ...link, path: `${link.path}/${await linkToken(deps, link.token)}` } }
}

/** The codes after which it is unknown whether a mail arrived. */
const doubtful: ReadonlySet<string> = new Set(['mail_in_doubt', 'quarantined', 'timed_out'])

/** A mail ends with its job, in one transaction. A lead whose mail was sent is marked in it too. */
async function settle(trx: Trx, deps: MailDeps, ended: SettledJob[]): Promise<void> {
  const ends = ended.flatMap(({ job: { id }, row: { state, code, ended_at } }) => {
    if (state === 'waiting') return []
    return [
      { id, status: state === 'parked' ? ('in_doubt' as const) : code === null ? ('sent' as const) : ('failed' as const), code, ended_at },
    ]
  })
  const leadIds = await endMails(trx, ends)
  if (leadIds.length) await deps.markNotified(trx, leadIds)
}

async function send(deps: MailDeps, job: Job, signal: AbortSignal): Promise<JobOutcome> {
  const row = await findMailToSend(deps.jobs, job.id)
  if (!row?.content) return { kind: 'done' }
  if (!deps.mail) return { kind: 'failed', code: 'mail_not_configured' }
  const notices = await findNoticeRecipients(deps.jobs, row.workspaceId)
  const to = row.recipient === null ? (notices?.emails ?? []) : [row.recipient]
  if (!to.length) return { kind: 'failed', code: 'mail_no_recipient' }
  const doubts = job.attempt > 1 ? await countDoubts(deps.jobs, job.id) : 0
  if (doubts > doubtsAllowed) return { kind: 'failed', code: 'mail_in_doubt' }
  const { workspace } = row
  const language = notices?.language ?? 'en'
  const letter = makeLetter({
    id: job.id,
    to,
    content: await withToken(deps, row.content),
    why:
      row.content.why ??
      (row.recipient === null ? sentence('mail.why_notice', { workspace }) : sentence('mail.why_address', { workspace })),
    isCopy: doubts > 0,
    language,
    textOf: deps.textsFor({ headers: { 'accept-language': language } }),
    publicUrl: deps.config.publicUrl,
    from: deps.mail.from.address,
    date: deps.clock.now(),
  })
  const outcome = await deps.mail.send(letter, signal)
  if (outcome.kind === 'sent') return { kind: 'done' }
  const detail = { responseCode: outcome.responseCode, response: outcome.response }
  if (outcome.kind === 'later') return { kind: 'later', code: outcome.code, detail, counts: true }
  if (outcome.kind === 'in_doubt' && doubts < doubtsAllowed) return { kind: 'in_doubt', code: outcome.code, detail }
  return { kind: 'failed', code: outcome.code, detail }
}
