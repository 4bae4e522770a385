import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accessUrl, freePort, storeAccess, readAccess } from './access.ts'
import { findBinaries, majorVersion } from './binaries.ts'
import { EmbeddedPostgresError, explainFailure } from './EmbeddedPostgresError.ts'
import { launchPostmaster } from './launchPostmaster.ts'
import { tryLogin } from './login.ts'
import { makeCluster } from './makeCluster.ts'
import { findRunningPostmaster, forgetStalePid, type Postmaster } from './postmasterFile.ts'
import { chooseRunner, type Runner } from './runner.ts'
import { type ServerSize, serverArguments } from './serverSettings.ts'
import { stopPostmaster } from './stopPostmaster.ts'
import { watchPostmaster } from './watchPostmaster.ts'

/**
 * A running embedded server. The process that holds the instance lock owns it, and only the owner calls `stop`.
 * `url` is the superuser's, to database `postgres`; `adopted` means that an earlier process had started it.
 * `onExit` calls back when the server stops without a call of `stop` in this process.
 */
export type EmbeddedPostgres = {
  url: string
  port: number
  pid: number
  adopted: boolean
  stop: () => Promise<void>
  onExit: (callback: (reason: string) => void) => void
}
export type EmbeddedPostgresOptions = ServerSize & {
  /** The folder of the embedded database, such as `DATA_DIR/postgres`; created when it is missing. */
  home: string
  log: (line: string) => void
  /** False only in tests of the ways without user namespaces. */
  mayUseNamespace?: boolean
}

const startLimitMs = 300_000 // recovery after a crash reads the log since the last checkpoint
const shutdownLimitMs = 30_000
const leftoverLimitMs = 20_000

/**
 * Starts the embedded PostgreSQL of a folder, or adopts the one that a killed parent left running there.
 *
 *   no folder ──initdb──▶ stopped ──launch──▶ starting ──▶ ready ──stop──▶ stopping ──▶ stopped
 *   found `ready`: adopt · found `starting`: wait, adopt · found `stopping`: wait, launch · lost a race: look again
 *
 * In:     the folder, a place for log lines, and sizes.
 * Out:    once it accepts connections.
 * Errors: EmbeddedPostgresError, one line that names the folder and what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = path.resolve(options.home)
  try {
    makeFolder(home)
    const binaries = findBinaries(home)
    const { mayUseNamespace, log: warn } = options
    const runner = await chooseRunner(binaries, home, { ...(mayUseNamespace === undefined ? {} : { mayUseNamespace }), warn })
    const data = path.join(home, 'data')
    if (!findRunningPostmaster(data)) runner.takeOver(data)
    await makeCluster(home, majorVersion(binaries), runner, options.fsync ?? true)
    return await adoptOrLaunch(home, runner, options)
  } catch (error) {
    throw explainFailure(home, error)
  }
}

function diskMbOf(home: string): number {
  const { blocks, bsize } = fs.statfsSync(home)
  return (blocks * bsize) / 1_000_000
}

function makeFolder(home: string): void {
  const writable = fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK
  let nearest = home
  while (!fs.existsSync(nearest)) nearest = path.dirname(nearest)
  if (!fs.statSync(nearest).isDirectory()) throw new Error(`ENOTDIR: ${nearest}`)
  // Checked first, because creating folders on a read-only disk is reported as ENOENT.
  fs.accessSync(nearest, writable)
  fs.mkdirSync(home, { recursive: true, mode: 0o700 })
}

async function adoptOrLaunch(home: string, runner: Runner, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const data = path.join(home, 'data')
  const leftoversUntil = performance.now() + leftoverLimitMs
  for (;;) {
    const running = findRunningPostmaster(data)
    if (running) {
      const adopted = await adopt(home, data, running)
      if (adopted) options.log(`embedded database: adopted the running server (process ${adopted.pid}, port ${adopted.port})`)
      if (adopted) return adopted
      continue
    }
    forgetStalePid(data)
    const access = readAccess(data)
    const port = await freePort(access.port)
    if (port !== access.port) storeAccess(data, { ...access, port }, runner.own)
    const launch = await launchPostmaster(home, serverArguments(port, diskMbOf(home), options), runner, startLimitMs)
    if (launch.ready) {
      options.log(`embedded database: started ${runner.name} (process ${launch.pid}, port ${port})`)
      return handle(data, { ...access, port }, launch.pid, false)
    }
    // After a kill -9 of the server its children hold the shared memory for a moment. That, a server that another process started at the
    // same time, and a port that was taken between check and use are detected at the next check.
    const mayPass = /pre-existing shared memory|lock file .* already exists|could not bind|Address already in use/i.test(launch.said)
    if (!mayPass || performance.now() > leftoversUntil) throw new Error(fullDiskOr(launch.said, home))
    await sleep(100)
  }
}

/** Waits for a server that another process started until it is ready (then this process adopts it) or gone (then null). */
async function adopt(home: string, data: string, first: Postmaster): Promise<EmbeddedPostgres | null> {
  const startedAt = performance.now()
  for (;;) {
    const now = findRunningPostmaster(data)
    if (now?.pid !== first.pid) return null
    const access = { ...readAccess(data), port: now.port }
    const answer = now.status === 'ready' ? await tryLogin(access, data) : 'not yet'
    if (answer === 'ready') return handle(data, access, now.pid, true)
    const limitMs = now.status === 'starting' ? startLimitMs : shutdownLimitMs
    if (answer === 'not ours' || performance.now() - startedAt > limitMs) {
      throw new EmbeddedPostgresError(
        `The folder ${home} is in use by process ${now.pid}, which does not let us in: end that process (kill ${now.pid}) and start again.`,
      )
    }
    await sleep(25)
  }
}

function handle(data: string, access: { port: number; password: string }, pid: number, adopted: boolean): EmbeddedPostgres {
  const watch = watchPostmaster(pid, data)
  let stopping: Promise<void> | null = null
  const stop = () => {
    watch.end()
    stopping ??= stopPostmaster(pid, data)
    return stopping
  }
  return { url: accessUrl(access), port: access.port, pid, adopted, stop, onExit: watch.onExit }
}

/** On a full disk PostgreSQL may not even be able to write why it stopped. */
function fullDiskOr(said: string, home: string): string {
  const { bavail, bsize } = fs.statfsSync(home)
  return bavail * bsize < 1_000_000 ? 'ENOSPC' : said
}
