import { cpuSeconds, family, hasProc, pssMb, watchLargest } from './host.ts'
import { startPart } from './part.ts'
import { startProduct, type Product } from './product.ts'
import { median, percentile, type Measured } from './report.ts'
import type { Stage } from './stage.ts'
import { commitsOf, delaysAt, floorWay, productWay, type Way } from './wholeWay.ts'

const accounts = 20

export type Answering = { throughput: Measured; delay: Measured; memoryUnderLoadMb: number | null }

/** G2 and G5, and the memory that G6 asks for, on one product and one floor in turns. */
export async function measureAnswering(stage: Stage): Promise<Answering> {
  const floorUrl = await stage.database('g2_floor')
  const floor = await startPart('floor.ts', { DATABASE_URL: floorUrl, RECEIVER_URL: stage.receiverUrl })
  const { port: floorPort } = await floor.ask<{ port: number }>({})
  const product = await startProduct(stage, await stage.database('g2_product'))
  await product.openShops(accounts)
  await floorWay(stage, floor, floorPort, accounts, 3_000)
  await productWay(stage, product, accounts, 2_000)

  const rounds = stage.quick ? 3 : 5
  const [floorCount, productCount] = stage.quick ? [12_000, 5_000] : [50_000, 30_000]
  const ways = { floor: [] as Way[], product: [] as Way[] }
  const before = { floor: await commitsOf(floorUrl), product: await commitsOf(product.databaseUrl) }
  const pids = hasProc() ? [product.pid, ...family(stage.postmaster)] : []
  const memory = hasProc() ? watchLargest(() => pssMb([product.pid, ...family(stage.postmaster)]), 400) : null
  const cpu = { server: 0, database: 0 }
  for (let round = 0; round < rounds; round++) {
    ways.floor.push(await floorWay(stage, floor, floorPort, accounts, floorCount))
    const started = { server: cpuSeconds(pids.slice(0, 1)), database: cpuSeconds(family(stage.postmaster)) }
    ways.product.push(await productWay(stage, product, accounts, productCount))
    cpu.server += cpuSeconds(pids.slice(0, 1)) - started.server
    cpu.database += cpuSeconds(family(stage.postmaster)) - started.database
  }
  const memoryUnderLoadMb = memory ? memory.stop() : null
  const commits = {
    floor: ((await commitsOf(floorUrl)) - before.floor) / (rounds * floorCount),
    product: ((await commitsOf(product.databaseUrl)) - before.product) / (rounds * productCount),
  }
  const speeds = { floor: ways.floor.map((way) => way.perSecond), product: ways.product.map((way) => way.perSecond) }
  const [floorSpeed, speed] = [median(speeds.floor), median(speeds.product)]
  const perEvent = (seconds: number) => `${((seconds * 1e6) / (rounds * productCount)).toFixed(0)} µs`
  const delay = await measureDelay(stage, floorPort, product)
  await floor.stop()
  await product.stop()
  return {
    delay,
    memoryUnderLoadMb,
    throughput: {
      value: speed,
      unit: '/s',
      floor: floorSpeed,
      ratio: speed / floorSpeed,
      checks: [
        { what: 'of the floor', value: speed / floorSpeed, unit: '', atLeast: 0.5 },
        { what: 'commits', value: commits.product, unit: 'an event', atMost: 3 },
      ],
      notes: [
        `${productCount} comments a round to ${accounts} accounts, one public reply each; ${commits.product.toFixed(2)} commits an event, the floor ${commits.floor.toFixed(2)}`,
        ...(pids.length ? [`processor time of an event: server ${perEvent(cpu.server)}, database ${perEvent(cpu.database)}`] : []),
        `rounds: floor ${speeds.floor.map(Math.round).join(', ')}; product ${speeds.product.map(Math.round).join(', ')}`,
      ],
    },
  }
}

/** G5: from the moment a webhook is due until the call that answers it arrives, at 200 a second. */
async function measureDelay(stage: Stage, floorPort: number, product: Product): Promise<Measured> {
  const run = { accounts, perSecond: 200, count: stage.quick ? 1_000 : 6_000 }
  const floor = await delaysAt(stage, floorPort, run)
  const delays = await delaysAt(stage, product.port, run)
  const [p50, p99] = [percentile(delays, 50), percentile(delays, 99)]
  return {
    value: p50,
    unit: 'ms',
    floor: percentile(floor, 50),
    ratio: p50 / percentile(floor, 50),
    checks: [
      { what: 'p50', value: p50, unit: 'ms', atMost: 25 },
      { what: 'p99', value: p99, unit: 'ms', atMost: 150 },
    ],
    notes: [
      `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; the floor p50 ${percentile(floor, 50).toFixed(1)} ms, p99 ${percentile(floor, 99).toFixed(1)} ms`,
    ],
  }
}
