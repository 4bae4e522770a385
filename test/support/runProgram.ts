import { spawn } from 'node:child_process'
import { programEnv, projectRoot } from '../../bin/projectRoot.mjs'
import { environmentOfUsers } from './npmStart.ts'
import { kill } from './processes.ts'
import { until } from './until.ts'

const readyLimitMs = 90_000
const keptCharacters = 20_000

/** One process of the product or the simulator, without a launcher. In: the folder with its sources, which program, its settings. */
export function runProgram(root: string, file: string, settings: Record<string, string>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    cwd: root,
    // Programs of this folder start with what the others compiled.
    env: { ...(root === projectRoot ? programEnv({}) : {}), ...environmentOfUsers(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  let isReady = false
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-keptCharacters)))
  child.on('message', (message: { locked?: boolean; ready?: boolean }) => {
    if (message.locked && child.connected) child.send({ simulatorUrl: null }, () => {})
    if (message.ready) isReady = true
  })
  let isOver = false
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => ((isOver = true), resolve(code))))
  return {
    pid: child.pid!,
    ended,
    said: () => said,
    ready: () =>
      until(
        `${file} of ${root} is ready`,
        () => {
          if (isOver) throw new Error(said)
          return isReady
        },
        readyLimitMs,
      ),
    async stop() {
      if (isOver) return
      kill(child.pid!, 'SIGTERM')
      const limit = setTimeout(() => kill(child.pid!, 'SIGKILL'), 20_000)
      await ended
      clearTimeout(limit)
    },
  }
}
