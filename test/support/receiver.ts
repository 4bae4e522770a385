import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  path: string
  method: string
  headers: IncomingHttpHeaders
  text: string
  body: { type: string; timestamp: string; data: Record<string, unknown> }
}
type Answer = { status?: number; headers?: Record<string, string>; body?: string; after?: Promise<void> } | 'hang' | 'reset'

/** An endpoint of a user's: keeps what it gets and answers as a test says, 200 by default. */
export async function startReceiver() {
  const got: Received[] = []
  const open = new Map<string, number>()
  const most = new Map<string, number>()
  let answer: (request: Received) => Answer = () => ({})
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    const path = request.url!
    open.set(path, (open.get(path) ?? 0) + 1)
    most.set(path, Math.max(most.get(path) ?? 0, open.get(path)!))
    response.once('close', () => open.set(path, open.get(path)! - 1))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const one = {
        path,
        method: request.method!,
        headers: request.headers,
        text,
        body: JSON.parse(text) as Received['body'],
      }
      got.push(one)
      const said = answer(one)
      if (said === 'hang') return
      if (said === 'reset') return request.socket.destroy()
      void Promise.resolve(said.after).then(() => response.writeHead(said.status ?? 200, said.headers).end(said.body ?? 'thanks'))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    got,
    /** How many requests to a path were open at once, at most. */
    most: (path: string) => most.get(path) ?? 0,
    answer: (how: typeof answer) => void (answer = how),
    /** Forgets what it got, and answers 200 again. */
    clear() {
      got.length = 0
      most.clear()
      answer = () => ({})
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
