import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSimulator, type Simulator } from '../simulator.ts'

let simulator: Simulator
const dataDir = mkdtempSync(path.join(tmpdir(), 'simulator-guard-'))
beforeAll(async () => {
  // A file of an older version, readable by everyone.
  mkdirSync(path.join(dataDir, 'simulator'), { mode: 0o755 })
  writeFileSync(path.join(dataDir, 'simulator', 'world.sqlite'), '')
  chmodSync(path.join(dataDir, 'simulator'), 0o755)
  chmodSync(path.join(dataDir, 'simulator', 'world.sqlite'), 0o644)
  simulator = await startSimulator({ port: 0, dataDir, names: ['Sim.Example'] })
})
afterAll(async () => {
  await simulator.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

type Said = { status: number; code?: string; body: string }

/** A request with exactly these headers; fetch would not let a Host or an Origin through. */
function ask(method: string, address: string, headers: Record<string, string> = {}, body?: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: simulator.port, method, path: address, headers }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const json = text.startsWith('{') ? (JSON.parse(text) as { error?: { code?: string } }) : {}
        resolve({ status: res.statusCode!, code: json.error?.code, body: text })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const json = { 'content-type': 'application/json' }
const clock = async () => (JSON.parse((await ask('GET', '/simulator/clock')).body) as { offsetMs: number }).offsetMs
const move = '{"advanceMs":1}'

test.each([
  'evil.example',
  'evil.example:3001',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '10.0.0.5:3001',
  'user@127.0.0.1',
  '0.0.0.0',
  '[fe80::1]',
])('a rebound name (Host: %j) reads nothing, anywhere, and moves nothing', async (host) => {
  const before = await clock()
  for (const address of ['/simulator/accounts', '/simulator/clock/stream', '/', '/graph.instagram.com/v26.0/me', '/%73imulator/accounts'])
    expect([address, await ask('GET', address, { host })]).toMatchObject([address, { status: 403, code: 'foreign_host' }])
  expect((await ask('POST', '/simulator/clock', { host, ...json }, move)).status).toBe(403)
  expect(await clock()).toBe(before)
})

test.each(['127.0.0.1', 'localhost', 'LOCALHOST:9', 'localhost.:80', '[::1]:3001', '127.9.9.9', 'sim.example', 'SIM.example:8443'])(
  'a name of this machine, or the one it was given (Host: %s), is answered',
  async (host) => {
    expect((await ask('GET', '/simulator/clock', { host })).status).toBe(200)
    expect((await ask('POST', '/simulator/clock', { host, ...json }, move)).status).toBe(200)
    expect((await ask('POST', '/simulator/clock', { host, origin: `http://${host}`, ...json }, move)).status).toBe(200)
  },
)

test.each<[string, Record<string, string>]>([
  ['a page elsewhere', { origin: 'https://evil.example' }],
  ['a page on another port of this machine', { origin: 'http://127.0.0.1:8080' }],
  ['a page under another name of this machine', { origin: 'http://localhost' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a browser that tells no Origin', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling site', { 'sec-fetch-site': 'same-site' }],
])('%s changes nothing, even with JSON', async (_who, headers) => {
  const before = await clock()
  for (const [method, address] of [
    ['POST', '/simulator/clock'],
    ['POST', '//simulator/clock'],
    ['POST', '/%73imulator/clock'],
    ['PATCH', '/simulator/settings'],
    ['DELETE', '/simulator/faults'],
    ['POST', '/simulator/reset'],
  ] as const)
    expect([address, await ask(method, address, { ...headers, ...json }, move)]).toMatchObject([
      address,
      { status: 403, code: 'foreign_origin' },
    ])
  expect(await clock()).toBe(before)
})

test.each<[string, string | undefined]>([
  ['a no-cors fetch', 'text/plain;charset=UTF-8'],
  ['a form', 'application/x-www-form-urlencoded'],
  ['a form with files', 'multipart/form-data; boundary=x'],
  ['a type that only looks like it', 'text/plain; application/json'],
  ['a relative of JSON', 'application/json-seq'],
  ['no type at all', undefined],
])('%s is not obeyed, whoever sends it', async (_what, type) => {
  const before = await clock()
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  expect(await ask('POST', '/simulator/clock', headers, move)).toMatchObject({ status: 415, code: 'not_json' })
  expect(await ask('POST', '/simulator/clock', { ...headers, 'transfer-encoding': 'chunked' }, move)).toMatchObject({ status: 415 })
  expect(await clock()).toBe(before)
})

test('a program needs no body and no type where an address needs none', async () => {
  expect((await ask('DELETE', '/simulator/faults')).status).toBe(200)
  expect((await ask('POST', '/simulator/flush')).status).toBe(200)
})

test('a page elsewhere may send a person to the consent page, but not press its button', async () => {
  const { data } = JSON.parse((await ask('GET', '/simulator/accounts')).body) as { data: { id: string }[] }
  const address =
    '/www.instagram.com/oauth/authorize?client_id=1&redirect_uri=https%3A%2F%2Fa.b%2Fcb&response_type=code&scope=instagram_business_basic'
  const foreign = { 'sec-fetch-site': 'cross-site' }
  expect((await ask('GET', address, foreign)).status).toBe(200)
  const pressed = `${address}&decision=grant&account=${data[0]!.id}`
  expect(await ask('GET', pressed, foreign)).toMatchObject({ status: 403, code: 'foreign_origin' })
  expect((await ask('GET', pressed, { 'sec-fetch-site': 'same-origin' })).status).toBe(302)
})

test('as a program it listens on loopback, whatever HOST says', async () => {
  const env = { ...process.env, HOST: '0.0.0.0', SIMULATOR_PORT: '0', DATA_DIR: path.join(dataDir, 'program') }
  const program = fork(path.join(import.meta.dirname, '../main.ts'), { env, stdio: 'ignore' })
  try {
    const [{ url }] = (await once(program, 'message')) as [{ url: string }]
    expect((await fetch(`${url}/simulator/clock`)).status).toBe(200)
    // On Linux the whole of 127.0.0.0/8 is this machine: a program that listens everywhere would answer here.
    await expect(fetch(`http://127.0.0.2:${new URL(url).port}/simulator/clock`)).rejects.toThrow()
  } finally {
    const ended = once(program, 'exit')
    program.kill()
    await ended
  }
})

test.skipIf(process.platform === 'win32')('the world is for its owner alone, an older one too', () => {
  const mode = (name: string) => (statSync(path.join(dataDir, 'simulator', name)).mode & 0o777).toString(8)
  expect([mode(''), mode('world.sqlite'), mode('world.sqlite-wal')]).toEqual(['700', '600', '600'])
})

test('what the controls tell can be taken in by no other page', async () => {
  const { headers } = await fetch(`${simulator.url}/simulator/accounts`, { headers: { origin: 'https://evil.example' } })
  expect([
    headers.get('access-control-allow-origin'),
    headers.get('cross-origin-resource-policy'),
    headers.get('x-content-type-options'),
  ]).toEqual([null, 'same-origin', 'nosniff'])
})

test('no page elsewhere may show the phone in a frame', async () => {
  const { headers } = await fetch(`${simulator.url}/`)
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
})
