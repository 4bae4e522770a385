import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimDue, markSending } from '../../server/outbox/claim.queries.ts'
import { sentence } from '../../server/outbox/sentences.ts'
import { settle } from '../../server/outbox/settle.queries.ts'
import { findBreakers } from '../../server/outbox/breakers.queries.ts'
import { NetworkError } from '../../server/model/http.ts'
import { makeSender } from '../../server/outbox/outbox.ts'
import { settlementOf } from '../../server/outbox/settleAttempts.ts'
import { settleDoubts } from '../../server/outbox/settleDoubts.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { outboxDeps } from '../../server/worker.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import type { Outcome } from '../../server/model/channel.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// A worker that stood still brings the answer to its try when the message is long on its way by another: it changes nothing any more.
let house: House
let shop: Shop
beforeAll(async () => {
  house = await startHouse()
  shop = await openShop(house)
  await shop.automate(answer('message', [], '{{text}}'))
})
afterAll(() => house?.stop())

const later: Outcome = {
  kind: 'later',
  code: 'platform_trouble',
  words: sentence('outbox.suspended'),
  class: 'retry',
  platform: null,
  httpStatus: 503,
  afterMs: 0,
  usesAttempt: false,
}
const refused: Outcome = {
  kind: 'refused',
  code: 'invalid_message',
  words: sentence('outbox.closed'),
  class: 'bug',
  platform: '100',
  httpStatus: 400,
}

test('the answer to an earlier try does not end a message that is being said again', async () => {
  const { system } = house.deps.databases
  await shop.write('hello')
  await house.webhooksAreHere()
  while (await ingest({ ...house.deps, system, cursor: ingestCursor(house.deps.clock) }));

  const now = house.deps.clock.now()
  const lease = { worker: 1, now, leaseUntil: new Date(house.deps.clock.machineMs() + 30_000), limit: 10, perAccount: 10, known: null }
  const begin = async () => {
    const [message] = await claimDue(system, lease)
    expect((await markSending(system, [message!], now, lease.leaseUntil)).size).toBe(1)
    return { message: message!, epoch: message!.epoch + 1, attempt: message!.attempts + 1, durationMs: 1, judgeFrom: null }
  }
  const first = await begin()
  expect(await settle(system, [settlementOf({ ...first, outcome: later }, now, () => 0)], now)).toHaveLength(1)
  const second = await begin()
  expect(second.attempt).toBe(2)

  expect(await settle(system, [settlementOf({ ...first, outcome: refused }, now, () => 0)], now)).toEqual([])
  expect((await shop.messages())[0]!.status).toBe('pending')
  const sent: Outcome = { kind: 'sent', channelMessageId: 'm_2', recipientId: null, httpStatus: 200 }
  expect(await settle(system, [settlementOf({ ...second, outcome: sent }, now, () => 0)], now)).toHaveLength(1)
  const [message] = await shop.messages()
  expect(message).toMatchObject({ status: 'sent', channelMessageId: 'm_2' })
  expect(message!.attempts.map((attempt) => attempt.outcome)).toEqual(['refused', 'sent'])
})

test('a worker that is suspended before its call does not make it, and the message is sent once', async () => {
  const { deps } = house
  let suspendedMs = 0
  // After each statement the process is suspended for longer than a call may wait for its start.
  const suspending = deps.databases.system.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      suspendedMs += 20_000
      return result
    },
  })
  const clock = { ...deps.clock, machineMs: () => deps.clock.machineMs() + suspendedMs }
  const sender = makeSender({ ...outboxDeps(deps), system: suspending, clock }, await nextWorkerNumber(deps.databases.system))
  await planned('before the call')
  expect(await sender.round()).toBe(true)
  await sender.settled()
  expect(await shop.said()).not.toContain('before the call')
  expect((await messageOf('before the call'))!.attempts).toMatchObject([{ outcome: 'later', code: 'stood_still' }])
  await house.drain()
  expect((await shop.said()).filter((text) => text === 'before the call')).toHaveLength(1)
})

test('a message in doubt is not looked into while its call may still be in flight', async () => {
  const { deps } = house
  const outbox = outboxDeps(deps)
  const sender = makeSender(outbox, await nextWorkerNumber(deps.databases.system))
  await planned('no response')
  await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'drop', times: 1 })
  expect(await sender.round()).toBe(true)
  await sender.settled()
  expect((await messageOf('no response'))!.status).toBe('in_doubt')
  expect(await settleDoubts(outbox)).toBe(0)
  const later = { ...outbox, clock: { ...deps.clock, machineMs: () => deps.clock.machineMs() + 16_000 } }
  expect(await settleDoubts(later)).toBe(1)
  await house.drain()
  expect((await messageOf('no response'))!.attempts).toMatchObject([{ outcome: 'not_there' }, { outcome: 'sent' }])
  expect((await shop.said()).filter((text) => text === 'no response')).toHaveLength(1)
})

test.each([
  ['during which the process was suspended do not open the circuit breaker', 20_000, 0],
  ['that the platform let wait open the circuit breaker', 0, 1],
])('calls without a response %s', async (_, suspendedMs, open) => {
  const { deps } = house
  const { system } = deps.databases
  let slept = 0
  const clock = { ...deps.clock, machineMs: () => deps.clock.machineMs() + slept }
  const http = async () => {
    slept = suspendedMs
    throw new NetworkError('no answer in time', 'unknown', 'TIMEOUT')
  }
  const sender = makeSender({ ...outboxDeps(deps), http, clock }, await nextWorkerNumber(system))
  const other = await openShop(house)
  await other.automate(answer('message', [], '{{text}}'))
  for (let n = 0; n < 5; n++) await other.write('hello', await other.meet({ username: `person_${suspendedMs}_${n}` }))
  await house.webhooksAreHere()
  while (await ingest({ ...deps, system, cursor: ingestCursor(deps.clock) }));
  while (await sender.round()) await sender.settled()
  expect((await other.messages()).map((one) => one.status)).toEqual(Array(5).fill('in_doubt'))
  expect(await system.transaction().execute((trx) => findBreakers(trx, other.accountId))).toHaveLength(open)
})

/** A message with this text, planned and not sent yet. */
async function planned(text: string): Promise<void> {
  await shop.write(text)
  await house.webhooksAreHere()
  while (await ingest({ ...house.deps, system: house.deps.databases.system, cursor: ingestCursor(house.deps.clock) }));
}
const messageOf = async (text: string) => (await shop.messages()).find((one) => one.text === text)
