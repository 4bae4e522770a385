import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Overview } from '../../server/admin/admin.schemas.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// How long the queue is and when it will be empty: told by the API and on /metrics, and held to by what happens then.

const minuteMs = 60_000
const platformsLimit = 3

let house: House
let shop: Shop
beforeAll(async () => {
  house = await startHouse()
  shop = await openShop(house)
  await shop.automate(answer('comment', ['price'], 'It costs 5.'))
})
afterAll(() => house?.stop())

type Line = {
  accountId: string
  kind: string
  waiting: number
  perHour: number | null
  blockedUntil: string | null
  emptyAt: string | null
}
const queue = async () => (await house.api<{ waiting: number; data: Line[] }>('GET', '/api/queue')).body
const nowMs = () => house.deps.clock.now().getTime()
const throttled = async () =>
  (await house.sim<{ data: { status: number }[] }>('GET', '/simulator/calls')).data.filter((call) => call.status === 400).length

/** The line of /metrics with this name and kind. */
async function metric(name: string, kind: string): Promise<number | null> {
  const { body } = await house.api<string>('GET', '/metrics')
  const found = new RegExp(`^${name}\\{account="${shop.accountId}",kind="${kind}"\\} (\\S+)$`, 'm').exec(body)
  return found ? Number(found[1]) : null
}

test('an empty queue has no lines, and none on /metrics', async () => {
  expect(await queue()).toMatchObject({ waiting: 0, data: [] })
  expect(await metric('autodm_queue_messages', 'private_reply')).toBeNull()
})

test('the account waits as long as the usage headers say; nothing fails, and no try is used up', async () => {
  await house.sim('PATCH', '/simulator/settings', { limits: { privateRepliesPerHour: platformsLimit } })
  for (let person = 0; person < 8; person++) await shop.comment('Price?', await shop.meet({ name: `Person ${person}` }))
  await house.drain()

  const { waiting, data } = await queue()
  expect(waiting).toBe(8 - platformsLimit)
  expect(data).toMatchObject([{ accountId: shop.accountId, kind: 'private_reply', waiting, perHour: 750 }])
  const untilMs = Date.parse(data[0]!.blockedUntil!) - nowMs()
  // The platform counts in whole minutes, upwards.
  expect(untilMs).toBeGreaterThan(59 * minuteMs)
  expect(untilMs).toBeLessThanOrEqual(60 * minuteMs)
  expect(data[0]!.emptyAt).toBe(data[0]!.blockedUntil)
  expect(await metric('autodm_queue_messages', 'private_reply')).toBe(waiting)
  expect(await metric('autodm_queue_empty_seconds', 'private_reply')).toBeGreaterThan(59 * 60)
  expect((await shop.messages()).filter((one) => one.status !== 'sent' && one.status !== 'pending')).toEqual([])

  const before = await throttled()
  await house.moveClock(untilMs - 5_000)
  await house.drain()
  expect(await throttled()).toBe(before)
  expect((await queue()).waiting).toBe(waiting)
})

test('it is empty when it was told to be', async () => {
  await house.sim('PATCH', '/simulator/settings', { limits: { privateRepliesPerHour: 750 } })
  const { data } = await queue()
  await house.moveClock(Date.parse(data[0]!.emptyAt!) - nowMs())
  await house.drain()
  expect(await queue()).toMatchObject({ waiting: 0, data: [] })
  expect((await shop.messages()).map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 'sent'))
})

test('of an account that may not speak nobody can tell when; and it keeps the others’ time on /metrics from being told', async () => {
  await house.sim('POST', '/simulator/tokens/revoke', { accountId: shop.accountExternalId })
  await shop.comment('Price?', await shop.meet({ name: 'Late' }))
  await house.drain()
  expect((await queue()).data).toMatchObject([{ waiting: 1, emptyAt: null }])
  expect(await metric('autodm_queue_messages', 'private_reply')).toBe(1)
  expect(await metric('autodm_queue_empty_seconds', 'private_reply')).toBeNull()
})

test('the owner of the instance sees which lanes of all workspaces wait longest and why, with names of no person', async () => {
  const { deps } = house
  const { system, jobs } = deps.databases
  const [other, at] = [deps.newId(), deps.clock.now()]
  await addWorkspace(system, { id: other, name: 'Other', at })
  const before = new Date(nowMs() - 24 * 60 * minuteMs)
  const later = new Date(nowMs() + 5 * minuteMs)
  await sql`insert into jobs (id, workspace_id, account_id, turn, kind, lane, priority, epoch, state, run_at, created_at, code)
    select gen_random_uuid(), ${other}::uuid, null::uuid, ${other}::uuid, 'mail', 'mails of the other', 5, case n when 1 then 1 else 0 end, 'waiting',
      case n when 1 then ${later}::timestamptz else ${before} end, ${before}::timestamptz, case n when 1 then 'timed_out' end
    from generate_series(1, 1200) n
    union all
    select gen_random_uuid(), workspace_id, id, id, 'lead_forms', null, 5, 0, 'waiting', ${at}::timestamptz, ${at}::timestamptz, null from accounts
      where id = ${shop.accountId}`.execute(jobs)
  const lanesNow = async () => (await house.api<Overview>('GET', '/api/admin/overview?scope=instance')).body.instance!.lanes
  const lanes = await lanesNow()
  const lane = (kind: string) => lanes.find((one) => one.kind === kind)
  expect(lanes.map(({ dueSince }) => dueSince)).toEqual(lanes.map(({ dueSince }) => dueSince).toSorted())
  expect(lane('mail')).toEqual({
    of: 'jobs',
    kind: 'mail',
    title: 'Send an email',
    workspace: { id: other, name: 'Other' },
    account: null,
    endpoint: null,
    waiting: 1_000,
    dueSince: before.toISOString(),
    why: { code: 'lane_held', text: expect.stringContaining('It took longer than it may.'), until: later.toISOString() },
  })
  const reconnect = { code: 'reconnect_needed', text: expect.any(String), until: null }
  expect(lane('private_reply')).toMatchObject({ of: 'messages', account: { id: shop.accountId }, waiting: 1, why: reconnect })
  expect(lane('lead_forms')).toMatchObject({ account: { id: shop.accountId }, why: reconnect })
  expect(JSON.stringify(lanes)).not.toMatch(/Late|Person \d/)
  await sql`delete from jobs where lane = 'mails of the other' or kind = 'lead_forms'`.execute(jobs)
  expect(await lanesNow()).toMatchObject([{ kind: 'private_reply' }])
})
