import type { Db } from '../platform/db.ts'
import type { ScanBudget } from '../platform/scanBudget.ts'
import { claimDue, type Claim, type ClaimedMessage, type ClaimQueue } from './claim.queries.ts'

/** The number of queues to remember. Scanning an empty one costs some microseconds. */
const rememberedAtMost = 500

/**
 * Returns a function that claims due messages and remembers the position of each queue (one account and kind). Scanning all queues from the
 * beginning walks over all dead rows of a long transaction: such full scans have a budget, and in between the known queues are continued
 * from their positions. The memory is only a hint: the next full scan finds unknown queues, and messages that became due before a
 * remembered position.
 */
export function makeClaimer(fullScan: ScanBudget): (db: Db, claim: Omit<Claim, 'known'>) => Promise<ClaimedMessage[]> {
  const known = new Map<string, ClaimQueue>()
  return async (db, claim) => {
    const isFullScan = fullScan.isDue()
    if (!isFullScan && !known.size) return []
    const claimed = isFullScan
      ? await fullScan.run(() => claimDue(db, { ...claim, known: null }))
      : await claimDue(db, { ...claim, known: [...known.values()] })
    for (const [name, queue] of queuesOf(claimed)) {
      known.delete(name) // moved to the end: the oldest entry is forgotten first
      known.set(name, queue)
    }
    for (const name of known.keys()) if (known.size > rememberedAtMost) known.delete(name)
    return claimed
  }
}

/** For each account and kind the earliest claimed time: later messages became due no earlier, except for returned ones. */
function queuesOf(claimed: ClaimedMessage[]): Map<string, ClaimQueue> {
  const queues = new Map<string, ClaimQueue>()
  for (const { accountId, kind, dueAt } of claimed) {
    const name = `${accountId}/${kind}`
    const queue = queues.get(name)
    if (!queue || dueAt < queue.since) queues.set(name, { account_id: accountId, kind, since: dueAt })
  }
  return queues
}
