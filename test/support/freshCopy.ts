import { execFileSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export type User = { uid: number; gid: number }

const projectRoot = path.resolve(import.meta.dirname, '../..')
/** `nobody`: the user that every system has and that owns nothing. */
const nobody: User = { uid: 65534, gid: 65534 }

/**
 * A copy of the project as a clone would be, in a folder of that user's with a blank in its path, and a home for them next to it. The
 * packages are this project's: linked where the user can reach them, else copied as hard links. So are the built pages.
 * In: null for the current user.
 */
export function makeFreshCopy(asNobody: boolean): { root: string; home: string; remove(): void; user: User | null } {
  const user = asNobody ? nobody : null
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && may(user, 'cd "$1"', folder))
  if (!parent) throw new Error('there is no folder for temporary files that everybody may enter')
  const folder = mkdtempSync(path.join(parent, 'a clone '))
  const root = path.join(folder, 'autodm hub')
  const home = path.join(folder, 'home')
  mkdirSync(home)
  const left = new Set(['node_modules', '.git', 'data', 'coverage', path.join('dist', 'compiled'), path.join('dist', 'node')])
  cpSync(projectRoot, root, { recursive: true, filter: (file) => !left.has(path.relative(projectRoot, file)) })
  own(folder, user)
  addPackages(realpathSync(path.join(projectRoot, 'node_modules')), path.join(root, 'node_modules'), user)
  return { root, home, user, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function addPackages(from: string, to: string, user: User | null): void {
  if (may(user, 'cd "$1" && head -c 1 .package-lock.json > /dev/null', from)) return symlinkSync(from, to)
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'pipe' })
  } catch {
    rmSync(to, { recursive: true, force: true }) // on another file system
    execFileSync('cp', ['-a', from, to], { stdio: 'pipe' })
  }
}

function may(user: User | null, command: string, folder: string): boolean {
  try {
    execFileSync('sh', ['-c', command, 'sh', folder], { stdio: 'pipe', cwd: '/', ...user })
    return true
  } catch {
    return false
  }
}

function own(file: string, user: User | null): void {
  if (!user) return
  chownSync(file, user.uid, user.gid)
  if (lstatSync(file).isDirectory()) for (const name of readdirSync(file)) own(path.join(file, name), user)
}
