import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Binaries, copyBinaries, linkLibraries } from './binaries.ts'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.ts'

const run = promisify(execFile)

/** How PostgreSQL's programs are run here: as which user, and from which folder. */
export type Runner = {
  name: string
  /** The full command for a program and its arguments. */
  command: (program: 'initdb' | 'postgres', args: string[]) => [file: string, args: string[], options: SpawnAs]
  /** Gives a file or folder to the user that PostgreSQL runs as. */
  own: (file: string) => void
  /** Gives the user a folder that root's PostgreSQL used before, with all its contents. No server may run on it. */
  takeOver: (folder: string) => void
}
type SpawnAs = { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv }
type User = { uid: number; gid: number }

// One uid is mapped: inside, the process is `nobody`; outside, the files stay root's and every path works.
const namespace = ['--user', '--map-user=65534', '--map-group=65534', '--']
const nobody: User = { uid: 65534, gid: 65534 }

/**
 * Chooses how to run PostgreSQL, which refuses to run as root. An ordinary user runs it directly. Root runs it as another user: the owner
 * of the data folder, else `postgres`, else `nobody`, from a copy of the programs if necessary; so a vulnerability in PostgreSQL does not
 * give root access. Where that user cannot enter the folder, root runs it in a user namespace of one uid, which is root outside.
 * In:     the installed programs, the folder of the embedded database, whether namespaces may be used, where to warn.
 * Errors: EmbeddedPostgresError when there is no way to run it.
 */
export async function chooseRunner(
  binaries: Binaries,
  home: string,
  { mayUseNamespace = true, warn = () => {} }: { mayUseNamespace?: boolean; warn?: (line: string) => void } = {},
): Promise<Runner> {
  const linked = linkLibraries(binaries.folder)
  const folder = linked ? binaries.folder : copyBinaries(binaries, home)
  const isRoot = process.getuid?.() === 0
  if (!isRoot) return hasName() || !mayUseNamespace || !(await namespaceWorks(folder)) ? direct(folder) : inNamespace(folder)
  const user = ownerOf(path.join(home, 'data')) ?? (await postgresUser())
  try {
    return await dropTo(user, folder, binaries, home)
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) || !mayUseNamespace || !(await namespaceWorks(folder))) throw error
    warn(
      `PostgreSQL runs with root's rights, because uid ${user.uid} cannot enter ${home}: choose a DATA_DIR that others may enter, or ` +
        'start as an ordinary user',
    )
    return inNamespace(folder)
  }
}

function direct(folder: string): Runner {
  return { name: 'directly', command: (program, args) => [programIn(folder, program), args, quietly()], own: () => {}, takeOver: () => {} }
}

function inNamespace(folder: string): Runner {
  return {
    name: 'in a user namespace',
    command: (program, args) => ['unshare', [...namespace, programIn(folder, program), ...args], quietly()],
    own: () => {},
    takeOver: () => {},
  }
}

async function dropTo(user: User, installed: string, binaries: Binaries, home: string): Promise<Runner> {
  fs.chmodSync(home, 0o711) // the other user must be able to traverse it
  const as = { ...quietly(), ...user }
  if (!(await works('sh', ['-c', 'cd "$1"', 'sh', home], as))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and uid ${user.uid} cannot enter ${home}: start as an ordinary user, or choose a DATA_DIR ` +
        'that others may enter.',
    )
  }
  const folder = (await works(programIn(installed, 'postgres'), ['--version'], as)) ? installed : copyBinaries(binaries, home)
  return {
    name: `as uid ${user.uid}`,
    command: (program, args) => [programIn(folder, program), args, as],
    own: (file) => fs.chownSync(file, user.uid, user.gid),
    takeOver: (data) => {
      if (fs.statSync(data, { throwIfNoEntry: false })?.uid !== 0) return
      // The folder itself last: if killed halfway, the next start continues.
      for (const name of fs.readdirSync(data, { recursive: true, encoding: 'utf8' }))
        fs.lchownSync(path.join(data, name), user.uid, user.gid)
      fs.chownSync(data, user.uid, user.gid)
    },
  }
}

async function namespaceWorks(folder: string): Promise<boolean> {
  return works('unshare', [...namespace, programIn(folder, 'postgres'), '--version'], quietly())
}

async function works(file: string, args: string[], as: SpawnAs): Promise<boolean> {
  return run(file, args, { ...as, timeout: 10_000 }).then(
    () => true,
    () => false,
  )
}

function programIn(folder: string, program: string): string {
  return path.join(folder, 'bin', program)
}

/** A clean environment: PGDATA, PGPORT, LC_ALL and the like of the starting user must have no effect. */
function quietly(): SpawnAs {
  return { cwd: '/', env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C', TZ: 'UTC' } }
}

/** initdb requires a name for its uid; a container started with `--user 12345` has none. */
function hasName(): boolean {
  try {
    return os.userInfo().username !== ''
  } catch {
    return false
  }
}

function ownerOf(folder: string): User | null {
  const stat = fs.statSync(folder, { throwIfNoEntry: false })
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : null
}

async function postgresUser(): Promise<User> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return nobody
  }
}
