/** Returns a number from 0 up to, but never, 1. */
export type Dice = () => number

/** xmur3: spreads a text over 32 bits, again and again (Bret Mulvey's mix, public domain). */
function hashOf(text: string): () => number {
  let h = 1779033703 ^ text.length
  for (let index = 0; index < text.length; index++) {
    h = Math.imul(h ^ text.charCodeAt(index), 3432918353)
    h = (h << 13) | (h >>> 19)
  }
  return () => {
    h = Math.imul(h ^ (h >>> 16), 2246822507)
    h = Math.imul(h ^ (h >>> 13), 3266489909)
    return (h ^= h >>> 16) >>> 0
  }
}

/**
 * Random numbers that are the same for the same seed, so that a decision taken again is the same decision.
 * In:     the event's key; for a run that wakes, a text that names this wake-up.
 * Out:    sfc32 (Chris Doty-Humphrey, public domain), which passes the usual tests of randomness and needs no 64-bit numbers.
 */
export function diceFor(seed: string): Dice {
  const next = hashOf(seed)
  let a = next()
  let b = next()
  let c = next()
  let counter = next()
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4294967296
  }
}
