import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { endChild } from './part.ts'
import { freePort } from './product.ts'
import type { Stage } from './stage.ts'

const readyLimitMs = 10_000

/**
 * A Redis for the benchmark alone, which writes nothing to disk; it ends with the stage. In: its program. Errors: when it does not answer.
 */
export async function startRedis(stage: Stage, program: string): Promise<{ url: string; pid: number }> {
  const port = await freePort()
  const folder = mkdtempSync(path.join(stage.folder, 'redis-'))
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {
    stdio: 'ignore',
  })
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject))
  stage.closing(() => endChild(child))
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 50 })
  client.on('error', () => {})
  const late = sleep(readyLimitMs).then(() => Promise.reject(new Error(`${program} did not answer within ${readyLimitMs / 1000} s`)))
  try {
    await Promise.race([failed, late, client.ping()])
  } finally {
    client.disconnect()
  }
  return { url, pid: child.pid! }
}
