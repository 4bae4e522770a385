import { readMeta, writeMeta } from './meta.ts'
import type { Store } from './store.ts'

/** The product clock: real time plus an offset that only grows and survives restarts. */
export type Clock = {
  /** Milliseconds since 1970, on the product clock. */
  now(): number
  offsetMs(): number
  /** Moves the clock forward, stores the offset, and notifies every listener before it returns. */
  advance(byMs: number): void
  /** Calls back after each move; the returned function ends that. */
  onMove(listener: (offsetMs: number) => void): () => void
}

/** In: `behindMs`: how far in the past this run begins; moves catch up first, and only what goes beyond is stored. */
export function makeClock(store: Store, realClock: () => number, behindMs = 0): Clock {
  let offset = readMeta<number>(store, 'offsetMs') ?? 0
  let behind = behindMs
  const listeners = new Set<(offsetMs: number) => void>()
  return {
    now: () => realClock() + offset - behind,
    offsetMs: () => offset - behind,
    advance(byMs) {
      const caughtUp = Math.min(byMs, behind)
      const further = byMs - caughtUp
      if (further) store.transaction(() => writeMeta(store, 'offsetMs', offset + further))
      behind -= caughtUp
      offset += further
      for (const listener of listeners) listener(offset - behind)
    },
    onMove(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
