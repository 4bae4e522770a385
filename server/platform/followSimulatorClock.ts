import type { Log } from './log.ts'
import type { WorldClock } from './clock.ts'

/**
 * Keeps the product clock equal to the simulator's. The simulator pushes every move before it responds to the request that moved it. When
 * the stream breaks it is opened again, and the last known offset applies meanwhile.
 */
export function followSimulatorClock(simulatorUrl: string, clock: WorldClock, log: Log): { first: Promise<void>; stop(): void } {
  const stopping = new AbortController()
  let told: () => void = () => {}
  const first = new Promise<void>((resolve) => (told = resolve))
  void (async () => {
    while (!stopping.signal.aborted) {
      try {
        const answer = await fetch(`${simulatorUrl}/simulator/clock/stream`, {
          signal: stopping.signal,
          headers: { accept: 'text/event-stream' },
        })
        if (!answer.ok || !answer.body) throw new Error(`the simulator answered ${answer.status}`)
        let pending = ''
        for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
          pending += chunk
          const lines = pending.split('\n')
          pending = lines.pop()!
          for (const line of lines) {
            if (!line.startsWith('data:')) continue
            clock.setOffset(Number((JSON.parse(line.slice(5)) as { offsetMs: number }).offsetMs) || 0)
            told()
          }
        }
      } catch (error) {
        if (stopping.signal.aborted) return
        log.debug({ err: error }, "the simulator's clock cannot be followed just now")
      }
      await clock.wait(300, stopping.signal)
    }
  })()
  return { first, stop: () => stopping.abort() }
}
