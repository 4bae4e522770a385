import type { CredentialStore } from '../accounts/credentials.queries.ts'
import type { ChannelName } from '../model/event.ts'
import type { Channel, Credentials, Outcome } from '../model/channel.ts'
import type { Http } from '../model/http.ts'
import type { TextOf } from '../model/sentence.ts'
import type { WantedEvents } from '../endpoints/wantedEvents.queries.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { makeBatchWriter } from '../platform/batchWriter.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { scanBudget, type ScanBudget } from '../platform/scanBudget.ts'
import type { Wake } from '../platform/wake.ts'
import { claimFrom, type MessageQueue } from '../queue/messageQueue.ts'
import { claimEntries, giveBack, markSending, type ClaimedMessage } from './claim.queries.ts'
import { makeClaimer } from './makeClaimer.ts'
import { fitPlanned } from './fitTemplates.ts'
import { limitFirstMessages } from './limitFirstMessages.ts'
import { readyFiles } from './readyFiles.ts'
import { reserve } from './reserve.ts'
import { sentence } from './sentences.ts'
import { settleAttempts, type EndedAttempt } from './settleAttempts.ts'
import { isTypedLate, whyNotNow } from './whyNotNow.ts'

export type OutboxDeps = {
  system: Db
  clock: Clock
  log: Log
  wake: Wake
  http: Http
  metrics: Metrics
  dice: () => number
  channelOf: (name: ChannelName) => Channel
  credentials: Pick<CredentialStore, 'get'>
  newId: NewId
  wanted: WantedEvents
  textOf: TextOf
}

/** A lease is renewed every 8 s; a request's time limit (10 s) and the largest tolerated loop lag are shorter than the rest of it. */
export const leaseMs = 30_000
export const renewEveryMs = 8_000
/** After this time a request can no longer be in flight anywhere. */
export const judgeAfterMs = 15_000
/** The time limit of a request (channels/meta/graph.ts). */
const callLimitMs = 10_000
/**
 * How long after `sending` was marked a request may still start: a process that was suspended for longer (stopped, out of memory, a full
 * disk) sends nothing, since another may already be checking whether it arrived. One second is reserved for the network.
 */
const mayBeginWithinMs = judgeAfterMs - callLimitMs - 1_000

/**
 * How many places must be free before more messages are claimed while requests are in flight: a handful, since every claim is a commit, and
 * never more than a quarter of all, so that slow requests delay no message for long.
 */
const refillAt = (callsInFlight: number) => Math.max(1, Math.min(16, callsInFlight >> 2))

const lookAgainMs = 5_000

export type Sender = {
  /** Claims and starts due messages, up to the limit of requests in flight. True when there may be more right away. */
  round(): Promise<boolean>
  /** Resolves when no request is in flight and every outcome is written. */
  settled(): Promise<void>
  inFlight(): number
  /** Claimed messages that are not marked `sending` yet: only their leases are renewed. */
  inHand(): string[]
}

/** `queue`: brings the ids of what is due; absent, rows are claimed from the table, and `scans` limits the full scans. */
export type SenderOptions = {
  callsInFlight?: number
  perAccount?: number
  judgeAfterMs?: number
  queue?: MessageQueue | null
  scans?: ScanBudget
}

/**
 * Sends planned messages: claims a batch, checks each again, commits `sending`, makes the requests in parallel, and stores their outcomes
 * in batches. One message at a time per lane; `callsInFlight` over all lanes.
 */
export function makeSender(deps: OutboxDeps, worker: number, options: SenderOptions = {}): Sender {
  const callsInFlight = options.callsInFlight ?? 64
  const perAccount = options.perAccount ?? 25
  const queue = options.queue ?? null
  const claimBatch = makeClaimer(options.scans ?? scanBudget(deps.clock))
  let flying = 0
  // The last round ended because all places were taken: there may be more when one is free.
  let isWaitingForPlace = false
  let inHand: string[] = []
  let idle: (() => void)[] = []
  const resolveIdle = () => {
    for (const resolve of idle.splice(0)) resolve()
  }
  const outcomes = makeBatchWriter<EndedAttempt>({
    ...deps,
    atOnce: 128,
    write: (batch) => settleAttempts(deps, batch),
    onWritten: ({ message }) => queue?.done(message.id),
    // Its lease runs out, and it becomes a doubt.
    instead({ message }, error) {
      deps.log.error({ err: error, message: message.id }, 'an outcome cannot be written; the message becomes a doubt')
      return null
    },
    onEmpty: () => flying || resolveIdle(),
  })

  /** Returns null when there was nothing to claim. */
  async function claim(free: number): Promise<ClaimedMessage[] | null> {
    const lease = { worker, now: deps.clock.now(), leaseUntil: new Date(deps.clock.machineMs() + leaseMs) }
    if (queue) return claimFrom(queue, free, (entries) => claimEntries(deps.system, entries, lease))
    const claimed = await claimBatch(deps.system, { ...lease, limit: free, perAccount: Math.min(free, perAccount) })
    return claimed.length ? claimed : null
  }

  /**
   * Checks claimed messages again and marks them as `sending`. If that fails they are returned; if even that fails their leases expire and
   * another worker reclaims them.
   */
  async function begin(claimed: ClaimedMessage[]) {
    try {
      const sendable = await checkAgain(deps, claimed, outcomes.add)
      const beginBy = deps.clock.machineMs() + mayBeginWithinMs
      const takenAt = deps.clock.now()
      return { sendable, sending: await beginSending(deps, sendable, takenAt), beginBy, takenAt }
    } catch (error) {
      for (const { id } of claimed) queue?.done(id)
      // Not the message's fault: a returned message waits for no lease, and no loss is counted. A marked one has another epoch.
      await giveBack(
        deps.system,
        claimed.map(({ id, epoch }) => ({ id, epoch })),
      ).catch(() => {})
      throw error
    } finally {
      inHand = []
    }
  }

  async function call({ message, channel, as }: Sendable, epoch: number, beginBy: number, takenAt: Date) {
    const started = deps.clock.machineMs()
    const ended =
      started > beginBy
        ? wasSuspended
        : await channel.send(deps.http, as, {
            kind: message.kind,
            recipientId: message.recipientId,
            commentId: message.commentId,
            content: message.content,
            reference: message.id,
            byPerson: isTypedLate(message, deps.clock.now()),
          })
    const durationMs = deps.clock.machineMs() - started
    deps.metrics.called(durationMs)
    // Longer than a call can take: this process was suspended during it, and no response says nothing about the platform.
    const outcome = ended.httpStatus === null && durationMs > judgeAfterMs ? { ...ended, line: undefined } : ended
    outcomes.add({
      message,
      epoch,
      attempt: message.attempts + 1,
      outcome,
      durationMs,
      judgeFrom: new Date(started + (options.judgeAfterMs ?? judgeAfterMs)),
      takenAt,
      tokenMark: as.tokenMark,
    })
  }

  return {
    async round() {
      const free = callsInFlight - flying
      // Under load, places are filled in groups. With nothing in flight a message is never delayed.
      isWaitingForPlace = free < refillAt(callsInFlight) && flying > 0
      if (isWaitingForPlace) return false
      const claimed = await claim(free)
      if (!claimed) return false
      inHand = claimed.map((one) => one.id)
      const { sendable, sending, beginBy, takenAt } = await begin(claimed)
      for (const { id } of claimed) if (!sending.has(id)) queue?.done(id)
      for (const one of sendable) {
        if (!sending.has(one.message.id)) continue // reclaimed by another worker meanwhile
        flying++
        void call(one, one.message.epoch + 1, beginBy, takenAt).finally(() => {
          flying--
          if (!flying && !outcomes.isWriting()) resolveIdle()
          if (isWaitingForPlace) deps.wake.tell('outbox', null)
        })
      }
      return true
    },
    settled: () => (flying || outcomes.isWriting() ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
    inFlight: () => flying,
    inHand: () => inHand,
  }
}

const wasSuspended: Outcome = {
  kind: 'later',
  code: 'stood_still',
  words: sentence('outbox.suspended'),
  class: 'retry',
  platform: null,
  httpStatus: null,
  afterMs: 0,
  usesAttempt: false,
}

/** One commit before the requests: takes slots of the limits and marks rows as `sending`; messages that must wait are returned. */
async function beginSending(deps: OutboxDeps, sendable: Sendable[], now: Date): Promise<Set<string>> {
  if (!sendable.length) return new Set()
  const doubtFrom = new Date(deps.clock.machineMs() + judgeAfterMs)
  const channels = new Map(sendable.map((one) => [one.message, one.channel]))
  if (sendable.every(({ message, channel }) => !channel.rates[message.kind].length && !message.line && !message.ownLimits[message.kind]))
    return markSending(
      deps.system,
      sendable.map(({ message }) => message),
      now,
      doubtFrom,
    )
  return deps.system.transaction().execute(async (trx) => {
    const firsts = await limitFirstMessages(trx, sendable, now)
    const { may, mustWait } = await reserve(
      trx,
      sendable.map((one) => one.message),
      (message) => channels.get(message)!.rates[message.kind],
      now,
      firsts,
    )
    await giveBack(
      trx,
      mustWait.map(({ message, until, why }) => ({
        id: message.id,
        epoch: message.epoch,
        not_before: until,
        ...(why && { error_code: why.code, error_words: why.words }),
      })),
    )
    return markSending(trx, may, now, doubtFrom)
  })
}

type Sendable = { message: ClaimedMessage; channel: Channel; as: Credentials }

/** Refuses messages that may no longer be sent; returns those that cannot be checked now (the account's secrets cannot be decrypted). */
async function checkAgain(deps: OutboxDeps, claimed: ClaimedMessage[], learn: (tried: EndedAttempt) => void): Promise<Sendable[]> {
  const now = deps.clock.now()
  const refuse = (message: ClaimedMessage, outcome: Outcome) =>
    learn({ message, epoch: message.epoch, attempt: null, outcome, durationMs: 0, judgeFrom: null })
  const known: Sendable[] = []
  const back: ClaimedMessage[] = []
  for (const message of claimed) {
    // A person sent its DM again meanwhile: it waits for that.
    if (message.dmState === 'open') {
      back.push(message)
      continue
    }
    try {
      const as = await deps.credentials.get(message.accountId)
      known.push({ message, channel: deps.channelOf(as.channel), as })
    } catch (error) {
      deps.log.error({ err: error, account: message.accountId }, 'the account cannot be spoken for')
      back.push(message)
    }
  }
  const sendable = (await fitPlanned(deps.system, known, refuse)).filter(({ message, channel }) => {
    const refusal = whyNotNow(message, channel, now)
    if (refusal) refuse(message, refusal)
    return !refusal
  })
  const { ready, waiting } = await readyFiles(deps, sendable, now, refuse)
  // With a delay: at once the result would be the same.
  await giveBack(deps.system, [
    ...waiting,
    ...back.map(({ id, epoch }) => ({ id, epoch, not_before: new Date(now.getTime() + lookAgainMs) })),
  ])
  return ready
}
