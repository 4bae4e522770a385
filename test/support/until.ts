import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until a condition holds, checking twenty times a second. For tests of running programs, where no clock can be moved.
 * In:     what is waited for, in words; the condition (an exception of it counts as "not yet"); the limit in ms.
 * Out:    the result of the condition.
 * Errors: rejects with those words, and with the last exception, when the limit has passed.
 */
export async function until<T>(what: string, condition: () => Promise<T> | T, limitMs: number): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs
  for (let last: unknown = 'no'; ; await sleep(50)) {
    try {
      const answer = await condition()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    if (performance.now() > end)
      throw new Error(`not within ${limitMs / 1000} s: ${what} (${last instanceof Error ? last.message : String(last)})`)
  }
}
