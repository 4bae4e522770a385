import { cpuSeconds, family, hasProc } from './host.ts'
import { startProduct, type Product } from './product.ts'
import { median, type Measured } from './report.ts'
import { inRounds } from './rounds.ts'
import { seedCrowd, type Crowd } from './seed.ts'
import type { Stage } from './stage.ts'
import { productWay } from './wholeWay.ts'

/** Measures G4: the cost of an event in a full database compared with an empty one, in turns. */
export async function measureCrowding(stage: Stage): Promise<Measured> {
  const crowd: Crowd = stage.quick
    ? { accounts: 1_000, contacts: 50_000, messages: 250_000 }
    : { accounts: 1_000, contacts: 1_000_000, messages: 5_000_000 }
  const count = stage.quick ? 3_000 : 10_000
  const empty = await startProduct(stage, await stage.database('g4_empty'))
  const fullUrl = await stage.database('g4_full')
  const full = await startProduct(stage, fullUrl)
  for (const product of [empty, full]) await product.openShops(20)
  stage.say(`G4: putting ${crowd.messages.toLocaleString('en')} messages there`)
  const seedingSince = performance.now()
  await seedCrowd(fullUrl, crowd, stage.say)
  stage.say(`G4: they are there after ${Math.round((performance.now() - seedingSince) / 1000)} s`)

  type Cost = { wall: number; cpu: number }
  const cost = async (product: Product): Promise<Cost> => {
    const pids = () => (hasProc() ? [product.pid, ...family(stage.postmaster)] : [])
    const before = cpuSeconds(pids())
    const { elapsedMs } = await productWay(stage, product, 20, count)
    return { wall: (elapsedMs * 1000) / count, cpu: ((cpuSeconds(pids()) - before) * 1e6) / count }
  }
  const costs = { empty: [] as Cost[], full: [] as Cost[] }
  for (const product of [empty, full]) await cost(product)
  await inRounds(stage, { rounds: stage.quick ? 2 : 4, quickMs: 8_000 }, async () => {
    costs.empty.push(await cost(empty))
    costs.full.push(await cost(full))
  })
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
    reached: [ratio],
    notes: [
      `${crowd.accounts.toLocaleString('en')} accounts, ${crowd.contacts.toLocaleString('en')} contacts, ${crowd.messages.toLocaleString('en')} messages${stage.quick ? ' (quick: a twentieth of the people and messages of the full run)' : ''}; "floor" is the empty database`,
      `${what === 'cpu' ? 'processor time of server and database' : 'time'} an event; by the clock ${middle(costs.full, 'wall').toFixed(0)} µs against ${middle(costs.empty, 'wall').toFixed(0)} µs, ${(middle(costs.full, 'wall') / middle(costs.empty, 'wall')).toFixed(2)} times`,
    ],
  }
}
