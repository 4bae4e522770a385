import { accountId } from './bodies.ts'
import { startProduct } from './product.ts'
import { median, percentile, type Measured } from './report.ts'
import { inRounds } from './rounds.ts'
import { seedBacklog } from './seed.ts'
import type { Stage } from './stage.ts'
import { delaysAt } from './wholeWay.ts'

const accounts = 10
const perSecond = 200
const backlog = 100_000

/**
 * Measures G8: how long others wait while one account has a backlog of 100,000, limited by the platform's rate limits, compared with how
 * long they wait alone. Two products on two databases, the same load, in turns. The result is the median of the rounds' own p99: in the p99
 * of all delays together, a single stall of the machine in one round would decide.
 */
export async function measureFairness(stage: Stage): Promise<Measured> {
  const run = { accounts, perSecond, count: perSecond * (stage.quick ? 2 : 10) }
  const quiet = await startProduct(stage, await stage.database('g8_quiet'))
  const busyUrl = await stage.database('g8_busy')
  const busy = await startProduct(stage, busyUrl)
  await quiet.openShops(accounts)
  await busy.openShops(accounts)
  const [crowded] = await busy.openShops(1, accounts)
  const setBacklog = (status: 'active' | 'inactive') => busy.api('PATCH', `/api/accounts/${crowded}`, { status })
  await setBacklog('inactive')
  await seedBacklog(busyUrl, crowded!, backlog)
  for (const { port } of [quiet, busy]) await delaysAt(stage, port, { ...run, count: 400 })

  const delays = { alone: [] as number[][], beside: [] as number[][] }
  const messages: number[] = []
  await inRounds(stage, { rounds: stage.quick ? 4 : 9, quickMs: 22_000 }, async () => {
    delays.alone.push(await delaysAt(stage, quiet.port, run))
    await setBacklog('active')
    delays.beside.push(await delaysAt(stage, busy.port, run))
    await setBacklog('inactive')
    messages.push((await stage.receiver.ask<{ messages: number }>({ what: 'count' })).messages)
  })
  await quiet.stop()
  await busy.stop()
  const [alone, beside] = [median(delays.alone.map(p99)), median(delays.beside.map(p99))]
  const told = (which: number[][], of: (one: number[]) => number) => which.map((one) => of(one).toFixed(0)).join(', ')
  return {
    value: beside,
    unit: 'ms',
    floor: alone,
    ratio: beside / alone,
    reached: [beside / alone],
    notes: [
      `medians of the p99 of ${delays.beside.length} rounds of ${run.count}, "floor" is alone: ${beside.toFixed(1)} ms beside the backlog, ${alone.toFixed(1)} ms alone; p50 ${median(delays.beside.map(p50)).toFixed(1)} ms and ${median(delays.alone.map(p50)).toFixed(1)} ms`,
      `p99 of the rounds in ms: beside ${told(delays.beside, p99)}; alone ${told(delays.alone, p99)}`,
      `${perSecond} comments a second to ${accounts} accounts; ${backlog.toLocaleString('en')} waiting for account ${accountId(accounts)}, half private replies (100 a second, 750 an hour), half DMs (100 a second); said of them in the rounds: ${messages.join(', ')}`,
    ],
  }
}

const p50 = (delays: number[]) => percentile(delays, 50)
const p99 = (delays: number[]) => percentile(delays, 99)
