import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startScheduler, type Scheduler } from '../../server/scheduler.ts'
import { startWorker, type Worker } from '../../server/worker.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startReceiver } from '../support/receiver.ts'
import { startRedis, type RedisServer } from '../support/redis.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

// Requirement C8: the same promises, whether workers claim rows where they stand or BullMQ on Redis brings them.
describe.each(['embedded', 'redis'])('the %s queue', (kind) => {
  let redis: RedisServer | null = null
  let house: House
  let shop: Shop
  let workers: Worker[] = []
  let scheduler: Scheduler
  let gate: PromiseWithResolvers<void>

  beforeAll(async () => {
    if (kind === 'redis') redis = await startRedis({ keeps: true })
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    gate = Promise.withResolvers()
    house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8', ...(redis && { REDIS_URL: redis.url }) } })
    shop = await openShop(house)
    await shop.automate({
      name: 'Repeats',
      definition: { triggers: [{ on: 'message' }], steps: [{ id: 'say', type: 'message', texts: ['{{text}}'] }] },
    })
    scheduler = startScheduler(house.deps)
  })
  afterEach(async () => {
    gate.resolve() // a test that failed may have left calls waiting
    await Promise.all(workers.map((worker) => worker.stop()))
    workers = []
    await scheduler.stop()
    await house.stop()
  })
  const startWorkers = async (count: number) => {
    for (let i = 0; i < count; i++) workers.push(await startWorker(house.deps, house.databaseUrl))
  }
  const said = async () => (await shop.effects()).filter((effect) => effect.kind === 'message').map((effect) => effect.text)
  const people = (count: number) =>
    Promise.all(
      Array.from(
        { length: count },
        async (_, i) => (await house.sim<{ id: string }>('POST', '/simulator/people', { username: `p${i}`, name: `P ${i}` })).id,
      ),
    )

  test('brings 100 messages to the platform, each once, with several workers', async () => {
    await startWorkers(3)
    const ids = await people(100)
    await Promise.all(ids.map((id, i) => shop.write(`hello ${i}`, id)))
    await until('all are said', async () => (await said()).length >= 100, 30_000)
    expect((await said()).toSorted()).toEqual(ids.map((_, i) => `hello ${i}`).toSorted())
    await until('nothing waits', async () => (await house.api<{ waiting: number }>('GET', '/api/queue')).body.waiting === 0, 5_000)
  }, 60_000)

  /** Calls that say something wait as long as `holds` says; how many are under way, and how many were at most. */
  function holdCalls(holds: (body: string) => Promise<void> | undefined) {
    const { http } = house.deps
    const calls = { underWay: 0, most: 0 }
    house.deps.http = async (request) => {
      // What is sent; a check of the account may subscribe meanwhile.
      if (!new URL(request.url).pathname.endsWith('/messages') || request.method !== 'POST') return http(request)
      calls.most = Math.max(calls.most, ++calls.underWay)
      await holds((request.body as string | undefined) ?? '')
      return http(request).finally(() => calls.underWay--)
    }
    return calls
  }
  const allowed = (calls: number) => (house.deps.config = { ...house.deps.config, workerCalls: calls })

  test('has as many calls under way as a worker may have, and no more', async () => {
    const calls = holdCalls(() => gate.promise)
    allowed(4)
    await startWorkers(1)
    const ids = await people(12)
    await Promise.all(ids.map((id, i) => shop.write(`hello ${i}`, id)))
    await until('all that may is under way', async () => calls.underWay === 4, 20_000)
    gate.resolve()
    await until('all are said', async () => (await said()).length >= ids.length, 30_000)
    expect(calls.most).toBe(4)
  }, 60_000)

  test('lets nobody wait for a call that takes long, few as its calls may be', async () => {
    holdCalls((body) => (body.includes('hello 0') ? gate.promise : undefined))
    allowed(2)
    await startWorkers(1)
    const ids = await people(6)
    await Promise.all(ids.map((id, i) => shop.write(`hello ${i}`, id)))
    await until('the others are said', async () => (await said()).length >= 5, 20_000)
    expect(await said()).not.toContain('hello 0')
    gate.resolve()
    await until('all are said', async () => (await said()).length >= 6, 20_000)
  }, 60_000)

  test('keeps 20 messages of one person in their order, with several workers', async () => {
    await startWorkers(3)
    for (let i = 1; i <= 20; i++) await shop.write(String(i))
    await until('all are said', async () => (await said()).length >= 20, 30_000)
    expect(await said()).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)))
  }, 60_000)

  test(`runs 45 jobs, each once${kind === 'redis' ? ', although Redis is emptied while they wait and run' : ''}`, async () => {
    // What somebody is called is asked by a job, five times a second for each account.
    const shops = [shop, await openShop(house), await openShop(house)]
    const asked: string[] = []
    const { http } = house.deps
    house.deps.http = async (request) => {
      const { pathname } = new URL(request.url)
      if (request.method !== 'GET' || !/\/\d+$/.test(pathname)) return http(request)
      asked.push(pathname)
      await gate.promise
      return http(request)
    }
    await startWorkers(2)
    const ids = await people(45)
    await Promise.all(ids.map((id, i) => shops[i % 3]!.write(`hello ${i}`, id)))
    await until('jobs run, and others wait', () => asked.length >= 12, 20_000)
    await redis?.command('FLUSHALL')
    gate.resolve()
    const jobs = async () =>
      (await house.api<{ data: { state: string; attempts: number }[] }>('GET', '/api/jobs?kind=look_up&limit=200')).body.data
    await until('all are done', async () => (await jobs()).filter((job) => job.state === 'done').length >= ids.length, 30_000)
    expect(asked.length).toBe(ids.length)
    expect(new Set(asked).size).toBe(ids.length)
    expect(await jobs()).toEqual(ids.map(() => expect.objectContaining({ state: 'done', reason: null, attempts: 1 })))
  }, 60_000)

  test('takes a form to its lead, its endpoint and, when its person writes, its DM; nothing of it is in a key or value of Redis', async () => {
    const receiver = await startReceiver()
    try {
      const endpoint = await house.api('POST', '/api/endpoints', { name: 'CRM', url: `${receiver.url}/crm`, sources: [{ type: 'any' }] })
      const form = await house.api('POST', '/api/forms', {
        name: 'Guide',
        slug: 'guide',
        fields: [{ name: 'email', label: 'Email', type: 'email', required: true }],
        continue: 'instagram',
        accountId: shop.accountId,
        message: 'Here is your guide',
      })
      expect([endpoint.status, form.status]).toEqual([201, 201])
      await startWorkers(2)
      const sent = await fetch(`${house.url}/f/guide`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'ana@x.com' }),
      })
      const { leadId, continueUrl } = ((await sent.json()) as { data: { leadId: string; continueUrl: string } }).data
      const lead = async () => (await house.api<{ status: string; dmStatus: string }>('GET', `/api/leads/${leadId}`)).body
      await until('the endpoint has the lead', async () => (await lead()).status === 'DELIVERED', 20_000)
      expect(receiver.got.map(({ body }) => body.data['email'])).toEqual(['ana@x.com'])
      await shop.act({ text: 'Hi', ref: new URL(continueUrl).searchParams.get('ref') })
      await until('the DM is sent', async () => ['sent', 'delivered'].includes((await lead()).dmStatus), 20_000)
      expect((await said()).filter((text) => text === 'Here is your guide')).toHaveLength(1)
      if (redis) {
        const written = redis.written()
        expect(written).toContain('bull')
        const { secret } = endpoint.body as { secret: string }
        const { accessToken } = await house.deps.credentials.get(shop.accountId)
        for (const text of [secret, accessToken, 'ana@x.com', 'your guide', shop.personId, '/crm', 'that only tests use'])
          expect([text, written.includes(text)]).toEqual([text, false])
      }
    } finally {
      receiver.stop()
    }
  }, 60_000)

  if (kind === 'redis')
    test('loses nothing when Redis is emptied in the middle', async () => {
      const ids = await people(60)
      await Promise.all(ids.map((id, i) => shop.write(`hello ${i}`, id)))
      await startWorkers(2)
      await until('some are said', async () => (await said()).length >= 5, 20_000)
      await redis!.command('FLUSHALL')
      await until('all are said', async () => (await said()).length >= 60, 40_000)
      expect(new Set(await said()).size).toBe(60)
      expect(await said()).toHaveLength(60)
    }, 90_000)
})
