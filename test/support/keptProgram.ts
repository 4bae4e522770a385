import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { programEnv } from '../../bin/projectRoot.mjs'
import { environmentOfUsers } from './npmStart.ts'
import { kill } from './processes.ts'
import { until } from './until.ts'

const projectRoot = path.resolve(import.meta.dirname, '../..')
/** Time limit for a start: a machine that runs six such programs at once starts each of them slowly. */
const readyLimitMs = 90_000
const endLimitMs = 30_000
/** The pause before a restart, like a service manager's after a program ended. */
const startAgainMs = 250
const keptCharacters = 3_000

/** A program that is restarted whenever it ends, as systemd or Docker would do it. */
export type KeptProgram = {
  name: string
  pid(): number
  isReady(): boolean
  ready(): Promise<void>
  kill(signal?: NodeJS.Signals): void
  /** Ends of the program after it had been ready, without a kill by the test. Must stay empty. */
  endedByItself(): string[]
  /** The end of its output, over all starts. */
  said(): string
  /** Stops it for good, with SIGTERM. */
  stop(): Promise<void>
}

/** In: what to run (Node's arguments), and its settings. bin/runProduct.mjs describes how it communicates. */
export function keepRunning(name: string, args: string[], settings: Record<string, string>): KeptProgram {
  let output = ''
  const ends: string[] = []
  let child: ChildProcess
  let isReady = false
  let wasKilled = false
  let stopping = false
  let ended: Promise<void>

  function start() {
    isReady = wasKilled = false
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: projectRoot,
      // Programs of this folder start with what the others compiled; those of a copy would compile into it for nobody.
      env: { ...(path.isAbsolute(args[0] ?? '') ? {} : programEnv({})), ...environmentOfUsers(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const me = child
    for (const stream of [me.stdout!, me.stderr!])
      stream.on('data', (bytes: Buffer) => (output = (output + bytes.toString()).slice(-keptCharacters)))
    me.on('message', (message: { locked?: boolean; ready?: boolean }) => {
      if (message.locked && me.connected) me.send({ simulatorUrl: null }, () => {})
      if (message.ready) isReady = true
    })
    ended = new Promise((resolve) => {
      me.once('exit', (code, signal) => {
        if (isReady && !wasKilled && !stopping) ends.push(`${name} ended with ${signal ?? `code ${code}`}`)
        isReady = false
        resolve()
        if (!stopping) setTimeout(() => stopping || start(), startAgainMs)
      })
    })
  }
  start()
  return {
    name,
    pid: () => child.pid!,
    isReady: () => isReady,
    ready: async () => void (await until(`${name} is ready`, () => isReady, readyLimitMs)),
    kill(signal = 'SIGKILL') {
      wasKilled ||= signal === 'SIGKILL'
      kill(child.pid!, signal)
    },
    endedByItself: () => ends,
    said: () => output,
    async stop() {
      stopping = true
      kill(child.pid!, 'SIGTERM')
      const limit = setTimeout(() => kill(child.pid!, 'SIGKILL'), endLimitMs)
      await ended
      clearTimeout(limit)
    },
  }
}
