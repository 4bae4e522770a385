import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const staleMs = 10_000
const touchEveryMs = 2_000

/**
 * Lets one process at a time install into this folder; others wait.
 * The lock is a file that its holder touches. It is stale if it was not touched for ten seconds and no npm of its holder is alive.
 * @param {string} root the project's folder
 * @param {AbortSignal} ending
 * @param {() => void} onWait called once when another process is installing
 * @returns {Promise<{ names: (pid: number) => void, release: () => void }>} `names` stores the id of an npm process
 */
export async function takeInstallLock(root, ending, onWait) {
  const file = path.join(root, 'dist', '.installing')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  for (let waited = false; !ending.aborted; waited = true) {
    try {
      fs.writeFileSync(file, '', { flag: 'wx' })
      break
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    }
    if (isStale(file)) fs.rmSync(file, { force: true })
    else if (!waited) onWait()
    await sleep(200)
  }
  const timer = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), touchEveryMs)
  return {
    names: (pid) => fs.appendFileSync(file, `${pid} `),
    release: () => {
      clearInterval(timer)
      fs.rmSync(file, { force: true })
    },
  }
}

/** @param {string} file */
function isStale(file) {
  try {
    const installing = fs.readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number)
    return Date.now() - fs.statSync(file).mtimeMs > staleMs && !installing.some(isAlive)
  } catch {
    return false // it was just released
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
