import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { acknowledgedWords, droppedWords, effectsOf, everyRow, letAllBeDelivered, unreportedIds, type Said } from '../support/ledgers.ts'
import { makePlace, type Place, type Start } from '../support/npmStart.ts'
import { channels, openEveryChannel, type ChannelShop } from '../support/openEveryChannel.ts'
import { letReportsEnd } from '../support/settleReports.ts'
import { until } from '../support/until.ts'
import { addressOf, answerTo, letThemWrite, wordsOf, type Writer } from './crowd.ts'

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
let shops: ChannelShop[]
/** Of each channel, in their order: the automation that replies, and the one that asks for an address. */
const automations: { reply: string; ask: string }[] = []
let people: Writer[]

beforeAll(async () => {
  place = await makePlace()
  await place.start().ready()
  shops = await openEveryChannel(place)
  for (const shop of shops) {
    const answer = [{ id: 'say', type: 'message', texts: [answerTo('{{text}}')] }]
    const question = { id: 'ask', type: 'ask', texts: [answerTo('{{text}}')], answer: 'email', maxTries: 3, timeoutMinutes: 1_000 }
    const triggers = (keyword: string) => [{ on: 'message', keywords: [keyword] }]
    automations.push({
      reply: await shop.automate({ name: 'reply', definition: { triggers: triggers('price'), steps: answer } }),
      ask: await shop.automate({
        name: 'ask',
        definition: { triggers: triggers('offer'), steps: [question, { id: 'save', type: 'save', field: 'email' }, ...answer] },
      }),
    })
  }
  people = []
  for (let number = 0; number < crowdSize; number++) {
    const { channel, externalId, meet } = shops[number % shops.length]!
    const personId = await meet({ name: `Person ${number}` })
    people.push({ personId, accountId: externalId, channel, isAsked: number % 18 < shops.length })
  }
  // Responses that are lost after the call had its effect; slow ones, so that every kill finds calls with an effect and without a response;
  // webhooks that are never delivered; and webhooks whose 200 is lost and that are sent again.
  await place.sim('POST', '/simulator/faults', { on: '/graph.', kind: 'reset_after_effect', rate: 0.05 })
  await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs: 300, rate: 0.3 })
  await place.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop', rate: 0.05 })
  await place.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'reset_after_effect', rate: 0.05 })
}, 120_000)

beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

test(
  `${crowdSize} people write on three channels while everything is killed ten times: each is answered once, or was never heard`,
  {
    timeout: 300_000,
  },
  async () => {
    const crowd = letThemWrite(place, people)
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
    await comeToRest()
    await crowd.lastAnswers()
    const deliveries = await comeToRest()
    const acknowledged = acknowledgedWords(deliveries)

    const heard = (await everyRow<{ text: string }>(place, '/api/events?kind=message')).map((one) => one.text)
    const said = await everyRow<Said>(place, '/api/messages?direction=out')
    const leads = await everyRow<{ email: string; accountId: string }>(place, '/api/leads?')
    const effects = await effectsOf(place)

    const doubted = said.filter((one) => one.attempts.some((attempt) => attempt.httpStatus === null)).length
    console.log(
      `${heard.length} were heard over ${kills} kills, ${acknowledged.length} acknowledged; of ${doubted} calls the answer was never had`,
    )

    // The test exercised what it should: faults of each kind occurred, and on each channel most messages were ingested.
    const { data: faults } = await place.sim<{ data: { fired: number }[] }>('GET', '/simulator/faults')
    expect(faults.map((one) => one.fired > 0)).toEqual([true, true, true, true])
    for (const channel of channels)
      expect(acknowledged.filter((words) => words.endsWith(channel)).length).toBeGreaterThan((crowdSize / channels.length) * 0.75)
    expect(new Set(acknowledged).size).toBe(acknowledged.length)

    // Every acknowledged message was ingested once; every ingested one has one reply; and nothing else was sent.
    expect(heard.toSorted()).toEqual([...new Set(heard)].sort())
    expect(heard).toEqual(expect.arrayContaining(acknowledged))
    expect(said.map((one) => one.text).toSorted()).toEqual(heard.map(answerTo).toSorted())
    // All arrived. Only what WhatsApp reports nothing about cannot be known: it is never repeated.
    const parked = said.filter((one) => !['sent', 'delivered', 'read'].includes(one.status))
    const unreported = unreportedIds(deliveries)
    const whatsappId = shops.find(({ channel }) => channel === 'whatsapp')!.accountId
    const ofParked = effects.filter((effect) => parked.some((one) => one.text === effect.text))
    expect(parked.filter((one) => one.accountId !== whatsappId || one.error?.code !== 'no_report')).toEqual([])
    expect(ofParked.filter(({ id }) => !unreported.has(id))).toEqual([])
    expect(new Set(effects.map(({ text }) => text)).size).toBe(effects.length)
    const arrived = said.filter((one) => !parked.includes(one))
    expect(
      effects
        .filter((one) => !ofParked.includes(one))
        .map((one) => `${one.id} ${one.text}`)
        .toSorted(),
    ).toEqual(arrived.map((one) => `${one.channelMessageId} ${one.text}`).toSorted())

    // Every message that was not ingested was dropped by a fault.
    const unheard = people.map((writer, number) => wordsOf(number, writer)).filter((words) => !heard.includes(words))
    expect(droppedWords(deliveries)).toEqual(expect.arrayContaining(unheard))

    // Every address that was ingested is one lead, of the account that was written to.
    const given = [...people.entries()].filter(([number]) => heard.includes(addressOf(number)))
    const accountOf = new Map(shops.map(({ externalId, accountId }) => [externalId, accountId]))
    expect(leads.map((lead) => `${lead.email} ${lead.accountId}`).toSorted()).toEqual(
      given.map(([number, writer]) => `${addressOf(number)} ${accountOf.get(writer.accountId)}`).toSorted(),
    )
    expect(given.length).toBeGreaterThan(0)

    for (const [index, shop] of shops.entries()) {
      const { reply, ask } = automations[index]!
      const stats = async (id: string) => (await place.api<{ stats: object }>('GET', `/api/automations/${id}`)).body.stats
      const words = heard.filter((one) => one.startsWith('price') && one.endsWith(shop.channel))
      const sent = arrived.filter((one) => words.some((each) => one.text === answerTo(each)))
      expect(await stats(reply)).toMatchObject({ total_triggers: words.length, total_dms_sent: sent.length })
      expect(await stats(ask)).toMatchObject({ total_leads_captured: leads.filter((lead) => lead.accountId === shop.accountId).length })
    }
  },
)

/** Waits until all webhooks are delivered or dropped, all acknowledged ones decided, and nothing is planned, being sent or in doubt. */
async function comeToRest() {
  const deliveries = await letAllBeDelivered(place)
  const acknowledged = acknowledgedWords(deliveries)
  await until(
    'all acknowledged messages are decided',
    async () => {
      const decided = await everyRow(place, '/api/events?kind=message')
      if (decided.length < acknowledged.length) throw new Error(`${decided.length} of ${acknowledged.length} are decided`)
      return true
    },
    120_000,
  )
  const whatsapp = shops.filter(({ channel }) => channel === 'whatsapp').map(({ accountId }) => accountId)
  // Messages in doubt are resolved one by one, each when its call can no longer be in flight.
  await letReportsEnd(place, new Set(whatsapp), 120_000)
  await until(
    'nothing is in doubt',
    async () => (await everyRow(place, '/api/messages?direction=out&status=in_doubt')).length === 0,
    60_000,
  )
  return letAllBeDelivered(place)
}
