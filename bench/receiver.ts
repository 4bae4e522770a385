import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { httpFrames } from './httpFrames.ts'
import { answerQuestions, nowMs } from './part.ts'

/**
 * Replaces the platform, for product and baseline alike: accepts public replies and messages, answers `/me` and subscriptions, and records
 * when it was called for which comment. It responds at once, or after the configured delay. A token is the account's id, so that `/me` can
 * identify the account.
 */
export type Question = { what: 'forget' } | { what: 'count' } | { what: 'arrivals' } | { what: 'think'; forMs: number }
/** `firstAt`: when the first request for a comment came, on the clock of `nowMs`. */
export type Counted = { replies: number; repeated: number; messages: number; firstAt: number | null }
/** Comment id and when the request for it came, on the clock of `nowMs`. */
export type Arrivals = { arrivals: [string, number][] }

let arrivals = new Map<string, number>()
let repeated = 0
let messages = 0
let said = 0
let thinksForMs = 0

function answerTo(head: string): string {
  const [method, address] = head.split(' ', 2) as [string, string]
  const reply = /^\/v[\d.]+\/(\d+)\/replies/.exec(address)
  if (reply) {
    if (arrivals.has(reply[1]!)) repeated++
    else arrivals.set(reply[1]!, nowMs())
    return `{"id":"${18_000_000_000_000_000n + BigInt(++said)}"}`
  }
  if (method === 'POST' && address.includes('/messages')) {
    messages++
    return `{"recipient_id":"${++said}","message_id":"m_${said}"}`
  }
  const token = /\r\nauthorization: *Bearer +(\S+)/i.exec(head)?.[1] ?? ''
  return address.includes('/me') ? `{"id":"1","user_id":"${token}","username":"shop_${token}"}` : '{"success":true}'
}

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {})
  socket.on(
    'data',
    httpFrames((head) => {
      const body = answerTo(head)
      const answer = () =>
        void socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
      if (thinksForMs) setTimeout(answer, thinksForMs)
      else answer()
    }),
  )
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

answerQuestions<Question>({ ready: true }, (question) => {
  const { what } = question
  if (what === 'think') thinksForMs = question.forMs
  if (what === 'arrivals') return { arrivals: [...arrivals] } satisfies Arrivals
  if (what === 'forget') {
    arrivals = new Map()
    repeated = messages = 0
  }
  const [firstAt = null] = arrivals.values()
  return {
    replies: arrivals.size,
    repeated,
    messages,
    firstAt,
    port: (server.address() as AddressInfo).port,
  } satisfies Counted & { port: number }
})
