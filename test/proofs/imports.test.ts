import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ShownImport } from '../../server/imports/imports.schemas.ts'
import { adminKey, environmentOfUsers, makePlace, type Place } from '../support/npmStart.ts'

// A file of 100,000 people is imported; in the middle of it everything is killed and started again. Each row is done once, and the server
// stays under 300 MB with the settings for little memory (docs/performance.md). Without them Node collects garbage later.

const count = Number(process.env['IMPORT_ROWS'] ?? 100_000)
const memoryMb = 300
const littleMemory = '--max-old-space-size=128 --max-semi-space-size=8'
const waitMs = 900_000
/** One row in so many names no address. */
const brokenEvery = 100

let place: Place
beforeAll(async () => {
  place = await makePlace({ env: { NODE_OPTIONS: process.env['IMPORT_NODE_OPTIONS'] ?? littleMemory } })
  await place.start().ready()
}, 300_000)
beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

/** As the command line tells it. */
function databaseUrl(): string {
  const { stdout } = spawnSync(process.execPath, [path.resolve('bin/cli.mjs'), 'studio'], {
    env: { ...environmentOfUsers(), DATA_DIR: place.dataDir },
    encoding: 'utf8',
  })
  return /^psql '(.*)'$/m.exec(stdout)![1]!
}

/** The most memory that the server had resident since it started: VmHWM (proc(5)). */
const peakMb = (): number => Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${place.pid('server')}/status`, 'utf8'))![1]) / 1024
const address = (to: string) => `http://127.0.0.1:${place.port}${to}`
const headers = { authorization: `Bearer ${adminKey}` }
const show = async (id: string) => (await place.api<ShownImport>('GET', `/api/imports/${id}`)).body

/** Sends a file. Out: the id of its import, and how long the response took. */
async function send(file: Blob): Promise<{ id: string; seconds: number }> {
  const form = new FormData()
  form.set('file', file, 'people.csv')
  const begun = performance.now()
  const answer = await fetch(address('/api/contacts/import'), { method: 'POST', headers, body: form })
  expect(answer.status).toBe(202)
  return { id: ((await answer.json()) as { importId: string }).importId, seconds: (performance.now() - begun) / 1_000 }
}

/** Watches an import until it did so many rows. Out: the different figures of progress that were seen. */
async function watch(id: string, done: number): Promise<Set<number>> {
  const seen = new Set<number>()
  for (const until = performance.now() + waitMs; performance.now() < until; await sleep(200)) {
    const now = await show(id)
    seen.add(now.done)
    if (now.done >= done || now.status !== 'running') return seen
  }
  throw new Error(`the import did not reach ${done} rows within ${waitMs / 1_000} s: ${JSON.stringify(await show(id))}`)
}

test(`${count} rows, killed in the middle`, async () => {
  const rows = Array.from({ length: count }, (_, n) => {
    const email = n % brokenEvery ? `person${n}@many.example` : 'none'
    return `José 日本 ${n},${email},+49170${String(2_000_000 + n)},"Tag ${n % 7}, all",München ${n % 90}\n`
  })
  const file = new Blob(['name,email,phone,tags,field.city\n', ...rows])
  const idle = peakMb()
  const begun = performance.now()
  const { id, seconds } = await send(file)
  const taken = peakMb()
  const first = await watch(id, count * 0.45)
  const before = peakMb()
  place.killAll()
  const killedAt = await (async () => {
    await place.start().ready()
    return show(id)
  })()
  expect(killedAt).toMatchObject({ status: 'running', total: count })
  expect(killedAt.done).toBeLessThan(count)
  const second = await watch(id, count)
  const done = await show(id)
  const [peak, took] = [Math.max(before, peakMb()), (performance.now() - begun) / 1_000]
  console.log(
    `${count} rows, ${(file.size / 1e6).toFixed(1)} MB: taken in ${seconds.toFixed(1)} s, done in ${took.toFixed(0)} s with a kill at ` +
      `${killedAt.done} rows (${Math.round(count / took)} rows per second); ${first.size + second.size} figures of progress seen; ` +
      `server at most ${Math.round(peak)} MB (resident), ${Math.round(idle)} MB before, ${Math.round(taken)} MB when the file was there`,
  )
  const broken = Math.ceil(count / brokenEvery)
  expect(done).toMatchObject({ status: 'done', done: count, created: count - broken, updated: 0, unchanged: 0, failed: broken })
  expect(first.size).toBeGreaterThan(3)
  expect(peak).toBeLessThan(memoryMb)

  const client = new pg.Client({ connectionString: databaseUrl() })
  await client.connect()
  const { rows: stored } = await client.query(
    `select count(*)::integer as people, count(distinct email_key)::integer as addresses,
      (select count(*)::integer from contact_tags) as tags from contacts where source = 'import'`,
  )
  await client.end()
  expect(stored).toEqual([{ people: count - broken, addresses: count - broken, tags: 2 * (count - broken) }])
  const errors = await (await fetch(address(done.errorFile!), { headers })).text()
  expect(errors.trimEnd().split('\r\n')).toHaveLength(broken + 1)
})
