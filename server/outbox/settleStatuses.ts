import { stopAccounts } from '../accounts/stopAccounts.queries.ts'
import type { StatusReport } from '../model/event.ts'
import type { MessageState } from '../model/message.ts'
import type { Trx } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'
import { settle, settleEnded } from './settle.queries.ts'
import { settlementOf } from './settleAttempts.ts'
import { stopsOf } from './stops.ts'
import { findMeant, storeWaiting, moveForward, lockMeant, takeWaiting, type Meant, type Reported } from './statuses.queries.ts'

/** What came of reports: which message each meant, and for the statistics what is now known to have been said, or (`by` -1) not to have been. */
export type SettledReports = { messageIds: (string | null)[]; said: { automationId: string | null; by: 1 | -1 }[]; workspaceIds: string[] }

/** `sent → delivered → read`, never back: reports come in any order, some are left out, and all may come twice (meta-platform.md 1.5, 5.5). */
const rank: Partial<Record<MessageState, number>> = { sent: 1, delivered: 2, read: 3 }
/** Reports carry whole seconds, and the platform's clock need not be ours. */
const clockSlackMs = 5_000

/**
 * Takes in what the platform reports of our messages: moves them forward, settles doubts by our own id that came back, and says when one
 * failed after it was taken. Reports of a row that is in somebody's hands wait until it is free; those of messages of others are nobody's.
 * In: reports in the order they happened, within the transaction of what brought them.
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
  await writeFailures(trx, [...failed.values()], now)
  await storeWaiting(trx, waiting)
  const changed = [...moves.values(), ...failed.values()].map(({ row }) => row)
  return {
    messageIds: meant.map((one) => one?.id ?? null),
    said: [
      ...[...moves.values()].filter(({ row }) => !rank[row.state]).map(({ row }) => ({ automationId: row.automationId, by: 1 as const })),
      ...[...failed.values()].filter(({ row }) => rank[row.state]).map(({ row }) => ({ automationId: row.automationId, by: -1 as const })),
    ],
    workspaceIds: [...new Set(changed.map((row) => row.workspaceId))],
  }
}

/** Reports that waited for their row, now that it is free. */
export async function settleWaitingStatuses(trx: Trx, now: Date): Promise<SettledReports> {
  return settleStatuses(trx, await takeWaiting(trx, 200), now)
}

type Failure = Extract<StatusReport, { state: 'failed' }>['failure']

const whichOf = ({ accountId, channelMessageId, report }: Reported, rows: Meant[]): Meant | undefined =>
  rows.find((row) => row.accountId === accountId && row.channelMessageId === channelMessageId) ??
  rows.find((row) => row.accountId === accountId && row.id === report.reference)

/**
 * Whether a report is about what the row stands for now. A message that was repeated has been there under two ids: the later one counts,
 * and a doubt is about the last try.
 */
function concerns({ channelMessageId, occurredAt }: Reported, row: Meant): boolean {
  const same = row.channelMessageId === channelMessageId
  if (rank[row.state]) return same || row.channelMessageId === null
  if (row.state === 'refused' || row.attempts === 0) return false
  if (row.channelMessageId === null) return true
  return !same && row.state === 'in_doubt' && row.sendingAt !== null && occurredAt.getTime() >= row.sendingAt.getTime() - clockSlackMs
}

/** What was delivered cannot fail any more; what is to be said again anyway need not. */
const mayFail = (state: MessageState): boolean => state === 'sent' || state === 'in_doubt' || state === 'parked'

async function writeFailures(trx: Trx, failed: { row: Meant; told: Reported; failure: Failure }[], now: Date): Promise<void> {
  const settlements = failed.map(({ row, told, failure }) => ({
    // The middle of the dice: when it is tried again need not be spread, since these come one by one.
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
}
