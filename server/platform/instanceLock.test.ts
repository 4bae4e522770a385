import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leaveEmbeddedPostgres, ownEmbeddedPostgres } from './embeddedPostgres/ownEmbeddedPostgres.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embeddedPostgres/startEmbeddedPostgres.ts'
import { takeInstanceLock } from './instanceLock.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'instance lock '))
const options = { home: path.join(folder, 'postgres'), log: () => {}, sharedBuffersMb: 16, fsync: false }
const info = { pid: process.pid, address: 'http://127.0.0.1:3000' }
let postgres: EmbeddedPostgres

beforeAll(async () => {
  postgres = await startEmbeddedPostgres(options)
})
afterAll(async () => {
  await (await startEmbeddedPostgres(options)).stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function take() {
  const lock = await takeInstanceLock(postgres.url, info)
  if (!lock.held) throw new Error(`held by ${lock.holder}`)
  return lock
}

test('one process holds the lock, and the next learns who', async () => {
  const first = await take()
  expect(await takeInstanceLock(postgres.url, { pid: 1, address: 'http://127.0.0.1:4000' })).toEqual({
    held: false,
    holder: `http://127.0.0.1:3000 (process ${process.pid})`,
  })
  await first.release()
  await (await take()).release()
})

test('a start that comes while the holder is stopping waits for it', async () => {
  const first = await take()
  await first.announceStop()
  const waiting = take()
  await first.release()
  await (await waiting).release()
})

test('kill -9 of the holder frees the lock at once', async () => {
  const program = `
    const { takeInstanceLock } = await import(${JSON.stringify(new URL('instanceLock.ts', import.meta.url).href)})
    const lock = await takeInstanceLock(${JSON.stringify(postgres.url)}, { pid: process.pid, address: 'http://127.0.0.1:3000' })
    console.log(lock.held)
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = await new Promise<string>((resolve) => holder.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())))
  expect(said).toBe('true')
  expect(await takeInstanceLock(postgres.url, info)).toMatchObject({ held: false, holder: `http://127.0.0.1:3000 (process ${holder.pid})` })
  const gone = new Promise((resolve) => holder.once('exit', resolve))
  holder.kill('SIGKILL')
  await gone
  await (await take()).release()
})

test('a holder whose database goes away is told so', async () => {
  const lock = await take()
  const lost = new Promise<string>((resolve) => lock.onLost(resolve))
  await postgres.stop()
  expect(await lost).not.toBe('')
  postgres = await startEmbeddedPostgres(options)
})

test('who comes while the owner leaves gets the database anew, whatever the moment', { timeout: 60_000 }, async () => {
  await postgres.stop()
  let owner = await ownEmbeddedPostgres({ ...options, info })
  for (let round = 0; round < 8; round++) {
    if (!owner.held) throw new Error(owner.holder)
    const lost: string[] = []
    owner.lock.onLost((reason) => lost.push(reason))
    const leaving = leaveEmbeddedPostgres(owner)
    const [next] = await Promise.all([ownEmbeddedPostgres({ ...options, info }), leaving])
    expect(next.held).toBe(true)
    expect(lost).toEqual([])
    owner = next
  }
  if (owner.held) await leaveEmbeddedPostgres(owner)
})
