import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimDue, markSending } from '../../server/outbox/claim.queries.ts'
import { sentence } from '../../server/outbox/sentences.ts'
import { settle } from '../../server/outbox/settle.queries.ts'
import { settlementOf } from '../../server/outbox/settleAttempts.ts'
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
