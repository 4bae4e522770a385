import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { removeExpired } from '../../server/platform/belongings/removeExpired.queries.ts'
import type { JobHandler } from '../../server/jobs/handler.ts'
import { makePlanner } from '../../server/jobs/recurring.ts'
import { drain, handler, openStage, type Stage } from './stage.ts'

describe('work that is due again and again', () => {
  let stage: Stage
  let did: string[]
  beforeAll(async () => void (stage = await openStage()))
  beforeEach(async () => {
    await stage.clear()
    stage.clock.midday()
    did = []
  })
  afterAll(() => stage?.close())
  const every = (everyMs: number, missed: 'latest' | 'each'): JobHandler =>
    handler(async ({ data }) => (did.push(String(data['at']).slice(11, 19)), { kind: 'done' }), { recurring: { everyMs, missed } })
  const planner = (handlers: Record<string, JobHandler>) =>
    makePlanner({
      jobs: stage.databases.jobs,
      clock: stage.clock,
      newId: stage.newId,
      wake: { tell() {}, on: () => () => {} },
      handlers: handlers as never,
    })

  test('is done once for each time, however many processes plan it', async () => {
    const handlers = { tick: every(10_000, 'latest') }
    const planners = [planner(handlers), planner(handlers), planner(handlers)]
    const workers = [await stage.worker(handlers), await stage.worker(handlers)]
    for (let at = 0; at < 5; at++) {
      await Promise.all(planners.map((plan) => plan()))
      await drain(...workers)
      stage.clock.move(5_000)
    }
    expect(did).toEqual(['12:00:00', '12:00:10', '12:00:20'])
  })

  test('leaves one row behind, however often it comes', async () => {
    const handlers = { tick: every(10_000, 'latest'), other: every(60_000, 'each') }
    const plan = planner(handlers)
    const worker = await stage.worker(handlers)
    for (let n = 0; n < 20; n++) {
      await plan()
      await drain(worker)
      stage.clock.move(10_000)
    }
    expect((await stage.jobs()).map((one) => one.kind).toSorted()).toEqual(['other', 'tick'])
    await removeExpired(stage.databases.jobs, 'jobs', new Date(stage.clock.now().getTime() + 400 * 86_400_000))
    expect(await stage.jobs()).toHaveLength(2)
  })

  test('that was missed is done for the latest time, or for each, as its kind says', async () => {
    const handlers = { latest: every(60_000, 'latest'), each: every(60_000, 'each') }
    await planner(handlers)()
    const worker = await stage.worker(handlers)
    await drain(worker)
    did = []
    stage.clock.move(3 * 60_000)
    await planner(handlers)()
    await drain(worker)
    expect(did.toSorted()).toEqual(['12:01:00', '12:02:00', '12:03:00', '12:03:00'])
  })

  test('that nobody ran is replaced by the next of its kind; each that has to be done is kept', async () => {
    const handlers = { latest: every(60_000, 'latest'), each: every(60_000, 'each') }
    const plan = planner(handlers)
    for (let n = 0; n < 3; n++) {
      await plan()
      stage.clock.move(60_000)
    }
    expect((await stage.jobs()).map((one) => one.key)).toEqual([
      'recurring/each/2026-11-20T12:00:00.000Z',
      'recurring/each/2026-11-20T12:01:00.000Z',
      'recurring/latest/2026-11-20T12:02:00.000Z',
      'recurring/each/2026-11-20T12:02:00.000Z',
    ])
  })

  test('is not done again for a time that a clock set back brings once more, but goes on when the clock had been far ahead', async () => {
    const handlers = { tick: every(60_000, 'latest') }
    const worker = await stage.worker(handlers)
    const round = async () => {
      await planner(handlers)()
      await drain(worker)
    }
    await round()
    stage.clock.turn(120_000)
    await round()
    stage.clock.turn(-120_000)
    await round()
    expect(did).toEqual(['12:00:00', '12:02:00'])
    stage.clock.turn(365 * 86_400_000)
    await round()
    stage.clock.turn(-365 * 86_400_000)
    await round()
    stage.clock.move(60_000)
    await round()
    expect(did.slice(2)).toEqual(['12:00:00', '12:00:00', '12:01:00'])
  })
})
