import path from 'node:path'
import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { ensurePages } from './ensurePages.mjs'
import { findNode } from './findNode.mjs'
import { projectRoot } from './projectRoot.mjs'
import { runProduct } from './runProduct.mjs'
import { runCommand } from './SetUpError.mjs'

// npm start: runs everything on this machine, from a fresh clone to two addresses. runProduct.mjs documents the programs' messages.
const say = console.log

await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say })
  if (ending.aborted) return 0
  const node = findNode()
  const pages = ensurePages({ node, ending, say })
  return runProduct({ node, ending, pages, onReady: (running) => say(welcome(running)) })
})

/** @param {{ product: string, pages: boolean, phone: string | null, next: string | null }} running */
function welcome({ product, pages, phone, next }) {
  const data = path.resolve(projectRoot, process.env['DATA_DIR'] || 'data')
  return [
    '',
    'AutoDM Hub is running.',
    '',
    pages ? `  Product  ${product}` : `  Health   ${product}/health/ready   this process has no pages (ROLES=${process.env['ROLES']})`,
    ...(phone ? [`  Phone    ${phone}   a simulated Instagram: nothing leaves this machine`] : []),
    '',
    next ??
      (!pages
        ? 'Another process with ROLES=web serves the pages.'
        : `Open ${product} first${phone ? ', then write a comment on the phone' : ''}.`),
    `Your data is in ${data}. Ctrl-C stops everything.`,
    '',
  ].join('\n')
}
