import type { ServerResponse } from 'node:http'
import type { World } from '../world/world.ts'

/** Server-sent events: the clock for product processes, changes for phone pages. */
export type Streams = { openClock(res: ServerResponse): void; openChanges(res: ServerResponse): void; close(): void }

const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' }
/** A comment line now and then prevents idle connections from being closed. */
const aliveEveryMs = 15_000

export function makeStreams(world: World): Streams {
  const clocks = new Set<ServerResponse>()
  const phones = new Set<ServerResponse>()
  const write = (to: Set<ServerResponse>, value: unknown) => {
    for (const res of to) res.write(`data: ${JSON.stringify(value)}\n\n`)
  }
  const onChange = (change: unknown) => write(phones, change)
  const endClock = world.clock.onMove((offsetMs) => {
    write(clocks, { offsetMs })
    onChange({ kind: 'clock', offsetMs })
  })
  const timer = setInterval(() => {
    for (const res of [...clocks, ...phones]) res.write(': alive\n\n')
  }, aliveEveryMs)
  timer.unref()

  function open(to: Set<ServerResponse>, res: ServerResponse, first: unknown): void {
    res.writeHead(200, headers)
    res.write(`data: ${JSON.stringify(first)}\n\n`)
    to.add(res)
    // Without an open phone there is no one to notify of changes.
    if (to === phones) world.onChange.add(onChange)
    res.on('close', () => {
      to.delete(res)
      if (phones.size === 0) world.onChange.delete(onChange)
    })
  }

  return {
    openClock: (res) => open(clocks, res, { offsetMs: world.clock.offsetMs() }),
    openChanges: (res) => open(phones, res, { kind: 'hello' }),
    close() {
      endClock()
      clearInterval(timer)
      for (const res of [...clocks, ...phones]) res.end()
    },
  }
}
