import path from 'node:path'
import { parseArgs } from 'node:util'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

const eightHours = '480'

// npm run test:long [-- --minutes 30]: simulations with new seeds, for hours. Ends early when three seeds fail.
await runCommand(async () => {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: eightHours } } })
  if (!(Number(values.minutes) > 0)) {
    console.log('--minutes must be a number above 0')
    return 2
  }
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  if (ending.aborted) return 1
  const node = findNode()
  const env = {
    ...programEnv(process.env),
    NODE_ENV: 'test',
    SIMULATION_MINUTES: values.minutes,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
  }
  const { code } = await runToEnd(node, [...nodeFlags, 'node_modules/vitest/vitest.mjs', 'run', 'test/simulation'], {
    cwd: projectRoot,
    env,
    ending,
  })
  return code
})
