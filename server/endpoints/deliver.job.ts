import type { JobHandler, SettledJob } from '../jobs/handler.ts'
import { addMails } from '../mail/addMails.queries.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import { RefusedAddressError, type GuardedHttp } from '../platform/guardedHttp.ts'
import type { NewId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { readTogether } from '../platform/readTogether.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Call } from './destinations/destination.ts'
import { makeDestinations } from './destinations/destinations.ts'
import { mailOfEndpoint } from './mailOfEndpoint.ts'
import { outcomeOf, pausesMs, type Went } from './outcomeOf.ts'
import { findDeliveriesToSend, settleDeliveries, type DeliveryToSend, type SettledDelivery } from './sendDelivery.queries.ts'

export type DeliverDeps = {
  jobs: Db
  clock: Clock
  vault: Vault
  guardedHttp: GuardedHttp
  log: Log
  newId: NewId
  /** Writes the states of leads whose deliveries changed; leads are above this module. */
  updateLeadStates(trx: Trx, leadIds: string[], now: Date): Promise<void>
}

type Sending = DeliverDeps & {
  destinations: ReturnType<typeof makeDestinations>
  read(job: Job): Promise<DeliveryToSend | undefined>
}

/** Calls in flight per endpoint, over all workers. */
const callsPerEndpoint = 4
/** What was read of a delivery and its endpoint when it was claimed is used so long: one that is paused or changed is seen soon. */
const freshMs = 1_000
/** The codes of attempts in which the endpoint was not called. */
const notCalled = new Set(['endpoint_disabled', 'email_missing', 'fault'])
/** What waits for a paused endpoint looks again after this; switching it on is told at once (`hastenTurn`). */
const pausedMs = 300_000

/**
 * Sends one delivery to its endpoint. An attempt whose outcome nobody learned is repeated: the `webhook-id` is the same, so the endpoint
 * can tell. The delivery, its endpoint and its lead change in the transaction that settles the job.
 */
export function deliver(deps: DeliverDeps): JobHandler {
  const { prepare, read } = readAhead(deps)
  const sending: Sending = { ...deps, destinations: makeDestinations(), read }
  return {
    backoffMs: pausesMs,
    timeLimitMs: 90_000,
    repeatable: true,
    waitsForAccount: false,
    atOncePerTurn: callsPerEndpoint,
    prepare,
    run: (job, signal) => send(sending, job, signal),
    gaveUp: () => null,
    settled: (trx, ended) => settle(trx, deps, ended),
  }
}

/** Reads deliveries that were claimed together with one statement. Those that begin later than `freshMs` after it are read again. */
function readAhead({ jobs, clock }: DeliverDeps) {
  const find = readTogether((ids) => findDeliveriesToSend(jobs, ids))
  const ahead = new WeakMap<Job, { at: number; row: ReturnType<typeof find> }>()
  return {
    prepare(claimed: Job[]) {
      const at = clock.machineMs()
      for (const job of claimed) {
        const row = find(job.id)
        row.catch(() => {}) // told to the job that uses it, if any does
        ahead.set(job, { at, row })
      }
    },
    read(job: Job) {
      const known = ahead.get(job)
      return known && clock.machineMs() - known.at <= freshMs ? known.row : find(job.id)
    },
  }
}

async function send(deps: Sending, job: Job, signal: AbortSignal): Promise<JobOutcome> {
  const row = await deps.read(job)
  // Removed with its endpoint or its lead.
  if (!row) return { kind: 'done' }
  if (!row.isTest && row.disabledAt) return { kind: 'failed', code: 'endpoint_disabled' }
  if (!row.isTest && !row.isActive) return { kind: 'put_off', afterMs: pausedMs }
  const begun = deps.clock.machineMs()
  const went = await call(deps, row, job.attempt > 1 || row.isThere, signal)
  const { retryCount, isTest } = row
  return outcomeOf(went, {
    failures: job.failures,
    retryCount,
    isTest,
    durationMs: deps.clock.machineMs() - begun,
    now: new Date(deps.clock.machineMs()),
  })
}

async function call(
  { vault, clock, guardedHttp, destinations }: Sending,
  row: DeliveryToSend,
  isRepeat: boolean,
  signal: AbortSignal,
): Promise<Went> {
  const { endpointId, workspaceId } = row
  const open = (column: string, sealed: Buffer) => vault.open({ table: 'endpoints', row: endpointId, column, workspaceId }, sealed)
  const now = clock.now()
  const isOldValid = row.oldSecretSealed !== null && row.oldSecretUntil !== null && row.oldSecretUntil > now
  const [authSecret, ...secrets] = await Promise.all([
    row.authSealed ? open('auth_sealed', row.authSealed) : null,
    open('secret_sealed', row.secretSealed),
    ...(isOldValid ? [open('secret_sealed', row.oldSecretSealed!)] : []),
  ])
  const to = { ...row, authSecret, secrets, isRepeat, now, sentAt: new Date(clock.machineMs()) }
  // One time limit for all requests of the attempt.
  const endsAt = clock.machineMs() + row.timeoutMs
  const request: Call = (one) =>
    guardedHttp.request({ ...one, owner: workspaceId, timeoutMs: Math.max(1, endsAt - clock.machineMs()), signal })
  try {
    return await destinations[row.kind](to, request)
  } catch (error) {
    return { error: error instanceof RefusedAddressError ? error.code : codeOf(error as { code?: string }) }
  }
}

/** Our word for what the network did. */
function codeOf({ code = '' }: { code?: string }): string {
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timed_out'
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'address_unknown'
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return 'tls_failed'
  return 'unreachable'
}

async function settle(trx: Trx, deps: DeliverDeps, ended: readonly SettledJob[]): Promise<void> {
  const { leadIds, changed } = await settleDeliveries(trx, ended.map(settledOf))
  for (const { id, disabledCode } of changed)
    deps.log.warn({ endpoint: id }, disabledCode ? 'an endpoint was disabled' : 'an endpoint fails without a break')
  await addMails(trx, { newId: deps.newId, now: deps.clock.now() }, changed.map(mailOfEndpoint))
  if (leadIds.length) await deps.updateLeadStates(trx, leadIds, deps.clock.now())
}

function settledOf({ job, row }: SettledJob): SettledDelivery {
  const isOver = row.state !== 'waiting'
  const isFirst = !isOver && row.outcome === null && job.attempt <= 1
  return {
    id: job.id,
    status: isOver ? (row.code === null ? 'SUCCESS' : 'FAILED') : isFirst ? 'PENDING' : 'RETRYING',
    code: row.code,
    next_retry_at: isOver ? null : row.run_at,
    completed_at: isOver ? row.ended_at : null,
    tried: row.outcome !== null && row.outcome !== 'lost' && !notCalled.has(row.attempt_code ?? ''),
    at: row.ended_at,
  }
}
