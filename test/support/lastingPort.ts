import net from 'node:net'

// Below the range from which systems give ports to outgoing connections and to servers that ask for any (from 32768 on).
const [from, to] = [20_000, 32_000]

/**
 * Finds a port for a server that a test stops and starts again. A port that the system chose can be given to a connection of another test
 * while the server is stopped, and then it cannot be listened on for a minute.
 */
export async function lastingPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    // No seeded random: two test workers must not try the same ports in the same order.
    const port = from + ((process.pid * 7919 + Number(process.hrtime.bigint() % 1_000_003n)) % (to - from))
    if (await isFree(port)) return port
  }
  throw new Error(`no port between ${from} and ${to} is free`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
