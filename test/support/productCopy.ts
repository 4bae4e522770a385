import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const projectRoot = path.resolve(import.meta.dirname, '../..')
const parts = ['server', 'simulator', 'migrations', 'fixtures', 'bin', 'package.json']

/** Sources of another version, in a separate folder, with this project's packages. */
export type ProductCopy = { root: string; remove(): void }

function makeFolder(): ProductCopy {
  const root = mkdtempSync(path.join(tmpdir(), 'autodm-version-'))
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'))
  mkdirSync(path.join(root, 'dist/web/assets'), { recursive: true })
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** An earlier version. In: its commit. */
export function copyOfCommit(commit: string): ProductCopy {
  const copy = makeFolder()
  const archive = execFileSync('git', ['archive', commit, ...parts], { cwd: projectRoot, maxBuffer: 200_000_000 })
  execFileSync('tar', ['-x', '-C', copy.root], { input: archive })
  return copy
}

/** This version, to be modified by a test. */
export function copyOfThis(): ProductCopy {
  const copy = makeFolder()
  for (const part of parts)
    if (existsSync(path.join(projectRoot, part))) cpSync(path.join(projectRoot, part), path.join(copy.root, part), { recursive: true })
  return copy
}

/** This version with one more migration: the next version. */
export function copyOfNext(): ProductCopy {
  const copy = copyOfThis()
  writeFileSync(
    path.join(copy.root, 'migrations/9999_next.sql'),
    `alter table messages add column next_version integer;\ncreate table next_version as select id from messages;\n`,
  )
  return copy
}

/**
 * The last commit with each released schema; a new release adds its own. The versions in between have a newest migration that was still
 * being written.
 */
export const releasedSchemas = [
  { commit: '8d0aa41', newest: '0004_send_limits' },
  { commit: '3f5f325', newest: '0006_steady_plans' },
  { commit: '54e16c3', newest: '0010_business_accounts' },
  { commit: 'ee77230', newest: '0011_limit_windows' },
]
