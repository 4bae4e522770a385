import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Its programs: pg_dump and pg_restore too. */
export const binaries = process.env['TEST_POSTGRES15_BIN'] ?? '/usr/lib/postgresql/15/bin'

/** A separate PostgreSQL 15, the oldest supported version, from the system's packages. Null where it is not installed. */
export async function startPostgres15(): Promise<{ url: string; stop(): Promise<void> } | null> {
  if (!existsSync(path.join(binaries, 'initdb'))) return null
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-pg15-'))
  const data = path.join(folder, 'data')
  // PostgreSQL refuses to run as root; in a user namespace of one uid, root is another user.
  const as = (program: string, args: string[]): [string, string[]] =>
    process.getuid?.() === 0
      ? ['unshare', ['--user', '--map-user=65534', '--map-group=65534', '--', path.join(binaries, program), ...args]]
      : [path.join(binaries, program), args]
  execFileSync(...as('initdb', ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']), {
    stdio: 'ignore',
  })
  const port = await freePort()
  const server = spawn(
    ...as('postgres', [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200',
    ]),
    { stdio: 'ignore' },
  )
  const ready = () =>
    existsSync(path.join(data, 'postmaster.pid')) &&
    readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
  for (let tries = 0; !ready(); tries++) {
    if (tries > 600) throw new Error('PostgreSQL 15 did not become ready within a minute')
    await wait(100)
  }
  return {
    url: `postgres://app@127.0.0.1:${port}/postgres`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net
      .createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address() as net.AddressInfo
        server.close(() => resolve(port))
      })
  })
