import { startProgram } from './program.mjs'
import { stopDatabase } from './stopDatabase.mjs'

// The messages between the launcher and its programs (one JSON object each):
//
//   server    → launcher  { locked: true, simulator: boolean, databasePid?: number }
//                           it holds the instance lock; whether it needs our simulator (SIMULATOR is on, no SIMULATOR_URL is given);
//                           the process of the embedded database, if it owns one. Sent again when the database gets a new process.
//   launcher  → server    { simulatorUrl: string | null }
//                           the reply to each `locked`: the simulator is ready there, or none is needed, and the pages are built. Meanwhile
//                           the server may migrate.
//   server    → launcher  { ready: true, url: string, pages?: boolean, next?: string }
//                           it serves `url`; `pages` false: only /health and /metrics (ROLES without web);
//                           `next`: one line, what the user should do first.
//   simulator → launcher  { ready: true, url: string }
//
// Exit codes of a program: 0 it was asked to end; 2 it cannot run and has printed why in one line (a bad setting, a port in use, a database
// that does not start); 3 another instance runs and it has printed where; 4 a newer version has the database, so it ended.
// After 2, 3 and 4 the launcher adds nothing. It ends with 4 too, so that a supervisor need not restart it, and else with 1.
// Every program ends in order on SIGTERM, and on `disconnect`: then the launcher is gone.

/** Plus two seconds for the rest, this is below the ten seconds that a SIGTERM may take. */
const serverPatienceMs = 6_500
const simulatorPatienceMs = 1_500
const steppedAside = 4
const printedWhy = new Set([2, 3, steppedAside])

/**
 * Runs server and simulator until this process is asked to end or one of them ends.
 * The server comes first, and the simulator only when the server has the lock: a second start must not touch the first one's ports.
 * @param {{ node: string, ending: AbortSignal, serverFlags?: string[], pages?: Promise<void>, onReady: (running: { product: string, pages:
 * boolean, phone: string | null, next: string | null }) => void }} options `pages`: they are being built; the server serves once they are,
 *   and starts its database beside it
 * @returns {Promise<number>} the exit code; rejects when the pages could not be built
 */
export async function runProduct({ node, ending, serverFlags = [], pages = Promise.resolve(), onReady }) {
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
      code !== null && printedWhy.has(code)
        ? undefined
        : `The ${program.name} ended unexpectedly (${signal ?? `code ${code}`}); stopping the rest. "npm start" resumes where it left off.`
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
        reply()
      },
    })
    void watch(program)
    return program
  }
  // It may fail before the server asks.
  pages.catch(() => undefined)
  /** @type {unknown} */
  let notBuilt = null
  const reply = () =>
    void pages.then(
      () => server.send({ simulatorUrl: phone }),
      (/** @type {unknown} */ error) => {
        notBuilt = error
        finish({ code: 1 })
      },
    )
  const server = startProgram({
    name: 'server',
    node,
    args: [...serverFlags, 'server/main.ts'],
    onMessage: (message) => {
      if (typeof message['databasePid'] === 'number') databasePid = message['databasePid']
      if (message['locked'] === true && message['simulator'] === true && simulator === null) simulator = startSimulator()
      else if (message['locked'] === true && (message['simulator'] !== true || phone !== null)) reply()
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
  // The server first: while it finishes requests in flight, the simulator still responds.
  const servedOut = await server.stop(serverPatienceMs)
  const { code: serverCode } = await server.ended
  const databaseMayRun = databasePid !== null && !(servedOut && serverCode === 0)
  await Promise.all([
    /** @type {import('./program.mjs').Program | null} */ (simulator)?.stop(simulatorPatienceMs),
    databaseMayRun ? stopDatabase(Number(databasePid)) : null,
  ])
  if (notBuilt !== null) throw notBuilt
  // A build that is not needed any more tidies up after itself.
  await pages.catch(() => undefined)
  return code
}
