import { startSimulator, type Simulator } from './simulator.ts'

// The simulator as a program of its own: `node simulator/main.ts`.

function readPort(): number {
  const value = process.env['SIMULATOR_PORT'] ?? '3001'
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65_535) return port
  console.error(`SIMULATOR_PORT: "${value}" is not a port number (0 to 65535)`)
  process.exit(2)
}

/** Started beside a proxy, it is called by the name that the product knows it by. */
function readNames(): string[] {
  const value = process.env['SIMULATOR_URL']
  if (!value) return []
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return [new URL(value).hostname]
  console.error(`SIMULATOR_URL: "${value}" must be an http(s) URL`)
  process.exit(2)
}

const port = readPort()
const names = readNames()
const dataDir = process.env['DATA_DIR'] || './data'

let simulator: Simulator
try {
  // A new world gets its seed from the hour of its birth, so that ids of a world that was thrown away do not come again.
  simulator = await startSimulator({ port, names, dataDir, seed: Date.now() })
} catch (error) {
  const { code, message } = error as { code?: string; message: string }
  const busy = code === 'EADDRINUSE' ? `port ${port} is taken; stop what listens there or set SIMULATOR_PORT` : null
  const locked = /locked/.test(message) ? `another simulator has the world in ${dataDir}/simulator open; stop it or set DATA_DIR` : null
  console.error(`The simulator cannot start: ${busy ?? locked ?? `${message} (world in ${dataDir}/simulator)`}`)
  process.exit(2)
}

async function end(): Promise<void> {
  // Whatever still hangs after a second and a half is not waited for: all that was answered is committed.
  setTimeout(() => process.exit(0), 1_500).unref()
  await simulator.stop()
  process.exit(0)
}
process.once('SIGTERM', () => void end())
process.once('SIGINT', () => void end())
// Started by the launcher it ends with it, also when the launcher is killed.
process.once('disconnect', () => void end())

// Whoever started it as a child tells people where it is; alone it does so itself.
if (process.send) process.send({ ready: true, url: simulator.url })
else console.log(`The simulator is running, its phone is at ${simulator.url}/`)
