import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/** True: there is more. False: nothing for now. A number: nothing for now, run again after so many milliseconds. */
export type Round = boolean | number
export type Loop = { nudge(): void; stop(): Promise<void> }

/**
 * Calls `step` in a loop: at once while it returns true, otherwise when nudged, after `idleMs`, or earlier if it returns a number. `rounds`
 * gets the system time of the last successful round, by name. A step that throws is logged and retried with a backoff of up to two seconds.
 */
export function runLoop(
  name: string,
  step: () => Promise<Round>,
  deps: { clock: Clock; log: Log; rounds?: Map<string, number> },
  idleMs = 250,
): Loop {
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
        deps.rounds?.set(name, deps.clock.machineMs())
        if (more === true || nudged) continue
        wakeUp = new AbortController()
        await deps.clock.wait(more === false ? idleMs : Math.min(idleMs, more), AbortSignal.any([stopping.signal, wakeUp.signal]))
        wakeUp = null
      } catch (error) {
        failures++
        // With a backoff of two seconds: the first failure, then one a minute.
        if (failures % 30 === 1) deps.log.error({ err: error, worker: name, count: failures }, 'a round failed and is tried again')
        await deps.clock.wait(Math.min(2_000, 50 * 2 ** failures), stopping.signal)
      }
    }
  })()
  return {
    nudge() {
      nudged = true
      wakeUp?.abort('nudged') // without a reason, an error with its stack would be made each time
    },
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
