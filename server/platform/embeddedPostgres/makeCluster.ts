import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort, storeAccess, superuser } from './access.ts'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.ts'
import { endWithUs } from './endWithUs.ts'
import type { Runner } from './runner.ts'

const run = promisify(execFile)

/**
 * Creates the data folder `home/data` if there is none; checks it if there is one. initdb works in a scratch folder that is renamed at the
 * end, so a crash halfway, a full disk or two processes at once never leave half a database behind.
 * Errors: EmbeddedPostgresError when `home/data` is another version's or not a database; initdb's and the disk's own errors.
 */
export async function makeCluster(home: string, major: string, runner: Runner, fsync: boolean): Promise<void> {
  const data = path.join(home, 'data')
  if (isCluster(data, major)) return
  clearScratch(home)
  const scratch = path.join(home, `initdb-${process.pid}`)
  const cluster = path.join(scratch, 'data')
  try {
    const password = randomBytes(24).toString('base64url')
    const passwordFile = path.join(scratch, 'password')
    for (const folder of [scratch, cluster]) {
      fs.mkdirSync(folder, { mode: 0o700 })
      runner.own(folder)
    }
    fs.writeFileSync(passwordFile, password, { mode: 0o600 })
    runner.own(passwordFile)
    await initdb(runner, initdbArguments(cluster, passwordFile, fsync))
    storeAccess(cluster, { port: await freePort(), password }, runner.own)
    fs.renameSync(cluster, data)
  } catch (error) {
    // Another process that started at the same time was faster: its database is used.
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '') && isCluster(data, major)) return
    throw error
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

async function initdb(runner: Runner, args: string[]): Promise<void> {
  const running = run(...runner.command('initdb', args))
  const isDone = endWithUs(running.child, 'SIGTERM')
  await running.finally(isDone)
}

function initdbArguments(cluster: string, passwordFile: string, fsync: boolean): string[] {
  // The built-in provider sorts the same on every machine, so a folder may move between systems.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '-E', 'UTF8']
  const login = ['-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  return ['-D', cluster, '--no-instructions', ...login, ...locale, ...(fsync ? [] : ['--no-sync'])]
}

function isCluster(data: string, major: string): boolean {
  const stat = fs.statSync(data, { throwIfNoEntry: false })
  if (!stat) return false
  if (stat.isDirectory() && fs.readdirSync(data).length === 0) return false
  if (!stat.isDirectory() || !fs.existsSync(path.join(data, 'PG_VERSION'))) {
    throw new EmbeddedPostgresError(`${data} is there but is not a PostgreSQL folder: move it away or choose another one with DATA_DIR.`)
  }
  const version = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim()
  if (version !== major) {
    throw new EmbeddedPostgresError(
      `${data} was made by PostgreSQL ${version}, and this program brings ${major}: restore a backup into a new DATA_DIR, or start ` +
        'the version of this program that made it.',
    )
  }
  return true
}

/** Removes scratch folders of killed processes; those of live processes stay. */
function clearScratch(home: string): void {
  for (const name of fs.readdirSync(home)) {
    const pid = Number(/^(?:initdb|programs-scratch)-(\d+)$/.exec(name)?.[1])
    if (!(pid > 0 && (pid === process.pid || !isAlive(pid)))) continue
    try {
      fs.rmSync(path.join(home, name), { recursive: true, force: true })
    } catch {
      // initdb of a killed start still writes there for a moment: the next start removes it
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
