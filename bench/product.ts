import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { accountId, appSecret, keyword } from './bodies.ts'
import { endChild } from './part.ts'
import type { Stage } from './stage.ts'

const adminKey = 'bench-key-of-the-instance'
const readyLimitMs = 60_000

/**
 * The product as its users run it: `server/main.ts`, with the receiver as its platform. `postmaster`: of its own PostgreSQL, if it has one.
 */
export type Product = {
  port: number
  pid: number
  postmaster: number | null
  api<T>(method: string, path: string, body?: unknown): Promise<T>
  /** The values of /metrics under this name, by the value of its one label; without a label under ''. */
  metric(name: string): Promise<Record<string, number>>
  /**
   * Connects accounts through the API, each with an automation that replies to `price` under posts publicly, which no rate limit holds
   * back, and one that replies to it with a message.
   */
  openShops(count: number, firstAccount?: number): Promise<string[]>
  stop(): Promise<void>
}

export type ProductOptions = { roles?: string; settings?: Record<string, string> }

/**
 * Starts the product. In: the stage; the address of a database, or null for an embedded one as `npm start` has it. Out: once it is ready.
 */
export async function startProduct(
  stage: Stage,
  databaseUrl: string | null,
  { roles = 'web,worker,scheduler', settings: given = {} }: ProductOptions = {},
): Promise<Product> {
  const port = await freePort()
  const settings = {
    PORT: String(port),
    // Programs on one database share the key in this folder; an embedded database has a folder of its own.
    DATA_DIR: path.join(stage.folder, databaseUrl ? 'product' : `product-${port}`),
    DATABASE_URL: databaseUrl ?? '',
    ROLES: roles,
    SIMULATOR: 'off',
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
    INSTAGRAM_APP_ID: '1',
    INSTAGRAM_APP_SECRET: appSecret,
    GRAPH_INSTAGRAM_URL: stage.receiverUrl,
    BOOTSTRAP_API_KEY: adminKey,
    ...given,
  }
  const extra = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...extra, 'server/main.ts'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  stage.closing(() => endChild(child))
  // bin/runProduct.mjs describes how a server communicates with its parent process.
  let postmaster: number | null = null
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the product did not become ready')), readyLimitMs)
    child.once('exit', (code) => reject(new Error(`the product ended with ${code}`)))
    child.on('message', (message: { locked?: boolean; ready?: boolean; databasePid?: number }) => {
      postmaster = message.databasePid ?? postmaster
      if (message.locked) child.send({ simulatorUrl: null })
      if (!message.ready) return
      clearTimeout(limit)
      resolve()
    })
  })
  const api: Product['api'] = async (method, address, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${address}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as never
  }
  return {
    port,
    pid: child.pid!,
    postmaster,
    api,
    async metric(name) {
      const told = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const lines = told.matchAll(new RegExp(`^${name}(?:\\{\\w+="([^"]*)"\\})? (\\S+)$`, 'gm'))
      return Object.fromEntries([...lines].map(([, label = '', value]) => [label, Number(value)]))
    },
    stop: () => endChild(child),
    async openShops(count, firstAccount = 0) {
      const ids: string[] = []
      for (let index = firstAccount; index < firstAccount + count; index++) {
        const externalId = accountId(index)
        const { id } = await api<{ id: string }>('POST', '/api/accounts', {
          channel: 'instagram',
          externalId,
          name: `Shop ${index}`,
          accessToken: externalId,
        })
        await api('POST', '/api/automations', { accountId: id, name: 'Price', definition })
        await api('POST', '/api/automations', { accountId: id, name: 'Price by message', definition: byMessage })
        ids.push(id)
      }
      return ids
    },
  }
}

const definition = {
  triggers: [{ on: 'comment', keywords: [keyword, 'how much', 'cost', 'buy', 'order'] }],
  steps: [{ id: 'public', type: 'reply', texts: ['Thanks {{username}}, it costs 5.'] }],
}

const byMessage = {
  triggers: [{ on: 'message', keywords: [keyword] }],
  steps: [{ id: 'tell', type: 'message', texts: ['Hello, it costs 5.'] }],
}

/**
 * Returns a port that no program listens on, below those that the system gives to outgoing connections (32768 and up on Linux): one of
 * those could be in use before the product opens it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = net.createServer().listen(20_000 + Math.floor(Math.random() * 12_000), '127.0.0.1')
    const port = await new Promise<number | null>((resolve) => {
      server.once('listening', () => resolve((server.address() as AddressInfo).port))
      server.once('error', () => resolve(null))
    })
    if (port === null) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
