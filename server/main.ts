import module from 'node:module'
import path from 'node:path'
import { warnOfShortSecrets } from './accounts/shortSecrets.ts'
import { buildApp } from './app.ts'
import { firstOwnerToken, isReachable } from './auth/firstOwner.ts'
import { hasOwner } from './auth/principals.queries.ts'
import { whyVersionIsOld } from './channels/meta/versions.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import type { Deps } from './deps.ts'
import { makeDeps } from './makeDeps.ts'
import { checkWebLogin, loginsOfOwner, makeLogins, type Logins } from './platform/logins.queries.ts'
import { openDatabase, type OpenedDatabase } from './platform/openDatabase.ts'
import { EmbeddedPostgresError } from './platform/embeddedPostgres/EmbeddedPostgresError.ts'
import { worldClock, type Clock } from './platform/clock.ts'
import { isPassing } from './platform/db.ts'
import { followSimulatorClock } from './platform/followSimulatorClock.ts'
import { refuseToLeaveDataBehind } from './platform/leftBehind.queries.ts'
import { makeLog, type Log } from './platform/log.ts'
import { migrate } from './platform/migrate.queries.ts'
import { MigrationError, NewerVersionError } from './platform/MigrationError.ts'
import { shareChanges } from './platform/changes.queries.ts'
import { connectParent } from './platform/parent.ts'
import { DatabaseUnreachableError, reachDatabase } from './platform/reachDatabase.ts'
import { showPresence } from './platform/presence.queries.ts'
import { checkSecretKeys } from './platform/dataKeys.queries.ts'
import { secretKeysOf } from './platform/secretKeys.ts'
import { SecretKeyError } from './platform/vault.queries.ts'
import { startScheduler } from './scheduler.ts'
import { partsOf, watchWiring } from './wiring.ts'
import { startWorker } from './worker.ts'

// Reads the settings, opens the database, creates what the roles need, starts them, and stops them gracefully. bin/runProduct.mjs documents
// the messages to the launcher and the exit codes.
module.enableCompileCache?.()

const cannotRun = 2
const alreadyRunning = 3
const steppedAside = 4

/** What was opened so far, in this order. */
const closers: (() => Promise<unknown> | void)[] = []

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = makeLog(config.logLevel)
  const parent = connectParent()
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
  let stopping: Promise<never> | null = null
  const stop = (code: number, first?: () => Promise<void>) => (stopping ??= closeAll(code, first))
  process.on('SIGTERM', () => void stop(0))
  process.on('SIGINT', () => void stop(0))
  parent.onGone(() => void stop(0))

  const opening = openDatabase(config, address, log, (pid) =>
    parent.tell({ locked: true, simulator: wantsOurSimulator(config), databasePid: pid }),
  )
  // Registered before the start completes: a stop requested while the database is starting waits for it and then stops it.
  closers.push(() =>
    opening.then(
      (opened) => opened.close(),
      () => {},
    ),
  )
  const database = await opening
  if (stopping) return
  if (database.heldBy) {
    console.error(`AutoDM Hub is already running at ${database.heldBy}; this start leaves it alone.`)
    process.exit(alreadyRunning)
  }
  database.onLost((reason) => {
    log.fatal({ reason }, 'the database cannot be kept running')
    void stop(1)
  })
  const clock = worldClock()
  if (config.databaseUrl) await reachOutside(config, config.databaseUrl, clock, log)
  const simulatorAnswer = parent.ask({ locked: true, simulator: wantsOurSimulator(config), databasePid: database.pid })
  await migrate(database.url, log, { singleRole: config.singleRoleAllowed })
  const given = await simulatorAnswer
  const simulatorUrl = config.simulator ? (config.simulatorUrl ?? given ?? `http://127.0.0.1:${config.simulatorPort}`) : null

  const running: { deps?: Deps; workers: (() => Promise<void>)[] } = { workers: [] }
  /** The work stops first, so that /health reports the reason until the end; then everything else. */
  const stepAside = (line: string) => {
    console.error(`${line} This process finishes its calls and ends.`)
    running.deps?.health.leave({ code: 'newer_version', text: line, role: null })
    void stop(steppedAside, async () => void (await Promise.all(running.workers.map((end) => end()))))
  }
  const logins = await loginsOf(config, database)
  closers.push((await showPresence(logins.system.url, { clock, log, parts: partsOf(config), onNewer: stepAside })).stop)
  if (stopping) return

  const secretKeys = secretKeysOf(config)
  const deps = await makeDeps({
    clock,
    config: { ...config, simulatorUrl },
    log,
    databaseUrl: logins,
    ownerUrl: database.url,
    secretKeys,
  })
  running.deps = deps
  closers.push(deps.close)
  await checkSecretKeys(deps.databases.system, secretKeys)
  // An embedded database belongs to this process alone.
  if (config.databaseUrl) closers.push(shareChanges(logins.system.url, deps).stop)
  const oldVersion = whyVersionIsOld(config.graphVersion, deps.clock.now())
  if (oldVersion) log.warn(oldVersion)
  for (const warning of config.warnings) log.warn(warning)
  await warnOfShortSecrets(deps)
  if (simulatorUrl) {
    const following = followSimulatorClock(simulatorUrl, deps.clock, log)
    closers.push(following.stop)
    await Promise.race([following.first, deps.clock.wait(2_000)])
  }
  if (stopping) return
  if (config.roles.has('worker')) {
    const worker = await startWorker(deps, logins.system.url)
    closers.push(worker.stop)
    running.workers.push(worker.stop)
  }
  if (config.roles.has('scheduler')) {
    const scheduler = startScheduler(deps)
    closers.push(scheduler.stop)
    running.workers.push(scheduler.stop)
  }
  closers.push((await watchWiring(deps)).stop)
  let printed = false
  const printToken = (token: string) => {
    if (!printed) console.log(`The first visit came through a proxy or from another machine. Its one-time token: ${token}`)
    printed = true
  }
  const app = await buildApp(deps, { pagesFolder: path.join(import.meta.dirname, '../dist/web'), firstOwner: { onAsked: printToken } })
  closers.push(() => app.close())
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    const why = whyNotListening((error as { code?: string }).code, address)
    if (!why) throw error
    console.error(why)
    return stop(cannotRun)
  }
  let next: string | undefined
  if (isReachable(config) && config.roles.has('web') && !(await hasOwner(deps.databases.system))) {
    printed = true
    next = `Other machines can reach this hub. Create the owner at ${config.publicUrl ?? address} with the one-time token ${await firstOwnerToken(deps)}`
  }
  if (next && !process.send) console.log(next)
  parent.tell({ ready: true, url: address, pages: config.roles.has('web'), next })
  log.info({ address }, 'ready')
}

/** Explains errors of the settings HOST and PORT that show only when the server listens; null for other errors. */
function whyNotListening(code: string | undefined, address: string): string | null {
  if (code === 'EADDRINUSE') return `PORT: ${address} is used by another program; choose another PORT.`
  if (code === 'EACCES') return new ConfigError('PORT', `this user may not listen on ${address}`).message
  const isNoAddressOfOurs = code && ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code)
  return isNoAddressOfOurs ? new ConfigError('HOST', 'must be an address of this machine, such as 127.0.0.1 or 0.0.0.0').message : null
}

/** The embedded PostgreSQL has a login for each role; an outside one uses the configured logins. */
async function loginsOf(config: Config, database: OpenedDatabase): Promise<Logins> {
  if (!config.databaseUrl) return makeLogins(database.url)
  const logins = loginsOfOwner(database.url)
  if (!config.databaseWebUrl) return logins
  await checkWebLogin(database.url, config.databaseWebUrl)
  return { ...logins, web: { url: config.databaseWebUrl } }
}

async function reachOutside(config: Config, databaseUrl: string, clock: Clock, log: Log): Promise<void> {
  await reachDatabase('DATABASE_URL', databaseUrl, { clock, log })
  await refuseToLeaveDataBehind({ databaseUrl, dataDir: config.dataDir, startEmpty: config.startEmptyAllowed }, log)
  if (config.databaseWebUrl) await reachDatabase('DATABASE_WEB_URL', config.databaseWebUrl, { clock, log })
}

const wantsOurSimulator = (config: Config) => config.simulator && !config.simulatorUrl

/**
 * A request may last ten seconds; after this time something does not respond, such as an unavailable database. What was not written is then
 * in doubt and resolved after the next start.
 */
const stopWithinMs = 25_000

/** Last opened, first closed: no new webhooks, then running sends finish, then the database. */
async function closeAll(code: number, first?: () => Promise<void>): Promise<never> {
  setTimeout(() => {
    console.error(`Shutdown timed out after ${stopWithinMs / 1000} s. The next start finishes the remaining work.`)
    process.exit(code || 1)
  }, stopWithinMs).unref()
  await first?.().catch((error: Error) => console.error(error.message))
  for (const close of closers.toReversed()) await Promise.resolve(close()).catch((error: Error) => console.error(error.message))
  process.exit(code)
}

const saysWhy = [ConfigError, EmbeddedPostgresError, MigrationError, DatabaseUnreachableError, SecretKeyError]

main().catch((error: Error) => {
  const isPlain = saysWhy.some((kind) => error instanceof kind)
  if (isPassing(error) && !isPlain) console.error(`The database was lost during the start (${error.message}). Start again.`)
  else console.error(isPlain ? error.message : error)
  // A database that was started here stops here.
  void closeAll(error instanceof NewerVersionError ? steppedAside : isPlain || isPassing(error) ? cannotRun : 1)
})
