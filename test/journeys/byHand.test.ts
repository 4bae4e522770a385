import pg from 'pg'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeWithBelongings } from '../../server/platform/belongings/removeWithBelongings.queries.ts'
import { advisoryLocks } from '../../server/platform/advisoryLocks.ts'
import { linkIdentifier } from '../../server/contacts/linkIdentifier.queries.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { lockIngest } from '../../server/queue/ingestLock.queries.ts'
import type { Trx } from '../../server/platform/db.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

// A message by hand is checked and stored at once. It waits for whoever writes in its own conversation, and for nobody else.
describe('a message by hand', () => {
  let house: House
  let other: pg.Client
  let watcher: pg.Client
  beforeAll(async () => {
    house = await startHouse()
    for (const client of [
      (other = new pg.Client({ connectionString: house.databaseUrl })),
      (watcher = new pg.Client({ connectionString: house.databaseUrl })),
    ])
      await client.connect()
  })
  afterAll(async () => {
    await other?.end()
    await watcher?.end()
    await house?.stop()
  })

  async function visited(person: object = {}): Promise<Shop> {
    const shop = await openShop(house, { person })
    await shop.automate(answer('message', [], 'Decided'))
    await shop.write('hello')
    await house.drain()
    return shop
  }
  const send = (shop: Shop, text = 'By hand', recipientId = shop.personId) =>
    house.api<{ id: string }>('POST', '/api/messages', { accountId: shop.accountId, recipientId, text })
  /** Waits until a statement with these words waits for a lock. */
  const waits = (words: string) =>
    until(
      `somebody waits in "${words}"`,
      async () =>
        (await watcher.query(`select from pg_stat_activity where wait_event_type = 'Lock' and query like $1`, [`%${words}%`])).rowCount,
      20_000,
    )
  /** Does something as the one who has the reader's turn, and commits when the sending of the message waits for it. */
  async function whileSending<T>(work: (trx: Trx) => Promise<void>, sending: () => Promise<T>): Promise<T> {
    let sent: Promise<T>
    await house.deps.databases.system.transaction().execute(async (trx) => {
      await lockIngest(trx)
      await work(trx)
      sent = sending()
      await waits('for no key update of c')
    })
    return sent!
  }

  test('is stored while another transaction holds the turn of the reader', async () => {
    const shop = await visited()
    await other.query(`begin; select pg_advisory_xact_lock(${advisoryLocks.ingest})`)
    const { status, body } = await send(shop)
    expect(status).toBe(201)
    expect(await ingest({ ...house.deps, system: house.deps.databases.system, cursor: ingestCursor(house.deps.clock) })).toBe(false)
    await other.query('rollback')
    await house.drain()
    expect((await shop.messages()).find((one) => one.id === body.id)).toMatchObject({ text: 'By hand', status: 'sent' })
  })

  test('comes after what the reader is just deciding in its conversation, and before what it decides later', async () => {
    const shop = await visited()
    await shop.write('again')
    await house.webhooksAreHere()
    // The reader has numbered its message and cannot end yet.
    await other.query('begin; lock table automation_counts in exclusive mode')
    const reading = ingest({ ...house.deps, system: house.deps.databases.system, cursor: ingestCursor(house.deps.clock) })
    await waits('automation_counts')
    const sending = send(shop)
    await waits('for no key update of c')
    await other.query('commit')
    await reading
    expect((await sending).status).toBe(201)
    await shop.write('and again')
    await house.drain()
    expect(await shop.said()).toEqual(['Decided', 'Decided', 'By hand', 'Decided'])
  })

  test('goes to the thread that its person has, when two turn out to be one meanwhile', async () => {
    const shop = await visited({ username: 'mia', name: 'Mia', scopedIds: true })
    const automation = await shop.automate(answer('comment', [], 'In private'))
    const { data } = (await house.api<{ data: { id: string }[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)).body
    const written = data[0]!.id
    await house.api('PATCH', `/api/automations/${automation}`, { is_active: false })
    await house.moveClock(2_000)
    await shop.comment('nice')
    await house.drain()
    const threads = (await house.api<{ data: { id: string }[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)).body.data
    expect(threads).toHaveLength(2)
    const commented = threads.find((one) => one.id !== written)!.id
    const scoped = (await shop.event({ text: 'hello' })).sender.id!
    const { status } = await whileSending(
      (trx) => linkIdentifier(trx, commented, { value: scoped, kind: 'scoped' }, { messagesGo: true }),
      () => send(shop, 'By hand', scoped),
    )
    expect(status).toBe(201)
    await house.drain()
    expect(await shop.messages()).toMatchObject([{ text: 'By hand', status: 'sent', conversationId: commented }, { text: 'Decided' }])
  })

  test('is refused when its account is removed meanwhile, and leaves nothing behind', async () => {
    const shop = await visited()
    const { status } = await whileSending(
      (trx) => removeWithBelongings(trx, 'accounts', shop.accountId).then(() => {}),
      () => send(shop),
    )
    expect(status).toBe(404)
    const { rows } = await sql`select from messages where account_id = ${shop.accountId}`.execute(house.deps.databases.system)
    expect(rows).toEqual([])
  })
})
