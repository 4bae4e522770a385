import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { emptyDatabase } from '../../test/support/testDatabase.ts'
import { freePort } from '../../test/support/npmStart.ts'
import { until } from '../../test/support/until.ts'
import { worldClock } from './clock.ts'
import { openDatabases } from './db.ts'
import { refuseToLeaveDataBehind } from './leftBehind.queries.ts'
import { makeLog } from './log.ts'
import { migrate } from './migrate.queries.ts'
import { DatabaseUnreachableError, reachDatabase, whyUnreachable } from './reachDatabase.ts'

const said: string[] = []
const deps = { clock: worldClock(), log: makeLog('info', (line) => void said.push(line)) }
const server = inject('servers')[0]!.url
const changed = (what: Partial<Record<'password' | 'pathname' | 'hostname' | 'port' | 'search' | 'username', string>>) =>
  Object.assign(new URL(server), what).toString()
const why = async (url: string, patienceMs = 300) => {
  const error = await reachDatabase('DATABASE_URL', url, deps, patienceMs).then(
    () => new Error('it was reached'),
    (reason: Error) => reason,
  )
  expect(error).toBeInstanceOf(DatabaseUnreachableError)
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('an outside database that cannot be used is told in one line', () => {
  test('a wrong password, at once and without the password', async () => {
    const line = await why(changed({ password: 'not-the-password' }), 30_000)
    expect(line).toMatch(/^DATABASE_URL: the password of user "postgres" is wrong at 127\.0\.0\.1:\d+\. Correct it/)
    expect(line).not.toContain('not-the-password')
  })

  test('a missing database, at once and with the command that creates it', async () =>
    expect(await why(changed({ pathname: '/nowhere' }), 30_000)).toMatch(
      /the database "nowhere" does not exist .* create database "nowhere" encoding 'UTF8'/,
    ))

  test('an unknown host', async () =>
    expect(await why(changed({ hostname: 'db.invalid' }))).toMatch(/the host name "db\.invalid" is not known/))

  test('no TLS where the address asks for it, at once', async () =>
    expect(await why(changed({ search: '?sslmode=verify-full' }), 30_000)).toMatch(/has no TLS, but the address asks for it/))

  test.each([
    [
      'TLS asked for by the server',
      '28000',
      'no pg_hba.conf entry for host "1.2.3.4", user "u", database "d", no encryption',
      /encrypted connections only\. Append \?sslmode=verify-full/,
    ],
    ['a user turned away', '28000', 'role "u" is not permitted to log in', /does not let user "u" in/],
    ['an own certificate', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', /sslrootcert=/],
    ['no connection left', '53300', 'sorry, too many clients already', /max_connections/],
  ])('%s', (_, code, message, line) =>
    expect(whyUnreachable(Object.assign(new Error(message), { code }), 'postgres://u:secret@db.example/d')).toMatch(line),
  )

  test('nobody there: waited for, then told', async () => {
    said.length = 0
    expect(await why(changed({ port: String(await freePort()) }), 1_200)).toMatch(
      /does not answer \(ECONNREFUSED\)\. Check that it runs .* Waited for 1\.2 s\./,
    )
    expect(said.filter((line) => line.includes('is waited for'))).toHaveLength(1)
  })

  test('one that comes while it is waited for is reached', async () => {
    const port = await freePort()
    const real = new URL(server)
    const reaching = reachDatabase('DATABASE_URL', changed({ port: String(port) }), deps, 20_000)
    await deps.clock.wait(700)
    const { connect } = await import('node:net')
    const door = createServer((outer) => {
      const inner = connect(Number(real.port), real.hostname)
      outer.pipe(inner).pipe(outer)
      for (const one of [outer, inner]) one.on('error', () => {})
    })
    await new Promise<void>((resolve) => void door.listen(port, '127.0.0.1', resolve))
    await reaching
    door.close()
  })
})

// After the tests above, which need this server without TLS. openssl comes with Debian's PostgreSQL.
describe.runIf(existsSync('/usr/bin/openssl'))('an outside database with TLS', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tls-'))
  const pem = (name: string) => path.join(folder, name)
  const withSearch = (search: string, more: Parameters<typeof changed>[0] = {}) => changed({ ...more, search })
  const admin = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    let rows: object[] = []
    for (const statement of statements) rows = (await client.query<object>(statement)).rows
    await client.end()
    return rows
  }
  beforeAll(async () => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Test CA', '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr')
    writeFileSync(pem('names'), 'subjectAltName=IP:127.0.0.1')
    openssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      'server.pem',
    )
    // Written by the server, whose user owns them then.
    const write = (name: string) =>
      `copy (select unnest(string_to_array('${readFileSync(pem(name), 'utf8').trim()}', chr(10)))) to program 'umask 077; cat > tls_${name}'`
    await admin(
      write('server.key'),
      write('server.pem'),
      `alter system set ssl_key_file = 'tls_server.key'`,
      `alter system set ssl_cert_file = 'tls_server.pem'`,
      `alter system set ssl = on`,
      'select pg_reload_conf()',
    )
    await until(
      'the server offers TLS',
      () => reachDatabase('DATABASE_URL', withSearch('?sslmode=no-verify'), deps, 300).then(() => true),
      10_000,
    )
  })
  afterAll(async () => {
    await admin('alter system reset ssl', 'alter system reset ssl_key_file', 'alter system reset ssl_cert_file', 'select pg_reload_conf()')
    rmSync(folder, { recursive: true })
  })

  test('is used encrypted by every pool, with the certificate authority of the address', async () => {
    const url = withSearch(`?sslmode=verify-full&sslrootcert=${pem('ca.pem')}`, { pathname: '/template_house' })
    await reachDatabase('DATABASE_URL', url, deps, 300)
    const databases = openDatabases(url, deps.log)
    for (const db of [databases.system, databases.web, databases.jobs, databases.jobQueue]) await sql`select 1`.execute(db)
    await databases.identityPool.query('select 1')
    const [seen] = await admin(`select count(*)::integer as all, count(*) filter (where ssl)::integer as encrypted from pg_stat_ssl
      join pg_stat_activity using (pid) where application_name like 'autodm %' and datname = 'template_house'`)
    expect(seen).toEqual({ all: 5, encrypted: 5 })
    await databases.close()
  })
  test.each([
    ['an authority that is not known', () => withSearch('?sslmode=verify-full'), /cannot be verified \(.*\)\. Append sslrootcert=/],
    [
      'a name that the certificate does not have',
      () => withSearch(`?sslmode=verify-full&sslrootcert=${pem('ca.pem')}`, { hostname: 'localhost' }),
      /the TLS certificate of localhost:\d+ cannot be verified/,
    ],
  ])('%s is told at once', async (_, url, line) => expect(await why(url(), 30_000)).toMatch(line))
})

describe('an outside database beside embedded data', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'left-behind-'))
  mkdirSync(path.join(folder, 'postgres/data'), { recursive: true })
  writeFileSync(path.join(folder, 'postgres/data/PG_VERSION'), '18\n')
  const clean: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  afterEach(async () => {
    if (clean.length > 1) await clean.pop()!()
  })

  test('is not begun empty unless that is asked for; one in use is used, and both are told', async () => {
    const database = await emptyDatabase(server)
    clean.push(database.drop)
    const both = { databaseUrl: database.url, dataDir: folder }
    await expect(refuseToLeaveDataBehind({ ...both, startEmpty: false }, deps.log)).rejects.toThrow(
      /^DATABASE_URL: that database is empty, but .*postgres holds an embedded one.*DATABASE_START_EMPTY=allow/,
    )
    await refuseToLeaveDataBehind({ ...both, dataDir: path.join(folder, 'another'), startEmpty: false }, deps.log)
    said.length = 0
    await refuseToLeaveDataBehind({ ...both, startEmpty: true }, deps.log)
    await migrate(database.url, deps.log)
    await refuseToLeaveDataBehind({ ...both, startEmpty: false }, deps.log)
    expect(said.filter((line) => line.includes('is not used, because DATABASE_URL is set'))).toHaveLength(2)
  })
})
