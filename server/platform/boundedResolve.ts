import type { LookupAddress } from 'node:dns'

/** Finds all addresses of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>
/** The same for an owner. */
export type OwnedResolve = (host: string, owner?: string) => Promise<LookupAddress[]>

/**
 * How many look-ups may run at once. The system's resolver blocks a thread of libuv's pool, and libuv gives look-ups half of its threads:
 * at least one of them stays free for the platform's hosts. `bin/projectRoot.mjs` starts the product with 16 threads.
 */
export const placesOf = (threads: number): number => Math.max(1, Math.floor(threads / 4))
const threads = Number(process.env['UV_THREADPOOL_SIZE']) || 4

/** How many of them one owner (a workspace) may have: slow hosts of one leave places for the others. */
export const shareOf = (places: number): number => Math.max(1, Math.floor(places / 4))

const places = placesOf(threads)
const limits = { places, perOwner: shareOf(places), waiting: 1_000, withinMs: 5_000, slowForMs: 60_000 }
const mostSlow = 10_000

type Waiting = { owner: string; host: string; begin: () => void }

/**
 * Bounds look-ups of hosts that users give, so that slow ones hold up neither each other for long nor the rest of the process. One host is
 * looked up once at a time; an owner has a share of the places, and of those that may wait. A caller waits `withinMs` at most; the host
 * that was too slow is not looked up again for `slowForMs`.
 * Errors: those of the resolver; an Error with the code EAI_AGAIN when it took too long, or when too many wait.
 */
export function boundedResolve(resolve: Resolve, { places, perOwner, waiting: mostWaiting, withinMs, slowForMs } = limits): OwnedResolve {
  /** Those that have a place: of each host, and how many of each owner. */
  const running = new Map<string, Promise<LookupAddress[]>>()
  const placesOfOwner = new Map<string, number>()
  const slowUntil = new Map<string, number>()
  const waiting = new Set<Waiting>()
  const mostOfOwner = Math.max(1, Math.floor((mostWaiting * perOwner) / places))

  const mayBegin = ({ owner, host }: Waiting) => running.has(host) || (running.size < places && (placesOfOwner.get(owner) ?? 0) < perOwner)
  function beginNext(): void {
    for (const one of waiting)
      if (mayBegin(one)) {
        waiting.delete(one)
        one.begin()
      }
  }
  const countPlace = (owner: string, by: number) => {
    const count = (placesOfOwner.get(owner) ?? 0) + by
    if (count) placesOfOwner.set(owner, count)
    else placesOfOwner.delete(owner)
  }

  /** A look-up cannot be stopped: its place is free when it has ended, not when its caller has given up. */
  function start({ owner, host }: Waiting): Promise<LookupAddress[]> {
    const found = resolve(host)
    running.set(host, found)
    countPlace(owner, 1)
    const ended = () => {
      running.delete(host)
      countPlace(owner, -1)
      beginNext()
    }
    found.then(ended, ended)
    return found
  }

  function noteSlow(host: string): void {
    slowUntil.delete(host)
    slowUntil.set(host, performance.now() + slowForMs)
    if (slowUntil.size > mostSlow) slowUntil.delete(slowUntil.keys().next().value!)
  }

  return async (host, owner = '') => {
    if ((slowUntil.get(host) ?? 0) > performance.now()) throw again(host, 'its last look-up took too long')
    const ofOwner = [...waiting].filter((one) => one.owner === owner).length
    const mine: Waiting = { owner, host, begin: () => {} }
    if (!mayBegin(mine) && (waiting.size >= mostWaiting || ofOwner >= mostOfOwner)) throw again(host, 'too many look-ups wait')
    return new Promise<LookupAddress[]>((found, failed) => {
      let hasBegun = false
      const limit = setTimeout(() => {
        waiting.delete(mine)
        if (hasBegun) noteSlow(host)
        failed(again(host, 'the look-up took too long'))
      }, withinMs)
      mine.begin = () => {
        hasBegun = true
        void (running.get(host) ?? start(mine)).then(found, failed).finally(() => clearTimeout(limit))
      }
      waiting.add(mine)
      beginNext()
    })
  }
}

const again = (host: string, why: string) => Object.assign(new Error(`${host}: ${why}`), { code: 'EAI_AGAIN' })
