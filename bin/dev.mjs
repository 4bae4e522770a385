import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { ensurePages } from './ensurePages.mjs'
import { findNode } from './findNode.mjs'
import { projectRoot } from './projectRoot.mjs'
import { runProduct } from './runProduct.mjs'
import { runToEnd } from './runToEnd.mjs'
import { runCommand } from './SetUpError.mjs'

const endsWithUs = '--import=./bin/endWithLauncher.mjs'

// npm run dev: like npm start, but the server restarts when one of its files changes, and vite serves the pages and
// updates the open page. Vite's port, and the addresses it forwards to the server, are in web/vite.config.ts.
await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log, dev: true })
  if (ending.aborted) return 0
  const node = findNode()
  await ensurePages({ node, ending, say: console.log })
  let pagesStarted = false
  process.env['AUTODM_LAUNCHER_PID'] = String(process.pid)
  /** @param {{ product: string, phone: string | null }} running */
  const onReady = ({ product, phone }) => {
    console.log(`The server is running: ${product}${phone ? `, the phone: ${phone}` : ''}`)
    if (pagesStarted) return
    pagesStarted = true
    const vite = [endsWithUs, 'node_modules/vite/bin/vite.js', '--config', 'web/vite.config.ts']
    runToEnd(node, vite, { cwd: projectRoot, env: process.env, ending }).catch((/** @type {unknown} */ error) => console.error(error))
  }
  return runProduct({ node, ending, serverFlags: ['--watch', '--watch-preserve-output', endsWithUs], onReady })
})
