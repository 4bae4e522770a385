import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './postgres15.ts'
import { until } from './until.ts'

export type RedisServer = { url: string; command(...words: string[]): Promise<string>; stop(): Promise<void> }

/** A Redis (or Valkey) of this test's own, without a trace on disk. */
export async function startRedis(): Promise<RedisServer> {
  const program = process.env['TEST_REDIS_SERVER'] ?? 'redis-server'
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-redis-'))
  const port = await freePort()
  const server = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {
    stdio: 'ignore',
  })
  const failed = new Promise<never>((_resolve, reject) =>
    server.once('error', () => reject(new Error(`${program} is missing: apt-get install redis-server`))),
  )
  const ended = new Promise((resolve) => server.once('exit', resolve))
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
  await Promise.race([failed, until('Redis answers', async () => (await command('PING')) === '+PONG', 10_000)])
  return {
    url: `redis://127.0.0.1:${port}`,
    command,
    async stop() {
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
