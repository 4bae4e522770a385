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
  if (parent > 1) {
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      controller.abort('the parent process is gone')
    }, parentCheckMs)
    timer.unref()
  }
  return controller.signal
}
