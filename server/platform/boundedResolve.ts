import type { LookupAddress } from 'node:dns'

/** Finds all addresses of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>

/**
 * How many look-ups may run at once. The system's resolver blocks a thread of libuv's pool, and libuv gives look-ups half of its threads:
 * at least one of them stays free for the platform's hosts. `bin/projectRoot.mjs` starts the product with 16 threads.
 */
export const placesOf = (threads: number): number => Math.max(1, Math.floor(threads / 4))
const threads = Number(process.env['UV_THREADPOOL_SIZE']) || 4

const limits = { places: placesOf(threads), waiting: 1_000, withinMs: 5_000, slowForMs: 60_000 }
const mostSlow = 10_000

/**
 * Bounds look-ups of hosts that users give, so that slow ones hold up neither each other for long nor the rest of the process. One host is
 * looked up once at a time. A caller waits `withinMs` at most; the host that was too slow is not looked up again for `slowForMs`.
 * Errors: those of the resolver; an Error with the code EAI_AGAIN when it took too long, or when too many wait.
 */
export function boundedResolve(resolve: Resolve, { places, waiting: mostWaiting, withinMs, slowForMs } = limits): Resolve {
  const under = new Map<string, Promise<LookupAddress[]>>()
  const slowUntil = new Map<string, number>()
  const waiting = new Set<() => void>()
  let running = 0

  function next(): void {
    const [first] = waiting
    if (!first || running >= places) return
    waiting.delete(first)
    first()
  }

  const lookUp = (host: string) =>
    new Promise<LookupAddress[]>((found, failed) => {
      let hasBegun = false
      const begin = () => {
        hasBegun = true
        running++
        // A look-up cannot be stopped: its place is free when it has ended, not when its caller has given up.
        const ended = () => {
          running--
          clearTimeout(limit)
          next()
        }
        resolve(host).then(found, failed).finally(ended)
      }
      const limit = setTimeout(() => {
        waiting.delete(begin)
        if (hasBegun) noteSlow(host)
        failed(again(host, 'the look-up took too long'))
      }, withinMs)
      waiting.add(begin)
      next()
    }).finally(() => under.delete(host))

  function noteSlow(host: string): void {
    slowUntil.delete(host)
    slowUntil.set(host, performance.now() + slowForMs)
    if (slowUntil.size > mostSlow) slowUntil.delete(slowUntil.keys().next().value!)
  }

  return async (host) => {
    if ((slowUntil.get(host) ?? 0) > performance.now()) throw again(host, 'its last look-up took too long')
    const mine = under.get(host)
    if (mine) return mine
    if (waiting.size >= mostWaiting) throw again(host, 'too many look-ups wait')
    const started = lookUp(host)
    under.set(host, started)
    return started
  }
}

const again = (host: string, why: string) => Object.assign(new Error(`${host}: ${why}`), { code: 'EAI_AGAIN' })
