import { watchForEnding } from './ending.mjs'
import { ensureInstalled } from './ensureInstalled.mjs'
import { findNode } from './findNode.mjs'
import { startProgram } from './program.mjs'
import { runCommand } from './SetUpError.mjs'

// npm run simulator: the simulated Meta platform alone, on SIMULATOR_PORT.
const patienceMs = 8_000

await runCommand(async () => {
  const ending = watchForEnding()
  await ensureInstalled({ ending, say: console.log })
  if (ending.aborted) return 0
  const simulator = startProgram({
    name: 'simulator',
    node: findNode(),
    args: ['simulator/main.ts'],
    onMessage: ({ ready, url }) => ready === true && console.log(`The simulator is running: ${String(url)} (Ctrl-C stops it)`),
  })
  const asked = new Promise((resolve) => ending.addEventListener('abort', () => resolve('asked')))
  const first = await Promise.race([asked, simulator.ended])
  if (first === 'asked') {
    await simulator.stop(patienceMs)
    return 0
  }
  const { code, signal } = await simulator.ended
  if (code !== 2) console.error(`The simulator ended unexpectedly (${signal ?? `code ${code}`}).`)
  return 1
})
