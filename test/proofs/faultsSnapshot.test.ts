import { Client } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cpuSeconds, family } from '../../bench/host.ts'
import { startProduct, type Product } from '../../bench/product.ts'
import { openStage, type Stage } from '../../bench/stage.ts'
import { median } from '../../bench/report.ts'
import { goWholeWay, pour } from '../../bench/wholeWay.ts'
import { until } from '../support/until.ts'

// A held snapshot (a backup, a report, a forgotten session) prevents PostgreSQL from clearing any row that was changed since: tables whose
// rows change often grow with every change, and so do their indexes. The product must not get slower by it.

const minutes = Number(process.env['SNAPSHOT_MINUTES'] ?? 30)
/** The steady load meanwhile: a busy account's hour, every few minutes. */
const perSecond = Number(process.env['SNAPSHOT_PER_SECOND'] ?? 200)
const shops = 20
const perRound = 3_000
/** Few enough messages that no account reaches its limit of a hundred a second. */
const messagesPerRound = 1_500
const rounds = 5
const mayLose = 0.1

let stage: Stage
let product: Product
let databaseUrl: string
let looking: Client
beforeAll(async () => {
  stage = await openStage({ quick: true, say: console.log })
  databaseUrl = await stage.database('snapshot')
  product = await startProduct(stage, databaseUrl)
  await product.openShops(shops)
  looking = await connect()
})
afterAll(async () => {
  await looking?.end()
  await stage?.close()
})

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  return client
}

/**
 * Counts the messages planned from now on that were sent, with a query that no dead row slows down: the ledger's newest rows, by their ids.
 */
async function saidFromNowOn(): Promise<() => Promise<number>> {
  const { rows: newest } = await looking.query<{ id: string }>('select id from messages order by id desc limit 1')
  return async () => {
    const said = `select count(*)::integer as count from messages where id > $1 and state = 'sent'`
    const { rows } = await looking.query<{ count: number }>(said, [newest[0]?.id ?? '00000000-0000-0000-0000-000000000000'])
    return rows[0]!.count
  }
}

type Pace = { perSecond: number; cpuUs: number }

/**
 * The median of several rounds: comments a second through the whole way; and CPU time of server and database for each comment and message.
 */
async function measure(): Promise<Pace> {
  const seen: Pace[] = []
  for (let round = 0; round < rounds; round++) {
    const before = cpuSeconds([product.pid, ...family(stage.postmaster)])
    const said = await saidFromNowOn()
    const { perSecond: pace } = await goWholeWay(
      stage,
      product.port,
      { accounts: shops, count: perRound },
      async () => (await said()) >= perRound,
    )
    await pour(stage, product.port, { accounts: shops, count: messagesPerRound, what: 'messages' })
    await until('the messages are answered', async () => (await said()) === perRound + messagesPerRound, 60_000)
    const used = cpuSeconds([product.pid, ...family(stage.postmaster)]) - before
    seen.push({ perSecond: pace, cpuUs: (used * 1e6) / (perRound + messagesPerRound) })
  }
  return { perSecond: median(seen.map((one) => one.perSecond)), cpuUs: median(seen.map((one) => one.cpuUs)) }
}

/** The dead rows, and their size, of the tables that have most of them: the cause of a slowdown is among these. */
async function deadRows() {
  const { rows } = await looking.query<{ name: string; live: number; dead: number; mb: number; indexes: number }>(
    `select relname as name, n_live_tup::integer as live, n_dead_tup::integer as dead, (pg_table_size(relid) / 1e6)::integer as mb, (pg_indexes_size(relid) / 1e6)::integer as indexes
     from pg_stat_user_tables order by n_dead_tup desc limit 6`,
  )
  return rows.map((row) => `${row.name}: ${row.live} live, ${row.dead} dead, ${row.mb} MB and ${row.indexes} MB of indexes`).join('\n  ')
}

test(`a snapshot held for ${minutes} minutes costs at most a tenth of the throughput, and afterwards nothing`, async () => {
  await measure() // warm
  const before = await measure()

  const holder = await connect()
  await holder.query('begin isolation level repeatable read')
  await holder.query('select count(*) from messages')
  const end = performance.now() + minutes * 60_000
  const atOnce = perSecond * 10
  const said = await saidFromNowOn()
  let poured = 0
  let isMessages = false
  while (performance.now() < end) {
    // In turns, as they come: public replies have no rate limit, messages have rows that change with each one.
    isMessages = !isMessages
    const { taken } = await pour(stage, product.port, {
      accounts: shops,
      count: atOnce,
      perSecond,
      what: isMessages ? 'messages' : 'comments',
    })
    poured += taken
  }
  expect(poured).toBeGreaterThanOrEqual(perSecond * minutes * 60 * 0.9)
  const streamEnded = performance.now()
  await until('what the stream left is done', async () => (await said()) === poured, 600_000)
  const behindMs = performance.now() - streamEnded
  const during = await measure()
  await sleep(1_500) // statistics are updated once a second
  const dead = await deadRows()
  await holder.query('commit')
  await holder.end()
  for (const table of ['messages', 'outbox', 'bodies', 'conversations', 'limit_windows', 'automation_counts', 'automation_stats'])
    await looking.query(`vacuum ${table}`)
  const after = await measure()

  const told = (what: string, pace: Pace) =>
    `${what} ${pace.perSecond.toFixed(0)} comments a second, ${pace.cpuUs.toFixed(0)} µs of processor each`
  console.log(
    `${poured} comments and messages while the snapshot was held, done ${behindMs.toFixed(0)} ms after the last came\n${told('before:', before)}\n${told('at its end:', during)}\n${told('afterwards:', after)}\n  ${dead}`,
  )
  // CPU time is the same on a machine with other load; without other load, throughput follows it.
  expect(before.cpuUs / during.cpuUs).toBeGreaterThanOrEqual(1 - mayLose)
})
