/**
 * Time, handed in. The product clock (`now`) follows the simulator's clock when there is one. The system clock (`machineMs`) does not;
 * leases and request limits are measured with it, because moving the product clock by a day must not make a running request look dead.
 */
export type Clock = {
  now(): Date
  machineMs(): number
  /** Resolves after so many real milliseconds, or at once when the signal fires. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  every(ms: number, run: () => void): { stop(): void }
}

export type WorldClock = Clock & { setOffset(offsetMs: number): void; onMove(run: () => void): void }

/** A clock that runs with the system clock, plus an offset that the simulator sets. */
export function worldClock(): WorldClock {
  let offset = 0
  const listeners: (() => void)[] = []
  return {
    now: () => new Date(Date.now() + offset),
    machineMs: () => Date.now(),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const done = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        signal?.addEventListener('abort', done, { once: true })
      }),
    every(ms, run) {
      const timer = setInterval(run, ms)
      return { stop: () => clearInterval(timer) }
    },
    setOffset(offsetMs) {
      if (offsetMs === offset) return
      offset = offsetMs
      for (const run of listeners) run()
    },
    onMove: (run) => void listeners.push(run),
  }
}
