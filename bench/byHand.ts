import { setTimeout as sleep } from 'node:timers/promises'
import { commentId } from './bodies.ts'
import { nowMs } from './part.ts'
import type { Product } from './product.ts'
import { percentile } from './report.ts'
import type { Stage } from './stage.ts'
import { isRecorded, pour } from './wholeWay.ts'

/**
 * Measures how long a person waits for the response to a message sent by hand while the instance ingests comments at full speed: a note for
 * G5. Each message answers a comment that was ingested before.
 * In:  the accounts' ids, in the order in which comments go to them.
 */
export async function noteByHand(stage: Stage, product: Product, accountIds: string[]): Promise<string> {
  const before = stage.numbers(accountIds.length)
  await pour(stage, product.port, { accounts: accountIds.length, from: before, count: accountIds.length })
  while (!(await isRecorded(product))) await sleep(20)

  const count = stage.quick ? 10_000 : 60_000
  const state = { isBusy: true }
  const pouring = pour(stage, product.port, { accounts: accountIds.length, count }).finally(() => (state.isBusy = false))
  const waits: number[] = []
  let refused = 0
  while (state.isBusy) {
    const at = waits.length % accountIds.length
    const since = nowMs()
    const body = { accountId: accountIds[at], commentId: commentId(before + at), public: true, text: `By hand ${waits.length}` }
    // A machine that is too busy for its database answers 503: that counts as a response, and is reported.
    await product.api('POST', '/api/messages', body).catch(() => refused++)
    waits.push(nowMs() - since)
  }
  const ran = await pouring
  while (!(await isRecorded(product))) await sleep(20)
  const [p50, p99] = [percentile(waits, 50), percentile(waits, 99)]
  return `${waits.length} messages by hand, one after the other, while ${ran.taken} comments were taken in ${(ran.elapsedMs / 1000).toFixed(1)} s: answered${refused ? ` (${refused} refused)` : ''} after p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
}
