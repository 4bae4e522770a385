import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './npmStart.ts'
import { until } from './until.ts'

export type RedisServer = {
  url: string
  command(...words: string[]): Promise<string>
  /** Every command that ever changed it, with keys and values; only where it `keeps`. */
  written(): string
  /** Kills it with -9 and starts a new one on the same port: with the data of the first in its folder, or with none. */
  kill(comesBack?: 'as it was' | 'empty'): Promise<void>
  /** Kills it with -9, without a new one until `startAgain`, on the same port and with its stored data. */
  end(): Promise<void>
  startAgain(): Promise<void>
  stop(): Promise<void>
}

/** A Redis (or Valkey) for this test alone, in its own folder. `keeps`: it stores each command, like one that must survive a kill. */
export async function startRedis({ keeps = false } = {}): Promise<RedisServer> {
  const program = process.env['TEST_REDIS_SERVER'] ?? 'redis-server'
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-redis-'))
  const port = await freePort()
  let server: ChildProcess
  let ended: Promise<unknown>

  async function start() {
    const journal = keeps ? ['yes', '--appendfsync', 'everysec'] : ['no']
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, '--appendonly', ...journal]
    const started = spawn(program, args, { stdio: 'ignore' })
    server = started
    const failed = new Promise<never>((_resolve, reject) =>
      started.once('error', () => reject(new Error(`${program} is missing: apt-get install redis-server`))),
    )
    ended = new Promise((resolve) => started.once('exit', resolve))
    await Promise.race([failed, until('Redis answers', async () => (await command('PING')) === '+PONG', 10_000)])
  }
  // The protocol is lines: enough for PING and FLUSHALL.
  const command = (...words: string[]) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write(`${words.join(' ')}\r\n`))
      socket.once('data', (bytes) => {
        resolve(bytes.toString().trim())
        socket.destroy()
      })
      socket.once('error', reject)
    })
  async function end() {
    server.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    command,
    written: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => readFileSync(path.join(file.parentPath, file.name), 'latin1'))
        .join('\n'),
    async kill(comesBack = 'as it was') {
      await end()
      if (comesBack === 'empty') rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      await start()
    },
    end,
    startAgain: start,
    async stop() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
