import type { CredentialStore } from '../accounts/credentials.queries.ts'
import type { LeadAds } from '../model/capabilities.ts'
import { ChannelError, type Channel, type Credentials } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { Http } from '../model/http.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import { isAboutAccount, mayRead, recordRead } from '../outbox/accountReads.ts'
import type { Clock } from '../platform/clock.ts'
import { isPassing, type Db } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { Wake } from '../platform/wake.ts'

export type LeadAdsDeps = {
  system: Db
  clock: Clock
  log: Log
  newId: NewId
  http: Http
  wake: Wake
  channelOf: (name: ChannelName) => Channel
  credentials: CredentialStore
}

/** The pause after a read that was not made, or failed because of the account. */
const fullMs = 1_000
const troubledMs = 60_000

/** The account's way to the platform; or what becomes of the job without one. */
export type Line = { part: LeadAds; as: Credentials; readable: number }
export async function openLine(deps: LeadAdsDeps, { accountId }: Job, readable: number): Promise<Line | JobOutcome> {
  try {
    const as = await deps.credentials.get(accountId!)
    const part = deps.channelOf(as.channel).leads
    return part ? { part, as, readable } : { kind: 'failed', code: 'not_offered' }
  } catch (error) {
    if (isPassing(error)) throw error
    deps.log.error({ err: error as Error, account: accountId! }, 'the platform could not be asked for leads')
    return { kind: 'later', code: 'cannot_be_asked', afterMs: troubledMs, counts: false }
  }
}

export type Asked<T> = { found: T } | { refused: ChannelError } | { outcome: JobOutcome }

/**
 * Makes one read within the account's limits and its circuit breaker, and records what it showed about the account.
 * Out:    what was found; the platform's refusal, for the caller to decide; or what becomes of the job: it waits for a limit, for the
 *         platform, or for the account.
 */
export async function askPlatform<T>(deps: LeadAdsDeps, { accountId }: Job, line: Line, ask: () => Promise<T>): Promise<Asked<T>> {
  const rate = line.part.rate(line.readable)
  if (!(await mayRead(deps, accountId!, rate))) return { outcome: { kind: 'put_off', afterMs: fullMs } }
  try {
    const found = await ask()
    await recordRead(deps, accountId!, rate.kind, null)
    return { found }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    await recordRead(deps, accountId!, rate.kind, error)
    if (isAboutAccount(error)) return { outcome: { kind: 'later', code: error.code, afterMs: troubledMs, counts: false } }
    if (error.class === 'retry') return { outcome: { kind: 'later', code: error.code, counts: true } }
    return { refused: error }
  }
}
