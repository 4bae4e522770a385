import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimJobs } from '../../server/jobs/claimJobs.queries.ts'
import { settleBatch } from '../../server/jobs/settleBatch.ts'
import { takeBackJobs } from '../../server/jobs/takeBackJobs.ts'
import type { Job, JobOutcome } from '../../server/model/job.ts'
import { testedVersions } from '../support/testDatabase.ts'
import { until } from '../support/until.ts'
import { drain, handler, openStage, type Stage } from './stage.ts'

const done = async (): Promise<JobOutcome> => ({ kind: 'done' })
async function late(gate: Promise<void>): Promise<JobOutcome> {
  await gate
  return { kind: 'done', result: 'late' }
}

describe.each(testedVersions())('jobs on PostgreSQL %i', (version) => {
  let stage: Stage
  beforeAll(async () => void (stage = await openStage(version)))
  beforeEach(() => stage.clear())
  afterAll(() => stage?.close())
  const states = async () => (await stage.jobs()).map(({ state, code }) => (code ? `${state}: ${code}` : state))

  test('are done once each by two workers, and every try is a row', async () => {
    const did: number[] = []
    const count = handler(async (job) => (did.push(job.data['n'] as number), { kind: 'done' }))
    const workers = [await stage.worker({ count }), await stage.worker({ count })]
    await stage.add(...Array.from({ length: 100 }, (_, n) => ({ kind: 'count', data: { n } })))
    await drain(...workers)
    expect(did.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(await states()).toEqual(Array(100).fill('done'))
    expect(await stage.tries()).toEqual(Array.from({ length: 100 }, (_, n) => ({ n, number: 1, outcome: 'done', code: null })))
  })

  test('are not claimed by a worker that read them before another one claimed or postponed them', async () => {
    await stage.add(...[1, 2, 3].map((n) => ({ kind: 'count', data: { n } })))
    // While a test holds this lock, reading jobs waits for it: after the statement's snapshot, before its row locks.
    await stage.query(
      `create function wait_for_test() returns boolean as 'select pg_advisory_xact_lock_shared(7)::text is not null' language sql`,
    )
    await stage.query('create policy waits on jobs as restrictive for select to autodm_system using (wait_for_test())')
    await stage.query('select pg_advisory_lock(7)')
    const claim = { worker: 1, now: stage.clock.now(), leaseUntil: stage.clock.now(), kinds: ['count'], patient: [], limited: {} }
    const claimed = claimJobs(stage.databases.jobQueue, claim, 10)
    const waits = async () =>
      (await stage.query(`select from pg_locks where locktype = 'advisory' and objid = 7 and not granted`)).length > 0
    await until('the claim waits', waits, 10_000)
    await stage.query(
      `update jobs set state = 'running', epoch = epoch + 1, lease_holder = 2, lease_until = $1, started_at = $1 where data ->> 'n' = '1'`,
      [claim.now],
    )
    await stage.query(`update jobs set run_at = run_at + interval '1 minute' where data ->> 'n' = '2'`)
    await stage.query('select pg_advisory_unlock(7)')
    expect((await claimed).claimed.map(({ data }) => data['n'])).toEqual([3])
    await stage.query('drop policy waits on jobs')
  })

  test('of one lane run one at a time, in the order in which they were added, whoever takes them', async () => {
    const order: string[] = []
    let underWay = 0
    const step = handler(async ({ data }) => {
      expect(++underWay).toBe(1)
      await new Promise(setImmediate)
      order.push(String(data['n']))
      underWay--
      return { kind: 'done' }
    })
    const workers = [await stage.worker({ step }), await stage.worker({ step }), await stage.worker({ step })]
    await stage.add(...Array.from({ length: 12 }, (_, n) => ({ kind: 'step', lane: 'one', data: { n } })))
    await drain(...workers)
    expect(order).toEqual(Array.from({ length: 12 }, (_, n) => String(n)))
  })

  test('of one lane cannot run side by side even where two workers see different clocks', async () => {
    const gate = Promise.withResolvers<void>()
    const step = handler(async () => {
      await gate.promise
      return { kind: 'done' }
    })
    const one = await stage.worker({ step })
    await stage.add({ kind: 'step', lane: 'one' }, { kind: 'step', lane: 'one' })
    await one.runner.round()
    await expect(stage.query(`update jobs set state = 'running' where state = 'waiting'`)).rejects.toThrow(/jobs_one_of_lane/)
    gate.resolve()
    await one.runner.settled()
  })

  test('planned for later hold up no lane; tried already, they do', async () => {
    const order: number[] = []
    let isBroken = true
    const step = handler(
      async ({ data }) => {
        order.push(data['n'] as number)
        return isBroken ? { kind: 'later', code: 'away', counts: true } : { kind: 'done' }
      },
      { backoffMs: [5_000] },
    )
    const worker = await stage.worker({ step })
    await stage.add({ kind: 'step', lane: 'one', data: { n: 1 }, runAt: new Date(stage.clock.now().getTime() + 60_000) })
    await stage.add({ kind: 'step', lane: 'one', data: { n: 2 } }, { kind: 'step', lane: 'one', data: { n: 3 } })
    await drain(worker)
    expect(order).toEqual([2])
    isBroken = false
    stage.clock.move(5_001)
    await drain(worker)
    expect(order).toEqual([2, 2, 3])
    stage.clock.move(60_000)
    await drain(worker)
    expect(order).toEqual([2, 2, 3, 1])
  })

  test('that fail are tried again after the pauses of their kind, and parked with the reason when those are used up', async () => {
    const fail = handler(async () => ({ kind: 'later', code: 'no_answer', counts: true }), { backoffMs: [1_000, 60_000] })
    const worker = await stage.worker({ fail })
    await stage.add({ kind: 'fail', data: { n: 1 } })
    for (const ms of [0, 999, 1, 59_999, 1]) {
      stage.clock.move(ms)
      await drain(worker)
    }
    expect(await stage.jobs()).toMatchObject([{ state: 'parked', code: 'no_answer', attempts: 3 }])
    expect((await stage.tries()).map(({ number, outcome, code }) => [number, outcome, code])).toEqual([
      [1, 'later', 'no_answer'],
      [2, 'later', 'no_answer'],
      [3, 'later', 'no_answer'],
    ])
  })

  test('that were not tried at all have no try, and use up none', async () => {
    let isFull = true
    const wait = handler(async () => (isFull ? { kind: 'put_off', afterMs: 1_000 } : { kind: 'done' }))
    const worker = await stage.worker({ wait })
    await stage.add({ kind: 'wait', data: { n: 1 } })
    await drain(worker)
    expect(await stage.tries()).toEqual([])
    isFull = false
    stage.clock.move(1_000)
    await drain(worker)
    expect(await stage.tries()).toEqual([{ n: 1, number: 1, outcome: 'done', code: null }])
  })

  test('with a key that is there already are not added again', async () => {
    await stage.add({ kind: 'a', uniqueKey: 'one' }, { kind: 'a', uniqueKey: 'one' })
    await stage.add({ kind: 'a', uniqueKey: 'one' }, { kind: 'a' }, { kind: 'a' })
    expect((await stage.jobs()).map((one) => one.key)).toEqual(['one', null, null])
  })

  test('of an account with a thousand keep nobody else’s waiting', async () => {
    const did: string[] = []
    const call = handler(async (job) => (did.push(job.accountId!), { kind: 'done' }))
    const worker = await stage.worker({ call }, {}, 8)
    const [busy, quiet] = [await stage.account(), await stage.account()]
    await stage.add(...Array.from({ length: 1_000 }, () => ({ kind: 'call', accountId: busy })))
    stage.clock.move(1)
    await stage.add({ kind: 'call', accountId: quiet })
    await worker.runner.round()
    await worker.runner.settled()
    expect(did).toHaveLength(8)
    expect(did).toContain(quiet)
  })

  test('of lower priority go after the others', async () => {
    const did: number[] = []
    const call = handler(async ({ data }) => (did.push(data['n'] as number), { kind: 'done' }))
    const worker = await stage.worker({ call }, {}, 1)
    await stage.add({ kind: 'call', priority: 5, data: { n: 5 } })
    stage.clock.move(1_000)
    await stage.add({ kind: 'call', data: { n: 0 } })
    await drain(worker)
    expect(did).toEqual([0, 5])
  })

  test('that wait for their account are left alone while it cannot be spoken for, and end when they come too late', async () => {
    const did: string[] = []
    const gaveUp = (_: Job, code: string) => ({ failed: code })
    const ask = handler(async () => (did.push('ask'), { kind: 'done', result: 'answer' }), { waitsForAccount: true, gaveUp })
    const tidy = handler(async () => (did.push('tidy'), { kind: 'done' }))
    const worker = await stage.worker({ ask, tidy })
    const accountId = await stage.account('reconnect_needed')
    const givesUpAt = new Date(stage.clock.now().getTime() + 86_400_000)
    await stage.add({ kind: 'ask', accountId, givesUpAt }, { kind: 'tidy', accountId, givesUpAt })
    await drain(worker)
    expect(did).toEqual(['tidy'])
    stage.clock.move(86_400_000)
    expect(await takeBackJobs(worker.deps)).toBe(1)
    expect(await states()).toEqual(['done: too_late', 'done'])
    expect(stage.results.map((one) => one.result)).toEqual([{ failed: 'too_late' }])
    await drain(worker)
    expect(did).toEqual(['tidy'])
  })

  test('that take longer than they may count as tries whose outcome nobody learned', async () => {
    const calls: AbortSignal[] = []
    const hang = (more: object) => handler((_, signal) => (calls.push(signal), new Promise(() => {})), { timeLimitMs: 10_000, ...more })
    const worker = await stage.worker({ once: hang({ repeatable: false }), again: hang({ backoffMs: [1_000] }) })
    await stage.add({ kind: 'once', data: { n: 1 } }, { kind: 'again', data: { n: 2 } })
    await worker.runner.round()
    stage.clock.move(10_000)
    await worker.runner.settled()
    expect(calls.map((signal) => signal.aborted)).toEqual([true, true])
    expect(await states()).toEqual(['parked: outcome_unknown', 'waiting: timed_out'])
    expect(await stage.tries()).toMatchObject([
      { n: 1, outcome: 'in_doubt', code: 'timed_out' },
      { n: 2, outcome: 'in_doubt', code: 'timed_out' },
    ])
  })

  test('that fail by a fault of ours are tried again where that is harmless, and are looked into by a person where it is not', async () => {
    const fault = (more: object) => handler(() => Promise.reject(new TypeError('x is not a function')), more)
    const worker = await stage.worker({ once: fault({ repeatable: false }), again: fault({ backoffMs: [1_000] }) })
    await stage.add({ kind: 'once' }, { kind: 'again' })
    await drain(worker)
    expect(await states()).toEqual(['parked: outcome_unknown', 'waiting: fault'])
  })

  describe('whose worker dies', () => {
    const stuck = (more: object = {}) => handler(() => new Promise<never>(() => {}), more)
    const gone = async (worker: Awaited<ReturnType<Stage['worker']>>) => {
      await worker.die()
      for (;;) {
        const [row] = await stage.query<{ n: number }>(
          `select count(*)::integer as n from pg_locks where locktype = 'advisory' and objid = $1 and granted
             and database = (select oid from pg_database where datname = current_database())`,
          [worker.number],
        )
        if (!row!.n) return
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }

    test('are taken back at once: what may be repeated waits again, what may not is parked with its reason', async () => {
      const dying = await stage.worker({ again: stuck(), once: stuck({ repeatable: false }) })
      const living = await stage.worker({ again: handler(done), once: handler(done, { repeatable: false }) })
      await stage.add({ kind: 'again', data: { n: 1 } }, { kind: 'once', data: { n: 2 } })
      await dying.runner.round()
      expect(await takeBackJobs(living.deps)).toBe(0)
      await gone(dying)
      expect(await takeBackJobs(living.deps)).toBe(2)
      expect(await states()).toEqual(['waiting: worker_lost', 'parked: outcome_unknown'])
      await drain(living)
      expect(await states()).toEqual(['done', 'parked: outcome_unknown'])
      expect(await stage.tries()).toEqual([
        { n: 1, number: 1, outcome: 'lost', code: 'worker_lost' },
        { n: 1, number: 2, outcome: 'done', code: null },
        { n: 2, number: 1, outcome: 'in_doubt', code: 'worker_lost' },
      ])
    })

    test('three times are given up: they may be what kills workers', async () => {
      await stage.add({ kind: 'deadly', data: { n: 1 } })
      const witness = await stage.worker({ deadly: handler(done) })
      for (let death = 1; death <= 3; death++) {
        const worker = await stage.worker({ deadly: stuck() })
        await worker.runner.round()
        await gone(worker)
        await takeBackJobs(witness.deps)
      }
      expect(await states()).toEqual(['parked: quarantined'])
      expect((await stage.tries()).map((one) => one.outcome)).toEqual(['lost', 'lost', 'lost'])
    })

    test('or stands still until its lease ran out are done by another, and what the first says afterwards changes nothing', async () => {
      const gate = Promise.withResolvers<void>()
      const slow = await stage.worker({ work: handler(() => late(gate.promise)) })
      const other = await stage.worker({ work: handler(async () => ({ kind: 'done', result: 'in time' })) })
      await stage.add({ kind: 'work', data: { n: 1 } })
      await slow.runner.round()
      stage.clock.move(29_000)
      await slow.runner.renew()
      stage.clock.move(29_000)
      expect(await takeBackJobs(other.deps)).toBe(0)
      stage.clock.move(1_001)
      expect(await takeBackJobs(other.deps)).toBe(1)
      await drain(other)
      gate.resolve()
      await slow.runner.settled()
      expect(stage.results.map((one) => one.result)).toEqual(['in time'])
      expect((await stage.tries()).map((one) => one.outcome)).toEqual(['lost', 'done'])
    })

    test('or stands still and claims its lost job again waits for both attempts, and renews the lease of the later one', async () => {
      const gates = [Promise.withResolvers<JobOutcome>(), Promise.withResolvers<JobOutcome>()]
      let tries = 0
      const worker = await stage.worker({ work: handler(() => gates[tries++]!.promise) })
      await stage.add({ kind: 'work', data: { n: 1 } })
      await worker.runner.round()
      stage.clock.move(30_001)
      expect(await takeBackJobs(worker.deps)).toBe(1)
      await worker.runner.round()
      gates[0]!.resolve({ kind: 'later', code: 'throttled', counts: false, afterMs: 5_000 })
      await until('the first attempt is over', async () => worker.runner.inHand() === 1, 10_000)
      stage.clock.move(29_000)
      await worker.runner.renew()
      stage.clock.move(29_000)
      expect(await takeBackJobs(worker.deps)).toBe(0)
      gates[1]!.resolve({ kind: 'done', result: 'once' })
      await worker.runner.settled()
      expect(await states()).toEqual(['done'])
      expect(stage.results.map((one) => one.result)).toEqual(['once'])
    })

    test('and claims its lost job again: of two attempts that end together only the later one is settled', async () => {
      const settled: string[] = []
      const work = handler(done, { settled: async (_, ended) => void settled.push(...ended.map(({ row }) => row.state)) })
      const { deps, number } = await stage.worker({ work })
      await stage.add({ kind: 'work', data: { n: 1 } })
      const claim = () => {
        const leaseUntil = new Date(stage.clock.machineMs() + 30_000)
        const by = { worker: number, now: stage.clock.now(), leaseUntil, kinds: ['work'], patient: [], limited: {} }
        return claimJobs(stage.databases.jobQueue, by, 1)
      }
      const { claimed: before } = await claim()
      stage.clock.move(30_001)
      await takeBackJobs(deps)
      settled.length = 0
      const { claimed: again } = await claim()
      const ends: { job: Job; end: JobOutcome }[] = [
        { job: before[0]!, end: { kind: 'put_off', afterMs: 0 } },
        { job: again[0]!, end: { kind: 'done', result: 'once' } },
        { job: before[0]!, end: { kind: 'done', result: 'twice' } },
      ]
      await deps.jobs.transaction().execute((trx) => settleBatch(trx, deps, ends))
      expect(settled).toEqual(['done'])
      expect(await states()).toEqual(['done'])
      expect(stage.results.map((one) => one.result)).toEqual(['once'])
    })
  })

  test('whose result cannot be kept are parked for a person, and the others are settled', async () => {
    const work = handler(async ({ data }) => ({ kind: 'done', result: data['n'] }))
    const worker = await stage.worker(
      { work },
      {
        async keepResults(trx, given) {
          for (const { job, result } of given) {
            if (result === 2) throw Object.assign(new Error('cannot be stored'), { code: '22000' })
            stage.results.push({ id: job.id, result })
          }
          void trx
        },
      },
    )
    await stage.add(...[1, 2, 3].map((n) => ({ kind: 'work', data: { n } })))
    await drain(worker)
    expect(await states()).toEqual(['done', 'parked: result_not_kept', 'done'])
  })

  test('are kept with their results or not at all: what is rolled back is tried to be written again', async () => {
    let [isAway, tries] = [true, 0]
    const work = handler(async () => ({ kind: 'done', result: 'kept' }))
    const worker = await stage.worker(
      { work },
      {
        async keepResults(_, given) {
          tries++
          if (isAway) throw Object.assign(new Error('gone'), { code: '57P01' })
          stage.results.push(...given.map(({ job, result }) => ({ id: job.id, result })))
        },
      },
    )
    await stage.add({ kind: 'work' })
    await worker.runner.round()
    await until('the first try to write failed', () => tries > 0, 20_000)
    expect(await states()).toEqual(['running'])
    isAway = false
    // Moved until it is written: the worker may not wait for the clock yet.
    const written = async () => {
      stage.clock.move(2_000)
      return (await states())[0] === 'done'
    }
    await until('it was written again', written, 20_000)
    await worker.runner.settled()
    expect(await states()).toEqual(['done'])
    expect(stage.results).toHaveLength(1)
  })

  test('of a kind that this version does not know are left to the one that does', async () => {
    const worker = await stage.worker({ known: handler(done) })
    await stage.add({ kind: 'of_tomorrow' }, { kind: 'known' })
    await drain(worker)
    expect(await states()).toEqual(['waiting', 'done'])
  })
})
