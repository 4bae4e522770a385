import type { CredentialStore } from '../accounts/credentials.queries.ts'
import type { ReadRate } from '../model/capabilities.ts'
import { ChannelError, type Channel, type Credentials } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { Http } from '../model/http.ts'
import type { JobOutcome } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import { isPassing, type Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import { isAboutAccount, mayRead, recordRead } from './accountReads.ts'

/** What jobs need that read from the platform. */
export type AskDeps = {
  system: Db
  clock: Clock
  log: Log
  http: Http
  channelOf: (name: ChannelName) => Channel
  credentials: Pick<CredentialStore, 'get'>
}

/** The pause after a read that was not made, or failed because of the account (unless the caller says otherwise). */
const fullMs = 1_000
const troubledMs = 60_000

/** A part of an account's channel, and what is needed to use it. */
export type Line<Part> = { part: Part; as: Credentials }

/**
 * Opens the way to the platform for a job.
 * In:     the account, and which part of its channel the job uses.
 * Out:    the part with the account's credentials; or what becomes of the job without them.
 */
export async function openLine<Part>(
  deps: AskDeps,
  accountId: string,
  partOf: (channel: Channel) => Part | undefined,
  pauseMs = troubledMs,
): Promise<Line<Part> | JobOutcome> {
  try {
    const as = await deps.credentials.get(accountId)
    const part = partOf(deps.channelOf(as.channel))
    return part ? { part, as } : { kind: 'failed', code: 'not_offered' }
  } catch (error) {
    if (isPassing(error)) throw error
    deps.log.error({ err: error, account: accountId }, 'the platform could not be asked')
    return { kind: 'later', code: 'cannot_be_asked', afterMs: pauseMs, counts: false }
  }
}

export type Asked<T> = { found: T } | { refused: ChannelError } | { outcome: JobOutcome }

/**
 * Makes one read within the account's limits and its circuit breaker, and records what it showed about the account.
 * Out:    what was found; the platform's refusal, for the caller to decide; or what becomes of the job: it waits for a limit, for the
 *         platform, or for the account.
 */
export async function askPlatform<T>(
  deps: AskDeps,
  accountId: string,
  rate: ReadRate,
  ask: () => Promise<T>,
  pauseMs = troubledMs,
): Promise<Asked<T>> {
  if (!(await mayRead(deps, accountId, rate))) return { outcome: { kind: 'put_off', afterMs: fullMs } }
  try {
    const found = await ask()
    await note(deps, accountId, rate.kind, null)
    return { found }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    await note(deps, accountId, rate.kind, error)
    // An unreachable platform, a throttle or an invalid token says nothing about what was asked for.
    if (isAboutAccount(error)) return { outcome: { kind: 'later', code: error.code, afterMs: pauseMs, counts: false } }
    if (error.class === 'retry') return { outcome: { kind: 'later', code: error.code, counts: true } }
    return { refused: error }
  }
}

/**
 * Notes what a call told about the account. The call was made: that the database is unavailable just then is no reason to make it again,
 * and the next call will tell the same.
 */
async function note(deps: AskDeps, accountId: string, kind: string, error: ChannelError | null): Promise<void> {
  try {
    await recordRead(deps, accountId, kind, error)
  } catch (trouble) {
    if (!isPassing(trouble)) throw trouble
    deps.log.warn({ err: trouble, account: accountId }, 'what a call told about its account could not be noted')
  }
}
