import type { Trx } from '../platform/db.ts'
import { stopAccounts } from '../accounts/stopAccounts.queries.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { stopMarketing } from '../contacts/consents.queries.ts'
import { linkIdentifier, linkRecipients } from '../contacts/linkIdentifier.queries.ts'
import type { Outcome } from '../model/channel.ts'
import { messageKinds } from '../model/message.ts'
import { breakerResultsOf } from './breakers.ts'
import { recordBreakerResults, type BreakerChange } from './breakers.queries.ts'
import { blockKinds, giveSlotsBack, type Unused } from '../limits/limits.queries.ts'
import { refusedTemplates } from './refusedTemplates.ts'
import { raiseMessageEvents, type EndedMessage } from './raiseMessageEvents.queries.ts'
import {
  type Alias,
  findUnknownAliases,
  findUnlinked,
  resolveAttempts,
  reword,
  settle,
  type Settled,
  type Settlement,
} from './settle.queries.ts'
import { retryAfter, triesAllowed, waitMsOf } from './retry.ts'
import { sentence } from './sentences.ts'
import { stopsOf } from './stops.ts'
import type { OutboxDeps } from './outbox.ts'
import type { ClaimedMessage } from './claim.queries.ts'

/**
 * The end of one attempt: the message, its outcome, the duration. `attempt` and `takenAt` (when its slots of the limits were taken) are
 * absent when no request was made. `tokenMark`: the token that it was made with.
 */
export type EndedAttempt = {
  message: Pick<ClaimedMessage, 'id' | 'workspaceId' | 'accountId' | 'conversationId' | 'contactId' | 'kind' | 'failures' | 'doubts'> &
    Partial<Pick<ClaimedMessage, 'line'>>
  epoch: number
  attempt: number | null
  outcome: Outcome
  durationMs: number
  judgeFrom: Date | null
  takenAt?: Date | null
  tokenMark?: string | undefined
}

/** The next state of the row after an outcome. Pure but for the time and the random numbers handed in. */
export function settlementOf(tried: EndedAttempt, now: Date, dice: () => number): Settlement {
  const { message, outcome } = tried
  const base = {
    id: message.id,
    epoch: tried.epoch,
    attempt: tried.attempt,
    not_before: null,
    failures: message.failures,
    doubts: message.doubts,
    channel_message_id: null,
    error_code: null,
    error_words: null,
    outcome: outcome.kind,
    platform_code: null,
    http_status: outcome.httpStatus,
    duration_ms: tried.attempt === null ? null : tried.durationMs,
    lease_until: null,
  }
  if (outcome.kind === 'sent') return { ...base, state: 'sent', channel_message_id: outcome.channelMessageId }
  const said = { ...base, error_code: outcome.code, error_words: outcome.words, platform_code: outcome.platform }
  // It was sent by an earlier attempt, under an id that is not known here.
  if (hadArrived(tried))
    return {
      ...base,
      state: 'sent',
      platform_code: outcome.platform,
      error_words: sentence('outbox.arrived_before'),
    }
  // Not repeated any more (the person wrote STOP, the week is over), and the outcome of the earlier attempt stays unknown: only a
  // repetition would have shown it.
  if (outcome.kind === 'refused' && tried.attempt === null && message.kind === 'private_reply' && message.doubts > 0)
    return {
      ...said,
      state: 'parked',
      error_words: sentence('outbox.attempt_before_unknown', { before: outcome.words }),
    }
  if (outcome.kind === 'refused') return { ...said, state: 'refused' }
  if (outcome.kind === 'stopped') return { ...said, state: 'planned', not_before: now }
  if (outcome.kind === 'in_doubt')
    return {
      ...said,
      state: 'in_doubt',
      doubts: message.doubts + 1,
      lease_until: message.kind === 'private_reply' ? null : tried.judgeFrom,
    }
  // While its breaker is open an account's messages use up no attempts: the connection failed, not the message.
  const failures = message.failures + (outcome.usesAttempt && !(outcome.line && message.line === 'opened') ? 1 : 0)
  if (failures >= Math.min(triesAllowed, outcome.triesAtMost ?? triesAllowed))
    return { ...said, state: 'refused', failures, error_words: sentence('outbox.given_up', { before: outcome.words, failures }) }
  return {
    ...said,
    state: 'planned',
    failures,
    not_before: new Date(now.getTime() + waitMsOf(outcome, tried.attempt ?? 1, () => retryAfter(failures, dice))),
  }
}

/** The platform accepts one private reply per comment: refused after a doubt means that the doubtful one arrived. */
const hadArrived = ({ message, outcome }: Pick<EndedAttempt, 'message' | 'outcome'>): boolean =>
  outcome.kind === 'refused' && outcome.code === 'comment_not_answerable' && message.kind === 'private_reply' && message.doubts > 0

/** What the end of a repeated private reply shows about its earlier attempts with an unknown outcome. */
const doubtResults = (tries: EndedAttempt[]) =>
  tries.flatMap((tried) => {
    const { id, kind, doubts } = tried.message
    if (kind !== 'private_reply' || doubts === 0) return []
    return tried.outcome.kind === 'sent' || hadArrived(tried) ? [{ id, attempt: tried.attempt ?? 0, arrived: hadArrived(tried) }] : []
  })

const rewordings = (tries: EndedAttempt[]) =>
  tries.flatMap(({ message, outcome }) =>
    outcome.kind === 'later' && outcome.instead ? [{ id: message.id, content: outcome.instead }] : [],
  )

/**
 * Writes a batch of ended attempts: rows, attempts, statistics; and where needed, in the same transaction, stopped accounts and kinds,
 * blocks, and recipients of private replies.
 */
export async function settleAttempts(deps: OutboxDeps, tries: EndedAttempt[]): Promise<void> {
  const now = deps.clock.now()
  const settlements = tries.map((tried) => settlementOf(tried, now, deps.dice))
  const links = tries.flatMap(({ message, outcome }) =>
    outcome.kind === 'sent' && outcome.recipientId && message.kind === 'private_reply'
      ? [{ conversation_id: message.conversationId, recipient_id: outcome.recipientId }]
      : [],
  )
  const aliases = tries.flatMap(({ message, outcome }) =>
    outcome.kind === 'sent' && outcome.alias ? [{ conversation_id: message.conversationId, ...outcome.alias }] : [],
  )
  const blocks = blocksOf(tries, now)
  const stops = stopsOf(
    tries.map(({ message, outcome, tokenMark }) => ({ ...message, outcome, tokenMark })),
    now,
  )
  const lines = breakerResults(tries)
  const rereads = refusedTemplates(tries, now)
  let told: BreakerChange[] = []
  const more =
    [lines, blocks, stops, rereads].some((one) => one.length > 0) ||
    [slotsOfNothing, doubtResults, rewordings].some((of) => of(tries).length > 0)
  await link(deps, links, aliases, stoppedMarketing(tries), now)
  await writeSettlements(
    deps,
    settlements,
    now,
    more &&
      (async (trx) => {
        await blockKinds(trx, blocks)
        await stopAccounts(trx, stops, now)
        const settled = await settle(trx, settlements, now)
        // Only those not written before: when the response to a commit is lost, the same ends are written again.
        const written = new Map(settled.map(({ id, epoch }) => [id, epoch]))
        const fresh = tries.filter(({ message, epoch }) => written.get(message.id) === epoch)
        told = await recordBreakerResults(trx, breakerResults(fresh), now)
        await giveSlotsBack(trx, slotsOfNothing(fresh))
        await resolveAttempts(trx, doubtResults(fresh))
        await reword(trx, rewordings(fresh))
        await addJobs(trx, { newId: deps.newId, now }, rereads)
        return settled
      }),
    [...new Set(tries.map(({ message }) => message.accountId))],
    tries.map(({ message }) => message.workspaceId),
  )
  if (rereads.length) deps.wake.tell('jobs', null)
  logBreakerChanges(deps, told)
  for (const { outcome, message } of tries) deps.metrics.tried(outcome.kind, message.kind)
}

/** Logs that breakers opened or closed. */
export function logBreakerChanges(deps: Pick<OutboxDeps, 'log'>, changes: BreakerChange[]): void {
  for (const { accountId, change, code } of changes)
    deps.log.warn({ account: accountId, state: change, ...(code ? { code } : {}) }, 'circuit breaker')
}

/**
 * Links recipients of private replies, and other ids that the platform answered with, and stores who had stopped marketing, before the
 * attempts are settled: repeated after a crash it changes nothing. In a transaction of its own, so that ingest waits as little as possible.
 */
async function link(
  deps: OutboxDeps,
  links: { conversation_id: string; recipient_id: string }[],
  aliases: Alias[],
  stopped: string[],
  now: Date,
): Promise<void> {
  if (!links.length && !aliases.length && !stopped.length) return
  const unlinked = await findUnlinked(deps.system, links)
  const unknown = await findUnknownAliases(deps.system, aliases)
  if (!unlinked.length && !unknown.length && !stopped.length) return
  await deps.system.transaction().execute(async (trx) => {
    // Not in the middle of a decision, which may be creating a contact for the same id.
    await lockIngest(trx)
    await linkRecipients(trx, unlinked)
    for (const { conversation_id, ...alias } of unknown) await linkIdentifier(trx, conversation_id, alias, { messagesGo: false })
    await stopMarketing(trx, { newId: deps.newId, now }, stopped)
  })
}

/** Threads of people to whom a message was refused because they had stopped marketing: the platform may tell it in this way alone. */
const stoppedMarketing = (tries: EndedAttempt[]): string[] => [
  ...new Set(
    tries.flatMap(({ message, attempt, outcome }) =>
      attempt !== null && outcome.kind === 'refused' && outcome.code === 'marketing_stopped' ? [message.conversationId] : [],
    ),
  ),
]

const breakerResults = (tries: EndedAttempt[]) =>
  breakerResultsOf(tries.map(({ message, outcome }) => ({ ...message, troubled: Boolean(message.line), outcome })))

/**
 * Slots to return: a request that certainly had no effect returns its slots; a throttled one does not, since the platform may have counted
 * it.
 */
function slotsOfNothing(tries: EndedAttempt[]): Unused[] {
  const counts = new Map<string, Unused>()
  for (const { message, takenAt, outcome } of tries) {
    if (!takenAt || outcome.kind === 'sent' || outcome.kind === 'in_doubt' || outcome.class === 'throttle') continue
    for (const [kind, key] of [
      [message.kind, null],
      [`${message.kind}/person`, message.conversationId],
    ] as const) {
      const name = `${message.accountId}/${kind}/${key}/${takenAt.getTime()}`
      const count = counts.get(name) ?? { account_id: message.accountId, kind, key, slots: 0, taken_at: takenAt.getTime() }
      count.slots++
      counts.set(name, count)
    }
  }
  return [...counts.values()]
}

/** The blocks after a batch. Throttled: this kind waits. Blocked according to the headers: everything of the account waits. */
function blocksOf(tries: EndedAttempt[], now: Date): Parameters<typeof blockKinds>[1] {
  const until = new Map<string, { account_id: string; kind: string; workspace_id: string; until: Date }>()
  const block = ({ message }: EndedAttempt, kind: string, ms: number) => {
    const name = `${message.accountId}/${kind}`
    const end = new Date(now.getTime() + ms)
    if (!((until.get(name)?.until ?? 0) >= end))
      until.set(name, { account_id: message.accountId, workspace_id: message.workspaceId, kind, until: end })
  }
  for (const tried of tries) {
    const { outcome, message } = tried
    if (outcome.kind === 'later' && outcome.class === 'throttle' && outcome.per !== 'person')
      block(tried, message.kind, outcome.afterMs ?? throttledMs)
    if (outcome.usage?.regainMs) for (const kind of messageKinds) block(tried, kind, outcome.usage.regainMs)
  }
  return [...until.values()]
}

/** How long a kind waits when the platform throttles without stating a time. */
const throttledMs = 60_000

/**
 * Settles rows, then notifies pages and senders. Endpoints that want to know are told in the same transaction. `within`: writes them in a
 * transaction with something else; `accountIds`, `workspaceIds`: theirs, where known.
 */
export async function writeSettlements(
  deps: OutboxDeps,
  settlements: Settlement[],
  now: Date,
  within: ((trx: Trx) => Promise<Settled[]>) | false = false,
  accountIds: string[] | null,
  workspaceIds: string[],
): Promise<void> {
  if (!settlements.length) return
  const wants = await deps.wanted.get()
  const tells = workspaceIds.some((id) => wants(id, 'message.sent') || wants(id, 'message.failed'))
  const settled =
    within || tells
      ? await deps.system.transaction().execute(async (trx) => {
          const rows = await (within ? within(trx) : settle(trx, settlements, now))
          if (tells) await raiseMessageEvents(trx, { ...deps, wants, now }, endedOf(settlements, rows))
          return rows
        })
      : await settle(deps.system, settlements, now)
  if (tells) deps.wake.tell('jobs', null)
  for (const workspace of new Set(settled.map((row) => row.workspaceId))) {
    deps.wake.tell('messages', workspace, accountIds)
    deps.wake.tell('events', workspace, accountIds)
  }
  deps.wake.tell('outbox', null)
}

/** Messages that were sent or given up by this. */
function endedOf(settlements: Settlement[], settled: Settled[]): EndedMessage[] {
  const states = new Map(settlements.map(({ id, epoch, state }) => [`${id}/${epoch}`, state]))
  return settled.flatMap(({ id, epoch, workspaceId }) => {
    const state = states.get(`${id}/${epoch}`)
    return state === 'sent' || state === 'refused' ? [{ id, workspaceId, state }] : []
  })
}
