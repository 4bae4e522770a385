import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { ensurePages } from './ensurePages.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'
import { findTestPrograms } from './testPrograms.mjs'
import { summarise } from './testSummary.mjs'

// npm test [-- names of tests, --coverage, …]: what follows `--` goes to vitest.
const say = console.log

await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say, dev: true })
  const { found, missing } = await findTestPrograms({ ending, say, env: process.env })
  for (const line of missing) say(line)
  const isCi = Boolean(process.env['CI']) && process.env['CI'] !== 'false'
  if (isCi && missing.length > 0) return 1 // in CI a silently skipped test would go unnoticed
  const node = findNode()
  await ensurePages({ node, ending, say })
  if (ending.aborted) return 1
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'autodm-test-'))
  try {
    return await runTests(node, path.join(folder, 'report.json'), found, ending)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

/**
 * @param {string} node
 * @param {string} report where vitest writes its JSON report
 * @param {Record<string, string>} found variables that name the programs
 * @param {AbortSignal} ending
 */
async function runTests(node, report, found, ending) {
  const args = [
    ...nodeFlags,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  // Tests start our programs with `node`, which must be this one.
  const env = {
    ...programEnv(process.env),
    ...found,
    NODE_ENV: 'test',
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
  }
  const { code } = await runToEnd(node, [...args, ...process.argv.slice(2)], { cwd: projectRoot, env, ending })
  const { passed, failed, skipped } = summarise(fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : null, code)
  if (skipped > 0) say(`${skipped} skipped`)
  say(`${passed} passed, ${failed} failed`)
  return code
}
