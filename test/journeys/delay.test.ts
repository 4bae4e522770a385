import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addLaterSteps } from '../../server/inbox/decisions.queries.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { openShop } from '../support/openShop.ts'

const delayed = {
  trigger_type: 'post_comment',
  action_type: 'send_dm',
  config: {
    keywords: ['price'],
    auto_reply_to_comments: true,
    comment_replies: 'Look into your DMs in five minutes',
    message_variations: ['Here it is'],
    delay_minutes: 5,
  },
}

describe('delay_minutes', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  test('the public reply goes out at once, the DM after five minutes, once', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'Look into your DMs in five minutes' }])
    expect((await shop.trace({ text: 'price' })).steps.map((step) => step.text)).toContain('Continues in 5 minutes.')
    await house.moveClock(5 * 60_000 - 30_000)
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(30_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here it is'])
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here it is'])
  })

  test('is read with fewer at once after a batch that took long to decide', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    const system = house.deps.databases.system
    const cursor = { ...ingestCursor(house.deps.clock), fullScan: unlimitedScans }
    let passed = 0
    const slow = { ...house.deps.clock, machineMs: () => (passed += 3_000) }
    const newlyRead = async (clock = house.deps.clock) => {
      const count = async () => (await house.bodies()).filter(({ state }) => state === 'read').length
      const before = await count()
      await ingest({ ...house.deps, system, clock, cursor })
      return (await count()) - before
    }
    const comments = async (...texts: string[]) => {
      for (const text of texts) await shop.comment(text)
      await house.webhooksAreHere()
    }
    await comments('price 1', 'price 2', 'price 3')
    expect(await newlyRead({ ...slow, now: () => house.deps.clock.now() })).toBe(3)
    await comments('price 4', 'price 5', 'price 6', 'price 7')
    expect([await newlyRead(), await newlyRead(), await newlyRead()]).toEqual([1, 2, 1])
    await house.drain()
  })

  test('leaves a trace of bounded length, however often the run wakes', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.comment('price')
    await house.drain()
    const { id } = await shop.event({ text: 'price' })
    const at = house.deps.clock.now().toISOString()
    const wake = (number: number) => ({ event_id: id, steps: [{ stage: 'time_came', data: { stepId: `w${number}` }, at }] })
    for (let round = 0; round < 12; round++) {
      const later = Array.from({ length: 100 }, (_, index) => wake(round * 100 + index))
      await house.deps.databases.system.transaction().execute((trx) => addLaterSteps(trx, later))
    }
    const texts = (await shop.trace({ text: 'price' })).steps.map((step) => step.text)
    expect(texts.length).toBeLessThanOrEqual(501)
    expect(texts.filter((text) => text === 'The steps in between are not kept.')).toHaveLength(1)
    expect(texts).toContain('The wait of step “w0” is over.')
    expect(texts.at(-1)).toBe('The wait of step “w1199” is over.')
  })

  test('survives a restart in between, and a time that passed while nothing ran', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.comment('price')
    await house.drain()
    await house.restart()
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(60 * 60_000)
    await house.restart()
    await house.drain()
    expect(await shop.said()).toEqual(['Here it is'])
  })

  test('does not hold up what the person asks meanwhile', async () => {
    const shop = await openShop(house)
    await shop.automate(delayed)
    await shop.automate({
      name: 'hours',
      definition: { triggers: [{ on: 'message', keywords: ['open'] }], steps: [{ id: 'dm', type: 'message', texts: ['Until six'] }] },
    })
    await shop.comment('price')
    await house.drain()
    await shop.write('are you open?')
    await house.drain()
    expect(await shop.said()).toEqual(['Until six'])
    await house.moveClock(5 * 60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Until six', 'Here it is'])
  })

  test('a STOP or a pause before the time comes ends it', async () => {
    const stopped = await openShop(house)
    await stopped.automate(delayed)
    const paused = await openShop(house)
    const id = await paused.automate(delayed)
    await stopped.comment('price')
    await paused.comment('price')
    await house.drain()
    await stopped.write('STOP')
    await house.drain()
    await house.api('PATCH', `/api/automations/${id}`, { is_active: false })
    await house.moveClock(10 * 60_000)
    await house.drain()
    expect([await stopped.said(), await paused.said()]).toEqual([[], []])
  })

  // Last: it moves the clock by weeks.
  test('its event stays while the run waits, however few days events are kept, and goes after it; fewer days are refused', async () => {
    const shop = await openShop(house)
    const definition = {
      triggers: [{ on: 'message', keywords: ['price'] }],
      steps: [
        { id: 'first', type: 'message', texts: ['Wait a month'] },
        { id: 'month', type: 'delay', minutes: 43_200 },
        { id: 'day', type: 'delay', minutes: 5 * 1_440 },
        { id: 'tag', type: 'tag', add: ['Waited'] },
      ],
    }
    await shop.automate({ name: 'slow', definition })
    expect((await house.api('PATCH', '/api/workspace', { retention: { events: 32 } })).status).toBe(200)
    const few = await house.api<{ error: { message: string } }>('GET', '/api/retention?events=31')
    expect([few.status, few.body.error.message]).toEqual([400, expect.stringContaining('must be 0, or 32 to 3650 days')])
    expect((await house.api('GET', '/api/retention?events=32')).status).toBe(200)
    await shop.write('price')
    await house.drain()
    const { id } = await shop.event({ text: 'price' })
    const afterDays = async (days: number) => {
      await house.moveClock(days * 86_400_000)
      await jobHandlers(house.deps).retention.run({} as Job, new AbortController().signal)
      return (await house.api('GET', `/api/events/${id}`)).status
    }
    expect(await afterDays(31)).toBe(200)
    await house.drain()
    // The second delay began: the run waits, and the event is older than the days.
    expect(await afterDays(4)).toBe(200)
    await house.moveClock(2 * 86_400_000)
    await house.drain()
    expect(await afterDays(1)).toBe(410)
  })
})
