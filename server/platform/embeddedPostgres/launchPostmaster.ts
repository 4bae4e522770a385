import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPostmaster } from './postmasterFile.ts'
import { endWithUs } from './endWithUs.ts'
import type { Runner } from './runner.ts'

/** A server that became ready, or the output of one that did not. */
export type Launch = { ready: true; child: ChildProcess; pid: number } | { ready: false; said: string }

const largestLogBytes = 10_000_000

/**
 * Starts PostgreSQL on `home/data` and waits until it accepts connections. It gets a session of its own, so that Ctrl-C reaches only this
 * process, and writes to `home/postgres.log`.
 * In:     the folder, arguments, how to run it, how long to wait at most (ms; recovery after a crash may take a while).
 * Errors: none; the result says what went wrong.
 */
export async function launchPostmaster(home: string, args: string[], runner: Runner, limitMs: number): Promise<Launch> {
  const data = path.join(home, 'data')
  const log = openLog(home, runner)
  const [file, words, options] = runner.command('postgres', ['-D', data, ...args])
  const child = spawn(file, words, { ...options, detached: true, stdio: ['ignore', log.fd, log.fd] })
  child.unref()
  const isDone = endWithUs(child, 'SIGINT')
  fs.closeSync(log.fd)
  const end: { why: string | null } = { why: null }
  child.once('error', (error) => (end.why = error.message))
  child.once('exit', (code, signal) => (end.why ??= `it ended with ${signal ?? `code ${code}`}`))

  const until = performance.now() + limitMs
  try {
    while (end.why === null && performance.now() < until) {
      const found = readPostmaster(data)
      if (child.pid !== undefined && found?.pid === child.pid && found.status === 'ready') return { ready: true, child, pid: child.pid }
      await sleep(10)
    }
  } finally {
    isDone()
  }
  if (end.why === null) child.kill('SIGQUIT')
  return { ready: false, said: `${end.why ?? `it was not ready after ${limitMs / 1000} s`}\n${writtenSince(log)}` }
}

type Log = { file: string; fd: number; start: number }

function openLog(home: string, runner: Runner): Log {
  const file = path.join(home, 'postgres.log')
  if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLogBytes) fs.renameSync(file, `${file}.1`)
  const fd = fs.openSync(file, 'a', 0o600)
  runner.own(file)
  return { file, fd, start: fs.fstatSync(fd).size }
}

function writtenSince({ file, start }: Log): string {
  return fs.readFileSync(file).subarray(start).toString('utf8')
}
