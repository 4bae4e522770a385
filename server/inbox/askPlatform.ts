import { ChannelError, type Channel } from '../model/channel.ts'
import type { CredentialStore } from '../accounts/credentials.queries.ts'
import type { Http } from '../model/http.ts'
import type { ChannelName } from '../model/event.ts'
import { mayReadBack, noteReadBack } from '../outbox/readBackTurn.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Wake } from '../platform/wake.ts'
import { claimLookUps, endOldLookUps, keepAnswer, putLookUpOff, type Answer, type ClaimedLookUp } from './lookUps.queries.ts'

export type AskDeps = {
  system: Db
  clock: Clock
  log: Log
  wake: Wake
  http: Http
  channelOf: (name: ChannelName) => Channel
  credentials: CredentialStore
}

/** A call may last 10 s; whoever claims a question and dies leaves it to the others after this long. */
const leaseMs = 30_000
/** Pauses after the first, second, … attempt that met a platform in trouble; when they are used up it is given up. */
const pausesMs = [5_000, 30_000, 120_000, 600_000, 1_800_000]
/** Not asked at all, or not answered by reason of the account: again soon, by itself. */
const waitsMs = 1_000
const troubledMs = 30_000

/**
 * Asks the platform what webhooks left out, and writes the answers down for the reader. Each question is claimed with a lease, so that one
 * process asks; a process that dies leaves its questions to the others, and asking twice changes nothing. Calls keep to the account's own limits
 * for reads, to its breaker, and wait while it cannot be spoken for.
 * Out: how many answers there are now (true ones, refusals and those given up).
 */
export async function askPlatform(deps: AskDeps): Promise<number> {
  const now = deps.clock.now()
  const machineNow = deps.clock.machineMs()
  const ended = await endOldLookUps(deps.system, now)
  const claimed = await claimLookUps(deps.system, now, new Date(machineNow), new Date(machineNow + leaseMs))
  const answered = await Promise.all(claimed.map((question) => ask(deps, question)))
  const answers = ended + answered.filter(Boolean).length
  if (answers) deps.wake.tell('bodies', null)
  return answers
}

/** Out: whether there is an answer now. */
async function ask(deps: AskDeps, question: ClaimedLookUp): Promise<boolean> {
  const later = async (ms: number, counts: boolean) => {
    await putLookUpOff(deps.system, question, new Date(deps.clock.now().getTime() + ms), counts)
    return false
  }
  try {
    const as = await deps.credentials.get(question.accountId)
    const lookUp = deps.channelOf(as.channel).lookUps?.[question.kind]
    if (!lookUp) return await keepAnswer(deps.system, question, { failed: 'not_offered' })
    if (!(await mayReadBack(deps, question.accountId, lookUp.limit, lookUp.limit.kind))) return await later(waitsMs, false)
    let answer: Answer
    try {
      answer = { found: await lookUp.read(deps.http, as, question.subject) }
      await noteReadBack(deps, question.accountId, null, lookUp.limit.kind)
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error
      // A line that is down, a throttle or a dead token says nothing about what was asked.
      if ((await noteReadBack(deps, question.accountId, error, lookUp.limit.kind)) === 'not the doubt')
        return await later(troubledMs, false)
      const pause = pausesMs[question.attempts - 1]
      if (error.class === 'retry' && pause !== undefined) return await later(pause, true)
      deps.log.info({ account: question.accountId, code: error.code }, `the platform did not tell (${question.kind})`)
      answer = { failed: error.code }
    }
    return await keepAnswer(deps.system, question, answer)
  } catch (error) {
    // One that cannot be asked (its secrets do not open) must not keep the others.
    deps.log.error({ err: error as Error, account: question.accountId }, 'the platform could not be asked')
    return later(troubledMs, true).catch(() => false)
  }
}
