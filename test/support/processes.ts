import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** `words`: command line, environment and, on Linux, the current folder. They show what the process was started for. */
export type Process = { pid: number; parent: number; command: string; words: string }

/**
 * Finds every process that belongs to a data folder: those that name it (the programs have it in their environment, PostgreSQL in its
 * arguments or as its current folder), and all their descendants. This also finds orphans whose parent was killed.
 * In:  a path that nothing else on this machine contains. A zombie, which only its parent can clear away, counts as gone.
 */
export function processesOf(folder: string): Process[] {
  const all = everyProcess()
  const found = new Set(all.filter((one) => one.words.includes(folder)).map((one) => one.pid))
  found.delete(process.pid)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const one of all) if (found.has(one.parent)) found.add(one.pid)
  }
  return all.filter((one) => found.has(one.pid))
}

/** Kills the remaining processes of a data folder as suddenly as possible; processes that are just being started, in the next round. */
export function killAllOf(folder: string): void {
  for (let rounds = 0; rounds < 200; rounds++) {
    const found = processesOf(folder)
    if (!found.length) return
    for (const { pid } of found) kill(pid)
  }
  throw new Error(
    `these do not end: ${processesOf(folder)
      .map((one) => `${one.pid} ${one.command}`)
      .join('\n')}`,
  )
}

/** Throws, naming those that remain, while processes of a data folder run: for `until`. */
export function noneOf(folder: string): true {
  const found = processesOf(folder)
  if (found.length) throw new Error(found.map((one) => `${one.pid} of ${one.parent}: ${one.command}`).join('; '))
  return true
}

export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function everyProcess(): Process[] {
  if (existsSync('/proc/self/stat'))
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(readProc)
  // `e` adds the environment of processes that are ours (macOS).
  const lines = execFileSync('ps', ['axeww', '-o', 'pid=,ppid=,stat=,command='], { encoding: 'utf8', maxBuffer: 64_000_000 }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, parent, state, words] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined || state!.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), command: words!, words: words! }]
  })
}

function readProc(pid: string): Process[] {
  try {
    // `pid (name) state parent …`, where the name may hold anything (proc(5)).
    const [, state, parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    if (state === 'Z' || state === 'X') return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const words = `${command}\n${readFileSync(`/proc/${pid}/environ`, 'utf8')}\n${readlinkSync(`/proc/${pid}/cwd`)}`
    return [{ pid: Number(pid), parent: Number(parent), command, words }]
  } catch {
    return [] // it ended in the meantime, or belongs to another user
  }
}
