import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { hasProc, memoryOf, watchLargest } from '../../bench/host.ts'
import { makePlace, type Place } from '../support/npmStart.ts'
import { until } from '../support/until.ts'
import { startEndpoints, type EndpointFleet } from './endpointFleet.ts'
import { steadily } from './viralCrowds.ts'
import { percentile } from './viralLedger.ts'

// Leads to twenty endpoints, five of which hang, fail, are gone, are busy or redirect to this machine: the others do not notice. Then an
// outage of two days, by a moved clock, of all that are left.

const leads = Number(process.env['PROOF_LEADS'] ?? 10_000)
/** Steady, and below what the product delivers: what is measured is a lead's way and not a queue. */
const perSecond = Number(process.env['PROOF_LEADS_PER_SECOND'] ?? 10)
const healthy = Array.from({ length: 15 }, (_, n) => `/healthy/${n}`)
const bad = ['/hangs', '/fails', '/gone', '/busy', '/moved']
const [hourMs, calmMs] = [3_600_000, 1_000]

let place: Place
let endpoints: EndpointFleet
const ids = new Map<string, string>()

beforeAll(async () => {
  endpoints = await startEndpoints()
  place = await makePlace({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
  await place.start().ready()
})
beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => {
  place?.remove()
  endpoints?.stop()
})

async function connect(paths: string[]): Promise<void> {
  for (const path of paths) {
    const body = { name: path, url: endpoints.url + path, sources: [{ type: 'any' }] }
    const { status, body: made } = await place.api<{ id: string }>('POST', '/api/endpoints', body)
    expect(status).toBe(201)
    ids.set(path, made.id)
  }
}

/** Sends leads at a steady pace, and waits until every healthy endpoint has each. Out: their ids, and the p99 from request to arrival. */
async function send(mark: string, count: number): Promise<{ sent: string[]; p99: number }> {
  const begun = new Map<string, number>()
  await steadily(count, (count / perSecond) * 1_000, async (number) => {
    const at = performance.now()
    const { status, body } = await place.api<{ id: string }>('POST', '/api/leads', { name: `${mark} ${number}` })
    expect(status).toBe(201)
    begun.set(body.id, at)
  })
  const sent = [...begun.keys()]
  await until(
    'every healthy endpoint has every lead',
    () => healthy.every((path) => sent.every((id) => endpoints.got(path).has(id))),
    600_000,
  )
  const waits = healthy.flatMap((path) => sent.map((id) => endpoints.got(path).get(id)!.firstAt - begun.get(id)!))
  return {
    sent,
    p99: percentile(
      waits.toSorted((a, b) => a - b),
      99,
    ),
  }
}

/** Moves the product clock, hour by hour, and waits each time until no request comes any more. */
async function pass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    await place.sim('POST', '/simulator/clock', { advanceMs: hourMs })
    const movedAt = performance.now()
    while (performance.now() - Math.max(endpoints.lastAt(), movedAt) < calmMs) await sleep(50)
  }
}

test(`${leads} leads to 20 endpoints, five of them bad, and an outage of 48 hours`, async () => {
  await connect(healthy)
  await send('warm-up', Math.min(leads, 10 * perSecond))
  const alone = await send('alone', Math.ceil(leads / 4))
  await connect(bad)
  const server = [place.pid('server')]
  const memory = hasProc()
    ? watchLargest(
        () => memoryOf(server).all,
        (mb) => mb,
        500,
      )
    : null
  const beside = await send('beside', leads)
  const largestMb = memory?.stop() ?? 0
  const each = (of: (path: string) => unknown) => bad.map((path) => `${path} ${String(of(path))}`).join(', ')
  console.log(`p99 from lead to endpoint: ${alone.p99.toFixed(0)} ms alone, ${beside.p99.toFixed(0)} ms beside five bad ones`)
  console.log(`requests of the bad ones: ${each(endpoints.requests)}; server at most ${largestMb.toFixed(0)} MB`)

  const copies = beside.sent.map((id) => healthy.map((path) => endpoints.got(path).get(id)!))
  expect(copies.flat().filter(({ times }) => times !== 1)).toEqual([])
  expect(copies.filter((of) => new Set(of.flatMap((one) => [...one.ids])).size !== 1)).toEqual([])
  expect(endpoints.strayed()).toBe(0)
  expect(endpoints.requests('/gone')).toBeLessThanOrEqual(4)
  expect(beside.p99).toBeLessThanOrEqual(Math.max(2 * alone.p99, 100))
  expect(largestMb).toBeLessThan(400)

  for (const path of bad) expect((await place.api('DELETE', `/api/endpoints/${ids.get(path)!}`)).status).toBe(204)
  endpoints.setOutage(true)
  const count = Math.ceil(leads / 20)
  const out: string[] = []
  await steadily(count, (count / perSecond) * 1_000, async (number) => {
    out.push((await place.api<{ id: string }>('POST', '/api/leads', { name: `outage ${number}` })).body.id)
  })
  await pass(48)
  expect(healthy.every((path) => out.every((id) => !endpoints.got(path).has(id)))).toBe(true)
  endpoints.setOutage(false)
  await pass(28)
  expect(healthy.flatMap((path) => out.filter((id) => endpoints.got(path).get(id)?.times !== 1))).toEqual([])
  const { body } = await place.api<{ deliveries: object; leads: object }>('GET', '/api/stats')
  console.log(`after the outage: ${JSON.stringify(body.deliveries)}, leads ${JSON.stringify(body.leads)}`)
  expect(body.deliveries).toMatchObject({ failed: 0 })
})
