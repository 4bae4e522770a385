import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { family, hasProc, memoryOf } from './host.ts'
import { nowMs } from './part.ts'
import { freePort } from './product.ts'
import type { Measured } from './report.ts'
import type { Stage } from './stage.ts'

export type Starting = { ready: Measured; idleMb: number | null }

const readyLimitMs = 60_000

/**
 * Measures G7, and for G6 the memory of the started programs: `npm start` as a user types it, on an empty data folder and once more on the
 * same.
 */
export async function measureStarting(stage: Stage): Promise<Starting> {
  const settings = {
    DATA_DIR: path.join(stage.folder, 'start'),
    PORT: String(await freePort()),
    SIMULATOR_PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
  }
  const times = { empty: 0, warm: [] as number[] }
  let idleMb: number | null = null
  const starts = stage.quick ? 2 : 4
  for (let start = 0; start < starts; start++) {
    const npm = npmStart(stage, settings)
    const tookMs = await npm.ready
    if (start === 0) times.empty = tookMs
    else times.warm.push(tookMs)
    if (start === starts - 1 && hasProc()) {
      await sleep(stage.quick ? 5_000 : 20_000)
      idleMb = idleMemory(npm.child.pid!, settings.DATA_DIR)
    }
    await npm.stop()
  }
  const warm = Math.min(...times.warm) / 1000
  return {
    idleMb,
    ready: {
      value: warm,
      unit: 's',
      floor: null,
      ratio: null,
      reached: [warm, times.empty / 1000],
      notes: [
        `from the command to the printed address, npm, database and simulator among it: ${warm.toFixed(2)} s on a data folder that is there, ${(times.empty / 1000).toFixed(2)} s on an empty one`,
      ],
    },
  }
}

function npmStart(stage: Stage, settings: Record<string, string>): { child: ChildProcess; ready: Promise<number>; stop(): Promise<void> } {
  const foreign = /^(npm_|NODE_COMPILE_CACHE$|DATABASE_URL$|SIMULATOR|META_|INSTAGRAM_|NODE_ENV$|ROLES$)/
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
  const startedAt = nowMs()
  const child = spawn('npm', ['start'], { env: { ...inherited, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  stage.closing(async () => void (child.exitCode === null && child.signalCode === null && (await stop())))
  const ready = new Promise<number>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (said.includes('is running.')) resolve(nowMs() - startedAt)
    })
    void ended.then(() => reject(new Error(`npm start ended:\n${said}`)))
    setTimeout(() => reject(new Error(`npm start was not ready within ${readyLimitMs / 1000} s:\n${said}`)), readyLimitMs).unref()
  })
  return { child, ready, stop }
}

/** The server and its PostgreSQL, without npm, launcher and simulator. */
function idleMemory(npm: number, dataDir: string): number {
  const commandOf = (pid: number) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  }
  const server = family(npm).filter((pid) => commandOf(pid).includes('server/main.ts'))
  const postmaster = Number(readFileSync(path.join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
  return memoryOf([...new Set([...server, ...family(postmaster)])]).all
}
