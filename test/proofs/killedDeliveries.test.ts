import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ShownDelivery } from '../../server/endpoints/endpoints.schemas.ts'
import { startFleet, type Fleet } from '../support/fleet.ts'
import { everyRow, letAllBeDelivered } from '../support/ledgers.ts'
import { openPage, type PageShop, type ShownLead } from '../support/openPage.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

// Leads of an ad on their way to endpoints, while every worker is killed with -9 at the three points between two writes, PostgreSQL is
// killed and Redis is emptied: no lead is lost, none is stored twice, and every delivery ends with a reason.

/** PROOF_QUEUES=embedded for one of them. */
const queues = (process.env['PROOF_QUEUES'] ?? 'embedded redis').split(' ') as ('embedded' | 'redis')[]
const times = Number(process.env['PROOF_KILLS'] ?? 3)
const limitMs = 60_000

describe.each(queues)('leads on their way, with the %s queue', (queue) => {
  let fleet: Fleet
  let page: PageShop
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let filled = 0
  beforeAll(async () => {
    receiver = await startReceiver()
    receiver.answer(({ path }) => ({ status: path === '/good' ? 200 : 500 }))
    fleet = await startFleet({ webs: 1, workers: 2, queue, env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    page = await openPage({ ...fleet, drain: async () => {} })
    for (const [name, more] of [
      ['good', {}],
      ['bad', { retryCount: 0 }],
    ] as const)
      expect(
        (await fleet.api('POST', '/api/endpoints', { name, url: `${receiver.url}/${name}`, sources: [{ type: 'any' }], ...more })).status,
      ).toBe(201)
  })
  const holding = new Set<() => Promise<void>>()
  beforeEach(({ onTestFailed, onTestFinished }) => {
    onTestFailed(() => console.error(fleet?.said()))
    onTestFinished(async () => void (await Promise.all([...holding].map((release) => release()))))
  })
  afterAll(async () => {
    await fleet?.stop()
    receiver?.stop()
  })

  const fillIn = () => page.fillIn({ fields: { email: `person${++filled}@example.com` } })
  /** How often the last lead came. */
  const copies = () => receiver.got.filter(({ body }) => body.data['email'] === `person${filled}@example.com`).length
  const delivered = () => new Set(receiver.got.filter(({ path }) => path === '/good').map(({ body }) => body.data['email'])).size

  /** Holds a table against writing (or, with `all`, reading) until it is released. `waiting`: how many statements wait for it. */
  async function hold(table: string, mode = 'share') {
    const client = new pg.Client({ connectionString: fleet.postgres.url })
    await client.connect()
    await client.query('begin')
    const held = client.query(`lock table ${table} in ${mode} mode`)
    async function release() {
      holding.delete(release)
      await client.query('rollback')
      await client.end()
    }
    holding.add(release)
    return {
      held,
      release,
      async waiting() {
        const looking = new pg.Client({ connectionString: fleet.postgres.url })
        await looking.connect()
        const { rows } = await looking.query<{ n: number }>(
          `select count(*)::integer as n from pg_locks where relation = '${table}'::regclass and not granted`,
        )
        await looking.end()
        return rows[0]!.n
      },
    }
  }

  /** Every worker dies at this moment. */
  async function killWorkers(): Promise<void> {
    for (const worker of fleet.workers) worker.kill()
    if (queue === 'redis') await fleet.redis.command('FLUSHALL')
  }
  const allReady = () => Promise.all(fleet.workers.map((worker) => worker.ready()))
  const everyOneArrived = () => until('every lead arrives', () => delivered() === filled, limitMs)

  test('killed between fetch and store', async () => {
    for (let n = 0; n < times; n++) {
      await allReady()
      const leads = await hold('leads')
      await leads.held
      await fillIn()
      await until('a lead was fetched and is to be stored', async () => (await leads.waiting()) > 0, limitMs)
      await killWorkers()
      await leads.release()
    }
    await everyOneArrived()
  })

  test('killed between store and delivery', async () => {
    for (let n = 0; n < times; n++) {
      await allReady()
      // The last that storing a lead writes: it is held until the deliveries are held for the time after it.
      const alerts = await hold('lead_alerts')
      await alerts.held
      await fillIn()
      await until('a lead is as good as stored', async () => (await alerts.waiting()) > 0, limitMs)
      const deliveries = await hold('deliveries', 'access exclusive')
      await until('the deliveries are held next', async () => (await deliveries.waiting()) > 0, limitMs)
      await alerts.release()
      await deliveries.held
      await until('a worker has claimed a delivery and reads it', async () => (await deliveries.waiting()) > 0, limitMs)
      expect(copies()).toBe(0)
      await killWorkers()
      await deliveries.release()
    }
    await everyOneArrived()
  })

  test('killed between the call and its record', async () => {
    for (let n = 0; n < times; n++) {
      await allReady()
      const attempts = await hold('job_attempts')
      await attempts.held
      await fillIn()
      await until('both endpoints were called', () => copies() >= 2, limitMs)
      // The job that fetched the lead waits as well, and is done once more.
      await until('a worker is to record it', async () => (await attempts.waiting()) >= 2, limitMs)
      await killWorkers()
      await attempts.release()
    }
    await everyOneArrived()
  })

  test('PostgreSQL killed in the middle', async () => {
    await allReady()
    for (let n = 0; n < 30; n++) {
      await fillIn()
      if (n === 10) await until('some arrive', () => delivered() > filled - 10, limitMs)
      if (n === 15) await fleet.postgres.kill()
    }
    await letAllBeDelivered(fleet)
    await everyOneArrived()
  })

  test('in the end each lead is there once, and each delivery has its end', async () => {
    const deliveries = await until(
      'every delivery has an end',
      async () => {
        const all = await everyRow<ShownDelivery>(fleet, '/api/deliveries?')
        return all.length === 2 * filled && all.every(({ completedAt }) => completedAt !== null) ? all : null
      },
      limitMs,
    )
    const leads = await everyRow<ShownLead>(fleet, `/api/leads?source=lead_ad`)
    expect(leads).toHaveLength(filled)
    expect(new Set(leads.map(({ email }) => email)).size).toBe(filled)
    // One of the two endpoints refused each of them.
    expect(new Set(leads.map(({ status }) => status))).toEqual(new Set(['FAILED']))
    const ends = deliveries.map(({ endpointName, status, reason }) => `${endpointName} ${status} ${reason?.code ?? ''}`.trim())
    expect(new Set(ends)).toEqual(new Set(['good SUCCESS', 'bad FAILED http_status']))
    expect(ends.filter((end) => end === 'good SUCCESS')).toHaveLength(filled)

    const copies = Map.groupBy(receiver.got, ({ path, body }) => `${path} ${String(body.data['id'])}`)
    for (const all of copies.values()) expect(new Set(all.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const codes = deliveries.flatMap(({ attempts }) => attempts.map(({ error, httpStatus }) => (httpStatus === null ? error : null)))
    const lost = codes.filter((one) => one !== null)
    console.log(`${queue}: ${filled} leads, ${receiver.got.length} calls, ${lost.length} attempts lost: ${[...new Set(lost)].join('; ')}`)
    // What was called and not recorded was called once more.
    expect(receiver.got.filter(({ path }) => path === '/good').length).toBeGreaterThanOrEqual(filled + times)
    // A database that is gone is no fault of a delivery.
    expect(lost.filter((one) => !/worker/.test(one))).toEqual([])
    expect(lost.length).toBeGreaterThanOrEqual(2 * times)
    expect(fleet.endedByThemselves()).toEqual([])
  })
})
