import type { Store } from './store.ts'

/**
 * One kind of call that the platform counts separately (meta-platform.md 3.7, 5.7). `pair` is counted for each person, and forgotten at a
 * restart.
 */
export type RateKind =
  | 'text'
  | 'media'
  | 'privateReply'
  | 'livePrivateReply'
  | 'conversations'
  | 'other'
  | 'directMessage'
  | 'leads'
  | 'throughput'
  | 'pair'

export const windowMs: Record<RateKind, number> = {
  text: 1_000,
  media: 1_000,
  livePrivateReply: 1_000,
  conversations: 1_000,
  throughput: 1_000,
  // 5.7: a burst of 45 is borrowed from one message in six seconds, and repaid in this time.
  pair: 270_000,
  privateReply: 3_600_000,
  directMessage: 3_600_000,
  other: 3_600_000,
  // 6.2: counted for a day.
  leads: 86_400_000,
}

/** Exact sliding windows per account and kind, on the product clock. */
export type Rates = {
  /** Counts one call in the window; false when it already has `limit` calls. */
  take(accountId: string, kind: RateKind, limit: number, now: number): boolean
  /** How many calls are in the window, and when the oldest of them leaves it. */
  look(accountId: string, kind: RateKind, now: number): { used: number; freeAt: number }
  forget(): void
}

// A list with a moving head: shift() on a long array takes time proportional to its length.
type Times = { at: number[]; head: number }

export function makeRates(store: Store, now: number): Rates {
  const windows = new Map<string, Times>()

  function times(accountId: string, kind: RateKind, at: number): Times {
    const key = `${kind}:${accountId}`
    let found = windows.get(key)
    if (!found) windows.set(key, (found = { at: [], head: 0 }))
    while (found.head < found.at.length && found.at[found.head]! <= at - windowMs[kind]) found.head += 1
    if (found.head > 1_000 && found.head * 2 > found.at.length) {
      found.at = found.at.slice(found.head)
      found.head = 0
    }
    return found
  }

  // Limits of an hour and of a day survive a restart: the ledger of calls records which kind each one was counted as.
  for (const call of store.all<{ accountId: string; rateKind: RateKind; at: number }>(
    "select accountId, rateKind, at from calls where at > ? and rateKind is not null and (rateKind = 'leads' or at > ?) order by seq",
    now - windowMs.leads,
    now - windowMs.other,
  )) {
    if (windowMs[call.rateKind] > 1_000) times(call.accountId, call.rateKind, call.at).at.push(call.at)
  }

  return {
    take(accountId, kind, limit, at) {
      const window = times(accountId, kind, at)
      if (window.at.length - window.head >= limit) return false
      window.at.push(at)
      return true
    },
    look(accountId, kind, at) {
      const window = times(accountId, kind, at)
      return { used: window.at.length - window.head, freeAt: (window.at[window.head] ?? at) + windowMs[kind] }
    },
    forget: () => windows.clear(),
  }
}
