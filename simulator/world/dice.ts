import { readMeta, writeMeta } from './meta.ts'
import type { Store } from './store.ts'

/** The only source of randomness in the simulator: the same seed and the same acts give the same ids and the same faults. */
export type Dice = {
  /** A fraction from 0 up to but not including 1. */
  roll(): number
  /** A number never used before on this simulated platform, not even before a restart or a reset. */
  count(): number
  digits(length: number): string
  letters(length: number): string
}

type Kept = { seed: number; rolled: number; counted: number }

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Seeded random whose state is a row: saved with each transaction that used it, restored when the transaction is rolled back.
 * In: the store, and the seed for a new simulated platform (an existing one continues with its own).
 */
export function makeDice(store: Store, seed: number): Dice {
  const fresh: Kept = { seed: seed >>> 0, rolled: 0, counted: 0 }
  let state = readMeta<Kept>(store, 'dice') ?? fresh
  let used = false

  // splitmix32: the n-th value depends on seed and n alone, so the state is two counters.
  function next(): number {
    used = true
    state.rolled += 1
    let z = (state.seed + Math.imul(state.rolled, 0x9e3779b9)) | 0
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }

  store.keep({
    save() {
      if (used) writeMeta(store, 'dice', state)
      used = false
    },
    reload() {
      state = readMeta<Kept>(store, 'dice') ?? fresh
      used = false
    },
  })

  function text(length: number, from: string): string {
    let out = ''
    while (out.length < length) out += from[next() % from.length]
    return out
  }

  return {
    roll: () => next() / 2 ** 32,
    count() {
      used = true
      return (state.counted += 1)
    },
    digits: (length) => text(length, '0123456789'),
    letters: (length) => text(length, alphabet),
  }
}
