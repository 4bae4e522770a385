import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

export type Loop = { nudge(): void; stop(): Promise<void> }

/**
 * Calls `step` again and again: at once while it says that there is more, otherwise when nudged or after `idleMs`.
 * A step that throws is logged and tried again after a pause that grows to two seconds.
 */
export function runLoop(name: string, step: () => Promise<boolean>, deps: { clock: Clock; log: Log }, idleMs = 250): Loop {
  const stopping = new AbortController()
  let nudged = false
  let wakeUp: AbortController | null = null
  const ended = (async () => {
    let failures = 0
    while (!stopping.signal.aborted) {
      nudged = false
      try {
        const more = await step()
        failures = 0
        if (more || nudged) continue
        wakeUp = new AbortController()
        await deps.clock.wait(idleMs, AbortSignal.any([stopping.signal, wakeUp.signal]))
        wakeUp = null
      } catch (error) {
        failures++
        deps.log.error({ err: error as Error, worker: name }, 'a round failed and is tried again')
        await deps.clock.wait(Math.min(2_000, 50 * 2 ** failures), stopping.signal)
      }
    }
  })()
  return {
    nudge() {
      nudged = true
      wakeUp?.abort()
    },
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
