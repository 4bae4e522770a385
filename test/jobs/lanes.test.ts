import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimJobs } from '../../server/jobs/claimJobs.queries.ts'
import { setBlockedAside } from '../../server/jobs/blockedJobs.queries.ts'
import { takeBackJobs } from '../../server/jobs/takeBackJobs.ts'
import type { JobOutcome } from '../../server/model/job.ts'
import { blocksOf } from '../support/blocksOf.ts'
import { testedVersions } from '../support/testDatabase.ts'
import { drain, handler, openStage, type Stage, type Worker } from './stage.ts'

describe.each(testedVersions())('jobs that wait for their lane, on PostgreSQL %i', (version) => {
  let stage: Stage
  let order: number[]
  beforeAll(async () => void (stage = await openStage(version)))
  beforeEach(async () => {
    order = []
    await stage.clear()
  })
  afterAll(() => stage?.close())
  const numbered = (count: number, from = 1) =>
    Array.from({ length: count }, (_, n) => ({ kind: 'step', lane: 'one', data: { n: from + n } }))
  const setAside = async () => (await stage.query<{ n: number }>('select count(*)::integer as n from jobs where behind'))[0]!.n
  const step = (outcome: (n: number) => Promise<JobOutcome>) =>
    handler(async ({ data }) => {
      order.push(data['n'] as number)
      return outcome(data['n'] as number)
    })

  test('wait for one that a limit put off as well: nothing overtakes it', async () => {
    let isFull = true
    const worker = await stage.worker({ step: step(async () => (isFull ? { kind: 'put_off', afterMs: 1_000 } : { kind: 'done' })) })
    await stage.add(...numbered(3))
    await drain(worker)
    isFull = false
    stage.clock.move(1_000)
    await drain(worker)
    expect(order).toEqual([1, 1, 2, 3])
  })

  test('go before what was added after them when they were planned for later and are due', async () => {
    const gate = Promise.withResolvers<void>()
    const worker = await stage.worker({
      step: step(async (n) => (n === 2 ? gate.promise.then(() => ({ kind: 'done' })) : { kind: 'done' })),
    })
    const [first, ...rest] = numbered(3)
    await stage.add({ ...first!, runAt: new Date(stage.clock.now().getTime() + 60_000) }, ...rest)
    await worker.runner.round()
    stage.clock.move(60_000)
    gate.resolve()
    await worker.runner.settled()
    await drain(worker)
    expect(order).toEqual([2, 1, 3])
  })

  describe('in a lane of thousands', () => {
    test('keep nobody waiting who has another lane or none, and go on in order', async () => {
      const gate = Promise.withResolvers<void>()
      const worker = await stage.worker({
        step: step(async (n) => (n === 1 ? gate.promise.then(() => ({ kind: 'done' })) : { kind: 'done' })),
      })
      await stage.add(...numbered(1_500))
      await stage.add({ kind: 'step', lane: 'two', data: { n: 4_001 } }, { kind: 'step', data: { n: 4_002 } })
      const rounds = async (count: number) => {
        for (let n = 0; n < count; n++) {
          await worker.runner.round()
          await new Promise(setImmediate)
        }
      }
      await rounds(8)
      expect(order.toSorted((a, b) => a - b)).toEqual([1, 4_001, 4_002])
      expect(await setAside()).toBe(950)
      gate.resolve()
      await worker.runner.settled()
      for (let n = 0; n < 60; n++) {
        await worker.runner.round()
        await worker.runner.settled()
      }
      expect(order.filter((n) => n < 4_000)).toEqual(Array.from({ length: 61 }, (_, n) => n + 1))
    })

    // Ended by any other way than an attempt, the first still makes room for the next.
    test.each([
      [
        'too late',
        async (ids: string[], { deps }: Worker) => {
          await stage.query('update jobs set gives_up_at = run_at where id = any($1)', [ids])
          stage.clock.move(3_600_000)
          while (await takeBackJobs(deps));
        },
      ],
      ['removed', (ids: string[]) => stage.query('delete from jobs where id = any($1)', [ids])],
    ])('come back when those before them are %s', async (_, end) => {
      const worker = await stage.worker({ step: step(async () => ({ kind: 'done' })) })
      await stage.add(...numbered(1_200))
      // The first is not begun, and whatever waits for it is looked through in vain.
      await stage.query(`update jobs set run_at = run_at + interval '1 hour', epoch = 1 where data ->> 'n' = '1'`)
      await worker.runner.round()
      const aside = await setAside()
      expect(aside).toBeGreaterThan(900)
      const ids = (await stage.jobs()).filter((one) => one.data.n < 1_190).map((one) => one.id)
      await end(ids, worker)
      await drain(worker)
      expect(order).toEqual(Array.from({ length: 11 }, (_, n) => 1_190 + n))
    })
  })

  test('cost a claim no more when there are ten times as many', { timeout: 60_000 }, async () => {
    const cost: number[] = []
    for (const count of [1_500, 15_000]) {
      await stage.clear()
      // A head for each lane that waits for its next attempt, and what waits for it.
      await stage.query(
        `insert into jobs (id, workspace_id, kind, lane, run_at, epoch, created_at)
         select gen_random_uuid(), $1, 'step', 'lane ' || n % ($3::integer / 30), $2::timestamptz + case when n <= $3 / 30 then interval '1 hour' else '0' end,
           case when n <= $3 / 30 then 1 else 0 end, $2 from generate_series(1, $3) n`,
        [stage.workspaceId, stage.clock.now(), count],
      )
      let total = 0
      for (let aside = 1; aside > 0; total += aside) aside = await setBlockedAside(stage.databases.jobQueue, stage.clock.now())
      expect(total).toBe(count - count / 30 - 50)
      await stage.query('vacuum analyze jobs')
      const now = stage.clock.now()
      const claim = { worker: 1, now, leaseUntil: now, kinds: ['step'], patient: [], limited: {} }
      cost.push(await blocksOf(stage.database.url, (db) => claimJobs(db, claim, 16)))
    }
    expect(cost[1]).toBeLessThan(cost[0]! * 1.5)
  })
})
