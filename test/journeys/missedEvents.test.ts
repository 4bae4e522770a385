import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { missedEventsOf } from '../support/missedEvents.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// Comments and messages that no webhook told of are read back from the platform, and answered once (requirement H6).

let house: House
let openAnswering: Missed['openAnswering']
let passAndCheck: Missed['passAndCheck']
let checksOf: Missed['checksOf']
let missedOf: Missed['missedOf']
let dropWebhooks: Missed['dropWebhooks']
type Missed = ReturnType<typeof missedEventsOf>
beforeAll(async () => {
  house = await startHouse()
  ;({ openAnswering, passAndCheck, checksOf, missedOf, dropWebhooks } = missedEventsOf(house))
})
beforeEach(() => house.sim('DELETE', '/simulator/faults'))
afterAll(() => house?.stop())

/** A call of the owner, by another app. */
async function graph(path: string, shop: Shop, method = 'POST'): Promise<void> {
  const response = await fetch(`${house.simulatorUrl}/graph.instagram.com/v27.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${shop.accessToken}` },
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
}

test('comments and messages lost in an outage are each answered once', async () => {
  const shop = await openAnswering()
  await dropWebhooks()
  const people: string[] = []
  for (let n = 0; n < 60; n++) {
    const person = await shop.meet({ username: `lost.${n}` })
    people.push(person)
    if (n % 2) await shop.comment('price?', person)
    else await shop.write('price?', person)
  }
  await house.drain()
  expect(await shop.events()).toEqual([])
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 2)
  for (const person of people) expect(await shop.said(person)).toEqual(['It is 20 €.'])
  expect(await missedOf(shop)).toHaveLength(60)
  const { checks, missed, isChecking } = await checksOf(shop)
  expect([missed, isChecking]).toEqual([60, false])
  expect(checks[0]).toMatchObject({ missed: 60, failed: 0, isCut: false })
  await passAndCheck(shop, 1)
  for (const person of people) expect(await shop.said(person)).toHaveLength(1)
  const { steps } = await shop.trace({ kind: 'comment' })
  expect(steps[0]).toMatchObject({ stage: 'received', text: expect.stringContaining('No webhook told of it.') })
})

test('what came by webhook is not answered again, and what can no longer be answered says why', async () => {
  const shop = await openAnswering()
  await shop.comment('price?')
  await house.drain()
  await dropWebhooks()
  await shop.comment('the price please')
  const late = await shop.meet({ username: 'late' })
  await shop.write('price?', late)
  await house.drain()
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 25)
  // A private reply to a comment may still be sent, a DM to somebody who wrote 25 hours ago may not.
  expect(await shop.said()).toEqual(['It is 20 €.', 'It is 20 €.'])
  expect(await shop.said(late)).toEqual([])
  const found = new Map((await missedOf(shop)).map(({ text, outcome, outcomeReason }) => [text, [outcome, outcomeReason]]))
  expect(Object.fromEntries(found)).toEqual({ 'price?': ['skipped', 'too_old'], 'the price please': ['sent', null] })
  expect((await checksOf(shop)).missed).toBe(2)
})

test('nobody is answered who wrote before the account was connected', async () => {
  const shop = await openShop(house)
  await dropWebhooks()
  await shop.comment('price?')
  await house.moveClock(3 * 86_400_000)
  await house.drain()
  await house.sim('DELETE', '/simulator/faults')
  await shop.automate(answer('comment', ['price'], 'It is 20 €.'))
  await passAndCheck(shop, 1)
  expect(await shop.said()).toEqual([])
  expect(await checksOf(shop)).toMatchObject({ missed: 0, checkedUntil: expect.any(String) })
})

test('a lost subscription is made again, and what happened meanwhile is answered', async () => {
  const shop = await openAnswering()
  const { status } = await fetch(`${house.simulatorUrl}/graph.instagram.com/v27.0/${shop.accountExternalId}/subscribed_apps`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${shop.accessToken}` },
  })
  expect(status).toBe(200)
  await shop.comment('price?')
  await house.drain()
  expect(await shop.said()).toEqual([])
  await passAndCheck(shop, 1)
  expect(await shop.said()).toEqual(['It is 20 €.'])
  expect((await checksOf(shop)).checks[0]).toMatchObject({ resubscribed: true, missed: 1 })
  const bea = await shop.meet({ username: 'bea' })
  await shop.comment('price', bea)
  await house.drain()
  expect(await shop.said(bea)).toEqual(['It is 20 €.'])
})

test('comments under an old post are found when an automation names it', async () => {
  const shop = await openShop(house)
  const [named, other] = [await shop.post({}), await shop.post({})]
  for (let n = 0; n < 100; n++) await shop.post({})
  await shop.automate(answer('comment', ['price'], 'It is 20 €.'))
  await shop.automate(answer('comment', ['old'], 'Still there.', { trigger: { media: [named] } }))
  await passAndCheck(shop, 1)
  await dropWebhooks()
  const [ana, ben] = [await shop.meet({ username: 'ana.old' }), await shop.meet({ username: 'ben.old' })]
  for (const [mediaId, personId] of [
    [named, ana],
    [other, ben],
  ])
    await house.sim('POST', '/simulator/comments', { mediaId, personId, text: 'an old price' })
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 1)
  expect([await shop.said(ana), await shop.said(ben)]).toEqual([[expect.any(String)], []])
})

test('whom the owner answered by hand meanwhile is not answered again, and who hides a comment wants no answer', async () => {
  const shop = await openAnswering()
  await dropWebhooks()
  const [byHand, unanswered, hidden] = [
    await shop.meet({ username: 'hand' }),
    await shop.meet({ username: 'none' }),
    await shop.meet({ username: 'spam' }),
  ]
  for (const person of [byHand, unanswered]) await shop.write('price?', person)
  await house.sim('POST', '/simulator/human', { accountId: shop.accountExternalId, personId: byHand, text: '20, and it is on its way' })
  const answered = await shop.comment('price, please', byHand)
  await graph(`${answered}/replies?message=Sent+you+a+message`, shop)
  const spam = await shop.comment('price? buy followers', hidden)
  await graph(`${spam}?hide=true`, shop)
  await house.drain()
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 1)
  expect(await shop.said(unanswered)).toEqual(['It is 20 €.'])
  expect([await shop.said(byHand), await shop.said(hidden)]).toEqual([['20, and it is on its way'], []])
  const reasons = (await missedOf(shop)).map(({ text, outcomeReason }) => [text, outcomeReason])
  expect(Object.fromEntries(reasons)).toEqual({
    'price?': expect.toSatisfy((reason) => reason === null || reason === 'answered_by_hand'),
    'price, please': 'answered_by_hand',
    'price? buy followers': 'comment_hidden',
  })
})

test('what came while the owner had the account switched off or disconnected is not answered afterwards', async () => {
  const shop = await openAnswering()
  const set = (status: string) => house.api('PATCH', `/api/accounts/${shop.accountId}`, { status })
  await dropWebhooks()
  await set('inactive')
  await shop.comment('price?')
  await house.moveClock(3_600_000)
  await house.drain()
  await set('active')
  await house.moveClock(60_000)
  const later = await shop.meet({ username: 'later' })
  await shop.comment('price now?', later)
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 1)
  expect([await shop.said(), await shop.said(later)]).toEqual([[], ['It is 20 €.']])
})

test('a comment is found although another was deleted, so that the number is the same', async () => {
  const shop = await openAnswering()
  const troll = await shop.meet({ username: 'troll' })
  const first = await shop.comment('bad', troll)
  await passAndCheck(shop, 1)
  await passAndCheck(shop, 1)
  await dropWebhooks()
  await graph(first, shop, 'DELETE')
  await shop.comment('price?')
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 3)
  expect(await shop.said()).toEqual(['It is 20 €.'])
})

test('without the permission for comments the messages are read all the same', async () => {
  const shop = await openAnswering()
  await dropWebhooks()
  await shop.write('price?')
  await house.sim('DELETE', '/simulator/faults')
  await house.sim('POST', '/simulator/faults', { on: '/media', kind: 'graph', code: 10 })
  await passAndCheck(shop, 1)
  expect(await shop.said()).toEqual(['It is 20 €.'])
  expect((await checksOf(shop)).checks[0]).toMatchObject({ failed: 0, missed: 1, endedAt: expect.any(String) })
  await house.sim('DELETE', '/simulator/faults')
})

test('a part that cannot be read is read by the next check', async () => {
  const shop = await openAnswering()
  await dropWebhooks()
  await shop.comment('price?')
  await house.drain()
  await house.sim('DELETE', '/simulator/faults')
  await house.sim('POST', '/simulator/faults', { on: '/comments', kind: 'graph', code: 100 })
  await passAndCheck(shop, 1)
  const before = await checksOf(shop)
  expect(before.checks[0]).toMatchObject({ missed: 0, failed: 1 })
  expect(await shop.said()).toEqual([])
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 1)
  expect(await shop.said()).toEqual(['It is 20 €.'])
  expect((await checksOf(shop)).checkedUntil! > before.checkedUntil!).toBe(true)
})

test('a comment of the last minute before a check is left to its webhook, and found by the next check', async () => {
  const shop = await openAnswering()
  await dropWebhooks()
  await house.moveClock(15 * 60_000 - 20_000)
  await shop.comment('price?')
  await house.drain()
  await house.sim('DELETE', '/simulator/faults')
  await passAndCheck(shop, 20 / 3_600)
  expect((await checksOf(shop)).missed).toBe(0)
  await passAndCheck(shop, 1 / 4)
  expect(await shop.said()).toEqual(['It is 20 €.'])
})

test('a check on request; unknown accounts and wrong times are refused', async () => {
  const shop = await openAnswering()
  const path = `/api/accounts/${shop.accountId}/missed-events`
  expect((await house.api('POST', path, { since: 'yesterday' })).status).toBe(400)
  expect((await house.api('POST', path)).status).toBe(202)
  await passAndCheck(shop, 0)
  expect((await house.api('GET', `/api/accounts/${crypto.randomUUID()}/missed-events`)).status).toBe(404)
})

test('an erased person does not come back: neither by a late webhook nor by reading back; what they do later is a new person’s', async () => {
  const shop = await openAnswering()
  const gone = await shop.meet({ username: 'gone.person' })
  await shop.comment('price?', gone)
  await house.drain()
  expect(await shop.said(gone)).toHaveLength(1)
  await dropWebhooks()
  const commentId = await shop.comment('price, again', gone)
  await shop.write('price, please', gone)
  await house.moveClock(60_000)
  const url = `${house.url}/api/privacy/meta/data-deletion`
  await house.sim('POST', '/simulator/withdrawals', { accountId: shop.accountExternalId, kind: 'data_deletion', url, userId: gone })
  await house.drain()
  await house.sim('DELETE', '/simulator/faults')
  const db = house.deps.databases.system
  const known = async () => (await sql`select from contact_identifiers where value = ${gone}`.execute(db)).rows.length
  /** Whatever is stored of them, but the bytes of webhooks, which go after their days. */
  const traces = async () =>
    (
      await sql`select from events e where e::text like ${`%${gone}%`} union all
        select from occurrences o where o::text like ${`%${gone}%`} union all select from messages m where m::text like ${`%${gone}%`}`.execute(
        db,
      )
    ).rows.length
  expect([await known(), await traces()]).toEqual([0, 0])

  const at = Math.floor(house.deps.clock.now().getTime() / 1000) - 60
  const comment = {
    field: 'comments',
    value: { id: commentId, text: 'price, again', from: { id: gone, username: 'gone.person' }, media: { id: shop.mediaId } },
  }
  await house.sim('POST', '/simulator/raw', {
    accountId: shop.accountExternalId,
    body: { object: 'instagram', entry: [{ id: shop.accountExternalId, time: at, changes: [comment] }] },
  })
  await house.drain()
  await passAndCheck(shop, 2)
  expect([await known(), await traces(), await missedOf(shop), (await checksOf(shop)).missed]).toEqual([0, 0, [], 0])
  expect(await shop.said(gone)).toHaveLength(1)

  await shop.write('price?', gone)
  await house.drain()
  expect([await known(), (await shop.said(gone)).length]).toEqual([1, 2])

  const marks = async () => (await sql`select from erased_people where account_id = ${shop.accountId}`.execute(db)).rows.length
  expect(await marks()).toBeGreaterThan(0)
  await house.moveClock(31 * 86_400_000)
  await jobHandlers(house.deps).old_requests.run({} as Job, new AbortController().signal)
  expect(await marks()).toBe(0)
})
