import type { ChildProcess } from 'node:child_process'

/**
 * Until the returned function is called, this process takes the child along when it exits: a SIGTERM that comes in the middle of a
 * first start must not leave a database behind whose owner nobody became.
 */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): () => void {
  const end = () => void child.kill(signal)
  process.once('exit', end)
  return () => void process.off('exit', end)
}
