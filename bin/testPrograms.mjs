import fs from 'node:fs'
import path from 'node:path'
import { runToEnd } from './runToEnd.mjs'

const aptLimit = ['-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=120']

/**
 * Programs that some tests need beside npm's packages: the oldest supported PostgreSQL, and a Redis. Each is passed to the tests in a
 * variable: the folder of PostgreSQL's programs, the path of the Redis server.
 * @type {{ name: string, variable: string, aptPackage: string, brew: string, find: () => string | null }[]}
 */
export const testPrograms = [
  {
    name: 'PostgreSQL 15',
    variable: 'TEST_POSTGRES15_BIN',
    aptPackage: 'postgresql-15',
    brew: 'postgresql@15',
    find: () =>
      ['/usr/lib/postgresql/15/bin', '/usr/pgsql-15/bin', '/opt/homebrew/opt/postgresql@15/bin', '/usr/local/opt/postgresql@15/bin'].find(
        (folder) => fs.existsSync(path.join(folder, 'initdb')),
      ) ?? null,
  },
  {
    name: 'Redis',
    variable: 'TEST_REDIS_SERVER',
    aptPackage: 'redis-server',
    brew: 'redis',
    find: () => inPath('redis-server') ?? inPath('valkey-server'),
  },
]

/**
 * Finds the programs, and installs missing ones where possible (root on Debian and its derivatives).
 * @param {{ ending: AbortSignal, say: (line: string) => void, env: NodeJS.ProcessEnv, only?: string[] }} options `only`: of these variables
 * @returns {Promise<{ found: Record<string, string>, missing: string[] }>} `missing`: one line each, with the command that installs it
 */
export async function findTestPrograms({ ending, say, env, only }) {
  const asked = testPrograms.filter(({ variable }) => !only || only.includes(variable))
  const wanted = asked.filter(({ variable, find }) => !env[variable] && find() === null)
  if (wanted.length > 0 && process.getuid?.() === 0 && inPath('apt-get')) {
    say(`Installing ${wanted.map(({ name }) => name).join(' and ')} …`)
    // Only the programs are needed, no running services.
    const quietly = { cwd: '/', env: { ...env, DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' }, ending, quiet: true }
    await runToEnd('apt-get', ['update', '-q', ...aptLimit], quietly)
    for (const { aptPackage } of wanted) {
      const { code, said } = await runToEnd('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...aptLimit, aptPackage], quietly)
      if (code !== 0) say(said.trim().split('\n').slice(-3).join('\n'))
    }
  }
  /** @type {Record<string, string>} */
  const found = {}
  const missing = []
  for (const { name, variable, aptPackage, brew, find } of asked) {
    const place = env[variable] || find()
    if (place) found[variable] = place
    else
      missing.push(
        `${name} was not found: ${process.platform === 'darwin' ? `brew install ${brew}` : `sudo apt-get install ${aptPackage}`}`,
      )
  }
  return { found, missing }
}

/** @param {string} program */
function inPath(program) {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file)) ?? null
}
