import http from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A load balancer in front of several web processes: forwards each request to the next of them, byte for byte.
 * In:  a function that returns their ports, called at each request, so that they may become known later.
 * Out: its address, and how many requests each of them got.
 */
export async function startBalancer(ports: () => number[]): Promise<{ url: string; shares(): number[]; stop(): Promise<void> }> {
  const agent = new http.Agent({ keepAlive: true })
  const counts: number[] = []
  let turn = 0
  const server = http.createServer((from, to) => {
    const all = ports()
    const index = turn++ % all.length
    counts[index] = (counts[index] ?? 0) + 1
    const onward = http.request(
      { host: '127.0.0.1', port: all[index], method: from.method, path: from.url, headers: from.headers, agent },
      (answer) => {
        to.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(to)
      },
    )
    onward.on('error', () => (to.headersSent ? to.destroy() : to.writeHead(502).end()))
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shares: () => counts,
    async stop() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
