import { setTimeout as sleep } from 'node:timers/promises'
import { isPostmasterOf } from './postmasterFile.ts'

// Signals of PostgreSQL: SIGINT is the fast shutdown (connections end, a checkpoint is written), SIGQUIT the immediate
// one (nothing is written; the next start recovers from the log). In milliseconds; the sum stays within a launcher's eight seconds.
const steps: [signal: NodeJS.Signals, patienceMs: number][] = [
  ['SIGINT', 4500],
  ['SIGQUIT', 1500],
  ['SIGKILL', 1000],
]

/**
 * Stops the server of a data folder: first by a fast shutdown, then by stronger signals.
 * In:     its pid and folder. Out: when the process is gone. Errors: none; a server that is already gone is fine.
 */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const [signal, patienceMs] of steps) {
    if (!isPostmasterOf(pid, data)) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    const until = performance.now() + patienceMs
    while (performance.now() < until) {
      await sleep(10)
      if (!isPostmasterOf(pid, data)) return
    }
  }
}
