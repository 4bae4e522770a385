import fs from 'node:fs'
import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run test:clients [-- names of tests]: other people's clients, unchanged, against the simulator. They have their own package.json and
// lock in test/clients and are installed there by the first run; the product does not depend on them.
const folder = path.join(projectRoot, 'test/clients')
/** npm writes this file at the end of an installation; it is older than the lock if the lock has changed since. */
const installed = path.join(folder, 'node_modules/.package-lock.json')

await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  const node = findNode()
  const env = { ...programEnv(process.env), NODE_ENV: 'test', PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` }
  if (!ending.aborted && !isInstalled()) {
    console.log('Installing the clients …')
    const npmScript = process.env['npm_execpath']
    const [file, words] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []]
    const { code, said } = await runToEnd(file, [...words, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      env,
      ending,
      quiet: true,
    })
    if (code !== 0) {
      console.log(`The clients cannot be installed. Output of npm:\n${said.trim()}`)
      return 1
    }
  }
  if (ending.aborted) return 1
  const args = [...nodeFlags, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'test/clients/vitest.config.ts']
  const { code } = await runToEnd(node, [...args, ...process.argv.slice(2)], { cwd: projectRoot, env, ending })
  return code
})

function isInstalled() {
  if (!fs.existsSync(installed)) return false
  return fs.statSync(installed).mtimeMs >= fs.statSync(path.join(folder, 'package-lock.json')).mtimeMs
}
