import type { Measured } from './report.ts'
import { median, percentile } from './report.ts'
import { startPart } from './part.ts'
import { startProduct } from './product.ts'
import type { Stage } from './stage.ts'
import { pour } from './wholeWay.ts'

/**
 * G1: durable webhooks a second, floor and product in turns. The product's receipt alone (ROLES=web) does what the floor does, and is the
 * figure; beside it stands what a single process takes that reads, decides and answers at the same time.
 */
export async function measureReceiving(stage: Stage): Promise<Measured> {
  const rounds = stage.quick ? 3 : 5
  const limitMs = stage.quick ? 1_500 : 4_000
  const floor = await startPart('floor.ts', { DATABASE_URL: await stage.database('g1_floor') })
  const { port: floorPort } = await floor.ask<{ port: number }>({})
  const web = await startProduct(stage, await stage.database('g1_web'), { roles: 'web' })
  const run = async (port: number) => {
    const { taken, elapsedMs, refused } = await pour(stage, port, { accounts: 20, count: 30_000 * (limitMs / 1000), limitMs })
    if (refused) throw new Error(`${refused} webhooks were refused`)
    return (taken * 1000) / elapsedMs
  }
  const speeds = { floor: [] as number[], web: [] as number[] }
  await pour(stage, floorPort, { accounts: 20, count: 5_000, limitMs })
  await pour(stage, web.port, { accounts: 20, count: 5_000, limitMs })
  for (let round = 0; round < rounds; round++) {
    speeds.floor.push(await run(floorPort))
    speeds.web.push(await run(web.port))
  }
  await floor.stop()
  await web.stop()

  const all = await startProduct(stage, await stage.database('g1_all'))
  await all.openShops(20)
  const steady = await pour(stage, all.port, { accounts: 20, count: stage.quick ? 4_000 : 20_000, perSecond: 1_000 })
  const alone = await run(all.port)
  await all.stop()

  const [floorSpeed, speed] = [median(speeds.floor), median(speeds.web)]
  const p99 = percentile(steady.latencies, 99)
  return {
    value: speed,
    unit: '/s',
    floor: floorSpeed,
    ratio: speed / floorSpeed,
    checks: [
      { what: 'of the floor', value: speed / floorSpeed, unit: '', atLeast: 0.6 },
      { what: 'p99 at 1,000/s', value: p99, unit: 'ms', atMost: 50 },
    ],
    notes: [
      `p99 ${p99.toFixed(1)} ms at 1,000/s while the same process reads, decides and answers all of them; p50 ${percentile(steady.latencies, 50).toFixed(1)} ms`,
      `without pause into one process that also reads and answers them: ${Math.round(alone)}/s`,
      `rounds: floor ${speeds.floor.map(Math.round).join(', ')}; product ${speeds.web.map(Math.round).join(', ')}`,
    ],
  }
}
