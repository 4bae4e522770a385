const parentCheckMs = 500

/**
 * A signal that fires once, when this command is asked to end: SIGTERM, SIGINT (Ctrl-C), SIGHUP (the terminal closed), or when
 * its parent is gone. npm passes SIGTERM on, but nobody can pass on a kill -9 of npm: so we look whose child we are.
 * @returns {AbortSignal}
 */
export function watchForEnding() {
  const controller = new AbortController()
  // A second Ctrl-C changes nothing: npm passes on what the terminal has sent us already.
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
