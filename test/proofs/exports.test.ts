import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { memoryOf } from '../../bench/host.ts'
import { adminKey, environmentOfUsers, makePlace, type Place } from '../support/npmStart.ts'

// A million leads leave as CSV and as JSON, and 100,000 as XLSX, while the server's memory is watched.

const leads = Number(process.env['EXPORT_LEADS'] ?? 1_000_000)
const inXlsx = Math.min(leads, 100_000)
const memoryMb = 450

let place: Place
let folder: string
/** Lead `n` was captured `n` minutes before. */
const storedAt = new Date()
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'autodm-exports-'))
  place = await makePlace()
  await place.start().ready()
  await place.api('POST', '/api/leads', { name: '=HYPERLINK("http://evil.example")', email: 'first@shop.example', phone: '+14155552671' })
  const client = new pg.Client({ connectionString: databaseUrl() })
  await client.connect()
  await client.query(
    `insert into leads (id, workspace_id, source, email, email_key, name, custom_fields, captured_at, unique_key)
      select gen_random_uuid(), w.id, 'import', 'person' || n || '@shop.example', 'person' || n || '@shop.example', 'José 日本 ' || n,
        jsonb_build_object('city', 'München ' || n % 90), $2::timestamptz - n * interval '1 minute', 'proof/' || n
      from generate_series(2, $1::integer) n, (select id from workspaces limit 1) w`,
    [leads, storedAt],
  )
  await client.query('vacuum analyze leads')
  await client.end()
}, 900_000)
beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => {
  place?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** As the command line tells it. */
function databaseUrl(): string {
  const { stdout } = spawnSync(process.execPath, [path.resolve('bin/cli.mjs'), 'studio'], {
    env: { ...environmentOfUsers(), DATA_DIR: place.dataDir },
    encoding: 'utf8',
  })
  return /^psql '(.*)'$/m.exec(stdout)![1]!
}

/** Stores an export in a file. Out: its name, its lines, and the most memory (MB) that the server used meanwhile. */
async function save(format: string, query = '') {
  const server = place.pid('server')
  const before = memoryOf([server]).all
  let most = before
  const watching = setInterval(() => (most = Math.max(most, memoryOf([server]).all)), 200)
  const begun = performance.now()
  const answer = await fetch(`http://127.0.0.1:${place.port}/api/leads/export?format=${format}${query}`, {
    headers: { authorization: `Bearer ${adminKey}` },
  })
  expect(answer.status).toBe(200)
  const file = path.join(folder, `leads.${format}`)
  const seen = { lines: 0, bytes: 0 }
  await pipeline(
    Readable.fromWeb(answer.body as never),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const part of source) {
        seen.bytes += part.length
        for (const byte of part) if (byte === 10) seen.lines++
        yield part
      }
    },
    createWriteStream(file),
  )
  clearInterval(watching)
  const seconds = (performance.now() - begun) / 1_000
  console.log(
    `${format}: ${Math.round(seen.bytes / 1e6)} MB in ${seconds.toFixed(1)} s; server ${Math.round(before)} MB before, at most ${Math.round(most)} MB (PSS)`,
  )
  return { file, lines: seen.lines, most }
}

test(`${leads} leads as CSV`, async () => {
  const { lines, most } = await save('csv')
  expect(lines).toBe(leads + 1)
  expect(most).toBeLessThan(memoryMb)
})

test(`${leads} leads as JSON`, async () => {
  const { most } = await save('json')
  expect(most).toBeLessThan(memoryMb)
})

test(`${inXlsx} leads as XLSX, which a library reads: formulas are texts, letters are right`, async () => {
  // However long the other exports took: those of the statement, and the one by the API.
  const since = new Date(storedAt.getTime() - (inXlsx + 0.5) * 60_000).toISOString()
  const { file, most } = await save('xlsx', `&since=${since}`)
  expect(most).toBeLessThan(memoryMb)
  const rows = await readSheet(file)
  expect(rows).toHaveLength(1 + inXlsx)
  const cells = rows.slice(0, 50).flat().map(String)
  expect(cells.some((cell) => cell.startsWith('José 日本 '))).toBe(true)
  expect(cells.some((cell) => cell.startsWith('München '))).toBe(true)
})
