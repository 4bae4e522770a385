import { startSimulator, type Simulator } from './simulator.ts'

// The simulator as a separate program: `node simulator/main.ts`.

function readPort(): number {
  const value = process.env['SIMULATOR_PORT'] ?? '3001'
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65_535) return port
  console.error(`SIMULATOR_PORT: "${value}" is not a port number (0 to 65535)`)
  process.exit(2)
}

/** Behind a proxy, it accepts the host name under which the product knows it. */
function readNames(): string[] {
  const value = process.env['SIMULATOR_URL']
  if (!value) return []
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return [new URL(value).hostname]
  console.error(`SIMULATOR_URL: "${value}" must be an http(s) URL`)
  process.exit(2)
}

function readBehindMs(): number {
  const days = Number(process.env['SIMULATOR_BEHIND_DAYS'] ?? 0)
  if (days >= 0 && days <= 366) return days * 86_400_000
  console.error('SIMULATOR_BEHIND_DAYS: must be a number of days, up to 366')
  process.exit(2)
}

const port = readPort()
const names = readNames()
const dataDir = process.env['DATA_DIR'] || './data'

let simulator: Simulator
try {
  // A new simulated platform takes its seed from the time of its creation, so that ids of a deleted one do not come again.
  simulator = await startSimulator({ port, names, dataDir, seed: Date.now(), behindMs: readBehindMs() })
} catch (error) {
  const { code, message } = error as { code?: string; message: string }
  const busy = code === 'EADDRINUSE' ? `port ${port} is taken; stop what listens there or set SIMULATOR_PORT` : null
  const locked = /locked/.test(message) ? `another simulator has the world in ${dataDir}/simulator open; stop it or set DATA_DIR` : null
  console.error(`The simulator cannot start: ${busy ?? locked ?? `${message} (world in ${dataDir}/simulator)`}`)
  process.exit(2)
}

async function end(): Promise<void> {
  // Requests that are still open after a second and a half are abandoned: everything that was answered is committed.
  setTimeout(() => process.exit(0), 1_500).unref()
  await simulator.stop()
  process.exit(0)
}
process.once('SIGTERM', () => void end())
process.once('SIGINT', () => void end())
// Started by the launcher it ends with it, also when the launcher is killed.
process.once('disconnect', () => void end())

// A parent process prints the address; a simulator started directly prints it itself.
if (process.send) process.send({ ready: true, url: simulator.url })
else console.log(`The simulator is running, its phone is at ${simulator.url}/`)
