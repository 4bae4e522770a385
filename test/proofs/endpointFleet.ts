import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an endpoint got: for each lead how often it came, under which ids, and when it came first (performance.now). */
export type Got = Map<string, { times: number; ids: Set<string>; firstAt: number }>
export type EndpointFleet = {
  url: string
  got(path: string): Got
  requests(path: string): number
  /** Until it is switched on again every healthy endpoint answers 503. */
  setOutage(isOut: boolean): void
  /** When the last request came. */
  lastAt(): number
  /** Requests that reached the address to which `/moved` redirects. */
  strayed(): number
  stop(): void
}

/**
 * Endpoints by path: `/healthy/…` answer 200; `/hangs` answers nothing, `/fails` 500, `/gone` 410, `/busy` 429 with `Retry-After: 3600`,
 * `/moved` a redirect to this machine.
 */
export async function startEndpoints(): Promise<EndpointFleet> {
  const all = new Map<string, Got>()
  const requests = new Map<string, number>()
  let [isOut, lastAt, strayed] = [false, performance.now(), 0]
  const canary = await listen((_request, response) => {
    strayed++
    response.end('inside')
  })
  const answers: Record<string, (response: ServerResponse) => void> = {
    '/hangs': () => {},
    '/fails': (response) => void response.writeHead(500).end('down'),
    '/gone': (response) => void response.writeHead(410).end(),
    '/busy': (response) => void response.writeHead(429, { 'retry-after': '3600' }).end(),
    '/moved': (response) => void response.writeHead(302, { location: `${canary.url}/` }).end(),
  }
  const got = (path: string): Got => {
    const known = all.get(path) ?? new Map()
    all.set(path, known)
    return known
  }
  const fleet = await listen((request, response, text) => {
    const path = request.url!
    lastAt = performance.now()
    requests.set(path, (requests.get(path) ?? 0) + 1)
    const answer = answers[path]
    if (answer) return answer(response)
    if (isOut) return void response.writeHead(503).end()
    const id = (JSON.parse(text) as { data: { id: string } }).data.id
    const one = got(path).get(id) ?? { times: 0, ids: new Set<string>(), firstAt: lastAt }
    one.times++
    one.ids.add(String(request.headers['webhook-id']))
    got(path).set(id, one)
    response.end('ok')
  })
  return {
    url: fleet.url,
    got,
    requests: (path) => requests.get(path) ?? 0,
    setOutage: (out) => void (isOut = out),
    lastAt: () => lastAt,
    strayed: () => strayed,
    stop() {
      fleet.stop()
      canary.stop()
    },
  }
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse, text: string) => void) {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => answer(request, response, Buffer.concat(parts).toString()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
