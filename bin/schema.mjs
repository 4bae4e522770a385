import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run schema: writes migrations/schema.sql, the schema that the migrations make, for review.
await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  if (ending.aborted) return 1
  const node = findNode()
  const env = { ...programEnv(process.env), PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` }
  const { code } = await runToEnd(node, [...nodeFlags, 'test/schema/writeSchema.ts'], { cwd: projectRoot, env, ending })
  return code
})
