import { median, percentile, type Measured } from './report.ts'
import { inRounds } from './rounds.ts'
import { startProduct } from './product.ts'
import type { Stage } from './stage.ts'
import { pour } from './wholeWay.ts'

const accounts = 20

/**
 * Measures G1: durable webhooks a second, baseline and product in turns. The result is that of the product receiving alone (ROLES=web),
 * which does what the baseline does; next to it is the rate of a single process that also ingests, decides and replies.
 */
export async function measureReceiving(stage: Stage): Promise<Measured> {
  const count = stage.quick ? 10_000 : 40_000
  const floor = await stage.part('floor.ts', { DATABASE_URL: await stage.database('g1_floor') })
  const { port: floorPort } = await floor.ask<{ port: number }>({})
  const web = await startProduct(stage, await stage.database('g1_web'), { roles: 'web' })
  const takenPerSecond = async (port: number) => {
    const { taken, elapsedMs, refused } = await pour(stage, port, { accounts, count })
    if (refused) throw new Error(`${refused} webhooks were refused`)
    return (taken * 1000) / elapsedMs
  }
  // At 1,000 a second; the delay counts from the moment a webhook was due.
  const delaysOf = async (port: number, seconds: number) =>
    (await pour(stage, port, { accounts, count: 1_000 * seconds, perSecond: 1_000 })).latencies
  const [seconds, secondsOfOthers] = stage.quick ? [4, 2] : [20, 10]
  const speeds = { floor: [] as number[], web: [] as number[] }
  // One round each that does not count: code is compiled, tables and log files are created.
  for (const port of [floorPort, web.port]) await takenPerSecond(port)
  await inRounds(stage, { rounds: 5, quickMs: 12_000 }, async () => {
    speeds.floor.push(await takenPerSecond(floorPort))
    speeds.web.push(await takenPerSecond(web.port))
  })
  const delays = { floor: await delaysOf(floorPort, secondsOfOthers), web: await delaysOf(web.port, secondsOfOthers), all: [] as number[] }
  await floor.stop()
  await web.stop()

  const all = await startProduct(stage, await stage.database('g1_all'))
  await all.openShops(accounts)
  await pour(stage, all.port, { accounts, count: 1_000, perSecond: 1_000 })
  delays.all = await delaysOf(all.port, seconds)
  const alone = await takenPerSecond(all.port)
  await all.stop()

  const [floorSpeed, speed] = [median(speeds.floor), median(speeds.web)]
  const told = (which: keyof typeof delays) =>
    `p99 ${percentile(delays[which], 99).toFixed(1)} ms, p50 ${percentile(delays[which], 50).toFixed(1)} ms`
  return {
    value: speed,
    unit: '/s',
    floor: floorSpeed,
    ratio: speed / floorSpeed,
    reached: [speed / floorSpeed, percentile(delays.all, 99)],
    notes: [
      `at 1,000/s: ${told('all')} while the same process reads, decides and answers all of them (this is judged); receipt alone ${told('web')}; the floor ${told('floor')}`,
      `without pause into one process that also reads and answers them: ${Math.round(alone)}/s`,
      `rounds of ${count}: floor ${speeds.floor.map(Math.round).join(', ')}; product ${speeds.web.map(Math.round).join(', ')}`,
    ],
  }
}
