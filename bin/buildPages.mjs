import { watchForEnding } from './ending.mjs'
import { ensurePages } from './ensurePages.mjs'
import { findNode } from './findNode.mjs'
import { runCommand } from './SetUpError.mjs'

// node bin/buildPages.mjs: builds the pages into dist/web, for the container image. `npm start` does so by itself.
await runCommand(async () => {
  await ensurePages({ node: findNode(), ending: watchForEnding(), say: console.log })
  return 0
})
