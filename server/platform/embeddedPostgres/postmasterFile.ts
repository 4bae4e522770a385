import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** The contents of `postmaster.pid` of a running server (PostgreSQL, src/include/utils/pidfile.h). */
export type Postmaster = { pid: number; port: number; status: 'starting' | 'stopping' | 'ready' | '' }

// Above the largest pid that Linux (4194304) or macOS gives out.
const nobodysPid = 999_999_999

/** Reads `postmaster.pid`: line 1 is the pid, line 4 the port, line 8 the status. Null when there is none, or only half of one. */
export function readPostmaster(data: string): Postmaster | null {
  const lines = readIfThere(path.join(data, 'postmaster.pid'))?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isInteger(pid) || pid <= 0) return null
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7]?.trim() ?? '') as Postmaster['status'] }
}

/**
 * Whether a process is the PostgreSQL server of this data folder, and not another program that got its pid after a crash (usual in
 * containers, where pids start at 1 again), nor a zombie.
 */
export function isPostmasterOf(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    // EPERM: another user's process. PostgreSQL itself concludes that such a process cannot be our server.
    return false
  }
  // A server changes to its data folder before it writes postmaster.pid; a zombie no longer has a current folder.
  if (process.platform === 'linux') {
    try {
      return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(data)
    } catch {
      return false
    }
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres')
  } catch {
    return false
  }
}

/** The server that runs on this data folder, or null. */
export function findRunningPostmaster(data: string): Postmaster | null {
  const found = readPostmaster(data)
  return found && isPostmasterOf(found.pid, data) ? found : null
}

/**
 * Replaces the pid in a stale `postmaster.pid` by one that no process has: PostgreSQL refuses to start while any process has the old one.
 * Keeps the other lines: with them PostgreSQL still checks that no child of the dead server holds its shared memory.
 */
export function forgetStalePid(data: string): void {
  const file = path.join(data, 'postmaster.pid')
  const text = readIfThere(file)
  const stale = readPostmaster(data)
  if (text === null || !stale || stale.pid === nobodysPid || isPostmasterOf(stale.pid, data)) return
  fs.writeFileSync(file, text.replace(/^\d+/, String(nobodysPid)))
}

function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
