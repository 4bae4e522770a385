import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { explainLeftOut, explainNpmFailure } from './explainNpmFailure.mjs'
import { takeInstallLock } from './installLock.mjs'
import { isNewEnough } from './findNode.mjs'
import { hasDevPackages, missingPackages } from './missingPackages.mjs'
import { missingOwnNode, ownNodeFolder, slimOwnNode } from './ownNode.mjs'
import { projectRoot } from './projectRoot.mjs'
import { SetUpError } from './SetUpError.mjs'
import { slimPackages } from './slimPackages.mjs'

const tickMs = 5_000

/**
 * Installs the packages of package-lock.json when they are missing or differ, and a Node.js where the present one is too old; does nothing
 * otherwise.
 * @param {{ ending: AbortSignal, say: (line: string) => void, dev?: boolean }} options `dev`: with the packages of the tests. If
 *   they are installed already, they stay.
 * @returns {Promise<void>} throws SetUpError with what to do
 */
export async function ensureInstalled({ ending, say, dev = false }) {
  const root = projectRoot
  const missing = () => ({ packages: missingPackages(root, dev), node: isNewEnough(process.version) ? [] : missingOwnNode() })
  const isInstalled = () => Object.values(missing()).every((list) => list.length === 0)
  if (isInstalled()) return
  try {
    const lock = await takeInstallLock(root, ending, () => say('Another start is installing the packages; waiting for it …'))
    try {
      if (ending.aborted || isInstalled()) return
      say(`Installing packages (${fs.existsSync(`${root}/node_modules`) ? 'they changed' : 'first start only'}, less than a minute) …`)
      const startedAt = performance.now()
      const { packages, node } = missing()
      const withDev = dev || hasDevPackages(root)
      const install = (/** @type {string} */ folder, /** @type {boolean} */ all) => npmCi(folder, all, { ending, say, names: lock.names })
      await Promise.all([packages.length && install(root, withDev), node.length && install(ownNodeFolder, false)])
      if (ending.aborted) return
      const left = Object.values(missing()).flat()
      if (left.length > 0) throw new SetUpError(explainLeftOut(left, root))
      if (packages.length && !withDev) slimPackages(root)
      if (node.length) slimOwnNode()
      say(`Installed in ${Math.round((performance.now() - startedAt) / 1000)} s.`)
    } finally {
      lock.release()
    }
  } catch (error) {
    if (error instanceof SetUpError) throw error
    throw new SetUpError(explainNpmFailure(String(error), root))
  }
}

/**
 * @param {string} root
 * @param {boolean} dev
 * @param {{ ending: AbortSignal, say: (line: string) => void, names: (pid: number) => void }} context
 */
async function npmCi(root, dev, { ending, say, names }) {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', dev ? '--include=dev' : '--omit=dev']
  // Without network npm retries for more than a minute without output; this takes a quarter of that.
  args.push('--fetch-retries=4', '--fetch-retry-factor=2', '--fetch-retry-mintimeout=1000')
  // Under `npm start` npm names itself; without it, PATH is searched.
  const npmScript = process.env['npm_execpath']
  const [file, words] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript, ...args]] : ['npm', args]
  const child = spawn(file, words, { cwd: root, env: installEnv(process.env), stdio: ['ignore', 'pipe', 'pipe'] })
  if (child.pid !== undefined) names(child.pid)
  // On SIGTERM npm cleans up for half a minute; the next `npm ci` removes what a kill leaves.
  const stop = () => child.kill('SIGKILL')
  ending.addEventListener('abort', stop)

  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said = (said + bytes).slice(-20_000)))
  const startedAt = performance.now()
  const ticking = setInterval(() => say(`  … still installing (${Math.round((performance.now() - startedAt) / 1000)} s)`), tickMs)
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (exitCode, signal) => resolve(exitCode ?? signal))
    })
    if (code !== 0 && !ending.aborted) throw new SetUpError(explainNpmFailure(`${said}\n${code}`, root))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
      throw new SetUpError('npm was not found: install Node.js 20 or newer, which brings npm, from https://nodejs.org, then start again.')
    }
    throw error
  } finally {
    clearInterval(ticking)
    ending.removeEventListener('abort', stop)
  }
}

/**
 * npm's settings from the command line (`npm start --omit=…`, a global install) do not apply to this install; registry, cache and proxy do.
 * @param {NodeJS.ProcessEnv} env
 */
function installEnv(env) {
  const others =
    /^npm_(package|lifecycle|command)|^npm_config_(omit|include|production|only|dry_run|global|location|workspaces?|loglevel|package_lock)$/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !others.test(name)))
}
