import fs from 'node:fs'
import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run check: every check that does not run the product. A failed check does not stop the others, so one run shows all of them.
const folders = ['server', 'simulator', 'web', 'test', 'bin', 'bench'].filter((folder) => fs.existsSync(path.join(projectRoot, folder)))
/** @type {[what: string, program: string, ...args: string[]][]} */
const checks = [
  ['types', 'typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['types of the launchers', 'typescript/bin/tsc', '-p', 'bin/tsconfig.json'],
  ['types of the pages', 'typescript/bin/tsc', '-p', 'web/tsconfig.json'],
  ['lint', 'oxlint/bin/oxlint', '--type-aware', ...folders],
  ['format', 'oxfmt/bin/oxfmt', '--check', ...folders],
  ['boundaries, texts and width', 'vitest/vitest.mjs', 'run', 'test/house.test.ts', 'test/texts.test.ts', 'test/width.test.ts'],
  ['schema', 'vitest/vitest.mjs', 'run', 'test/schema', 'test/belongings.test.ts'],
]

await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  if (ending.aborted) return 1
  const node = findNode()
  const env = { ...programEnv(process.env), PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` }
  const failed = []
  for (const [what, program, ...args] of checks) {
    const { code, said } = await runToEnd(node, [...nodeFlags, `node_modules/${program}`, ...args], {
      cwd: projectRoot,
      env,
      ending,
      quiet: true,
    })
    if (ending.aborted) return 1
    if (code !== 0) failed.push(what)
    console.log(code === 0 ? `${what}: passed` : `${what}: FAILED\n${said.trim()}\n`)
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
})
