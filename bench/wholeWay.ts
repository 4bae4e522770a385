import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { numberOf } from './bodies.ts'
import type { Ran, Run } from './load.ts'
import { nowMs, type Part } from './part.ts'
import type { Product } from './product.ts'
import type { Arrivals, Counted } from './receiver.ts'
import type { Stage } from './stage.ts'

const connections = 64
const limitMs = 120_000

/** Sends so many comments as quickly as they are taken. */
export const pour = (stage: Stage, port: number, run: Pick<Run, 'accounts' | 'count'> & Partial<Run>): Promise<Ran> =>
  stage.load.ask<Ran>({
    port,
    path: '/api/webhooks/instagram',
    from: stage.numbers(run.count),
    connections,
    perSecond: null,
    limitMs,
    ...run,
  })

/** Comments per second from the first webhook until the last answer is recorded; the time of both in milliseconds. */
export type Way = { perSecond: number; elapsedMs: number }

/**
 * Lets comments go the whole way and waits until each was answered and that was recorded.
 * In:     where to, how many, and a question whether everything said is recorded.
 * Errors: when a comment was refused, lost, or answered twice: then there is nothing to measure.
 */
export async function goWholeWay(
  stage: Stage,
  port: number,
  accounts: number,
  count: number,
  isRecorded: () => Promise<boolean>,
): Promise<Way> {
  await stage.receiver.ask({ what: 'forget' })
  const ran = await pour(stage, port, { accounts, count })
  if (ran.taken !== count) throw new Error(`${ran.taken} of ${count} webhooks were taken, ${ran.refused} refused`)
  for (const giveUpAt = nowMs() + limitMs; ; await sleep(5)) {
    const { replies, repeated } = await stage.receiver.ask<Counted>({ what: 'count' })
    if (repeated) throw new Error(`${repeated} comments were answered twice`)
    if (replies === count && (await isRecorded())) break
    if (nowMs() > giveUpAt) throw new Error(`${replies} of ${count} comments were answered within ${limitMs / 1000} s`)
  }
  const elapsedMs = nowMs() - ran.startedAt
  return { perSecond: (count * 1000) / elapsedMs, elapsedMs }
}

export const floorWay = (stage: Stage, floor: Part, port: number, accounts: number, count: number): Promise<Way> => {
  let before: Promise<number> | number = floor.ask<{ recorded: number }>({}).then((answer) => answer.recorded)
  return goWholeWay(
    stage,
    port,
    accounts,
    count,
    async () => (await floor.ask<{ recorded: number }>({})).recorded - (before = await before) >= count,
  )
}

/** The product's ledger has nothing open, and no body waits to be read. */
export async function productWay(stage: Stage, product: Product, accounts: number, count: number): Promise<Way> {
  const client = new Client({ connectionString: product.databaseUrl })
  await client.connect()
  const isRecorded = async () =>
    !(
      await client.query<{
        open: boolean
      }>(`select exists (select from outbox where kind = 'public_reply')
      or exists (select from bodies where taken < cardinality(lengths)) as open`)
    ).rows[0]!.open
  try {
    return await goWholeWay(stage, product.port, accounts, count, isRecorded)
  } finally {
    await client.end()
  }
}

/** Transactions that were committed in a database so far. PostgreSQL tells its statistics after a second at most. */
export async function commitsOf(databaseUrl: string): Promise<number> {
  await sleep(1_200)
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ commits: string }>(
      'select xact_commit as commits from pg_stat_database where datname = current_database()',
    )
    return Number(rows[0]!.commits)
  } finally {
    await client.end()
  }
}

/** Milliseconds from the moment a webhook was due until the call for it came, for comments sent at a steady rate. */
export async function delaysAt(
  stage: Stage,
  port: number,
  run: { accounts: number; firstAccount?: number; count: number; perSecond: number },
): Promise<number[]> {
  await stage.receiver.ask({ what: 'forget' })
  const from = stage.numbers(run.count)
  const ran = await pour(stage, port, { ...run, from })
  if (ran.taken !== run.count) throw new Error(`${ran.taken} of ${run.count} webhooks were taken`)
  for (const giveUpAt = nowMs() + limitMs; ; await sleep(20)) {
    const { replies } = await stage.receiver.ask<Counted>({ what: 'count' })
    if (replies === run.count) break
    if (nowMs() > giveUpAt) throw new Error(`${replies} of ${run.count} comments were answered within ${limitMs / 1000} s`)
  }
  const { arrivals } = await stage.receiver.ask<Arrivals>({ what: 'arrivals' })
  return arrivals.map(([id, at]) => at - ran.dueAt[numberOf(id) - from]!)
}
