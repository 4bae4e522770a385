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

export function makeClock(store: Store, realClock: () => number): Clock {
  let offset = readMeta<number>(store, 'offsetMs') ?? 0
  const listeners = new Set<(offsetMs: number) => void>()
  return {
    now: () => realClock() + offset,
    offsetMs: () => offset,
    advance(byMs) {
      store.transaction(() => writeMeta(store, 'offsetMs', offset + byMs))
      offset += byMs
      for (const listener of listeners) listener(offset)
    },
    onMove(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
