import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { call } from './support/call.ts'
import { keepRunning } from './support/keptProgram.ts'
import { freePort } from './support/npmStart.ts'
import { copyOfThis, type ProductCopy } from './support/productCopy.ts'
import { makeTestDatabase } from './support/testDatabase.ts'

// What ARCHITECTURE.md promises of channels: a folder and its line in installed.ts can be taken out, and the rest compiles and starts.
const projectRoot = path.resolve(import.meta.dirname, '..')
const installed = 'server/channels/installed.ts'
const lines = readFileSync(path.join(projectRoot, installed), 'utf8').split('\n')
const names = lines.flatMap((line) => /^export \{ (\w+) \}/.exec(line)?.slice(1) ?? [])
const adminKey = 'key-of-this-test'

/** One copy for all: what is compiled for the first is not compiled again for the others. */
let copy: ProductCopy
beforeAll(() => {
  copy = copyOfThis()
  const compilerOptions = { incremental: true, tsBuildInfoFile: path.join(copy.root, 'dist/types') }
  const config = {
    extends: path.join(projectRoot, 'tsconfig.json'),
    include: ['server'],
    exclude: ['server/**/*.test.ts'],
    compilerOptions,
  }
  writeFileSync(path.join(copy.root, 'tsconfig.json'), JSON.stringify(config))
})
afterAll(() => copy?.remove())

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

test('every channel is in the list', () => expect(names).toEqual(expect.arrayContaining(['instagram', 'whatsapp'])))

test.each(names)('without the channel "%s" the server compiles and starts, and knows it no more', { timeout: 240_000 }, async (name) => {
  const folder = `server/channels/${name}`
  closing.push(() => cpSync(path.join(projectRoot, folder), path.join(copy.root, folder), { recursive: true }))
  rmSync(path.join(copy.root, folder), { recursive: true })
  writeFileSync(path.join(copy.root, installed), lines.filter((line) => !line.includes(`./${name}/`)).join('\n'))
  expect(await compilerSays()).toBe('')

  const database = await makeTestDatabase()
  closing.push(database.drop)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'autodm-removed-'))
  mkdirSync(path.join(dataDir, 'data'))
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const port = await freePort()
  const server = keepRunning(`the server without ${name}`, [path.join(copy.root, 'server/main.ts')], {
    DATA_DIR: path.join(dataDir, 'data'),
    DATABASE_URL: database.url,
    PORT: String(port),
    SIMULATOR: 'off',
    SECRET_KEY: 'a key that only tests use',
    BOOTSTRAP_API_KEY: adminKey,
    LOG_LEVEL: 'warn',
    NODE_COMPILE_CACHE: path.join(copy.root, 'dist/compiled'),
  })
  closing.push(() => server.stop())
  await server.ready().catch((error: Error) => {
    throw new Error(`${error.message}\n${server.said()}`)
  })
  const connected = await call(
    `http://127.0.0.1:${port}/api/accounts`,
    'POST',
    { channel: name, externalId: '1', accessToken: 'x', name: 'x' },
    { authorization: `Bearer ${adminKey}` },
  )
  expect(connected).toMatchObject({ status: 400, body: { error: { code: 'invalid_input', details: [{ path: 'body.channel' }] } } })
})

/** The types of the copy's program; its tests speak of the folder that is gone. */
async function compilerSays(): Promise<string> {
  const compiler = path.join(projectRoot, 'node_modules/typescript/bin/tsc')
  return promisify(execFile)(process.execPath, [compiler, '-p', copy.root]).then(
    () => '',
    (error: { stdout?: string; message: string }) => error.stdout ?? error.message,
  )
}
