import { readFileSync } from 'node:fs'

const parentCheckMs = 500

/**
 * A signal that fires once, when this command is asked to end: SIGTERM, SIGINT (Ctrl-C), SIGHUP (the terminal closed), or when
 * its parent is gone. npm forwards SIGTERM, but a kill -9 of npm cannot be forwarded: so this polls the parent process.
 * @returns {AbortSignal}
 */
export function watchForEnding() {
  const controller = new AbortController()
  // A second Ctrl-C changes nothing: npm forwards what the terminal has already sent to this process.
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => controller.abort(name))
  const parent = process.ppid
  if (isPackageManagerGone(parent)) controller.abort('the parent process is gone')
  else if (parent > 1) {
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      controller.abort('the parent process is gone')
    }, parentCheckMs)
    timer.unref()
  }
  return controller.signal
}

/**
 * A package manager that is asked to end in the moments after it has started this command and before it forwards signals is gone when
 * this command reads its parent: the process that adopts orphans is in its place, and never goes. That is process 1, unless npm itself is
 * process 1 of a container, or on a desktop the user's systemd.
 * @param {number} parent
 */
function isPackageManagerGone(parent) {
  if (process.env['npm_lifecycle_event'] === undefined) return false
  const command = commandOf(parent)
  return parent === 1 ? !/npm|yarn|bun|node/.test(command) : /systemd/.test(command)
}

/**
 * Returns the command line of a process; an empty text on systems without /proc.
 * @param {number} pid
 */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
