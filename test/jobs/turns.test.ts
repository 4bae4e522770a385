import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimJobEntries, claimJobs, findDueJobs } from '../../server/jobs/claimJobs.queries.ts'
import type { SettledJob } from '../../server/jobs/handler.ts'
import { makeRunner } from '../../server/jobs/runner.ts'
import type { JobOutcome } from '../../server/model/job.ts'
import { blocksOf } from '../support/blocksOf.ts'
import { testedVersions } from '../support/testDatabase.ts'
import { until } from '../support/until.ts'
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
    const entries = (await findDueJobs(stage.databases.jobQueue, claim(0), 100, 100)).due
    expect(entries).toHaveLength(4)
    const all = (await stage.query<{ id: string }>('select id from jobs')).map(({ id }) => ({ id, epoch: 0 }))
    const tries = Array.from({ length: 6 }, (_, n) =>
      n % 2 ? claimJobs(stage.databases.jobQueue, claim(n), 16) : claimJobEntries(stage.databases.jobQueue, all.slice(n * 6), claim(n)),
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
    await stage.add(...named(hanging, 'first', 20))
    const round = async () => {
      const went = await runner.round()
      await runner.settled()
      return went
    }
    await round()
    await stage.add(...named(healthy, 'other', 4))
    expect([ran.length, freed]).toEqual([4, 4])
    await round()
    expect([ran.length, freed]).toEqual([12, 8])
    looks = 1
    await round()
    expect(ran.slice(12).filter((one) => one.startsWith('other')).length).toBeGreaterThan(0)
    while (await round());
    expect(ran.length).toBe(24)
    const firsts = ran.filter((one) => one.startsWith('first'))
    expect(firsts.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `first ${n}`).toSorted())
  })

  test('are claimed in longer series while they end well: four run at once all the same, each once', async () => {
    let [atOnce, most, claims] = [0, 0, 0]
    const ran = new Map<string, number>()
    const calls = handler(
      async ({ id }): Promise<JobOutcome> => {
        most = Math.max(most, ++atOnce)
        ran.set(id, (ran.get(id) ?? 0) + 1)
        await stage.query('select')
        atOnce--
        return { kind: 'done' }
      },
      { atOncePerTurn: 4, prepare: () => void claims++ },
    )
    const workers = [await stage.worker({ call: calls }), await stage.worker({ call: calls })]
    await stage.add(...jobs(hanging, 300))
    for (let more = true; more;) {
      const rounds = await Promise.all(workers.map(({ runner }) => runner.round()))
      await Promise.all(workers.map(({ runner }) => runner.settled()))
      more = rounds.some(Boolean)
    }
    expect([...ran.values()].every((times) => times === 1)).toBe(true)
    expect(ran.size).toBe(300)
    expect(most).toBeLessThanOrEqual(4)
    // One by one they would be 75.
    expect(claims).toBeLessThan(50)
  })

  test('wait again when one before them in their series does not end well, and cost no attempt', async () => {
    let fails = false
    let gate = Promise.withResolvers<void>()
    const calls = handler(
      async (): Promise<JobOutcome> => {
        await gate.promise
        return fails ? { kind: 'later', code: 'refused', counts: true } : { kind: 'done' }
      },
      { atOncePerTurn: 1, backoffMs: [60_000] },
    )
    const { runner } = await stage.worker({ call: calls })
    /** One claim: nothing ends before it is over. */
    const round = async () => {
      gate = Promise.withResolvers()
      await runner.round()
      gate.resolve()
      await runner.settled()
    }
    await stage.add(...jobs(hanging, 7))
    await round()
    await round()
    fails = true
    await round()
    expect((await stage.jobs()).map(({ state, attempts }) => `${state} ${attempts}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'done 1'),
      'waiting 1',
      ...Array.from({ length: 3 }, () => 'waiting 0'),
    ])
    expect((await stage.tries()).filter(({ outcome }) => outcome !== 'done')).toHaveLength(1)
    // One at a time until one ends well again.
    fails = false
    await round()
    expect((await stage.jobs()).filter(({ state }) => state === 'done')).toHaveLength(4)
  })

  test('hold their slot until the last of a series was run', async () => {
    const gate = Promise.withResolvers<void>()
    const begun: unknown[] = []
    const calls = handler(
      async ({ data }): Promise<JobOutcome> => {
        begun.push(data['n'])
        if (data['n'] === 2) await gate.promise
        return { kind: 'done' }
      },
      { atOncePerTurn: 1 },
    )
    const [one, two] = [await stage.worker({ call: calls }), await stage.worker({ call: calls })]
    await stage.add(...jobs(hanging, 5))
    await one.runner.round()
    await until('the first of a series is done', async () => (await one.runner.round(), (await stage.jobs())[1]!.state === 'done'), 10_000)
    expect(begun).toEqual([0, 1, 2])
    expect(await two.runner.round()).toBe(false)
    expect(begun).toEqual([0, 1, 2])
    gate.resolve()
    await one.runner.settled()
    await drain(one, two)
    expect(begun).toHaveLength(5)
  })

  test('that a worker has not begun when it stops are left to others at once', async () => {
    const gate = Promise.withResolvers<void>()
    let begun = 0
    const calls = handler(
      async (): Promise<JobOutcome> => {
        if (++begun > 1) await gate.promise
        return { kind: 'done' }
      },
      { atOncePerTurn: 1 },
    )
    const { runner } = await stage.worker({ call: calls })
    await stage.add(...jobs(hanging, 3))
    await runner.round()
    await runner.settled()
    await runner.round()
    const ended = runner.settled({ beginsNone: true })
    gate.resolve()
    await ended
    expect((await stage.jobs()).map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(['done 1', 'done 1', 'waiting 0'])
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
