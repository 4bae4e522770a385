import type { Db } from '../platform/db.ts'
import type { ScanBudget } from '../platform/scanBudget.ts'
import { claimDue, type Claim, type ClaimedMessage, type Turn } from './claim.queries.ts'

/** Looking at one that has nothing costs some microseconds. */
const rememberedAtMost = 500

/**
 * Claims what is due, and remembers where each account and kind stood. Looking for every turn from the beginning walks over all that ended
 * while somebody holds a snapshot: it is done now and then, and in between the known turns go on from where they stood.
 * The memory only says where to look first: what it does not know, and what became due earlier than it thinks, the next whole look finds.
 */
export function claimInTurns(fullScan: ScanBudget): (db: Db, claim: Omit<Claim, 'known'>) => Promise<ClaimedMessage[]> {
  const known = new Map<string, Turn>()
  return async (db, claim) => {
    const isFullScan = fullScan.isDue()
    if (!isFullScan && !known.size) return []
    const claimed = isFullScan
      ? await fullScan.run(() => claimDue(db, { ...claim, known: null }))
      : await claimDue(db, { ...claim, known: [...known.values()] })
    for (const [name, turn] of turnsOf(claimed)) {
      known.delete(name) // and to the end: who spoke last is forgotten last
      known.set(name, turn)
    }
    for (const name of known.keys()) if (known.size > rememberedAtMost) known.delete(name)
    return claimed
  }
}

/** Of each account and kind the earliest that was claimed: what comes next became due no earlier, but for what was put back. */
function turnsOf(claimed: ClaimedMessage[]): Map<string, Turn> {
  const turns = new Map<string, Turn>()
  for (const { accountId, kind, dueAt } of claimed) {
    const name = `${accountId}/${kind}`
    const turn = turns.get(name)
    if (!turn || dueAt < turn.since) turns.set(name, { account_id: accountId, kind, since: dueAt })
  }
  return turns
}
