import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { projectRoot } from './projectRoot.mjs'
import { SetUpError } from './SetUpError.mjs'

// Runs .ts files as they are, and knows everything else we use.
const oldest = [22, 19]

/** Every program of ours is started with these. */
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
 * A Node that runs our programs: the one we are on, or the one that npm installed beside us.
 * @returns {string} its path; throws SetUpError where neither will do: there is no such package for macOS and Alpine
 */
export function findNode() {
  if (isNewEnough(process.version)) return process.execPath
  const candidates = [`node-${process.platform}-${process.arch}/bin/node`, '.bin/node'].map((place) =>
    path.join(projectRoot, 'node_modules', place),
  )
  const found = candidates.find((file) => fs.existsSync(file) && runs(file))
  if (found) return found
  throw new SetUpError(
    `Node.js ${oldest.join('.')} or newer is needed, this is ${process.version}, and no newer one can be installed for ${process.platform}-${process.arch}: ` +
      'install the current one from https://nodejs.org (or: brew install node, apk add nodejs-current), then start again.',
  )
}

/** @param {string} file */
function runs(file) {
  try {
    return isNewEnough(execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim())
  } catch {
    return false // made for another C library
  }
}
