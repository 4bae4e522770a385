import { countStats, sumStats } from '../automations/stats.queries.ts'
import type { ReadBack, Remembered } from '../model/capabilities.ts'
import { ChannelError, type Credentials } from '../model/channel.ts'
import type { OutboxDeps } from './outbox.ts'
import { isSame, type Heard } from '../model/isSame.ts'
import { findInFlight } from './inFlight.queries.ts'
import { findHeardDoubts, findRecorded, findRipeDoubts, putOffDoubt, waitWithDoubt, type Doubt } from './doubts.queries.ts'
import { raiseMessageEvents } from './raiseMessageEvents.queries.ts'
import { settledByEcho } from './settledByEcho.ts'
import { isAboutAccount, mayRead, recordRead } from './accountReads.ts'
import { sentence } from './sentences.ts'
import type { Settlement } from './settle.queries.ts'
import { settleWaitingStatuses } from './settleStatuses.ts'
import { writeSettlements } from './settleAttempts.ts'
import { someWait } from './statuses.queries.ts'

const looksAllowed = 20
const doubtsAllowed = 3
/**
 * The platform gives times of sent messages in whole seconds (meta-platform.md 3.5), and one of the clocks may be minutes wrong. Other
 * messages of ours are known by their ids, so looking further back finds at most a message that a person typed with exactly the same text.
 */
const clockSlackMs = 6 * 60_000

/** The platform sends status updates within seconds; a later one still resolves a parked message. */
const reportsComeWithinMs = 10 * 60_000
const lookAgainMs = 5_000

/**
 * Resolves messages in doubt: by an echo that is stored already; a private reply by sending it again, since the platform accepts one per
 * comment; all others by reading back the account's messages, once the request can no longer be in flight. Found: sent. Not found: it had
 * no effect and is planned again, at most three times. Unreadable twenty times: parked for a person. Where nothing can be read back the
 * platform's status update resolves it; without one in ten minutes it is parked, and never repeated.
 * Out:    how many were resolved.
 */
export async function settleDoubts(deps: OutboxDeps): Promise<number> {
  const now = deps.clock.now()
  const echoed = settledByEcho(await findHeardDoubts(deps.system, 100))
  if (echoed.length)
    await writeSettlements(
      deps,
      echoed.map(({ doubt, echoId }) => ({ ...ending(doubt, 'sent'), channel_message_id: echoId })),
      now,
      false,
      null,
      echoed.map(({ doubt }) => doubt.workspaceId),
    )
  const reported = await settleReported(deps, now)
  const ripe = await findRipeDoubts(deps.system, now, new Date(deps.clock.machineMs()), new Date(now.getTime() - reportsComeWithinMs), 20)
  const judged = await Promise.all(
    ripe.map((doubt) =>
      judge(deps, doubt).catch(async (error: Error) => {
        // A doubt that cannot be checked (its secrets cannot be decrypted) must not block the others.
        deps.log.error({ err: error, message: doubt.id }, 'a doubt could not be judged')
        await waitWithDoubt(deps.system, doubt.id, doubt.epoch, new Date(deps.clock.machineMs() + lookAgainMs)).catch(() => {})
        return null
      }),
    ),
  )
  const settled = judged.filter((one) => one !== null)
  await writeSettlements(
    deps,
    settled,
    now,
    false,
    null,
    ripe.map((doubt) => doubt.workspaceId),
  )
  return echoed.length + reported + settled.length
}

async function judge(deps: OutboxDeps, doubt: Doubt): Promise<Settlement | null> {
  // The next attempt shows whether it had arrived (settleAttempts.ts); until then the outcome of this one is unknown.
  if (doubt.kind === 'private_reply')
    return { ...ending(doubt, 'planned'), attempt: null, not_before: new Date(deps.clock.now().getTime() + 1_000) }
  const as = await deps.credentials.get(doubt.accountId)
  const { readBack } = deps.channelOf(as.channel)
  if (!readBack) return withoutReadingBack(deps, doubt)
  if (doubt.early || !(await mayRead(deps, doubt.accountId, readBack.rate))) return null
  try {
    const found = await findSaid(deps, as, readBack, doubt)
    if (found === 'too early') {
      await waitWithDoubt(deps.system, doubt.id, doubt.epoch, new Date(deps.clock.machineMs() + 1_000))
      return null
    }
    if (found) return { ...ending(doubt, 'sent'), channel_message_id: found.id }
    if (doubt.doubts >= doubtsAllowed)
      return {
        ...ending(doubt, 'parked'),
        error_code: 'doubtful_again',
        error_words: sentence('outbox.doubtful_again', { doubts: doubt.doubts }),
      }
    return { ...ending(doubt, 'planned'), not_before: deps.clock.now() }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    // An unreachable platform, a throttle or an invalid token says nothing about this doubt: no check is used up.
    await recordRead(deps, doubt.accountId, readBack.rate.kind, error)
    if (isAboutAccount(error)) return null
    const looks = await putOffDoubt(deps.system, doubt.id, doubt.epoch, new Date(deps.clock.machineMs() + lookAgainMs))
    deps.log.warn({ message: doubt.id, code: error.code, count: looks }, 'a doubt could not be settled by reading back')
    if (looks < looksAllowed) return null
    return {
      ...ending(doubt, 'parked'),
      error_code: 'cannot_read_back',
      error_words: sentence('outbox.cannot_read_back', { before: error.words }),
    }
  }
}

/** The platform has no read-back. Waits for its status update, then parks the message for a person. */
async function withoutReadingBack(deps: OutboxDeps, doubt: Doubt): Promise<Settlement | null> {
  if (deps.clock.now().getTime() - doubt.sendingAt.getTime() >= reportsComeWithinMs) {
    return { ...ending(doubt, 'parked'), error_code: 'no_report', error_words: sentence('outbox.no_report') }
  }
  await waitWithDoubt(deps.system, doubt.id, doubt.epoch, new Date(deps.clock.machineMs() + lookAgainMs))
  return null
}

/** Applies status updates that came while a worker held their message. */
async function settleReported(deps: OutboxDeps, now: Date): Promise<number> {
  if (!(await someWait(deps.system))) return 0
  const wants = await deps.wanted.get()
  const { messageIds, workspaceIds, isTold } = await deps.system.transaction().execute(async (trx) => {
    const settled = await settleWaitingStatuses(trx, now)
    const told = await raiseMessageEvents(trx, { ...deps, wants, now }, settled.ended)
    await countStats(trx, sumStats(settled.said.map((one) => ({ ...one, what: 'dms' as const }))), now)
    return { ...settled, isTold: told }
  })
  if (isTold) deps.wake.tell('jobs', null)
  for (const workspace of workspaceIds) {
    deps.wake.tell('messages', workspace)
    deps.wake.tell('events', workspace)
  }
  return messageIds.length
}

/**
 * The platform's id of the message, if the platform has it since the attempt and no other message of ours has that id. Too early: the found
 * message may be one that is just being sent.
 */
async function findSaid(deps: OutboxDeps, as: Credentials, readBack: ReadBack, doubt: Doubt): Promise<{ id: string } | 'too early' | null> {
  const where =
    doubt.kind === 'public_reply' ? { commentId: doubt.commentId!, mediaId: doubt.mediaId } : { recipientId: doubt.recipientId! }
  const said = await readBack.read(deps.http, as, where)
  await recordRead(deps, doubt.accountId, readBack.rate.kind, null)
  const since = doubt.sendingAt.getTime() - clockSlackMs
  const candidates = said.filter((one) => one.at.getTime() >= since && isSame(doubt.content, heardOf(one)))
  const beingSaid = candidates.length ? await findInFlight(deps.system, [doubt.id]) : []
  if (candidates.some((one) => beingSaid.some(({ content }) => isSame(content, heardOf(one))))) return 'too early'
  const recorded = await findRecorded(
    deps.system,
    doubt.accountId,
    candidates.map((one) => one.id),
  )
  // Oldest first: of two equal texts the earlier one is the earlier message's.
  return candidates.toReversed().find((one) => !recorded.has(one.id)) ?? null
}

/** Reading back returns no attachments. */
const heardOf = ({ text }: Remembered): Heard => ({ text, attachments: [] })

const ending = (doubt: Pick<Doubt, 'id' | 'epoch' | 'attempts' | 'failures' | 'doubts'>, state: Settlement['state']): Settlement => ({
  id: doubt.id,
  epoch: doubt.epoch,
  attempt: doubt.attempts,
  state,
  not_before: null,
  failures: doubt.failures,
  doubts: doubt.doubts,
  channel_message_id: null,
  error_code: null,
  error_words: null,
  outcome: state === 'sent' ? 'sent' : state === 'planned' ? 'not_there' : 'in_doubt',
  platform_code: null,
  http_status: null,
  duration_ms: null,
  lease_until: null,
})
