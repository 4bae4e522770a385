import { stopAccounts } from '../accounts/stopAccounts.queries.ts'
import type { Price, StatusReport } from '../model/event.ts'
import type { MessageState } from '../model/message.ts'
import type { Trx } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'
import { settle, settleEnded } from './settle.queries.ts'
import type { EndedMessage } from './raiseMessageEvents.queries.ts'
import { settlementOf } from './settleAttempts.ts'
import { stopsOf } from './stops.ts'
import { findMeant, storePrices, storeWaiting, moveForward, lockMeant, takeWaiting, type Meant, type Reported } from './statuses.queries.ts'

/** The results of status updates: the message of each, and for the statistics what is now known to have been sent, or (`by` -1) not. */
export type SettledReports = {
  messageIds: (string | null)[]
  said: { automationId: string | null; by: 1 | -1 }[]
  workspaceIds: string[]
  ended: EndedMessage[]
}

/**
 * `sent → delivered → read`, never back: reports come in any order, some are left out, and all may come twice (meta-platform.md 1.5, 5.5).
 */
const rank: Partial<Record<MessageState, number>> = { sent: 1, delivered: 2, read: 3 }
/** Status updates have whole seconds, and the platform's clock may differ. */
const clockSlackMs = 5_000

/**
 * Applies the platform's status updates: moves messages forward, resolves doubts by our own id in them, and records failures after
 * acceptance. Updates of a row that a worker holds wait until it is free; those of other programs' messages are ignored.
 * In:     status updates in the order of their times, within the transaction that ingests them.
 */
export async function settleStatuses(trx: Trx, reports: Reported[], now: Date): Promise<SettledReports> {
  const named = await findMeant(
    trx,
    reports.map(({ accountId, channelMessageId, report }) => ({
      account_id: accountId,
      channel_message_id: channelMessageId,
      reference: report.reference !== null && isUuid(report.reference) ? report.reference : null,
    })),
  )
  const meant = reports.map((one) => whichOf(one, named))
  await storePrices(
    trx,
    reports.flatMap(({ accountId, occurredAt, report: { price } }, i) => {
      const to = meant[i]
      return price && to ? [priceRow(price, { ...to, accountId, at: occurredAt })] : []
    }),
  )
  const taken = new Map((await lockMeant(trx, [...new Set(meant.flatMap((one) => one?.id ?? []))])).map((row) => [row.id, row]))
  const waiting: Parameters<typeof storeWaiting>[1] = []
  const moves = new Map<string, { row: Meant; state: MessageState; channelMessageId: string }>()
  const failed = new Map<string, { row: Meant; told: Reported; failure: Failure }>()
  reports.forEach((told, i) => {
    const id = meant[i]?.id
    if (id === undefined) return
    const row = taken.get(id)
    if (!row || row.state === 'sending') {
      waiting.push({
        message_id: id,
        workspace_id: meant[i]!.workspaceId,
        channel_message_id: told.channelMessageId,
        occurred_at: told.occurredAt,
        report: told.report,
      })
      return
    }
    const before = moves.get(id)?.state ?? row.state
    if (failed.has(id) || !concerns(told, row)) return
    if (told.report.state === 'failed') {
      if (mayFail(before)) failed.set(id, { row, told, failure: told.report.failure })
    } else if ((rank[before] ?? 0) < rank[told.report.state]!)
      moves.set(id, { row, state: told.report.state, channelMessageId: told.channelMessageId })
  })
  for (const id of failed.keys()) moves.delete(id)
  await moveForward(
    trx,
    [...moves.values()].map(({ row, state, channelMessageId }) => ({
      id: row.id,
      state,
      channel_message_id: channelMessageId,
      said: !rank[row.state],
    })),
    now,
  )
  const refused = new Set(await writeFailures(trx, [...failed.values()], now))
  await storeWaiting(trx, waiting)
  const changed = [...moves.values(), ...failed.values()].map(({ row }) => row)
  return {
    messageIds: meant.map((one) => one?.id ?? null),
    said: [
      ...[...moves.values()].filter(({ row }) => !rank[row.state]).map(({ row }) => ({ automationId: row.automationId, by: 1 as const })),
      ...[...failed.values()].filter(({ row }) => rank[row.state]).map(({ row }) => ({ automationId: row.automationId, by: -1 as const })),
    ],
    workspaceIds: [...new Set(changed.map((row) => row.workspaceId))],
    ended: [
      ...[...moves.values()]
        .filter(({ row }) => !rank[row.state])
        .map(({ row: { id, workspaceId } }) => ({ id, workspaceId, state: 'sent' as const })),
      ...[...failed.values()]
        .filter(({ row }) => refused.has(row.id))
        .map(({ row: { id, workspaceId } }) => ({ id, workspaceId, state: 'refused' as const })),
    ],
  }
}

const priceRow = (price: Price, of: { id: string; workspaceId: string; accountId: string; at: Date }) => ({
  message_id: of.id,
  workspace_id: of.workspaceId,
  account_id: of.accountId,
  category: price.category,
  type: price.type,
  model: price.model,
  is_billable: price.isBillable,
  at: of.at,
})

/** Applies status updates that waited for their row. */
export async function settleWaitingStatuses(trx: Trx, now: Date): Promise<SettledReports> {
  return settleStatuses(trx, await takeWaiting(trx, 200), now)
}

type Failure = Extract<StatusReport, { state: 'failed' }>['failure']

const whichOf = ({ accountId, channelMessageId, report }: Reported, rows: Meant[]): Meant | undefined =>
  rows.find((row) => row.accountId === accountId && row.channelMessageId === channelMessageId) ??
  rows.find((row) => row.accountId === accountId && row.id === report.reference)

/**
 * Whether a status update concerns the row's current state. A repeated message has had two ids: the later one counts, and a doubt concerns
 * the last attempt.
 */
function concerns({ channelMessageId, occurredAt }: Reported, row: Meant): boolean {
  const same = row.channelMessageId === channelMessageId
  if (rank[row.state]) return same || row.channelMessageId === null
  if (row.state === 'refused' || row.attempts === 0) return false
  if (row.channelMessageId === null) return true
  return !same && row.state === 'in_doubt' && row.sendingAt !== null && occurredAt.getTime() >= row.sendingAt.getTime() - clockSlackMs
}

/** A delivered message cannot fail any more; one that is planned again anyway need not. */
const mayFail = (state: MessageState): boolean => state === 'sent' || state === 'in_doubt' || state === 'parked'

/** Out: the messages that are given up by it. */
async function writeFailures(trx: Trx, failed: { row: Meant; told: Reported; failure: Failure }[], now: Date): Promise<string[]> {
  const settlements = failed.map(({ row, told, failure }) => ({
    // The middle of the random range: these retries need no jitter, since they come one by one.
    ...settlementOf(
      { message: row, epoch: row.epoch, attempt: row.attempts, outcome: failure, durationMs: 0, judgeFrom: null, takenAt: null },
      now,
      () => 0.5,
    ),
    channel_message_id: told.channelMessageId,
    duration_ms: null,
  }))
  const ended = new Set(failed.filter(({ row }) => row.state !== 'in_doubt').map(({ row }) => row.id))
  await settle(
    trx,
    settlements.filter(({ id }) => !ended.has(id)),
    now,
  )
  await settleEnded(
    trx,
    settlements.filter(({ id }) => ended.has(id)),
    now,
  )
  await stopAccounts(
    trx,
    stopsOf(
      failed.map(({ row, failure }) => ({ ...row, outcome: failure })),
      now,
    ),
    now,
  )
  return settlements.filter(({ state }) => state === 'refused').map(({ id }) => id)
}
