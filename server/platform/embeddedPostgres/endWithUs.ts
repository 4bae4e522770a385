import type { ChildProcess } from 'node:child_process'

/**
 * Until the returned function is called, this process kills the child when it exits: a SIGTERM during a first start must not leave behind a
 * database without an owner.
 */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): () => void {
  const end = () => void child.kill(signal)
  process.once('exit', end)
  return () => void process.off('exit', end)
}
