import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.ts'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './startEmbeddedPostgres.ts'
import { stopPostmaster } from './stopPostmaster.ts'

const isRoot = process.getuid?.() === 0
const folders: string[] = []
const servers: { server: EmbeddedPostgres; home: string }[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server, home }) => stopPostmaster(server.pid, path.join(home, 'data'))))
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

/** A new data folder, with a blank in its path as on many desktops. */
function newHome(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shop data '))
  fs.chmodSync(folder, 0o711)
  folders.push(folder)
  return path.join(folder, 'postgres')
}

async function start(home: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ home, log: () => {}, sharedBuffersMb: 16, fsync: false, ...options })
  servers.push({ server, home })
  return server
}

async function ask<Row extends object>(server: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: server.url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

const rejection = (starting: Promise<unknown>) =>
  starting.then(
    () => expect.fail('it started'),
    (error: unknown) => error as Error,
  )

test('an empty folder becomes a database that keeps what it is told over a stop and a start', async () => {
  const home = newHome()
  const first = await start(home)
  await ask(first, `create table lead (email text); insert into lead values ('ana@example.com')`)
  await first.stop()
  const second = await start(home)
  expect(await ask(second, 'select email from lead')).toEqual([{ email: 'ana@example.com' }])
  expect([first.adopted, second.adopted]).toEqual([false, false])
  expect(second.port).toBe(first.port)
  const [settings] = await ask(second, `select current_setting('fsync') fsync, version() version`)
  expect(settings).toMatchObject({ fsync: 'off', version: expect.stringContaining('PostgreSQL 18') })
})

test('password and data are for the owner alone, and nothing of them stands in the log', async () => {
  const home = newHome()
  const server = await start(home)
  const file = path.join(home, 'data', 'autodm-access.json')
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  expect(fs.statSync(path.join(home, 'data')).mode & 0o077).toBe(0)
  await ask(server, `select 'ana@example.com'::int`).catch(() => {})
  const log = fs.readFileSync(path.join(home, 'postgres.log'), 'utf8')
  expect(log).toContain('ready to accept connections')
  expect(log).not.toContain('ana@example.com')
  expect(log).not.toContain((JSON.parse(fs.readFileSync(file, 'utf8')) as { password: string }).password)
})

test('a second start adopts the server that runs', async () => {
  const home = newHome()
  const first = await start(home)
  const second = await start(home)
  expect(second).toMatchObject({ pid: first.pid, url: first.url, adopted: true })
})

test('two starts at once on an empty folder end with one server', async () => {
  const home = newHome()
  const both = await Promise.all([inAnotherProcess(home), inAnotherProcess(home)])
  const [one, other] = both.map((said) => JSON.parse(said) as { pid: number; adopted: boolean })
  servers.push({ server: one as EmbeddedPostgres, home })
  expect(one?.pid).toBe(other?.pid)
  expect([one?.adopted, other?.adopted].filter(Boolean)).toHaveLength(1)
  expect(fs.readdirSync(home).sort()).toEqual(['data', 'postgres.log'])
})

test('a start while the server is just stopping waits, and starts it again', async () => {
  const home = newHome()
  const first = await start(home)
  const stopping = first.stop()
  const second = await start(home)
  await stopping
  expect(second.pid).not.toBe(first.pid)
  expect(await ask(second, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a first start that ends in the middle, killed or asked to, does not hinder the next', { timeout: 60_000 }, async () => {
  const home = newHome()
  for (const how of ['SIGKILL', 'exit'] as const) {
    const scratch = () => (fs.existsSync(home) ? fs.readdirSync(home).find((name) => name.startsWith('initdb-')) : undefined)
    const starting = inAnotherProcess(home, {
      endsWhen: `fs.existsSync(home) && fs.readdirSync(home).some((name) => name === 'initdb-' + process.pid)`,
      how,
    })
    await starting.catch(() => {})
    expect(scratch()).toBeDefined()
  }
  expect((await start(home)).adopted).toBe(false)
})

test('a server that is killed under writes has kept every row that it confirmed', { timeout: 60_000 }, async () => {
  const home = newHome()
  const killed = await start(home, { fsync: true })
  await ask(killed, 'create table sent (writer int, number int)')
  const confirmed = await Promise.all(
    [0, 1, 2, 3].map((writer) => writeUntilCut(killed, writer, () => writer === 0 && process.kill(killed.pid, 'SIGKILL'))),
  )
  expect(confirmed[0]).toBeGreaterThanOrEqual(50)
  const again = await start(home, { fsync: true })
  const kept = await ask<{ writer: number; rows: number; last: number }>(
    again,
    'select writer, count(*)::int as rows, max(number) as last from sent group by writer order by writer',
  )
  for (const [writer, count] of confirmed.entries()) {
    const rows = kept.find((row) => row.writer === writer)?.rows ?? 0
    // One more row may have been written, whose confirmation the kill cut off.
    expect([count, count + 1]).toContain(rows)
  }
})

/** One writer inserts rows one by one until its connection breaks; out: how many were confirmed. */
async function writeUntilCut(server: EmbeddedPostgres, writer: number, atFifty: () => void): Promise<number> {
  const client = new Client({ connectionString: server.url })
  client.on('error', () => {})
  await client.connect()
  for (let count = 0; ; count++) {
    if (count === 50) atFifty()
    try {
      await client.query('insert into sent values ($1, $2)', [writer, count])
    } catch {
      return count
    }
  }
}

test('tells when the server ends although nobody stopped it, and not when we did', async () => {
  const home = newHome()
  const server = await start(home)
  const told: string[] = []
  await new Promise<void>((resolve) => {
    server.onExit((reason) => resolve(void told.push(reason)))
    process.kill(server.pid, 'SIGKILL')
  })
  expect(told).toEqual([`the embedded database (process ${server.pid}) ended by itself`])
})

test('a pid file whose pid belongs to a stranger by now does not hinder the start', async () => {
  const home = newHome()
  const first = await start(home)
  const pidFile = path.join(home, 'data', 'postmaster.pid')
  const text = fs.readFileSync(pidFile, 'utf8')
  await first.stop()
  fs.writeFileSync(pidFile, text.replace(/^\d+/, String(process.pid)))
  expect((await start(home)).adopted).toBe(false)
})

test('another port is taken when somebody else sits on ours', async () => {
  const home = newHome()
  const first = await start(home)
  await first.stop()
  const other = await startEmbeddedPostgresOn(first.port)
  try {
    const second = await start(home)
    expect(second.port).not.toBe(first.port)
    expect(await ask(second, 'select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    other.close()
  }
})

async function startEmbeddedPostgresOn(port: number): Promise<{ close: () => void }> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  return server
}

test.runIf(isRoot)(
  'root without user namespaces runs it as another user, from a copy of the programs if need be',
  { timeout: 60_000 },
  async () => {
    const home = newHome()
    const server = await start(home, { mayUseNamespace: false })
    expect(fs.statSync(path.join(home, 'data')).uid).not.toBe(0)
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    // The folder now belongs to that user, and stays usable when namespaces are allowed again.
    expect(await ask(await start(home), 'select 1 as one')).toEqual([{ one: 1 }])
  },
)

test.runIf(isRoot)('root hands over a folder that its own PostgreSQL used before', { timeout: 60_000 }, async () => {
  const home = newHome()
  const first = await start(home)
  await ask(first, 'create table kept as select 7 as number')
  await first.stop()
  const data = path.join(home, 'data')
  for (const name of fs.readdirSync(data, { recursive: true, encoding: 'utf8' })) fs.lchownSync(path.join(data, name), 0, 0)
  fs.chownSync(data, 0, 0)
  const server = await start(home)
  expect(await ask(server, 'select number from kept')).toEqual([{ number: 7 }])
  expect(fs.statSync(data).uid).not.toBe(0)
  expect(fs.statSync(`/proc/${server.pid}`).uid).not.toBe(0)
})

test.runIf(isRoot)('root without user namespaces says so when that other user cannot enter the folder', async () => {
  const home = newHome()
  fs.chmodSync(path.dirname(home), 0o700)
  const error = await rejection(start(home, { mayUseNamespace: false }))
  expect(error).toBeInstanceOf(EmbeddedPostgresError)
  expect(error.message).toMatch(/does not run as root.*cannot enter .*start as an ordinary user/)
})

test.each([
  [
    'made by another version',
    (data: string) => fs.writeFileSync(path.join(data, 'PG_VERSION'), '17\n'),
    /made by PostgreSQL 17.*restore a backup/,
  ],
  ['that is no database', (data: string) => fs.writeFileSync(path.join(data, 'holiday.jpg'), ''), /not a PostgreSQL folder: move it away/],
])('a folder %s gives one clear line', async (_, prepare, line) => {
  const home = newHome()
  const data = path.join(home, 'data')
  fs.mkdirSync(data, { recursive: true, mode: 0o700 })
  prepare(data)
  const error = await rejection(start(home))
  expect(error).toBeInstanceOf(EmbeddedPostgresError)
  expect(error.message).toMatch(line)
  expect(error.message).toContain(data)
  expect(error.message).not.toContain('\n')
})

test('a file where the folder should be gives one clear line', async () => {
  const home = newHome()
  fs.writeFileSync(home, '')
  expect((await rejection(start(home))).message).toBe(
    `${home} is a file where a folder is needed: move it away or choose another one with DATA_DIR.`,
  )
})

test('a folder that may not be written gives one clear line', async () => {
  const home = newHome()
  fs.mkdirSync(home, { mode: 0o500 })
  const said = await inAnotherProcess(home, { asOrdinaryUser: true })
  expect(said).toMatch(
    /^EmbeddedPostgresError: The folder .* cannot be written by user .*: make it theirs \(chown -R\) or choose another one with DATA_DIR\.$/,
  )
})

type Fate = { asOrdinaryUser?: boolean; endsWhen?: string; how?: 'SIGKILL' | 'exit' }

/** Starts the server in a process of its own, which prints the outcome as one line and leaves the server running. */
async function inAnotherProcess(home: string, { asOrdinaryUser = false, endsWhen = 'false', how = 'exit' }: Fate = {}): Promise<string> {
  const program = `
    import fs from 'node:fs'
    const home = ${JSON.stringify(home)}
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('startEmbeddedPostgres.ts', import.meta.url).href)})
    if (${asOrdinaryUser && isRoot}) { process.setgroups([]); process.setgid(65534); process.setuid(65534) }
    setInterval(() => { if (${endsWhen}) ${how === 'exit' ? 'process.exit(0)' : `process.kill(process.pid, 'SIGKILL')`} }, 2)
    await startEmbeddedPostgres({ home, log() {}, sharedBuffersMb: 16, fsync: false }).then(
      ({ pid, adopted }) => console.log(JSON.stringify({ pid, adopted })), (error) => console.log(error.name + ': ' + error.message))
    process.exit(0)`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    program,
  ])
  return stdout.trim()
}
