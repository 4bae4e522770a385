import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { ensurePages } from './ensurePages.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run bench [-- --quick --json --only G1,G2]: what follows `--` goes to bench/main.ts.
// With --json only the last line of standard output is for programs, so the setup may print too.
await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log })
  if (ending.aborted) return 1
  const node = findNode()
  // G7 measures a start with everything installed and built.
  await ensurePages({ node, ending, say: console.log })
  const env = { ...programEnv(process.env), PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` }
  const { code } = await runToEnd(node, [...nodeFlags, 'bench/main.ts', ...process.argv.slice(2)], { cwd: projectRoot, env, ending })
  return code
})
