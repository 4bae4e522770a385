import { projectRoot } from './projectRoot.mjs'
import { slimPackages } from './slimPackages.mjs'

// node bin/slim.mjs [--without-pages]: removes from node_modules what running never needs, and what only building the pages needs. The
// container image does so after `npm ci --omit=dev`.
slimPackages(projectRoot, { withoutPages: process.argv.includes('--without-pages') })
