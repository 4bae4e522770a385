import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { projectRoot } from './projectRoot.mjs'
import { runToEnd } from './runToEnd.mjs'
import { SetUpError } from './SetUpError.mjs'

// The sources of the pages. They share the product's model and its pure engine.
const sources = ['web', 'server/model', 'server/engine', 'package-lock.json']
const stamp = '.built'

/**
 * Builds the pages into dist/web when their sources have changed. They are built in another folder and then moved, so that neither a kill
 * nor a second start nor a running server ever sees a partial build.
 * @param {{ node: string, ending: AbortSignal, say: (line: string) => void }} options
 * @returns {Promise<void>} throws SetUpError when the build fails
 */
export async function ensurePages({ node, ending, say }) {
  if (!fs.existsSync(path.join(projectRoot, 'web', 'index.html'))) return
  const pages = path.join(projectRoot, 'dist', 'web')
  const hash = hashFiles(projectRoot, sources)
  if (readStamp(pages) === hash) return
  say('Building the pages …')
  const scratch = `${pages}.${process.pid}`
  try {
    fs.mkdirSync(scratch, { recursive: true })
    const built = await runToEnd(node, viteBuild(scratch), {
      cwd: projectRoot,
      env: { ...process.env, NODE_ENV: 'production' },
      ending,
      quiet: true,
    })
    if (ending.aborted) return
    if (built.code !== 0)
      throw new SetUpError(
        `The pages could not be built:\n${stripVTControlCharacters(built.said).trim().split('\n').slice(0, 25).join('\n')}`,
      )
    fs.writeFileSync(path.join(scratch, stamp), hash)
    replaceFolder(scratch, pages)
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'ENOSPC') throw new SetUpError(`The disk that holds ${pages} is full: free some space and start again.`)
    if (code === undefined) throw error
    throw new SetUpError(`The pages cannot be written to ${pages} (${code}): start once as the owner of this folder.`)
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * How the pages are built; the only place that defines it.
 * @param {string} outDir
 */
function viteBuild(outDir) {
  return [
    'node_modules/vite/bin/vite.js',
    'build',
    '--config',
    'web/vite.config.ts',
    // Otherwise vite writes a copy of it into node_modules, which may belong to another user.
    '--configLoader',
    'native',
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ]
}

/**
 * One digest of the names and contents of files and folders.
 * @param {string} root
 * @param {string[]} places relative to root; missing ones count as empty
 */
export function hashFiles(root, places) {
  const hash = createHash('sha256')
  /** @param {string} place */
  const add = (place) => {
    const file = path.join(root, place)
    const stat = fs.statSync(file, { throwIfNoEntry: false })
    if (stat?.isDirectory()) for (const name of fs.readdirSync(file).sort()) add(`${place}/${name}`)
    else if (stat?.isFile()) hash.update(`${place}\0${stat.size}\0`).update(fs.readFileSync(file))
  }
  for (const place of places) add(place)
  return hash.digest('hex')
}

/** @param {string} pages */
function readStamp(pages) {
  try {
    return fs.readFileSync(path.join(pages, stamp), 'utf8')
  } catch {
    return null
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function replaceFolder(from, to) {
  const old = `${from}.old`
  if (fs.existsSync(to)) fs.renameSync(to, old)
  fs.renameSync(from, to)
  fs.rmSync(old, { recursive: true, force: true })
}
