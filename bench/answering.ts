import { noteByHand } from './byHand.ts'
import { cpuSeconds, family, hasProc } from './host.ts'
import { startProduct, type Product } from './product.ts'
import { median, percentile, type Measured } from './report.ts'
import { inRounds } from './rounds.ts'
import type { Stage } from './stage.ts'
import { commitsOf, delaysAt, floorWay, productWay, type Way } from './wholeWay.ts'

export const accounts = 20

export type Answering = { throughput: Measured; delay: Measured }

/** Measures G2 and G5, on one product and one baseline in turns. Every comment is by a different person, and each gets one public reply. */
export async function measureAnswering(stage: Stage): Promise<Answering> {
  const floorUrl = await stage.database('g2_floor')
  const floor = await stage.part('floor.ts', { DATABASE_URL: floorUrl, RECEIVER_URL: stage.receiverUrl })
  const { port: floorPort } = await floor.ask<{ port: number }>({})
  const productUrl = await stage.database('g2_product')
  const product = await startProduct(stage, productUrl)
  const accountIds = await product.openShops(accounts)

  const count = stage.quick ? 10_000 : 40_000
  // One round each that does not count: code is compiled, statements are planned, log files are created.
  const warmUp = stage.quick ? 3_000 : count
  await floorWay(stage, floor, floorPort, accounts, warmUp)
  await productWay(stage, product, accounts, warmUp)

  const ways = { floor: [] as Way[], product: [] as Way[] }
  const before = { floor: await commitsOf(floorUrl), product: await commitsOf(productUrl) }
  const cpuNow = () => (hasProc() ? { server: cpuSeconds([product.pid]), database: cpuSeconds(family(stage.postmaster)) } : null)
  const cpu = { server: 0, database: 0 }
  await inRounds(stage, { rounds: stage.quick ? 3 : 5, quickMs: 20_000 }, async () => {
    ways.floor.push(await floorWay(stage, floor, floorPort, accounts, count))
    const started = cpuNow()
    ways.product.push(await productWay(stage, product, accounts, count))
    const ended = cpuNow()
    if (started && ended) {
      cpu.server += ended.server - started.server
      cpu.database += ended.database - started.database
    }
  })
  const events = ways.product.length * count
  const commits = {
    floor: ((await commitsOf(floorUrl)) - before.floor) / events,
    product: ((await commitsOf(productUrl)) - before.product) / events,
  }
  const speeds = { floor: ways.floor.map((way) => way.perSecond), product: ways.product.map((way) => way.perSecond) }
  const [floorSpeed, speed] = [median(speeds.floor), median(speeds.product)]
  const perEvent = (seconds: number) => `${((seconds * 1e6) / events).toFixed(0)} µs`
  const delay = await measureDelay(stage, floorPort, product)
  delay.notes.push(await noteByHand(stage, product, accountIds))
  await floor.stop()
  await product.stop()
  return {
    delay,
    throughput: {
      value: speed,
      unit: '/s',
      floor: floorSpeed,
      ratio: speed / floorSpeed,
      reached: [speed / floorSpeed, commits.product],
      notes: [
        `${count} comments a round by as many people to ${accounts} accounts, one public reply each; ${commits.product.toFixed(2)} commits an event, the floor ${commits.floor.toFixed(2)}`,
        ...(hasProc() ? [`processor time of an event: server ${perEvent(cpu.server)}, database ${perEvent(cpu.database)}`] : []),
        `rounds: floor ${speeds.floor.map(Math.round).join(', ')}; product ${speeds.product.map(Math.round).join(', ')}`,
      ],
    },
  }
}

/** G5: from the moment a webhook is due until the request that replies to it arrives, at 200 a second. */
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
    reached: [p50, p99],
    notes: [
      `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; the floor p50 ${percentile(floor, 50).toFixed(1)} ms, p99 ${percentile(floor, 99).toFixed(1)} ms`,
    ],
  }
}
