import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One webhook as the product received it, byte for byte. */
export type Received = { body: string; headers: IncomingMessage['headers']; json: Envelope }
export type Envelope = { object: string; entry: Entry[] }
export type Entry = { id: string; time: number; changes?: { field: string; value: Part }[]; messaging?: Part[]; [key: string]: unknown }
export type Part = { [key: string]: unknown }

/** A tiny product: makes the handshake, stores every webhook, gives the test's responses. */
export type Product = {
  url: string
  received: Received[]
  /** The response from now on; null leaves the connection hanging. */
  answers: (status: number | null) => void
  handshake: { verifyToken: string; spoil?: (challenge: string) => string; queries: URLSearchParams[] }
  close(): Promise<void>
}

export async function startProduct(port = 0): Promise<Product> {
  const received: Received[] = []
  const handshake: Product['handshake'] = { verifyToken: 'meatyhamhock', queries: [] }
  let status: number | null = 200

  function shakeHands(res: ServerResponse, query: URLSearchParams): void {
    handshake.queries.push(query)
    const right = query.get('hub.verify_token') === handshake.verifyToken && query.get('hub.mode') === 'subscribe'
    const challenge = query.get('hub.challenge') ?? ''
    res.writeHead(right ? 200 : 403).end(right ? (handshake.spoil ?? String)(challenge) : 'no')
  }

  const server = createServer((req, res) => {
    if (req.method === 'GET') return shakeHands(res, new URL(req.url ?? '', 'http://product').searchParams)
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1')
      received.push({ body, headers: req.headers, json: readable(body) })
      if (status !== null) res.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    answers: (next) => (status = next),
    handshake,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function readable(body: string): Envelope {
  try {
    return JSON.parse(body) as Envelope
  } catch {
    return { object: 'unreadable', entry: [] }
  }
}
