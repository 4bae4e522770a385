import { accountId } from './bodies.ts'
import { cpuSeconds, family, hasProc } from './host.ts'
import { startProduct, type Product } from './product.ts'
import { median, percentile, type Measured } from './report.ts'
import { seedBacklog, seedCrowd, type Crowd } from './seed.ts'
import type { Stage } from './stage.ts'
import { delaysAt, productWay } from './wholeWay.ts'

/** G4: what an event costs in a full database against an empty one, in turns. */
export async function measureCrowding(stage: Stage): Promise<Measured> {
  const crowd: Crowd = stage.quick
    ? { accounts: 1_000, contacts: 50_000, messages: 250_000 }
    : { accounts: 1_000, contacts: 1_000_000, messages: 5_000_000 }
  const count = stage.quick ? 3_000 : 20_000
  const empty = await startProduct(stage, await stage.database('g4_empty'))
  const full = await startProduct(stage, await stage.database('g4_full'))
  for (const product of [empty, full]) await product.openShops(20)
  stage.say(`G4: putting ${crowd.messages.toLocaleString('en')} messages there`)
  await seedCrowd(full.databaseUrl, crowd)

  type Cost = { wall: number; cpu: number }
  const cost = async (product: Product): Promise<Cost> => {
    const pids = () => (hasProc() ? [product.pid, ...family(stage.postmaster)] : [])
    const before = cpuSeconds(pids())
    const { elapsedMs } = await productWay(stage, product, 20, count)
    return { wall: (elapsedMs * 1000) / count, cpu: ((cpuSeconds(pids()) - before) * 1e6) / count }
  }
  const costs = { empty: [] as Cost[], full: [] as Cost[] }
  for (const product of [empty, full]) await cost(product)
  for (let round = 0; round < (stage.quick ? 2 : 4); round++) {
    costs.empty.push(await cost(empty))
    costs.full.push(await cost(full))
  }
  await empty.stop()
  await full.stop()
  const middle = (which: Cost[], what: keyof Cost) => median(which.map((one) => one[what]))
  const what = hasProc() ? 'cpu' : 'wall'
  const ratio = middle(costs.full, what) / middle(costs.empty, what)
  return {
    value: middle(costs.full, what),
    unit: 'µs',
    floor: middle(costs.empty, what),
    ratio,
    checks: [{ what: 'of an empty database', value: ratio, unit: 'times', atMost: 1.2 }],
    notes: [
      `${crowd.accounts.toLocaleString('en')} accounts, ${crowd.contacts.toLocaleString('en')} contacts, ${crowd.messages.toLocaleString('en')} messages${stage.quick ? ' (quick: a twentieth of the people and messages of the full run)' : ''}; "floor" is the empty database`,
      `${what === 'cpu' ? 'processor time of server and database' : 'time'} an event; by the clock ${middle(costs.full, 'wall').toFixed(0)} µs against ${middle(costs.empty, 'wall').toFixed(0)} µs, ${(middle(costs.full, 'wall') / middle(costs.empty, 'wall')).toFixed(2)} times`,
    ],
  }
}

/** G8: how long others wait while one account has a backlog of 100,000, held back by the platform's limits, against how long they wait alone. */
export async function measureFairness(stage: Stage): Promise<Measured> {
  const run = { accounts: 10, perSecond: 100, count: stage.quick ? 500 : 2_000 }
  const backlog = 100_000
  const quiet = await startProduct(stage, await stage.database('g8_quiet'))
  const busy = await startProduct(stage, await stage.database('g8_busy'))
  await quiet.openShops(run.accounts)
  await busy.openShops(run.accounts)
  const [crowded] = await busy.openShops(1, run.accounts)
  const setBacklog = (status: 'active' | 'inactive') => busy.api('PATCH', `/api/accounts/${crowded}`, { status })
  await setBacklog('inactive')
  await seedBacklog(busy.databaseUrl, crowded!, backlog)
  const delays = { alone: [] as number[], beside: [] as number[] }
  await delaysAt(stage, quiet.port, { ...run, count: 200 })
  await delaysAt(stage, busy.port, { ...run, count: 200 })
  for (let round = 0; round < (stage.quick ? 2 : 4); round++) {
    delays.alone.push(...(await delaysAt(stage, quiet.port, run)))
    await setBacklog('active')
    delays.beside.push(...(await delaysAt(stage, busy.port, run)))
    await setBacklog('inactive')
  }
  const { messages } = await stage.receiver.ask<{ messages: number }>({ what: 'count' })
  await quiet.stop()
  await busy.stop()
  const [alone, beside] = [percentile(delays.alone, 99), percentile(delays.beside, 99)]
  return {
    value: beside,
    unit: 'ms',
    floor: alone,
    ratio: beside / alone,
    checks: [{ what: 'their p99 alone', value: beside / alone, unit: 'times', atMost: 2 }],
    notes: [
      `p99 ${beside.toFixed(1)} ms beside the backlog, ${alone.toFixed(1)} ms alone ("floor"); p50 ${percentile(delays.beside, 50).toFixed(1)} ms and ${percentile(delays.alone, 50).toFixed(1)} ms`,
      `${run.perSecond} comments a second to ${run.accounts} accounts; ${backlog.toLocaleString('en')} waiting for account ${accountId(run.accounts)}, half private replies (750 an hour), half DMs (100 a second); ${messages} of them were said in the last round`,
    ],
  }
}
