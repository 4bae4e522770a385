import { spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { call, type Answer } from './call.ts'
import { kill, killAllOf, noneOf, processesOf, type Process } from './processes.ts'
import { until } from './until.ts'

export const adminKey = 'test-key-of-the-instance'
const projectRoot = path.resolve(import.meta.dirname, '../..')
/** Far above the usual time, for a machine that is busy with other tests; starting.test.ts prints the actual time. */
const readyLimitMs = 60_000

export type Program = 'npm' | 'launcher' | 'server' | 'simulator' | 'postmaster'

/** One `npm start`. */
export type Start = {
  npm: ChildProcess
  /** Everything printed so far. */
  said(): string
  /** Output meant for people: neither npm's own lines nor log lines, nor the note that the pages were not built yet. */
  lines(): string[]
  /** npm's exit code; null when it was killed. */
  ended: Promise<number | null>
  /** Resolves when it has printed that it is running; rejects when it ends before that. */
  ready(): Promise<void>
}

/** A place where a user runs the product: a data folder (with a blank in its path) and two free ports. */
export type Place = {
  dataDir: string
  port: number
  simulatorPort: number
  start(more?: Record<string, string>): Start
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>>
  sim<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>
  /** The output of the last starts: shown when a test fails. */
  said(): string
  /** Every live process of this place. */
  processes(): Process[]
  /** Throws, naming them, while there are processes of this place: for `until`. */
  noProcesses(): true
  pid(program: Program): number
  /** The state of the embedded PostgreSQL in its pid file: `starting`, `ready`, `stopping`; empty when there is none. */
  databaseStatus(): string
  /** Stops the running program as Ctrl-C would, and waits for it. */
  stop(): Promise<void>
  /** Kills all processes at once with -9. */
  killAll(): void
  /** Kills all remaining processes and removes the folder. */
  remove(): void
}

export type PlaceOptions = {
  root?: string
  user?: { uid: number; gid: number } | null
  home?: string
  parent?: string
  env?: Record<string, string>
}

/**
 * Creates a new place; nothing runs there yet.
 * In: the project's folder if it is not this one; the user to run as, and their home; the folder to create the place in; settings.
 */
export async function makePlace({ root = projectRoot, user = null, home, parent = tmpdir(), env = {} }: PlaceOptions = {}): Promise<Place> {
  const folder = mkdtempSync(path.join(parent, 'npm start '))
  if (user) chownSync(folder, user.uid, user.gid)
  const dataDir = path.join(folder, 'data')
  const [port, simulatorPort] = [await freePort(), await freePort()]
  const settings = {
    DATA_DIR: dataDir,
    PORT: String(port),
    SIMULATOR_PORT: String(simulatorPort),
    BOOTSTRAP_API_KEY: adminKey,
    LOG_LEVEL: 'warn',
    ...(home ? { HOME: home } : {}),
    ...env,
  }
  const postmasterFile = path.join(dataDir, 'postgres/data/postmaster.pid')
  const starts: Start[] = []

  const place: Place = {
    dataDir,
    port,
    simulatorPort,
    start(more = {}) {
      const start = npmStart(root, { ...settings, ...more }, user)
      starts.push(start)
      return start
    },
    api: (method, address, body) => call(`http://127.0.0.1:${port}${address}`, method, body, { authorization: `Bearer ${adminKey}` }),
    async sim(method, address, body) {
      const answer = await call<never>(`http://127.0.0.1:${simulatorPort}${address}`, method, body)
      if (answer.status >= 300)
        throw new Error(`the simulator answered ${answer.status} to ${method} ${address}: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    said: () =>
      starts
        .slice(-2)
        .map((start) => start.said())
        .join('\n----\n')
        .slice(-8_000),
    processes: () => processesOf(folder),
    noProcesses: () => noneOf(folder),
    pid(program) {
      if (program === 'npm') return starts.find(isRunning)!.npm.pid!
      if (program === 'postmaster') return Number(readFileSync(postmasterFile, 'utf8').split('\n')[0])
      const file = program === 'launcher' ? 'bin/start.mjs' : `${program}/main.ts`
      const found = processesOf(folder).filter((one) => one.command.includes(file))
      if (found.length !== 1) throw new Error(`there are ${found.length} processes of ${file}`)
      return found[0]!.pid
    },
    databaseStatus() {
      try {
        return readFileSync(postmasterFile, 'utf8').split('\n')[7]?.trim() ?? ''
      } catch {
        return ''
      }
    },
    async stop() {
      for (const start of starts.filter(isRunning)) kill(start.npm.pid!, 'SIGTERM')
      await until('everything has ended', place.noProcesses, 20_000)
    },
    killAll: () => killAllOf(folder),
    remove() {
      killAllOf(folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return place
}

const isRunning = ({ npm }: Start) => npm.exitCode === null && npm.signalCode === null

function npmStart(root: string, settings: Record<string, string>, user: { uid: number; gid: number } | null): Start {
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...environmentOfUsers(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const ended = new Promise<number | null>((resolve) => npm.once('close', resolve))
  let over = false
  void ended.then(() => (over = true))
  return {
    npm,
    ended,
    said: () => output,
    lines: () => output.split('\n').filter((line) => line !== '' && !/^(>|npm |\{|Building the pages)/.test(line)),
    async ready() {
      await until('it is running', () => over || output.includes('is running.'), readyLimitMs).catch((error: Error) => {
        throw new Error(`${error.message}\n${output}`)
      })
      if (!output.includes('is running.')) throw new Error(`npm start ended:\n${output}`)
    },
  }
}

/** The variables that the test runner, npm above it and the developer set are not part of a user's environment. */
export function environmentOfUsers(): NodeJS.ProcessEnv {
  const foreign =
    /^(npm_|VITEST|NODE_(ENV|OPTIONS|COMPILE_CACHE)$|INIT_CWD$|TEST|DEV$|PROD$|MODE$|SSR$|BASE_URL$|META_|INSTAGRAM_|GRAPH_|SIMULATOR|DATABASE_|REDIS_URL$|SECRET_KEY$|ROLES$|HOST$|PUBLIC_URL$|SMTP_URL$|OTEL_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/**
 * Returns a port that no program listens on, below the range that systems give to outgoing connections (Linux from 32768, macOS from
 * 49152): it must be free again at every restart.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
