import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds, family, hasProc } from './host.ts'
import { startProduct, type Product } from './product.ts'
import { startRedis } from './redis.ts'
import { median, percentile, type Measured } from './report.ts'
import { inRounds } from './rounds.ts'
import type { Stage } from './stage.ts'

const endpoints = 20
const perSecond = 100
const waitLimitMs = 120_000

/** An endpoint for product and baseline alike: answers 200 at once, and notes by the name of its lead when a body came. */
async function startHooks() {
  let count = 0
  const arrivals = new Map<string, number>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (bytes: Buffer) => parts.push(bytes))
    request.on('end', () => {
      count++
      const name = /"name":"([^"]+)"/.exec(Buffer.concat(parts).toString())?.[1]
      if (name !== undefined && !arrivals.has(name)) arrivals.set(name, performance.now())
      response.writeHead(200, { 'content-length': 2 }).end('ok')
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    count: () => count,
    arrivals,
    forget() {
      count = 0
      arrivals.clear()
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function reached(what: string, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + waitLimitMs; !holds(); await sleep(5))
    if (performance.now() > end) throw new Error(`not in time: ${what}`)
}

const settings = { ENDPOINT_ALLOW: '127.0.0.0/8' }
const makeEndpoint = (product: Product, url: string, n: number) =>
  product.api('POST', '/api/endpoints', { name: `Endpoint ${n}`, url, sources: [{ type: 'any' }] })
const addLead = (product: Product, name: string) => product.api('POST', '/api/leads', { name, email: `${name}@example.com` })

/**
 * Measures G11: leads are stored while no worker runs; then a worker delivers all of them to endpoints that answer at once. In: the Redis
 * program, for one more round with Redis. Errors: when a delivery came twice or never.
 */
export async function measureDeliveries(stage: Stage, redisProgram: string | null): Promise<Measured> {
  const hooks = await startHooks()
  stage.closing(async () => hooks.stop())
  const leads = stage.quick ? 100 : 500
  const count = leads * endpoints
  const floor = await stage.part('deliveryFloor.ts', { DATABASE_URL: await stage.database('g11_floor') })
  const databaseUrl = await stage.database('g11')
  const web = await startProduct(stage, databaseUrl, { roles: 'web', settings })
  for (let n = 0; n < endpoints; n++) await makeEndpoint(web, hooks.url, n)
  const speeds = { floor: [] as number[], product: [] as number[] }
  const cpu = { worker: 0, database: 0 }
  let round = 0
  /** Out: deliveries a second. */
  async function deliverAll(more: Record<string, string> = {}): Promise<number> {
    round++
    for (let from = 0; from < leads; from += 4)
      await Promise.all(Array.from({ length: 4 }, (_, n) => addLead(web, `r${round}n${from + n}`)))
    hooks.forget()
    const worker = await startProduct(stage, databaseUrl, { roles: 'worker,scheduler', settings: { ...settings, ...more } })
    await reached('the first delivery', () => hooks.count() > 0)
    const [begun, first] = [performance.now(), hooks.count()]
    const before = hasProc() ? [cpuSeconds([worker.pid]), cpuSeconds(family(stage.postmaster))] : null
    await reached('every delivery', () => hooks.count() >= count)
    const speed = ((count - first) * 1_000) / (performance.now() - begun)
    if (before) {
      cpu.worker += cpuSeconds([worker.pid]) - before[0]!
      cpu.database += cpuSeconds(family(stage.postmaster)) - before[1]!
    }
    await sleep(500)
    if (hooks.count() !== count) throw new Error(`${hooks.count()} deliveries came instead of ${count}`)
    await worker.stop()
    return speed
  }
  await inRounds(stage, { rounds: 3, quickMs: 20_000 }, async () => {
    hooks.forget()
    const { perSecond: floorSpeed } = await floor.ask<{ perSecond: number }>({ url: hooks.url, count, body: sampleBody })
    speeds.floor.push(floorSpeed)
    speeds.product.push(await deliverAll())
  })
  const overRedis = redisProgram && (await deliverAll({ REDIS_URL: (await startRedis(stage, redisProgram)).url }))
  await floor.stop()
  await web.stop()
  const [floorSpeed, speed] = [median(speeds.floor), median(speeds.product)]
  const each = (seconds: number) => `${((seconds * 1e6) / (count * round)).toFixed(0)} µs`
  const rounded = (values: number[]) => values.map(Math.round).join(', ')
  return {
    value: speed,
    unit: '/s',
    floor: floorSpeed,
    ratio: speed / floorSpeed,
    reached: [speed / floorSpeed],
    notes: [
      `${leads} leads a round to ${endpoints} endpoints that answer at once, four requests at once for each; rounds: floor ${rounded(speeds.floor)}; product ${rounded(speeds.product)}`,
      ...(overRedis ? [`over Redis ${Math.round(overRedis)} a second, in one round`] : []),
      ...(hasProc() ? [`processor time of a delivery: worker ${each(cpu.worker)}, database ${each(cpu.database)}`] : []),
    ],
  }
}

/** Measures G12: from the request that stores a lead until its delivery arrives, at 100 leads a second to one endpoint. */
export async function measureLeadDelay(stage: Stage): Promise<Measured> {
  const hooks = await startHooks()
  stage.closing(async () => hooks.stop())
  const count = perSecond * (stage.quick ? 10 : 30)
  const product = await startProduct(stage, await stage.database('g12'), { settings })
  await makeEndpoint(product, hooks.url, 0)
  async function run(mark: string, leads: number): Promise<number[]> {
    hooks.forget()
    const begun = new Map<string, number>()
    const started = performance.now()
    const asked: Promise<unknown>[] = []
    let refused: unknown = null
    for (let n = 0; n < leads; n++) {
      const early = started + (n * 1_000) / perSecond - performance.now()
      if (early > 1) await sleep(early)
      begun.set(`${mark}${n}`, performance.now())
      asked.push(addLead(product, `${mark}${n}`).catch((error: unknown) => (refused = error)))
    }
    await Promise.all(asked)
    if (refused) throw refused
    await reached('every delivery', () => hooks.arrivals.size >= leads)
    return [...begun].map(([name, at]) => hooks.arrivals.get(name)! - at)
  }
  await run('warm', perSecond * 2)
  const used = () => (hasProc() ? [cpuSeconds([product.pid]), cpuSeconds(family(stage.postmaster))] : null)
  const before = used()
  const delays = await run('lead', count)
  const after = used()
  const each = (n: number) => `${(((after![n]! - before![n]!) * 1e6) / count).toFixed(0)} µs`
  await product.stop()
  const [p50, p99] = [percentile(delays, 50), percentile(delays, 99)]
  return {
    value: p99,
    unit: 'ms',
    floor: null,
    ratio: null,
    reached: [p99],
    notes: [
      `${count} leads, ${perSecond} a second, stored by the API one by one; p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      ...(before ? [`processor time of a lead and its delivery: product ${each(0)}, database ${each(1)}`] : []),
    ],
  }
}

const sampleBody = JSON.stringify({
  type: 'lead.created',
  timestamp: '2026-11-30T12:00:00.000Z',
  data: {
    id: '01a22bb0-f453-76c5-9515-16dd5ec8d8da',
    source: 'api',
    email: 'someone@example.com',
    name: 'floor',
    customFields: {},
    attribution: {},
    text: 'x'.repeat(400),
  },
})
