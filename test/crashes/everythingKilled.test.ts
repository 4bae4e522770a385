import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { acknowledgedWords, droppedWords, effectsOf, everyRow, letAllBeDelivered, type Said } from '../support/ledgers.ts'
import { makePlace, type Place, type Start } from '../support/npmStart.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { until } from '../support/until.ts'
import { answerTo, letThemWrite, wordsOf } from './crowd.ts'

// The product's main promise: no event is lost and no message sent twice, whatever happens. Three ledgers must agree in the end: what was
// acknowledged (the simulator saw a 200), what the platform did (the simulator's calls), and the product's own lists.

const crowdSize = 300
const kills = 10
/** A kill comes when this many more people have written … */
const writtenBetweenKills = 26
/** … and this many ms later: spread, so that kills hit webhooks, decisions, calls and their outcomes alike. */
const spreadMs = 170
/** These kills wait for no messages: they hit a start that is still recovering from the previous kill. */
const killsDuringStart = new Map([
  [4, 900],
  [8, 1_600],
])

let place: Place
let shop: Shop
let automationId: string
let people: string[]

beforeAll(async () => {
  place = await makePlace()
  await place.start().ready()
  shop = await openShop(place)
  automationId = await shop.automate({
    trigger_type: 'keyword',
    action_type: 'send_dm',
    config: { keywords: ['price'], message_variations: [answerTo('{{text}}')] },
  })
  people = []
  for (let number = 0; number < crowdSize; number++)
    people.push((await place.sim<{ id: string }>('POST', '/simulator/people', { name: `Person ${number}` })).id)
  // Responses that are lost after the call had its effect; slow ones, so that every kill finds calls with an effect and without a response;
  // webhooks that are never delivered; and webhooks whose 200 is lost and that are sent again.
  await place.sim('POST', '/simulator/faults', { on: '/graph.instagram.com/', kind: 'reset_after_effect', rate: 0.05 })
  await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs: 300, rate: 0.3 })
  await place.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop', rate: 0.05 })
  await place.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'reset_after_effect', rate: 0.05 })
}, 120_000)

beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

test('300 people write while everything is killed ten times: each is answered once, or was never heard', { timeout: 300_000 }, async () => {
  const crowd = letThemWrite(place, shop.accountExternalId, people)
  let start: Start | null = null
  for (let kill = 1; kill <= kills; kill++) {
    const early = killsDuringStart.get(kill)
    if (early !== undefined) await sleep(early)
    else {
      await start?.ready()
      const goal = Math.min(crowd.written() + writtenBetweenKills, crowdSize)
      await until(`${goal} have written`, () => crowd.written() >= goal, 60_000)
      await sleep((kill * 67) % spreadMs)
    }
    place.killAll()
    start = place.start()
  }
  await start!.ready()
  await crowd.done
  const deliveries = await letAllBeDelivered(place)

  // Messages in doubt are resolved one by one, each when its call can no longer be in flight; then none may be left open.
  const acknowledged = acknowledgedWords(deliveries)
  await until(
    'nothing is planned, being sent or in doubt',
    async () => {
      const open = (
        await Promise.all(['pending', 'in_doubt'].map((status) => everyRow<Said>(place, `/api/messages?direction=out&status=${status}`)))
      ).flat()
      if (open.length) throw new Error(open.map((one) => JSON.stringify(one)).join('\n'))
      const decided = await everyRow(place, '/api/events?kind=message')
      if (decided.length < acknowledged.length) throw new Error(`${decided.length} of ${acknowledged.length} are decided`)
      return true
    },
    120_000,
  )

  const heard = (await everyRow<{ text: string }>(place, '/api/events?kind=message')).map((one) => one.text)
  const said = await everyRow<Said>(place, '/api/messages?direction=out')
  const effects = await effectsOf(place)

  const doubted = said.filter((one) => one.attempts.some((attempt) => attempt.httpStatus === null)).length
  console.log(
    `${heard.length} of ${crowdSize} were heard over ${kills} kills, ${acknowledged.length} acknowledged; of ${doubted} calls the answer was never had`,
  )

  // The test exercised what it should: faults of each kind occurred, and most messages were ingested.
  const { data: faults } = await place.sim<{ data: { fired: number }[] }>('GET', '/simulator/faults')
  expect(faults.map((one) => one.fired > 0)).toEqual([true, true, true, true])
  expect(acknowledged.length).toBeGreaterThan(crowdSize * 0.8)
  expect(new Set(acknowledged).size).toBe(acknowledged.length)

  // Every acknowledged message was ingested once; every ingested one has one reply that arrived; and nothing else was sent.
  expect(heard.toSorted()).toEqual([...new Set(heard)].sort())
  expect(heard).toEqual(expect.arrayContaining(acknowledged))
  expect(said.map((one) => one.text).toSorted()).toEqual(heard.map(answerTo).toSorted())
  expect(said.filter((one) => !['sent', 'delivered', 'read'].includes(one.status))).toEqual([])
  expect(effects.map((one) => `${one.id} ${one.text}`).toSorted()).toEqual(
    said.map((one) => `${one.channelMessageId} ${one.text}`).toSorted(),
  )

  // Every message that was not ingested was dropped by a fault.
  const unheard = people.map((_, number) => wordsOf(number)).filter((words) => !heard.includes(words))
  expect(droppedWords(deliveries)).toEqual(expect.arrayContaining(unheard))

  const { body: automation } = await place.api<{ stats: object }>('GET', `/api/automations/${automationId}`)
  expect(automation.stats).toMatchObject({ total_triggers: heard.length, total_dms_sent: said.length })
})
