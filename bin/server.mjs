import { spawn } from 'node:child_process'
import path from 'node:path'
import { findNode, isNewEnough, nodeFlags } from './findNode.mjs'
import { projectRoot } from './projectRoot.mjs'
import { runCommand } from './SetUpError.mjs'

// node bin/server.mjs: the server alone, for a service manager. Runs server/main.ts in this process or, if this Node is too old,
// in one that npm installed: signals are forwarded, and its exit code is used.
const main = path.join(projectRoot, 'server/main.ts')

if (isNewEnough(process.version)) {
  process.chdir(projectRoot)
  await import(main)
} else {
  await runCommand(async () => {
    const child = spawn(findNode(), [...nodeFlags, main], { cwd: projectRoot, stdio: 'inherit' })
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
    return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  })
}
