import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run test:planted [-- words of names]: mutation tests: each planted bug by name, caught or MISSED; exit code 1 when one is missed.
await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  if (ending.aborted) return 1
  const node = findNode()
  const env = { ...programEnv(process.env), NODE_ENV: 'test', PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` }
  const { code } = await runToEnd(node, [...nodeFlags, 'test/planted/main.ts', ...process.argv.slice(2)], { cwd: projectRoot, env, ending })
  return code
})
