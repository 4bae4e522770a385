import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'

// The real launcher under the real npm, in a folder of its own whose server and simulator are small programs that speak
// the launcher's language (bin/runProduct.mjs). What the real server does with it is shown by the journeys and crash tests.

const simulator = `
  fs.writeFileSync('simulator.pid', String(process.pid))
  process.send({ ready: true, url: 'http://127.0.0.1:3001' })`
const politeServer = `
  process.on('message', ({ simulatorUrl }) => process.send({ ready: true, url: 'http://127.0.0.1:3000', next: 'The phone is ' + simulatorUrl }))
  process.send({ locked: true, simulator: true })`
// It ignores SIGTERM, so it has to be killed and can stop its database no more.
const deafServer = `
  process.on('SIGTERM', () => {})
  const database = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'postgres'], { detached: true, stdio: 'ignore' })
  fs.writeFileSync('database.pid', String(database.pid))
  process.on('message', () => process.send({ ready: true, url: 'http://127.0.0.1:3000' }))
  process.send({ locked: true, simulator: true, databasePid: database.pid })`
const secondServer = `
  console.error('AutoDM Hub is already running at http://127.0.0.1:3000 (process 1).')
  process.exit(3)`

const running: { npm: ChildProcess; folder: string }[] = []

afterEach(async () => {
  for (const { npm, folder } of running.splice(0)) {
    npm.kill('SIGKILL')
    for (const name of ['launcher', 'server', 'simulator', 'database']) killIfAlive(pidIn(folder, name))
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

/** `npm start` in a new folder with these programs; `said()` is everything it has printed. Without `vite` there are no pages to build. */
function npmStart(server: string, vite?: string) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'launcher test '))
  fs.cpSync('bin', path.join(folder, 'bin'), { recursive: true })
  const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: { start: string } }
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts: { start: scripts.start } }))
  fs.writeFileSync(path.join(folder, 'package-lock.json'), '{"packages":{}}')
  for (const [name, body] of Object.entries({ server, simulator })) {
    const program = `
      import { spawn } from 'node:child_process'
      import fs from 'node:fs'
      const end = () => process.exit(0)
      process.on('disconnect', end)
      ${server === deafServer && name === 'server' ? '' : `process.on('SIGTERM', end)`}
      fs.writeFileSync('launcher.pid', String(process.ppid))
      fs.writeFileSync('${name}.pid', String(process.pid))
      setInterval(() => {}, 1000)
      ${body}`
    fs.mkdirSync(path.join(folder, name))
    fs.writeFileSync(path.join(folder, name, 'main.ts'), program)
  }
  if (vite !== undefined) {
    for (const file of ['web/index.html', 'node_modules/vite/bin/vite.js'])
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.writeFileSync(path.join(folder, 'web/index.html'), '')
    fs.writeFileSync(path.join(folder, 'node_modules/vite/bin/vite.js'), vite)
  }
  const npm = spawn('npm', ['start'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const ended = new Promise<number | null>((resolve) => npm.once('exit', resolve))
  running.push({ npm, folder })
  return { folder, npm, ended, said: () => output, pid: (name: string) => pidIn(folder, name) }
}

async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs
  while (!condition()) {
    if (performance.now() > end) expect.fail(`not within ${limitMs} ms: ${condition.toString()}`)
    await sleep(20)
  }
}

function pidIn(folder: string, name: string): number {
  const file = path.join(folder, `${name}.pid`)
  return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0
}

/** A zombie, which only its parent can clear away, counts as gone. */
function isAlive(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

function killIfAlive(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

async function startedWith(server: string, vite?: string) {
  const start = npmStart(server, vite)
  await until(() => start.said().includes('is running.'), 15_000)
  return { ...start, isAllGone: () => ['launcher', 'server', 'simulator', 'database'].every((name) => !isAlive(start.pid(name))) }
}

test('npm start tells where the product and the phone are, and what to do first', async () => {
  const { said } = await startedWith(politeServer)
  expect(said()).toMatch(/Product +http:\/\/127\.0\.0\.1:3000\n +Phone +http:\/\/127\.0\.0\.1:3001/)
  expect(said()).toContain('The phone is http://127.0.0.1:3001')
})

test('npm start of a worker names an address that answers', async () => {
  const { said } = await startedWith(`
    process.on('message', () => process.send({ ready: true, url: 'http://127.0.0.1:3000', pages: false }))
    process.send({ locked: true, simulator: false })`)
  expect(said()).toMatch(/Health +http:\/\/127\.0\.0\.1:3000\/health\/ready +this process has no pages/)
  expect(said()).not.toMatch(/Product|Open http/)
})

test('the pages are built while the database starts, and the server serves once they are', async () => {
  // Built after the server asked: it waits for the answer with nothing but the pages missing.
  const vite = `
    import fs from 'node:fs'
    setInterval(() => {
      if (!fs.existsSync('server.pid') || !fs.existsSync('simulator.pid')) return
      fs.writeFileSync('built', '')
      process.exit(0)
    }, 20)`
  const { said } = await startedWith(
    `
    process.on('message', () =>
      process.send({ ready: true, url: 'http://127.0.0.1:3000', next: fs.existsSync('built') ? 'With pages' : 'Without pages' }))
    process.send({ locked: true, simulator: true })`,
    vite,
  )
  expect(said()).toContain('With pages')
})

test('pages that cannot be built end everything, and say why', async () => {
  const { ended, said, pid } = npmStart(politeServer, `console.error('no such icon'); process.exit(1)`)
  expect(await ended).toBe(1)
  expect(said()).toMatch(/The pages could not be built:\nno such icon/)
  expect(said()).not.toMatch(/is running|ended unexpectedly/)
  expect(['server', 'simulator'].map((name) => isAlive(pid(name)))).toEqual([false, false])
})

test('a server that steps aside for a newer version ends npm start with code 4', async () => {
  const { ended, said } = npmStart(`
    console.error('A newer version of AutoDM Hub has upgraded the database (0099_x.sql).')
    process.exit(4)`)
  expect(await ended).toBe(4)
  expect(said()).not.toContain('ended unexpectedly')
})

test.each([
  ['SIGTERM to npm', 'npm', 'SIGTERM', 0],
  ['Ctrl-C', 'launcher', 'SIGINT', 0],
  ['a closed terminal', 'launcher', 'SIGHUP', 0],
  ['kill -9 of npm', 'npm', 'SIGKILL', null],
  ['kill -9 of the launcher', 'launcher', 'SIGKILL', null],
] as const)('%s ends everything', async (_, whom, signal, code) => {
  const { npm, pid, ended, isAllGone } = await startedWith(politeServer)
  process.kill(whom === 'npm' ? npm.pid! : pid('launcher'), signal)
  const npmCode = await ended
  if (code !== null) expect(npmCode).toBe(code)
  await until(isAllGone, 10_000)
})

test.each(['server', 'simulator'])('when the %s dies, that is said, and the rest is stopped', async (name) => {
  const { pid, ended, said, isAllGone } = await startedWith(politeServer)
  process.kill(pid(name), 'SIGKILL')
  expect(await ended).toBe(1)
  await until(isAllGone, 10_000)
  expect(said()).toContain(`The ${name} ended unexpectedly (SIGKILL)`)
})

test('a server that does not end is killed in time, and its database is stopped', { timeout: 30_000 }, async () => {
  const { npm, ended, isAllGone } = await startedWith(deafServer)
  const askedAt = performance.now()
  npm.kill('SIGTERM')
  await ended
  await until(isAllGone, 10_000)
  expect(performance.now() - askedAt).toBeLessThan(10_000)
})

test('a second start prints one clear line and starts no simulator', async () => {
  const { ended, said, pid } = npmStart(secondServer)
  expect(await ended).toBe(1)
  const lines = said()
    .split('\n')
    .filter((line) => line !== '' && !/^(>|npm )/.test(line))
  expect(lines).toEqual(['AutoDM Hub is already running at http://127.0.0.1:3000 (process 1).'])
  expect(pid('simulator')).toBe(0)
})
