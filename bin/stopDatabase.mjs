import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

// Fast, then immediate shutdown (PostgreSQL manual, 18.5), both within the launcher's ten seconds.
/** @type {[NodeJS.Signals, number][]} */
const steps = [
  ['SIGINT', 1_200],
  ['SIGQUIT', 500],
]

/**
 * Stops the embedded database when its server no longer can. Normally the server does it.
 * @param {number} pid
 */
export async function stopDatabase(pid) {
  for (const [signal, patienceMs] of steps) {
    if (!isPostgres(pid)) return
    process.kill(pid, signal)
    for (let waited = 0; waited < patienceMs && isPostgres(pid); waited += 20) await sleep(20)
  }
}

/** @param {number} pid */
function isPostgres(pid) {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return false
  }
}
