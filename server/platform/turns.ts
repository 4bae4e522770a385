/** Runs work of one key one after the other in this process; work of different keys runs side by side. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Out: a function that waits for earlier work of the same key, failed or not, and then runs its own. It keeps nothing of keys at rest. */
export function makeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, mine)
    const forget = () => void (last.get(key) === mine && last.delete(key))
    mine.then(forget, forget)
    return mine
  }
}
