import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renewLeases } from '../../server/outbox/leases.queries.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { makeSender } from '../../server/outbox/outbox.ts'
import type { ScanBudget } from '../../server/platform/scanBudget.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { outboxDeps } from '../../server/worker.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// Where looking through all that waits takes long (somebody holds a snapshot), a worker goes on where it knows that something stands, and
// looks through everything now and then. Nothing may be left out for good, nothing said twice.
let house: House
let shops: Shop[]
beforeAll(async () => {
  house = await startHouse()
  shops = [await openShop(house), await openShop(house)]
  for (const shop of shops) await shop.automate(answer('message', [], '{{text}}'))
})
afterAll(() => house?.stop())

test('a worker that may not do a full scan goes on with what it knows, and finds the rest at the next full scan', async () => {
  let due = true
  const scans: ScanBudget = { isDue: () => due, run: (scan) => scan(), skippedScanDueInMs: () => false }
  const { system } = house.deps.databases
  const sender = makeSender(outboxDeps(house.deps), await nextWorkerNumber(system), { scans })
  const decided = async () => {
    await house.webhooksAreHere()
    while (await ingest({ ...house.deps, system, cursor: ingestCursor(house.deps.clock) }));
  }
  const round = async () => {
    while (await sender.round()) await sender.settled()
  }
  const [known, unknown] = shops as [Shop, Shop]

  await known.write('first')
  await decided()
  await round()
  expect(await known.said()).toEqual(['first'])

  due = false
  await known.write('second')
  await unknown.write('elsewhere')
  await decided()
  await round()
  expect(await known.said()).toEqual(['first', 'second'])
  expect(await unknown.said()).toEqual([])

  due = true
  await round()
  expect(await unknown.said()).toEqual(['elsewhere'])
  await house.drain()
  expect(await known.said()).toEqual(['first', 'second'])
})

test('a reader that may not do a full scan goes on with runs whose time comes, and finds what is due again at the next full scan', async () => {
  let due = true
  const fullScan: ScanBudget = { isDue: () => due, run: (scan) => scan(), skippedScanDueInMs: () => false }
  const { system } = house.deps.databases
  const cursor = { ...ingestCursor(house.deps.clock), fullScan }
  const read = async () => {
    await house.webhooksAreHere()
    while (await ingest({ ...house.deps, system, cursor }));
  }
  const later = {
    trigger_type: 'post_comment',
    action_type: 'send_dm',
    config: { keywords: ['later'], message_variations: ['Now'], delay_minutes: 5 },
  }
  const [on, off] = [await openShop(house), await openShop(house)] as [Shop, Shop]
  for (const shop of [on, off]) {
    await shop.automate(later)
    await shop.comment('later')
  }
  await read()
  const planned = async (shop: Shop) => (await shop.messages()).filter((one) => one.kind === 'private_reply').length
  expect([await planned(on), await planned(off)]).toEqual([0, 0])

  await house.api('PATCH', `/api/accounts/${off.accountId}`, { status: 'inactive' })
  due = false
  await house.moveClock(6 * 60_000)
  await read()
  await read()
  expect([await planned(on), await planned(off)]).toEqual([1, 0])
  await house.api('PATCH', `/api/accounts/${off.accountId}`, { status: 'active' })
  await read()
  expect(await planned(off)).toBe(0)
  due = true
  await read()
  expect([await planned(on), await planned(off)]).toEqual([1, 1])
})

test('a worker renews the leases it has, and not those of a claim whose response it never got', async () => {
  const { system } = house.deps.databases
  const worker = await nextWorkerNumber(system)
  const [shop] = shops as [Shop]
  for (const text of ['had', 'never heard of']) await shop.write(text, await shop.meet({ name: text }))
  await house.webhooksAreHere()
  while (await ingest({ ...house.deps, system, cursor: ingestCursor(house.deps.clock) }));
  const claimedUntil = new Date('2026-01-01T00:00:00Z')
  const { rows } = await sql<{ id: string }>`
    update outbox set state = 'claimed', lease_holder = ${worker}, lease_until = ${claimedUntil} where state = 'planned' and account_id = ${shop.accountId}
    returning message_id as id`.execute(system)
  expect(rows).toHaveLength(2)

  const renewedUntil = new Date('2026-01-01T00:01:00Z')
  const leases = async () =>
    (
      await sql<{ until: Date }>`select lease_until as until from outbox where lease_holder = ${worker} order by lease_until`.execute(
        system,
      )
    ).rows.map((row) => row.until)
  await renewLeases(system, worker, [], renewedUntil)
  expect(await leases()).toEqual([claimedUntil, claimedUntil])
  await renewLeases(system, worker, [rows[0]!.id], renewedUntil)
  expect(await leases()).toEqual([claimedUntil, renewedUntil])

  await sql`update outbox set state = 'planned', lease_holder = null, lease_until = null where lease_holder = ${worker}`.execute(system)
  await house.drain()
})
