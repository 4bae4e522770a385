import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { call } from '../support/call.ts'
import { freePort } from '../support/npmStart.ts'
import { runProgram } from '../support/runProgram.ts'
import { emptyDatabase } from '../support/testDatabase.ts'
import { until } from '../support/until.ts'

// What a real process says when its start cannot be, and what it answers and logs when it runs.
const folder = mkdtempSync(path.join(tmpdir(), 'autodm-starts-'))
let database: Awaited<ReturnType<typeof emptyDatabase>>
beforeAll(async () => {
  database = await emptyDatabase(inject('servers')[0]!.url)
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})
const start = (settings: Record<string, string>) =>
  runProgram(process.cwd(), 'bin/server.mjs', {
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    SIMULATOR: 'off',
    SECRET_KEY: 'a key that only tests use',
    LOG_LEVEL: 'warn',
    ...settings,
  })

test('the log names levels, and each request at debug without what was asked for', { timeout: 60_000 }, async () => {
  const port = await freePort()
  const program = start({ PORT: String(port), ROLES: 'web', LOG_LEVEL: 'debug' })
  await program.ready()
  const first = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: '*/*' } })
  expect([200, 404]).toContain(first.status) // 404 where the pages are not built
  await call(`http://127.0.0.1:${port}/api/accounts?q=somebody`, 'GET', undefined)
  await until('it is logged', () => program.said().includes('"route":"/api/accounts"'), 5_000)
  const lines = program
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(new Set(lines.map((line) => typeof line['level']))).toEqual(new Set(['string']))
  expect(lines.find((line) => line['msg'] === 'request' && line['route'] === '/api/accounts')).toMatchObject({
    level: 'debug',
    method: 'GET',
    status: 401,
    durationMs: expect.any(Number),
  })
  expect(program.said()).not.toContain('somebody')
  await program.stop()
})

test.each([
  [
    'a wrong password',
    () => ({ DATABASE_URL: Object.assign(new URL(database.url), { password: 'wrong' }).toString() }),
    /^DATABASE_URL: the password of user "postgres" is wrong/,
  ],
  [
    'a wrong SECRET_KEY',
    () => ({ SECRET_KEY: 'another key than the one of before' }),
    /^SECRET_KEY: none of the given keys opens the stored secrets/,
  ],
])('%s: one line, and code 2', { timeout: 60_000 }, async (_, settings, line) => {
  const program = start({ PORT: String(await freePort()), ...settings() })
  expect(await program.ended).toBe(2)
  const told = program
    .said()
    .split('\n')
    .filter((one) => one !== '' && !one.startsWith('{'))
  expect(told).toEqual([expect.stringMatching(line)])
})

test('a start that fails leaves no database of its own running', { timeout: 60_000 }, async () => {
  const own = mkdtempSync(path.join(tmpdir(), 'autodm-starts-own-'))
  const settings = async (key: string) => ({ DATA_DIR: own, DATABASE_URL: '', PORT: String(await freePort()), SECRET_KEY: key })
  const first = start(await settings('the key that this folder was made with'))
  await first.ready()
  await first.stop()
  const second = start(await settings('another key than the one of before'))
  expect(await second.ended).toBe(2)
  expect(second.said()).toMatch(/^SECRET_KEY: /m)
  const left = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('postmaster.pid'))
  expect(left).toEqual([])
  rmSync(own, { recursive: true, force: true })
})
