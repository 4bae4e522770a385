import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startSimulator, type Simulator } from '../simulator.ts'
import { startProduct, type Part, type Product } from './product.ts'

export type Json = { [key: string]: any } // oxlint-disable-line typescript/no-explicit-any -- answers are looked into by tests only

export type Answer = { status: number; body: Json; headers: Headers }

/** A simulator with one account, one follower, one post and a product that listens. */
export type Stage = {
  simulator: Simulator
  dataDir: string
  product: Product
  account: { id: string; accessToken: string; pageId: string; pageAccessToken: string }
  person: { id: string }
  post: { id: string }
  control(method: string, path: string, body?: unknown): Promise<Answer>
  /** A call to graph.instagram.com with the account's token. */
  graph(method: string, path: string, body?: unknown, token?: string | null): Promise<Answer>
  send(message: unknown, recipient?: unknown, beside?: object): Promise<Answer>
  write(text: string, more?: object): Promise<string>
  comment(text: string, more?: object): Promise<string>
  advance(hours: number): Promise<void>
  /** Waits (with a limit) until enough of a kind of webhook has arrived. */
  heard(what: (part: Part, field: string) => boolean, count?: number): Promise<{ part: Part; entry: Json; field: string }[]>
  restart(): Promise<void>
  close(): Promise<void>
}

export async function call(url: string, method: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: /^\s*[[{]/.test(text) ? (JSON.parse(text) as Json) : { text }, headers: answer.headers }
}

/** Waits for a condition of another program, with a limit. */
export async function until<T>(
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  what: string,
  limitMs = 5_000,
): Promise<T> {
  for (const end = Date.now() + limitMs; ;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export async function setStage(options: { loginType?: 'instagram' | 'facebook'; seed?: number } = {}): Promise<Stage> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'simulator-'))
  const product = await startProduct()
  const start = (port: number) => startSimulator({ port, dataDir, seed: options.seed ?? 7, seedWorld: false })
  let simulator = await start(0)
  const control = (method: string, address: string, body?: unknown) => call(`${simulator.url}/simulator${address}`, method, body)

  const account = (await control('POST', '/accounts', { channel: 'instagram', name: 'Maya Studio', loginType: options.loginType }))
    .body as Stage['account']
  await control('POST', '/subscriptions', {
    accountId: account.id,
    url: product.url,
    verifyToken: 'meatyhamhock',
    secret: 'test_app_secret',
    secondSecret: 'second_secret',
  })
  const person = (await control('POST', '/people', { name: 'Ana Torres', username: 'ana' })).body as { id: string }
  const post = (await control('POST', '/media', { accountId: account.id, kind: 'FEED', caption: 'Mugs' })).body as { id: string }

  const graph: Stage['graph'] = (method, address, body, token = account.accessToken) =>
    call(`${simulator.url}/graph.instagram.com/v26.0${address}`, method, body, token ? { authorization: `Bearer ${token}` } : {})
  const parts = () =>
    product.received.flatMap(({ json }) =>
      json.entry.flatMap((entry) => [
        ...(entry.changes ?? []).map(({ field, value }) => ({ part: value, entry, field })),
        ...(entry.messaging ?? []).map((part) => ({ part, entry, field: 'messaging' })),
      ]),
    )

  return {
    get simulator() {
      return simulator
    },
    dataDir,
    product,
    account,
    person,
    post,
    control,
    graph,
    send: (message, recipient = { id: person.id }, beside = {}) =>
      graph('POST', `/${account.id}/messages`, { recipient, message, ...beside }),
    write: async (text, more = {}) =>
      (await control('POST', '/messages', { accountId: account.id, personId: person.id, text, ...more })).body['id'] as string,
    comment: async (text, more = {}) =>
      (await control('POST', '/comments', { mediaId: post.id, personId: person.id, text, ...more })).body['id'] as string,
    async advance(hours) {
      const { status } = await control('POST', '/clock', { advanceMs: Math.round(hours * 3_600_000) })
      if (status !== 200) throw new Error('the clock did not move')
    },
    heard: (what, count = 1) =>
      until(
        () => {
          const found = parts().filter(({ part, field }) => what(part, field))
          return found.length >= count && found
        },
        `${count} webhooks like ${String(what)}`,
      ),
    async restart() {
      const { port } = simulator
      await simulator.stop()
      simulator = await start(port)
    },
    async close() {
      await simulator.stop()
      await product.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
