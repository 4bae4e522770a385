import type { CredentialStore } from '../accounts/credentials.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { ChannelError, type Channel } from '../model/channel.ts'
import type { Http } from '../model/http.ts'
import type { ChannelName } from '../model/event.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import { isAboutAccount, mayRead, recordRead } from '../outbox/accountReads.ts'
import type { Clock } from '../platform/clock.ts'
import { isPassing, type Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Answer, Asked } from './lookUpJob.ts'

export type AskDeps = {
  system: Db
  clock: Clock
  log: Log
  http: Http
  channelOf: (name: ChannelName) => Channel
  credentials: CredentialStore
}

/** The pause after a call that was not made, or failed because of the account. */
const fullMs = 1_000
const troubledMs = 30_000

/**
 * Asks the platform for what a webhook left out. The answer, or why there is none, is stored as an occurrence. Asking twice changes
 * nothing. Calls stay within the account's rate limits for reads, respect its circuit breaker, and wait while its secrets cannot be used.
 */
export const lookUp = (deps: AskDeps): JobHandler => ({
  backoffMs: [5_000, 30_000, 120_000, 600_000, 1_800_000],
  timeLimitMs: 30_000,
  repeatable: true,
  waitsForAccount: true,
  async run(job) {
    try {
      return await ask(deps, job, job.data as Asked)
    } catch (error) {
      if (isPassing(error)) throw error
      // An account that cannot be asked (its secrets cannot be decrypted) uses up no attempt: it is retried for a day.
      deps.log.error({ err: error as Error, account: job.accountId! }, 'the platform could not be asked')
      return { kind: 'later', code: 'cannot_be_asked', afterMs: troubledMs, counts: false }
    }
  },
  gaveUp: (_, code): Answer => ({ failed: code }),
})

async function ask(deps: AskDeps, { accountId }: Job, asked: Asked): Promise<JobOutcome> {
  const as = await deps.credentials.get(accountId!)
  const lookUp = deps.channelOf(as.channel).lookUps?.[asked.ask]
  if (!lookUp) return { kind: 'failed', code: 'not_offered' }
  if (!(await mayRead(deps, accountId!, lookUp.limit))) return { kind: 'put_off', afterMs: fullMs }
  try {
    const found = await lookUp.read(deps.http, as, asked.subject)
    await note(deps, accountId!, null, lookUp.limit.kind)
    return { kind: 'done', result: { found } satisfies Answer }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    await note(deps, accountId!, error, lookUp.limit.kind)
    // An unreachable platform, a throttle or an invalid token says nothing about the subject.
    if (isAboutAccount(error)) return { kind: 'later', code: error.code, afterMs: troubledMs, counts: false }
    if (error.class === 'retry') return { kind: 'later', code: error.code, counts: true }
    return { kind: 'failed', code: error.code }
  }
}

/**
 * Notes what a call told about the account. The call was made: that the database is unavailable just then is no reason to make it again,
 * and the next call will tell the same.
 */
async function note(deps: AskDeps, accountId: string, error: ChannelError | null, kind: string): Promise<void> {
  try {
    await recordRead(deps, accountId, kind, error)
  } catch (trouble) {
    if (!isPassing(trouble)) throw trouble
    deps.log.warn({ err: trouble as Error, account: accountId }, 'what a call told about its account could not be noted')
  }
}
