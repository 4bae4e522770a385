import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Bug } from './bugs.ts'

const root = path.resolve(import.meta.dirname, '../..')
const copied = [
  'server',
  'simulator',
  'test',
  'web',
  'bin',
  'fixtures',
  'migrations',
  'dist',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
]

type Server = { version: number; url: string }
export type Result = { passed: number; failed: number; broken: string | null }

/** A copy of the sources, to put bugs into. */
export type Bed = {
  /** Plants one bug, runs the tests that should catch it, and takes it out again. */
  plant(bug: Bug): Promise<Result>
  /** Runs tests on what stands there. */
  run(files: string[]): Promise<Result>
  remove(): void
}

/** In: running servers with the template of these sources; without them each run starts its own. */
export function makeBed(servers: Server[] = []): Bed {
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-planted-'))
  for (const name of copied)
    if (existsSync(path.join(root, name))) cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  const run = (files: string[], on: Server[] = servers) => runTests(folder, files, on)
  return {
    run,
    async plant(bug) {
      const before = new Map<string, string>()
      try {
        for (const { file, find, replace } of bug.changes) {
          const address = path.join(folder, file)
          const text = readFileSync(address, 'utf8')
          if (!before.has(file)) before.set(file, text)
          const misplaced = whyNotThere(text, file, find)
          if (misplaced) return { passed: 0, failed: 0, broken: misplaced }
          writeFileSync(
            address,
            text.replace(anyLayout(find), () => replace),
          )
        }
        // Another schema needs a template of its own.
        return await run(bug.caughtBy, bug.changes.some(({ file }) => file.startsWith('migrations/')) ? [] : servers)
      } finally {
        for (const [file, text] of before) writeFileSync(path.join(folder, file), text)
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Whether a bug can still be planted: why not, or null. */
export const whyNotPlantable = (bug: Bug): string | null =>
  bug.changes.map(({ file, find }) => whyNotThere(readFileSync(path.join(root, file), 'utf8'), file, find)).find((why) => why !== null) ??
  null

function whyNotThere(text: string, file: string, find: string): string | null {
  const times = text.match(new RegExp(anyLayout(find), 'g'))?.length ?? 0
  return times === 1 ? null : `"${find}" stands ${times} times in ${file}`
}

/** The same words, wherever a formatter breaks the lines. */
const anyLayout = (words: string): RegExp =>
  new RegExp(
    [...words.replaceAll(/\s/g, '')].map((sign) => (/[)\]}]/.test(sign) ? `,?\\s*\\${sign}` : sign.replace(/[^\w]/, '\\$&'))).join('\\s*'),
  )

/** Full-scale tests have a configuration of their own; no bug needs them beside others. */
const ofProofs = (files: string[]): string[] =>
  files.some((file) => file.startsWith('test/proofs/')) ? ['--config', 'test/proofs/vitest.config.ts'] : []

/** Tests that fail count; a file that does not even load is no catch but a mistake in the planting. */
async function runTests(folder: string, files: string[], servers: Server[]): Promise<Result> {
  const report = path.join(folder, 'report.json')
  rmSync(report, { force: true })
  // What the runner above put into the environment is not for the one below; nor is a second PostgreSQL.
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|TEST_SERVERS$|NODE_OPTIONS$|SEED$|CI$|SIMULATION_)/.test(name)),
  )
  const env = { ...inherited, TEST_POSTGRES15_BIN: path.join(folder, 'nowhere'), SIMULATION_SEEDS: '500', SIMULATION_BROKEN: '1' }
  const given: Record<string, string> = servers.length ? { TEST_SERVERS: JSON.stringify(servers) } : {}
  let said = ''
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...ofProofs(files), '--bail=1', '--reporter=json', `--outputFile=${report}`, ...files],
    { cwd: folder, env: { ...env, ...given }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  if (!existsSync(report)) return { passed: 0, failed: 0, broken: said.slice(-2_000) }
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number }
  return { passed: numPassedTests, failed: numFailedTests, broken: numPassedTests + numFailedTests === 0 ? said.slice(-2_000) : null }
}
