import { keepNotices as storeNotices } from '../accounts/notices.queries.ts'
import { stopAccounts } from '../accounts/stopAccounts.queries.ts'
import type { AccountNotice } from '../model/account.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'

/**
 * Keeps what the platform says of accounts, the latest of each topic, and stops those that may send nothing any more. In: arrivals in the
 * order of their times. Runs no statement when there is no notice.
 */
export async function keepNotices(trx: Trx, arrivals: readonly Arrival[], now: Date): Promise<void> {
  const told = arrivals.flatMap(({ account, event, notice }) => (notice ? [{ id: account.id, at: event.occurredAt, notice }] : []))
  if (!told.length) return
  const latest = new Map<string, { id: string; topic: string; notice: AccountNotice; at: Date }>()
  for (const { id, at, notice } of told) {
    const { topic, code, words, value } = notice
    latest.set(`${id}/${topic}`, { id, topic, at, notice: { code, words, ...(value != null && { value }), at: at.toISOString() } })
  }
  const fresh = await storeNotices(trx, [...latest.values()])
  const stops = told.filter(({ id, at, notice }) => notice.stops && fresh.get(id)?.get(notice.topic) === at.toISOString())
  const byAccount = new Map(
    stops.map(({ id, notice: { stops: stop, words } }) => [id, { id, status: stop!.status, reason: words, kinds: {}, token: null }]),
  )
  await stopAccounts(trx, [...byAccount.values()], now)
}
