import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'

const ticksPerSecond = 100 // USER_HZ, the same on every Linux (proc(5))

/** Whether CPU time and memory of other processes can be read on this system. */
export const hasProc = (): boolean => process.platform === 'linux'

/** A process and everything it started. */
export function family(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), statOf(Number(name))?.parent]),
  )
  const found = new Set([pid])
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const [one, parent] of parents) if (parent !== undefined && found.has(parent)) found.add(one)
  }
  return [...found]
}

/** CPU seconds that these processes and their ended children have used. */
export const cpuSeconds = (pids: number[]): number => pids.reduce((sum, pid) => sum + (statOf(pid)?.ticks ?? 0), 0) / ticksPerSecond

/**
 * Memory in megabytes, shared pages split among the processes that share them (PSS): all of it, own pages, shared memory, files (programs
 * and libraries).
 */
export type Memory = { all: number; own: number; shared: number; files: number }

/** The memory of these processes; an ended process counts as zero. */
export function memoryOf(pids: number[]): Memory {
  const sum: Memory = { all: 0, own: 0, shared: 0, files: 0 }
  for (const pid of pids) {
    let told = ''
    try {
      told = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    } catch {
      continue // it ended in the meantime
    }
    const mb = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(told)?.[1] ?? 0) / 1024
    sum.all += mb('Pss')
    sum.own += mb('Pss_Anon')
    sum.shared += mb('Pss_Shmem')
    sum.files += mb('Pss_File')
  }
  return sum
}

function statOf(pid: number): { parent: number; ticks: number } | null {
  try {
    // After the name in brackets, which may hold anything: state, parent, …, utime, stime, cutime, cstime (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { parent: Number(fields[1]), ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) }
  } catch {
    return null
  }
}

/** Takes a sample at regular intervals until stopped; returns the one with the largest size. */
export function watchLargest<Look>(look: () => Look, sizeOf: (look: Look) => number, everyMs: number): { stop(): Look } {
  let largest = look()
  const again = () => {
    const now = look()
    if (sizeOf(now) > sizeOf(largest)) largest = now
  }
  const timer = setInterval(again, everyMs)
  return {
    stop() {
      clearInterval(timer)
      again()
      return largest
    },
  }
}

/** One line about the machine for the report. */
export const machine = (): string => {
  const processor = os.cpus()[0]?.model.trim() || process.arch
  const load = os.loadavg().map((one) => one.toFixed(1))
  return [
    `${os.cpus().length} cores (${processor})`,
    `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    `${os.type()} ${os.release()}`,
    `Node ${process.version}`,
    `load average ${load.join(' ')}`,
  ].join(', ')
}
