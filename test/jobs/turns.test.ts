import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimJobEntries, claimJobs, findDueJobs } from '../../server/jobs/claimJobs.queries.ts'
import type { SettledJob } from '../../server/jobs/handler.ts'
import { makeRunner } from '../../server/jobs/runner.ts'
import type { JobOutcome } from '../../server/model/job.ts'
import { blocksOf } from '../support/blocksOf.ts'
import { testedVersions } from '../support/testDatabase.ts'
import { drain, handler, openStage, type Stage } from './stage.ts'

describe.each(testedVersions())('jobs of a kind that limits how many of a turn run at once, on PostgreSQL %i', (version) => {
  let stage: Stage
  beforeAll(async () => void (stage = await openStage(version)))
  beforeEach(() => stage.clear())
  afterAll(() => stage?.close())
  const [hanging, healthy] = [randomUUID(), randomUUID()]
  const jobs = (turn: string, count: number, priority = 0) =>
    Array.from({ length: count }, (_, n) => ({ kind: 'call', turn, priority, data: { n } }))
  const claim = (worker: number) => ({
    worker,
    now: stage.clock.now(),
    leaseUntil: stage.clock.now(),
    kinds: ['call'],
    patient: [],
    limited: { call: 4 },
  })
  const running = async (turn: string) =>
    (await stage.query<{ slot: number }>(`select slot from jobs where turn = $1 and state = 'running' order by slot`, [turn])).map(
      ({ slot }) => slot,
    )

  test('run four at a time over all workers, and another turn does not wait for them', async () => {
    const gate = Promise.withResolvers<void>()
    let [atOnce, most] = [0, 0]
    const hangs = handler(
      async (): Promise<JobOutcome> => {
        most = Math.max(most, ++atOnce)
        await gate.promise
        atOnce--
        return { kind: 'done' }
      },
      { atOncePerTurn: 4 },
    )
    const workers = [await stage.worker({ call: hangs }), await stage.worker({ call: hangs }), await stage.worker({ call: hangs })]
    await stage.add(...jobs(hanging, 20), ...jobs(hanging, 5, 7))
    for (let round = 0; round < 5; round++) await Promise.all(workers.map(({ runner }) => runner.round()))
    expect(await running(hanging)).toEqual([1, 2, 3, 4])
    expect(await workers[0]!.runner.round()).toBe(false)
    await stage.add(...jobs(healthy, 1))
    await workers[1]!.runner.round()
    expect(await running(healthy)).toEqual([1])
    gate.resolve()
    await Promise.all(workers.map(({ runner }) => runner.settled()))
    await drain(...workers)
    expect(most).toBe(5)
    expect((await stage.jobs()).every(({ state }) => state === 'done')).toBe(true)
  })

  test('keep to it when two workers claim at the same moment, by either queue', async () => {
    await stage.add(...jobs(hanging, 40))
    const entries = (await findDueJobs(stage.databases.jobs, claim(0), 100, 100)).due
    expect(entries).toHaveLength(4)
    const all = (await stage.query<{ id: string }>('select id from jobs')).map(({ id }) => ({ id, epoch: 0 }))
    const tries = Array.from({ length: 6 }, (_, n) =>
      n % 2 ? claimJobs(stage.databases.jobs, claim(n), 16) : claimJobEntries(stage.databases.jobs, all.slice(n * 6), claim(n)),
    )
    const ended = await Promise.allSettled<unknown>(tries)
    for (const one of ended) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: '23505', constraint: 'jobs_slot' })
    expect(await running(hanging)).toEqual([1, 2, 3, 4])
  })

  test('follow one another without a look at everything, and leave a place to others', async () => {
    const ran: string[] = []
    const calls = handler(
      async ({ data }): Promise<JobOutcome> => {
        ran.push(`${String(data['turn'])} ${String(data['n'])}`)
        return { kind: 'done' }
      },
      { atOncePerTurn: 4 },
    )
    // Everything is looked at when the test says so.
    let looks = 1
    const scans = { isDue: () => looks-- > 0, run: <T>(scan: () => Promise<T>) => scan(), skippedScanDueInMs: () => false as const }
    let freed = 0
    const { deps, number } = await stage.worker({ call: calls })
    const runner = makeRunner(deps, number, { scans, atOnce: 4, onFreed: () => void freed++ })
    const named = (turn: string, name: string, count: number) =>
      jobs(turn, count).map((job) => ({ ...job, data: { ...job.data, turn: name } }))
    await stage.add(...named(hanging, 'first', 12))
    const round = async () => {
      const went = await runner.round()
      await runner.settled()
      return went
    }
    await round()
    await stage.add(...named(healthy, 'other', 4))
    await round()
    expect([ran.length, freed]).toEqual([8, 8])
    looks = 1
    await round()
    expect(ran.slice(8).filter((one) => one.startsWith('other')).length).toBeGreaterThan(0)
    while (await round());
    expect(ran.length).toBe(16)
    expect(ran.filter((one) => one.startsWith('first'))).toEqual(Array.from({ length: 12 }, (_, n) => `first ${n}`))
  })

  test('cost a claim no more when ten thousand wait for a turn that is full', async () => {
    const cost: number[] = []
    for (const count of [20, 10_000]) {
      await stage.clear()
      await stage.query(
        `insert into jobs (id, workspace_id, kind, turn, run_at, state, slot, created_at)
         select gen_random_uuid(), $1, 'call', $2, $3, case when n <= 4 then 'running' else 'waiting' end, case when n <= 4 then n end, $3
         from generate_series(1, $4::integer) n`,
        [stage.workspaceId, hanging, stage.clock.now(), count],
      )
      await stage.query('vacuum analyze jobs')
      cost.push(await blocksOf(stage.database.url, (db) => claimJobs(db, claim(1), 16)))
    }
    expect(cost[1]).toBeLessThan(cost[0]! + 10)
  })

  test('tell what they are for in the transaction that settles them, once for all of a batch, and not twice', async () => {
    const told: SettledJob[][] = []
    const call = handler(
      async ({ data }): Promise<JobOutcome> =>
        data['n'] === 0
          ? { kind: 'later', code: 'refused', counts: true, attemptsAtMost: 1 }
          : { kind: 'done', detail: { httpStatus: 200 } },
      {
        backoffMs: [1_000, 1_000],
        gaveUp: () => null,
        settled: async (trx, ended) => {
          await trx
            .updateTable('workspaces')
            .set({ name: `told of ${ended.length}` })
            .execute()
          told.push([...ended])
        },
      },
    )
    const worker = await stage.worker({ call })
    await stage.add(...jobs(healthy, 3))
    await drain(worker)
    expect(told.flat().map(({ job, row }) => [job.data['n'], row.state, row.code, row.outcome])).toEqual([
      [0, 'done', 'refused', 'later'],
      [1, 'done', null, 'done'],
      [2, 'done', null, 'done'],
    ])
    expect(told.length).toBeLessThan(3)
    const [workspace] = await stage.query<{ name: string }>('select name from workspaces')
    expect(workspace!.name).toBe(`told of ${told.at(-1)!.length}`)
    // Somebody else settled them meanwhile.
    await stage.clear()
    await stage.add(...jobs(healthy, 1))
    told.length = 0
    const slow = await stage.worker({
      call: { ...call, run: async () => (await stage.query('update jobs set epoch = epoch + 1'), { kind: 'done' }) },
    })
    await slow.runner.round()
    await slow.runner.settled()
    expect(told).toEqual([])
  })
})
