import { once } from 'node:events'
import net from 'node:net'
import { accountId, commentBody, messageBody, signedRequest } from './bodies.ts'
import { httpFrames } from './httpFrames.ts'
import { answerQuestions, nowMs } from './part.ts'

/**
 * The load generator, a separate process: payloads created and signed in advance, written over kept-alive connections, one request at a
 * time on each. `perSecond` null: the next request goes as soon as a connection is free. Otherwise requests are due by the clock and their
 * delay counts from then, so that a stalled server cannot hide behind requests that were not sent (coordinated omission).
 */
export type Run = {
  port: number
  path: string
  /** What is sent; comments by default. */
  what?: 'comments' | 'messages'
  accounts: number
  firstAccount?: number
  from: number
  count: number
  connections: number
  perSecond: number | null
  limitMs: number
}
/** Times in milliseconds; `dueAt[i]` belongs to the comment `from + i`, on the clock of `nowMs`. */
export type Ran = { taken: number; refused: number; elapsedMs: number; startedAt: number; latencies: number[]; dueAt: number[] }

async function run({
  port,
  path,
  what = 'comments',
  accounts,
  firstAccount = 0,
  from,
  count,
  connections,
  perSecond,
  limitMs,
}: Run): Promise<Ran> {
  const bodyOf = what === 'messages' ? messageBody : commentBody
  const requests = Array.from({ length: count }, (_, index) =>
    signedRequest(path, bodyOf(from + index, accountId(firstAccount + (index % accounts)))),
  )
  const sockets = Array.from({ length: connections }, () => net.connect({ port, host: '127.0.0.1', noDelay: true }))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))

  const ran: Ran = { taken: 0, refused: 0, elapsedMs: 0, startedAt: nowMs(), latencies: [], dueAt: [] }
  const free: net.Socket[] = []
  const under = new Map<net.Socket, number>()
  let next = 0
  let finish = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const isOver = () => next >= count || nowMs() - ran.startedAt > limitMs
  const dueOf = (index: number) => ran.startedAt + (index * 1000) / perSecond!

  function sendOn(socket: net.Socket) {
    if (isOver()) return void (under.size || finish())
    if (perSecond !== null && dueOf(next) > nowMs()) return void free.push(socket)
    const index = next++
    const due = perSecond === null ? nowMs() : dueOf(index)
    ran.dueAt[index] = due
    under.set(socket, due)
    socket.write(requests[index]!)
  }
  for (const socket of sockets) {
    socket.on(
      'data',
      httpFrames((head) => {
        ran.latencies.push(nowMs() - under.get(socket)!)
        under.delete(socket)
        if (head.startsWith('HTTP/1.1 200')) ran.taken++
        else ran.refused++
        sendOn(socket)
      }),
    )
    socket.on('error', finish)
    sendOn(socket)
  }
  const ticking =
    perSecond === null
      ? null
      : setInterval(() => {
          for (const socket of free.splice(0)) sendOn(socket)
        }, 1)
  const limit = setTimeout(finish, limitMs + 10_000)
  await finished
  if (ticking) clearInterval(ticking)
  clearTimeout(limit)
  ran.elapsedMs = nowMs() - ran.startedAt
  for (const socket of sockets) socket.destroy()
  return ran
}

answerQuestions<Run>({ ready: true }, run)
