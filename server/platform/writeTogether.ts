import { isFaultOfTheWork } from './db.ts'

/** A batch is written while so many others are; a slow one does not hold up the rest. */
const batchesAtOnce = 2

type Waiting<Given, Result> = { given: Given; resolve(result: Result): void; reject(error: unknown): void }

/**
 * Writes what is asked for while other writes are under way with one call, so that many requests at once cost one transaction.
 * In:     `write`, for at most `atOnce` of different `keyOf`; its results in the order of what it was given.
 * Out:    writes one and resolves with its result.
 * Errors: those of `write`. When the database refuses a batch for what is in it, each is written alone, so that only the cause of it fails.
 */
export function writeTogether<Given, Result>(options: {
  atOnce: number
  keyOf(given: Given): string
  write(batch: Given[]): Promise<Result[]>
}): (given: Given) => Promise<Result> {
  const { atOnce, keyOf, write } = options
  let waiting: Waiting<Given, Result>[] = []
  let writing = 0
  const inHand = new Set<string>()

  /** The longest waiting, each key once: a repetition is written after the first, by whoever wrote that. */
  function takeBatch(): Waiting<Given, Result>[] {
    const batch = new Map<string, Waiting<Given, Result>>()
    const later: Waiting<Given, Result>[] = []
    for (const one of waiting) {
      const key = keyOf(one.given)
      if (batch.size < atOnce && !batch.has(key) && !inHand.has(key)) batch.set(key, one)
      else later.push(one)
    }
    waiting = later
    return [...batch.values()]
  }

  async function writeBatch(batch: Waiting<Given, Result>[]): Promise<void> {
    try {
      const results = await write(batch.map(({ given }) => given))
      for (const [n, one] of batch.entries()) one.resolve(results[n]!)
    } catch (error) {
      if (batch.length > 1 && isFaultOfTheWork(error)) for (const one of batch) await writeBatch([one])
      else for (const one of batch) one.reject(error)
    }
  }

  async function writeAll(): Promise<void> {
    writing++
    // What is asked for in the same moment goes together.
    await Promise.resolve()
    for (let batch = takeBatch(); batch.length; batch = takeBatch()) {
      const keys = batch.map(({ given }) => keyOf(given))
      for (const key of keys) inHand.add(key)
      await writeBatch(batch)
      for (const key of keys) inHand.delete(key)
    }
    writing--
  }

  return (given) =>
    new Promise((resolve, reject) => {
      waiting.push({ given, resolve, reject })
      if (writing < batchesAtOnce) void writeAll()
    })
}
