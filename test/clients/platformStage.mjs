import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Agent, setGlobalDispatcher } from 'undici'
import { startSimulator } from '../../simulator/simulator.ts'

// The clients are left as they are: connections of this process to the platform's hosts lead to a simulator instead, which sees what the
// client would have sent there.

const hosts = ['graph.facebook.com', 'graph.instagram.com', 'api.instagram.com']

/** A simulator, and this process's way to the platform that ends at it. `calls` holds what was sent there, in order. */
export async function setPlatformStage() {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'clients-'))
  const simulator = await startSimulator({ port: 0, dataDir, seedWorld: false, seed: 7 })
  const gate = await openGate(simulator.url)
  const listeners = []

  async function control(method, address, body) {
    const said = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await fetch(`${simulator.url}/simulator${address}`, { method, ...said })
    const told = await answer.json()
    if (!answer.ok) throw new Error(`${method} ${address}: ${told.error.message}`)
    return told
  }

  /** A program that hears webhooks: `hear` answers a request with a status and a body. Out: its address. */
  async function serve(hear) {
    const server = http.createServer((req, res) => {
      const chunks = []
      req.on('data', (chunk) => chunks.push(chunk))
      req.on('end', () => {
        hear(req, Buffer.concat(chunks).toString())
          .catch((error) => ({ status: 500, body: String(error) }))
          .then(({ status, body }) => res.writeHead(status).end(body))
      })
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
    listeners.push(server)
    return `http://127.0.0.1:${server.address().port}/hook`
  }

  /** The same, with its address subscribed to the account. */
  async function listen(accountId, { secret, verifyToken }, hear) {
    await control('POST', '/subscriptions', { accountId, url: await serve(hear), verifyToken, secret })
  }

  return {
    url: simulator.url,
    calls: gate.calls,
    control,
    serve,
    listen,
    async close() {
      gate.close()
      for (const server of listeners) server.close()
      await simulator.stop()
      fs.rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Leads connections to the platform's hosts to a small server that passes each request on, its host as the first part of the path. */
async function openGate(simulatorUrl) {
  const calls = []
  const passOn = new Agent()
  async function pass(req, res) {
    const chunks = []
    for await (const chunk of req) chunks.push(chunk)
    calls.push(`${req.method} ${req.headers.host}${req.url}`)
    const { host, connection: _c, 'content-length': _l, 'transfer-encoding': _t, ...headers } = req.headers
    const body = chunks.length > 0 ? Buffer.concat(chunks) : null
    const answer = await passOn.request({ origin: simulatorUrl, path: `/${host}${req.url}`, method: req.method, headers, body })
    res.writeHead(answer.statusCode, answer.headers)
    answer.body.pipe(res)
  }
  const server = http.createServer((req, res) => void pass(req, res).catch(() => res.destroy()))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = server.address()

  // fetch: the name is looked up here, so to say; there is no TLS on this machine.
  setGlobalDispatcher(
    new Agent({
      connect({ hostname, port: wanted }, done) {
        const socket = hosts.includes(hostname) ? net.connect(port, '127.0.0.1') : net.connect(Number(wanted) || 80, hostname)
        socket.once('connect', () => done(null, socket)).once('error', (error) => done(error, null))
      },
    }),
  )
  // node:https, which axios uses.
  class GateAgent extends http.Agent {
    protocol = 'https:'
    defaultPort = 443
    createConnection() {
      return net.connect(port, '127.0.0.1')
    }
  }
  https.globalAgent = /** @type {any} */ (new GateAgent())
  return {
    calls,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Waits for something that another program does, with a limit. */
export async function until(look, what, limitMs = 5_000) {
  for (const end = Date.now() + limitMs; ;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
