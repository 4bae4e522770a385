import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run cli -- <command>: the command line (server/cli.ts), under the Node that npm installed. The installation says what it does on
// standard error, so that a command's output can be redirected.
await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.error })
  if (ending.aborted) return 1
  const args = [...nodeFlags, path.join(projectRoot, 'server/cli.ts'), ...process.argv.slice(2)]
  const { code } = await runToEnd(findNode(), args, { cwd: process.cwd(), env: programEnv(process.env), ending, input: 'inherit' })
  return code
})
