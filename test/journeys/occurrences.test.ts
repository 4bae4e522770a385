import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addOccurrences } from '../../server/inbox/addOccurrences.queries.ts'
import { findDueOccurrences } from '../../server/inbox/occurrences.queries.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { blocksOf } from '../support/blocksOf.ts'
import { answer, openShop, type Shop, type Trace } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

const nobody = '01900000-0000-7000-8000-000000000000'
const hourMs = 3_600_000
type Conversation = { id: string; contact: { id: string }; windowUntil: string | null; lastEventAt: string }
type Started = { eventId: string; error?: { code: string } }

describe('causes that are no webhook', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  const threadOf = async (shop: Shop) =>
    (await house.api<{ data: Conversation[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)).body.data[0]!
  const start = (id: string, whom: object, key?: string) =>
    house.api<Started>('POST', `/api/automations/${id}/start`, whom, key ? { 'idempotency-key': key } : {})
  const trace = async (eventId: string) => (await house.api<Trace>('GET', `/api/events/${eventId}/trace`)).body
  const left = async (shop: Shop) =>
    (await sql`select from occurrences where account_id = ${shop.accountId}`.execute(house.deps.databases.system)).rows.length
  const audited = async (id: string) =>
    (
      await house.deps.databases.system
        .selectFrom('audit')
        .select('id')
        .where('action', '=', 'start')
        .where('subject_id', '=', id)
        .execute()
    ).length

  /** A shop to which somebody has written, with an automation that nothing they write starts. */
  async function visited(more: { definition?: object } = {}) {
    const shop = await openShop(house)
    const id = await shop.automate(answer('message', ['offer'], 'Your offer, {{username}}', more))
    await shop.write('hello')
    await house.drain()
    const thread = await threadOf(shop)
    return { shop, id, thread, contactId: thread.contact.id }
  }
  const occur = (shop: Shop, contactId: string, automationId: string, key: string, dueAt: Date) =>
    house.deps.databases.system.transaction().execute(async (trx) => {
      const { rows } = await sql<{ id: string }>`select workspace_id as id from accounts where id = ${shop.accountId}`.execute(trx)
      const [id, now] = [house.deps.newId(), house.deps.clock.now()]
      return addOccurrences(trx, [
        {
          id,
          workspace_id: rows[0]!.id,
          account_id: shop.accountId,
          contact_id: contactId,
          kind: 'start',
          key,
          due_at: dueAt,
          data: { automationId, by: 'a test' },
          created_at: now,
        },
      ])
    })

  test('an automation is started for one person, whatever it hears; it is told like any event and opens no window', async () => {
    const { shop, id, thread, contactId } = await visited()
    await shop.automate(answer('message', ['other'], 'Not this one'))
    const { status, body } = await start(id, { conversationId: thread.id })
    expect(status).toBe(202)
    await house.drain()
    expect(await shop.said()).toEqual(['Your offer, ana'])
    const told = await trace(body.eventId)
    expect(told.event).toMatchObject({ id: body.eventId, kind: 'start', outcome: 'sent', sender: { username: 'ana' } })
    expect(told.steps[0]).toEqual({ at: expect.any(String), stage: 'received', text: 'The automation was started for this person.' })
    expect(told.automations.map(({ matched, reason }) => ({ matched, reason }))).toEqual([
      { matched: true, reason: null },
      { matched: false, reason: 'other_automation' },
    ])
    expect(await shop.event({ kind: 'start' })).toMatchObject({ id: body.eventId })
    expect((await threadOf(shop)).windowUntil).toBe(thread.windowUntil)
    expect([await left(shop), await audited(id)]).toEqual([0, 1])
    // By the person as well as by the conversation.
    expect((await start(id, { contactId })).status).toBe(202)
    await house.drain()
    expect(await shop.said()).toHaveLength(2)
  })

  test('a request that is repeated starts nothing, before it was decided and afterwards', async () => {
    const { shop, id, contactId } = await visited()
    const first = await start(id, { contactId }, 'order-17')
    expect(await start(id, { contactId }, 'order-17')).toEqual(first)
    await house.drain()
    expect(await start(id, { contactId }, 'order-17')).toEqual(first)
    await house.drain()
    expect(await shop.said()).toHaveLength(1)
    expect((await shop.events()).filter((one) => one.kind === 'start')).toHaveLength(1)
    expect(await audited(id)).toBe(1)
    expect((await start(id, { contactId }, 'order-18')).body.eventId).not.toBe(first.body.eventId)

    const other = await shop.meet({ username: 'ben', name: 'Ben' })
    await shop.write('hello', other)
    await house.drain()
    const { data } = (await house.api<{ data: Conversation[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)).body
    const ben = data.find((one) => one.contact.id !== contactId)!
    const refused = await start(id, { conversationId: ben.id }, 'order-17')
    expect([refused.status, refused.body.error?.code]).toEqual([409, 'conflict'])
  })

  test('many at once with one key are one', async () => {
    const { shop, id, contactId } = await visited()
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(id, { contactId }, 'same')))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.eventId}`)).size).toBe(1)
    await house.drain()
    expect(await shop.said()).toHaveLength(1)
  })

  test('what cannot be started is refused and changes nothing', async () => {
    const { shop, id, contactId } = await visited()
    const elsewhere = await visited()
    const refusals = [
      await start(nobody, { contactId }),
      await start(id, { contactId: nobody }),
      await start(id, { contactId: elsewhere.contactId }),
      await start(id, { conversationId: elsewhere.thread.id }),
      await start(id, {}),
      await start(id, { contactId, conversationId: contactId }),
      await start(id, { contactId }, 'x'.repeat(201)),
    ]
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400, 400, 400])
    await house.api('PATCH', `/api/automations/${id}`, { is_active: false })
    expect((await start(id, { contactId })).status).toBe(409)
    expect([await left(shop), await audited(id)]).toEqual([0, 0])
    // Paused after it was asked for: decided as things are then.
    await house.api('PATCH', `/api/automations/${id}`, { is_active: true })
    const { body } = await start(id, { contactId })
    await house.api('PATCH', `/api/automations/${id}`, { is_active: false })
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect((await trace(body.eventId)).automations).toMatchObject([{ matched: false, reason: 'not_live' }])
  })

  test('whoever may not be answered is not answered: cooldown, a run that goes on, STOP, an account that is off', async () => {
    const cool = await visited({ definition: { cooldownMinutes: 60 } })
    for (let n = 0; n < 2; n++) await start(cool.id, { contactId: cool.contactId })
    await house.drain()
    expect(await cool.shop.said()).toHaveLength(1)
    expect((await trace((await cool.shop.event({ kind: 'start', outcome: 'skipped' })).id)).automations[0]).toMatchObject({
      reason: 'cooling_down',
    })

    const asking = await visited({
      definition: { steps: [{ id: 'ask', type: 'ask', texts: ['Your e-mail?'], answer: 'email', maxTries: 2, timeoutMinutes: 60 }] },
    })
    for (let n = 0; n < 2; n++) await start(asking.id, { contactId: asking.contactId })
    await house.drain()
    expect(await asking.shop.said()).toEqual(['Your e-mail?'])
    expect((await trace((await asking.shop.event({ kind: 'start', outcome: 'skipped' })).id)).automations[0]).toMatchObject({
      reason: 'already_running',
    })

    await cool.shop.write('STOP')
    await house.drain()
    const stopped = await start(cool.id, { contactId: cool.contactId })
    await house.api('PATCH', `/api/accounts/${asking.shop.accountId}`, { status: 'inactive' })
    const off = await start(asking.id, { contactId: asking.contactId })
    await house.drain()
    expect((await trace(stopped.body.eventId)).event.outcomeReason).toBe('opted_out')
    expect((await trace(off.body.eventId)).event.outcomeReason).toBe('account_inactive')
  })

  test('after the window nothing is sent, and the trace says so', async () => {
    const { shop, id, contactId } = await visited()
    await house.moveClock(25 * hourMs)
    const { body } = await start(id, { contactId })
    await house.drain()
    expect(await shop.said()).toEqual([])
    expect((await trace(body.eventId)).event).toMatchObject({ outcome: 'failed', outcomeReason: 'outside_window' })
  })

  test('it is read when it is due, in the order of time, and once whoever tells of it', async () => {
    const { shop, id, contactId } = await visited()
    const bye = await shop.automate(answer('message', ['never'], 'Goodbye'))
    const at = (ms: number) => new Date(house.deps.clock.now().getTime() + ms)
    await occur(shop, contactId, bye, 'second', at(2 * hourMs))
    await occur(shop, contactId, id, 'first', at(hourMs))
    expect(await occur(shop, contactId, id, 'first', at(0))).toEqual([])
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(3 * hourMs)
    await house.drain()
    expect(await shop.said()).toEqual(['Your offer, ana', 'Goodbye'])
    // Read already: it is taken as a repetition, and goes.
    expect(await occur(shop, contactId, id, 'first', at(0))).toHaveLength(1)
    await house.drain()
    expect([await left(shop), (await shop.said()).length]).toEqual([0, 2])
  })

  test('it is about the person, also when two contacts turn out to be one', async () => {
    const shop = await openShop(house, { person: { username: 'mia', name: 'Mia', scopedIds: true } })
    const id = await shop.automate(answer('message', ['never'], 'For you'))
    await shop.automate(answer('comment', ['price'], 'In private'))
    await shop.write('hello')
    await house.drain()
    const before = await threadOf(shop)
    await house.moveClock(2_000)
    await shop.comment('price')
    await occur(shop, before.contact.id, id, 'merged', new Date(house.deps.clock.now().getTime() + hourMs))
    await house.drain()
    expect((await threadOf(shop)).contact.id).not.toBe(before.contact.id)
    await house.moveClock(2 * hourMs)
    await house.drain()
    expect(await shop.said()).toEqual(['In private', 'For you'])
    await occur(shop, nobody, id, 'about nobody', house.deps.clock.now())
    await house.drain()
    expect(await shop.event({ kind: 'start' })).toMatchObject({ outcome: 'skipped', outcomeReason: 'no_conversation' })
  })

  test('while somebody holds a snapshot, looking for the next costs no more for those that were read', { timeout: 60_000 }, async () => {
    const { shop, id, contactId } = await visited()
    const { deps, databaseUrl } = house
    const cursor = ingestCursor(deps.clock)
    // Never looks from the beginning after the first time, as on a machine where that has become slow.
    let looks = 0
    cursor.fullOccurrenceScan = { ...unlimitedScans, isDue: () => looks++ === 0 }
    const read = async () => {
      cursor.occurrencesAt = -Infinity
      while (await ingest({ ...deps, system: deps.databases.system, cursor }));
    }
    await read()
    const holder = new pg.Client({ connectionString: databaseUrl })
    await holder.connect()
    try {
      await holder.query('begin isolation level repeatable read; select 1 from occurrences')
      const { now } = deps.clock
      await sql`
        with read as (
          insert into occurrences (id, workspace_id, account_id, kind, key, contact_id, due_at, data, created_at)
          select gen_random_uuid(), workspace_id, id, 'start', 'snapshot ' || n, null, ${new Date(now().getTime() - hourMs)}, '{}', ${now()}
          from accounts, generate_series(1, 5000) n where id = ${shop.accountId})
        select 1`.execute(deps.databases.system)
      await sql`delete from occurrences where key like 'snapshot %'`.execute(deps.databases.system)
      const cost = (since?: Date) => blocksOf(databaseUrl, (db) => findDueOccurrences(db as never, now(), 256, since))
      expect(await cost()).toBeGreaterThan(100)
      expect(await cost(cursor.occurrencesSince)).toBeLessThan(20)
      // What was dated a little earlier, and committed afterwards, is not left out.
      await occur(shop, contactId, id, 'dated earlier', new Date(now().getTime() - 5_000))
      await read()
      expect(await left(shop)).toBe(0)
    } finally {
      await holder.end()
    }
  })

  describe('one that cannot be taken in', () => {
    /** One shop's starts fail while they are read, by this error; another's wait behind them. */
    async function troubled(fail: () => Error, work: (round: (restart?: boolean) => Promise<void>, sick: Shop) => Promise<void>) {
      const [sick, well] = [await visited(), await visited()]
      const { sets, clock } = house.deps
      const get = sets.get.bind(sets)
      sets.get = (db, accountId, number) => (accountId === sick.shop.accountId ? Promise.reject(fail()) : get(db, accountId, number))
      let passed = 0
      const later = { ...clock, machineMs: () => clock.machineMs() + passed }
      const fresh = () => ({ ...ingestCursor(later), fullScan: unlimitedScans, trouble: '' as string | null })
      let cursor = { ...fresh(), trouble: null as string | null }
      const { eventId } = (await start(sick.id, { contactId: sick.contactId })).body
      await start(well.id, { contactId: well.contactId })
      try {
        await work(async (restart = false) => {
          if (restart) cursor = fresh()
          passed += 3_000
          await ingest({ ...house.deps, system: house.deps.databases.system, clock: later, cursor }).catch(() => {})
        }, sick.shop)
      } finally {
        sets.get = get
      }
      return { sick, well, told: () => trace(eventId) }
    }

    test('by a fault of ours is told as one that nobody answers, and holds up nobody', async () => {
      const { sick, well, told } = await troubled(
        () => new Error('a planted fault'),
        (round) => round(),
      )
      await house.drain()
      expect((await told()).event).toMatchObject({ kind: 'start', outcome: 'skipped', outcomeReason: 'internal_error' })
      expect([await sick.shop.said(), await well.shop.said(), await left(sick.shop)]).toEqual([[], ['Your offer, ana'], 0])
    })

    test('by an error that may pass is put off, and read in the end', async () => {
      const { sick, well, told } = await troubled(
        () => Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }),
        async (round) => {
          for (let n = 0; n < 3; n++) await round()
        },
      )
      expect(await left(sick.shop)).toBe(1)
      await house.drain()
      expect([await sick.shop.said(), await well.shop.said()]).toEqual([[], ['Your offer, ana']])
      await house.moveClock(61_000)
      await house.drain()
      expect((await told()).event).toMatchObject({ outcome: 'sent' })
    })

    test('because the process ends each time is set aside after five attempts', async () => {
      const { well, told } = await troubled(
        () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
        async (round, shop) => {
          for (let n = 0; n < 5; n++) await round(true)
          expect(await left(shop)).toBe(1)
          await round(true)
        },
      )
      await house.drain()
      expect((await told()).event).toMatchObject({ outcome: 'skipped', outcomeReason: 'internal_error' })
      expect(await well.shop.said()).toEqual(['Your offer, ana'])
    })
  })
})
