import { setTimeout as sleep } from 'node:timers/promises'
import { numberOf } from './bodies.ts'
import type { Ran, Run } from './load.ts'
import { nowMs, type Part } from './part.ts'
import type { Product } from './product.ts'
import type { Arrivals, Counted } from './receiver.ts'
import { query, type Stage } from './stage.ts'

const connections = 64
const limitMs = 120_000

export type Pour = Pick<Run, 'accounts' | 'count'> & Partial<Run>

/** Sends this many comments as fast as they are accepted, or at a steady rate. */
export const pour = (stage: Stage, port: number, run: Pour): Promise<Ran> =>
  stage.load.ask<Ran>({
    port,
    path: '/api/webhooks/instagram',
    from: stage.numbers(run.count),
    connections,
    perSecond: null,
    limitMs,
    ...run,
  })

/**
 * `perSecond` and `elapsedMs`: from the first webhook until the last reply is recorded.
 * `saidPerSecond`: from the first request to the platform until then.
 */
export type Way = { perSecond: number; elapsedMs: number; saidPerSecond: number }

/**
 * Sends comments through the whole product and waits until each got a reply and that was recorded.
 * In:     the address, how many, and a check whether everything that was sent is recorded.
 * Errors: when a comment was refused, lost, or replied to twice: then there is nothing to measure.
 */
export async function goWholeWay(stage: Stage, port: number, run: Pour, isAllRecorded: () => Promise<boolean>): Promise<Way> {
  const { count } = run
  await stage.receiver.ask({ what: 'forget' })
  const ran = await pour(stage, port, run)
  if (ran.taken !== count) throw new Error(`${ran.taken} of ${count} webhooks were taken, ${ran.refused} refused`)
  for (const giveUpAt = nowMs() + limitMs; ; await sleep(5)) {
    const { replies, repeated } = await stage.receiver.ask<Counted>({ what: 'count' })
    if (repeated) throw new Error(`${repeated} comments were answered twice`)
    if (replies === count && (await isAllRecorded())) break
    if (nowMs() > giveUpAt) throw new Error(`${replies} of ${count} comments were answered within ${limitMs / 1000} s`)
  }
  const recordedAt = nowMs()
  const { firstAt, repeated } = await stage.receiver.ask<Counted>({ what: 'count' })
  if (repeated) throw new Error(`${repeated} comments were answered twice`)
  const elapsedMs = recordedAt - ran.startedAt
  return { perSecond: (count * 1000) / elapsedMs, elapsedMs, saidPerSecond: (count * 1000) / (recordedAt - firstAt!) }
}

export async function floorWay(stage: Stage, floor: Part, port: number, accounts: number, count: number): Promise<Way> {
  const recorded = async () => (await floor.ask<{ recorded: number }>({})).recorded
  const before = await recorded()
  return goWholeWay(stage, port, { accounts, count }, async () => (await recorded()) - before >= count)
}

export const productWay = (stage: Stage, product: Product, accounts: number, count: number): Promise<Way> =>
  goWholeWay(stage, product.port, { accounts, count }, () => isRecorded(product))

/** Whether no payload waits to be ingested and no message waits to be sent, according to the product's metrics. */
export async function isRecorded(product: Product): Promise<boolean> {
  const waits = await product.metric('autodm_backlog')
  if (!('kept' in waits)) throw new Error('the product does not tell its backlog (autodm_backlog)')
  return ['kept', 'planned', 'claimed', 'sending', 'in_doubt'].every((state) => !waits[state])
}

/** Committed transactions in a database so far. PostgreSQL reports its statistics with a delay of a second at most. */
export async function commitsOf(databaseUrl: string): Promise<number> {
  await sleep(1_200)
  const [row] = await query<{ commits: string }>(
    databaseUrl,
    'select xact_commit as commits from pg_stat_database where datname = current_database()',
  )
  return Number(row!.commits)
}

/** Milliseconds from the moment a webhook was due until the request for it came, for comments sent at a steady rate. */
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
