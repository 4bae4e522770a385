import fs from 'node:fs'
import path from 'node:path'

/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, link?: boolean, os?:
 * string[], cpu?: string[], libc?: string[] }} LockEntry
 */
/** @typedef {{ packages?: Record<string, LockEntry> }} LockFile */
/** @typedef {{ os: string, cpu: string, libc: () => string }} Machine */

/**
 * Packages of package-lock.json that node_modules does not have; empty if it has all.
 * npm writes node_modules/.package-lock.json, the list of installed packages, as the last step of an install, and `npm ci` begins
 * by emptying node_modules. So an interrupted install has no list, and an install by hand counts too.
 * @param {string} root the project's folder
 * @param {boolean} needsDev whether development packages are needed
 * @returns {string[]} paths such as `node_modules/pg`
 */
export function missingPackages(root, needsDev) {
  const wanted = readLock(path.join(root, 'package-lock.json'))
  const present = readLock(path.join(root, 'node_modules', '.package-lock.json'))
  return comparePackages(wanted ?? {}, present ?? {}, needsDev, { os: process.platform, cpu: process.arch, libc: ourLibc })
}

/**
 * Whether the packages of the tests were installed here: an install for `npm start` then keeps them.
 * @param {string} root the project's folder
 */
export function hasDevPackages(root) {
  return Object.values(readLock(path.join(root, 'node_modules', '.package-lock.json'))?.packages ?? {}).some((entry) => entry.dev)
}

/**
 * Pure part of missingPackages. An optional package built for this machine must be present: npm omits it silently
 * when it cannot be fetched or written, and PostgreSQL is such a package.
 * @param {LockFile} wanted
 * @param {LockFile} present
 * @param {boolean} needsDev
 * @param {Machine} machine
 */
export function comparePackages(wanted, present, needsDev, machine) {
  const missing = []
  for (const [place, entry] of Object.entries(wanted.packages ?? {})) {
    if (place === '' || entry.link || (entry.dev && !needsDev)) continue
    const found = present.packages?.[place]
    const same = found && found.version === entry.version && (!found.integrity || !entry.integrity || found.integrity === entry.integrity)
    if (!same && (found || !mayBeMissing(entry, needsDev, machine))) missing.push(place)
  }
  return missing
}

/**
 * @param {LockEntry} entry `devOptional` is npm's mark for a package that both a development and an optional package need
 * @param {boolean} needsDev
 * @param {Machine} machine
 */
function mayBeMissing({ optional, devOptional, os, cpu, libc }, needsDev, machine) {
  if (!os && !cpu) return Boolean(optional || (devOptional && !needsDev))
  const isForUs = (os?.includes(machine.os) ?? true) && (cpu?.includes(machine.cpu) ?? true) && (libc?.includes(machine.libc()) ?? true)
  return !isForUs || Boolean(devOptional && !needsDev)
}

/** The C library of this machine. Node's own report has it too, but takes 35 ms to write. */
function ourLibc() {
  try {
    const ldd = fs.readFileSync('/usr/bin/ldd', 'utf8')
    if (/musl|GNU C Library|GLIBC/.test(ldd)) return ldd.includes('musl') ? 'musl' : 'glibc'
  } catch {
    // slim images have no ldd
  }
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return report.header?.glibcVersionRuntime ? 'glibc' : 'musl'
}

/**
 * @param {string} file
 * @returns {LockFile | null}
 */
function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
