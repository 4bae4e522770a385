const usuallyAtOnce = 500

/** The items in parts of at most so many: each for a transaction of its own, so that none grows with the number of accounts. */
export function* inBatches<T>(items: readonly T[], atOnce = usuallyAtOnce): Generator<T[]> {
  for (let from = 0; from < items.length; from += atOnce) yield items.slice(from, from + atOnce)
}
