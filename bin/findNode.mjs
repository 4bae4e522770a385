import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ownNodeFolder } from './ownNode.mjs'
import { SetUpError } from './SetUpError.mjs'

// The oldest version that runs .ts files directly and has everything else we use.
const oldest = [22, 19]

/** Flags of every program that is started here. */
export const nodeFlags = ['--disable-warning=ExperimentalWarning']

/**
 * @param {string} version such as `v20.11.0`
 * @returns {boolean} whether our programs run on it
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > (oldest[0] ?? 0) || (major === oldest[0] && minor >= (oldest[1] ?? 0))
}

/**
 * Finds a Node that runs our programs: the present one, or the one that ensureInstalled.mjs installed.
 * @returns {string} its path; throws SetUpError if neither works: there is no such package for macOS and Alpine
 */
export function findNode() {
  if (isNewEnough(process.version)) return process.execPath
  const candidates = [`node-${process.platform}-${process.arch}/bin/node`, '.bin/node'].map((place) =>
    path.join(ownNodeFolder, 'node_modules', place),
  )
  const found = candidates.find((file) => fs.existsSync(file) && runs(file))
  if (found) return found
  throw new SetUpError(
    `Node.js ${oldest.join('.')} or newer is needed. This is ${process.version}, ` +
      `and no newer one can be installed for ${process.platform}-${process.arch}. ` +
      'Install the current one from https://nodejs.org (or: brew install node, apk add nodejs-current), then start again.',
  )
}

/** @param {string} file */
function runs(file) {
  try {
    return isNewEnough(execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim())
  } catch {
    return false // built for another C library
  }
}
