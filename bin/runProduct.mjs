import { startProgram } from './program.mjs'
import { stopDatabase } from './stopDatabase.mjs'

// How the launcher and its programs speak (one JSON object per message):
//
//   server    → launcher  { locked: true, simulator: boolean, databasePid?: number }
//                           it holds the instance lock; whether it wants our simulator (config: SIMULATOR is on and no SIMULATOR_URL is
//                           given); the process of the embedded database, if it owns one. Sent again when the database gets another
//   process. launcher  → server    { simulatorUrl: string | null }
//                           the answer to each `locked`: the simulator is ready there, or none was wanted. Meanwhile the server may
//   migrate. server    → launcher  { ready: true, url: string, pages?: boolean, next?: string }
//                           it answers at `url`; `pages` false: only /health and /metrics (ROLES without web); `next`: one line, what this
//   user should do first. simulator → launcher  { ready: true, url: string }
//
// Exit codes of a program: 0 it was asked to end; 2 it cannot run and has said why in one line (a bad setting, a port in use, a database
// that does not start); 3 another instance runs and it has said where; 4 the database belongs to a newer version, for which it steps aside.
// After 2, 3 and 4 the launcher adds nothing. It ends with 4 itself, so that whoever supervises it need not start it again, and else with
// 1. Every program ends, in order, on SIGTERM, and on `disconnect`: then the launcher is gone.

/** Together with two seconds for the rest, below the ten that a SIGTERM may take. */
const serverPatienceMs = 6_500
const simulatorPatienceMs = 1_500
const steppedAside = 4
const saidWhy = new Set([2, 3, steppedAside])

/**
 * Runs server and simulator until we are asked to end or one of them ends.
 * The server comes first, and the simulator only when the server has the lock: a second start must not touch the first one's ports.
 * @param {{ node: string, ending: AbortSignal, serverFlags?: string[], onReady: (running: { product: string, pages: boolean, phone: string
 * | null, next: string | null }) => void }} options
 * @returns {Promise<number>} the exit code
 */
export async function runProduct({ node, ending, serverFlags = [], onReady }) {
  /** @type {import('./program.mjs').Program | null} */
  let simulator = null
  /** @type {string | null} */
  let phone = null
  /** @type {number | null} */
  let databasePid = null
  /** @type {(end: { code: number, line?: string }) => void} */
  let finish = () => {}
  const finished = new Promise((/** @type {(end: { code: number, line?: string }) => void} */ resolve) => (finish = resolve))

  /** @param {import('./program.mjs').Program} program */
  const watch = async (program) => {
    const { code, signal } = await program.ended
    const line =
      code !== null && saidWhy.has(code)
        ? undefined
        : `The ${program.name} ended by itself (${signal ?? `code ${code}`}); stopping the rest. "npm start" goes on where it was.`
    finish({ code: code === steppedAside ? steppedAside : 1, line })
  }
  const startSimulator = () => {
    const program = startProgram({
      name: 'simulator',
      node,
      args: ['simulator/main.ts'],
      onMessage: ({ ready, url }) => {
        if (ready !== true) return
        phone = String(url)
        server.send({ simulatorUrl: phone })
      },
    })
    void watch(program)
    return program
  }
  const server = startProgram({
    name: 'server',
    node,
    args: [...serverFlags, 'server/main.ts'],
    onMessage: (message) => {
      if (typeof message['databasePid'] === 'number') databasePid = message['databasePid']
      if (message['locked'] === true && message['simulator'] === true && simulator === null) simulator = startSimulator()
      else if (message['locked'] === true && (message['simulator'] !== true || phone !== null)) server.send({ simulatorUrl: phone })
      if (message['ready'] === true)
        onReady({
          product: String(message['url']),
          pages: message['pages'] !== false,
          phone,
          next: typeof message['next'] === 'string' ? message['next'] : null,
        })
    },
  })
  void watch(server)
  const whenAsked = () => finish({ code: 0 })
  if (ending.aborted) whenAsked()
  else ending.addEventListener('abort', whenAsked)

  const { code, line } = await finished
  if (line) console.error(line)
  // The server first: while it finishes what it is saying, the simulator still answers.
  const servedOut = await server.stop(serverPatienceMs)
  const { code: serverCode } = await server.ended
  const databaseMayRun = databasePid !== null && !(servedOut && serverCode === 0)
  await Promise.all([
    /** @type {import('./program.mjs').Program | null} */ (simulator)?.stop(simulatorPatienceMs),
    databaseMayRun ? stopDatabase(Number(databasePid)) : null,
  ])
  return code
}
