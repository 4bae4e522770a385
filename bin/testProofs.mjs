import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode, nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'
import { findTestPrograms } from './testPrograms.mjs'

// npm run test:proofs [-- storm --webhooks 2000 | -- workers]: full-scale tests with real processes, for what `npm test` has no time
// for. Prints what they counted; exit code 0 when all passed, 1 when one failed, 2 for a wrong argument.
await runCommand(async () => {
  const proofs = fs
    .readdirSync(path.join(projectRoot, 'test/proofs'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.replace('.test.ts', ''))
  const { values, positionals } = parseArgs({ options: { webhooks: { type: 'string' } }, allowPositionals: true })
  const unknown = positionals.find((name) => !proofs.includes(name))
  if (unknown !== undefined) {
    console.log(`There is no full-scale test "${unknown}". Choose from: ${proofs.join(', ')}`)
    return 2
  }
  if (values.webhooks !== undefined && !(Number.isInteger(Number(values.webhooks)) && Number(values.webhooks) >= 500)) {
    console.log('--webhooks must be a whole number, at least 500')
    return 2
  }
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  const { found, missing } = await findTestPrograms({ ending, say: console.log, env: process.env })
  for (const line of missing) console.log(line)
  // These tests use the embedded PostgreSQL, but need Redis.
  if (ending.aborted || !found['TEST_REDIS_SERVER']) return 1
  const node = findNode()
  const env = {
    ...programEnv(process.env),
    ...found,
    NODE_ENV: 'test',
    ...(values.webhooks === undefined ? {} : { PROOF_WEBHOOKS: values.webhooks }),
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
  }
  const wanted = (positionals.length ? positionals : proofs).map((name) => `test/proofs/${name}.test.ts`)
  const args = [...nodeFlags, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'test/proofs/vitest.config.ts', ...wanted]
  const { code } = await runToEnd(node, args, { cwd: projectRoot, env, ending })
  return code
})
