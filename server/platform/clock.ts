/**
 * Time, handed in. The world's time (`now`) follows the simulator's when there is one; the machine's time
 * (`machineMs`) does not, and is what leases and call limits are measured with: moving the world by a day
 * must not make a call that is under way look dead.
 */
export type Clock = {
  now(): Date
  machineMs(): number
  /** Resolves after so many real milliseconds, or at once when the signal fires. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  every(ms: number, run: () => void): { stop(): void }
}

export type WorldClock = Clock & { setOffset(offsetMs: number): void; onMove(run: () => void): void }

/** A clock that runs with the machine's, moved by an offset that a simulator tells. */
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
