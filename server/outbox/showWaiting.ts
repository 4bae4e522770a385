import type { AccountStatus } from '../model/account.ts'
import type { SendRate } from '../model/channel.ts'
import { emptyAtMs } from './emptyAt.ts'
import { ownKey } from '../limits/ownLimits.queries.ts'
import { emptyWindow, type Window } from '../limits/slidingWindow.ts'
import type { Waiting } from './waiting.queries.ts'

/** An entry of the queue as the API and the pages show it. */
export type ShownWaiting = {
  accountId: string
  accountName: string
  accountStatus: AccountStatus
  kind: Waiting['kind']
  waiting: number
  oldestAt: string
  perHour: number | null
  blockedUntil: string | null
  emptyAt: string | null
}

const hourMs = 3_600_000

/**
 * Shows what waits and when it will be sent, if nothing is added: by the current limits, not before the end of a block by the platform, and
 * not before the last message is due.
 * In:     the messages of one account and kind, the channel's limits for that kind, whether its breaker is open, the product clock.
 * Out:    `perHour` null when no limit applies; `emptyAt` null when the account cannot send or its breaker is open, so that the time is
 *         unknown.
 * Errors: none.
 */
export function showWaiting(row: Waiting, rates: SendRate[], isBroken: boolean, now: Date): ShownWaiting {
  const windows = windowsOf(row, rates, now)
  const from = Math.max(now.getTime(), row.blockedUntil?.getTime() ?? 0)
  const last = row.accountStatus === 'active' && !isBroken ? emptyAtMs(row.waiting, windows, from) : null
  return {
    accountId: row.accountId,
    accountName: row.accountName,
    accountStatus: row.accountStatus,
    kind: row.kind,
    waiting: row.waiting,
    oldestAt: row.oldestAt.toISOString(),
    perHour: windows.length ? Math.round(Math.min(...windows.map(({ calls, perMs }) => (calls * hourMs) / perMs))) : null,
    blockedUntil: row.blockedUntil && row.blockedUntil > now ? row.blockedUntil.toISOString() : null,
    emptyAt: last === null ? null : new Date(Math.max(last, row.latestAt.getTime())).toISOString(),
  }
}

/**
 * Replies that wait for their DM are posted after it: not before the account's waiting DMs are sent. In: all entries, and how many of each
 * wait for a DM.
 */
export function afterTheirDms<T extends ShownWaiting>(lines: { shown: T; forDm: number }[]): T[] {
  return lines.map(({ shown, forDm }) => {
    if (!forDm || shown.emptyAt === null) return shown
    const dms = lines
      .filter((one) => one.shown.accountId === shown.accountId && one.shown.kind !== 'public_reply')
      .map((one) => one.shown.emptyAt)
    const last = dms.includes(null) ? null : [shown.emptyAt, ...dms.map(String)].toSorted().at(-1)!
    return { ...shown, emptyAt: last }
  })
}

/** The account's limits as reserve.ts counts them, the owner's included; limits of single people delay no one else and are left out. */
function windowsOf(row: Waiting, rates: SendRate[], now: Date): Window[] {
  const own = row.ownLimits[row.kind]
  return [...rates.filter((rate) => rate.per === 'account'), ...(own ? [{ ...own, key: ownKey }] : [])].map(({ key, calls, perMs }) => {
    const stands = row.windows.find((window) => window.key === key && window.perMs === perMs)
    return stands ? { ...stands, calls } : emptyWindow({ calls, perMs }, now.getTime())
  })
}
