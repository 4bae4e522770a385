import type { Db } from '../platform/db.ts'
import type { ScanBudget } from '../platform/scanBudget.ts'
import { claimDue, type Claim, type ClaimedMessage, type ClaimQueue } from './claim.queries.ts'

/** Looking at one that has nothing costs some microseconds. */
const rememberedAtMost = 500

/**
 * Claims what is due, and remembers where each account and kind stood. Looking for every queue from the beginning walks over all that ended
 * while somebody holds a snapshot: it is done now and then, and in between the known queues go on from where they stood.
 * The memory only says where to look first: what it does not know, and what became due earlier than it thinks, the next whole look finds.
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
      known.delete(name) // and to the end: who spoke last is forgotten last
      known.set(name, queue)
    }
    for (const name of known.keys()) if (known.size > rememberedAtMost) known.delete(name)
    return claimed
  }
}

/** Of each account and kind the earliest that was claimed: what comes next became due no earlier, but for what was put back. */
function queuesOf(claimed: ClaimedMessage[]): Map<string, ClaimQueue> {
  const queues = new Map<string, ClaimQueue>()
  for (const { accountId, kind, dueAt } of claimed) {
    const name = `${accountId}/${kind}`
    const queue = queues.get(name)
    if (!queue || dueAt < queue.since) queues.set(name, { account_id: accountId, kind, since: dueAt })
  }
  return queues
}
