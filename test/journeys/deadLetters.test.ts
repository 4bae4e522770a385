import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findAccountOwner } from '../../server/accounts/accounts.queries.ts'
import { changeDeadLetters, type DeadRow } from '../../server/outbox/changeDeadLetters.ts'
import { planAgain } from '../../server/outbox/messages.queries.ts'
import type { Trx } from '../../server/platform/db.ts'
import { commandPrincipal } from '../../server/withDeps.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { takeBackLost } from '../../server/outbox/leases.queries.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { leaseMs, makeSender } from '../../server/outbox/outbox.ts'
import { outboxDeps } from '../../server/worker.ts'
import { addOlderWorkspace } from '../support/addOlderWorkspace.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Dead = {
  id: string
  accountId: string
  eventId: string | null
  text: string
  status: string
  reason: { code: string; text: string }
  person: { username: string | null }
  automation: { name: string } | null
  at: string
}
type Page = { data: Dead[]; nextCursor: string | null }
const beginning = '1970-01-01T00:00:00Z'

describe('what was given up or needs somebody', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  beforeEach(() => house.sim('DELETE', '/simulator/faults'))
  afterAll(() => house?.stop())
  const list = async (query: string) => (await house.api<Page>('GET', `/api/dead-letters?${query}`)).body
  const replay = async (body: object) => (await house.api<{ replayed: number }>('POST', '/api/dead-letters/replay', body)).body.replayed
  const close = async (body: object) => (await house.api<{ closed: number }>('POST', '/api/dead-letters/close', body)).body.closed
  /** The platform refuses everything this shop says. */
  const refuse = (shop: Shop, code: number, times = 1_000) =>
    house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code, times })
  const mend = () => house.sim('DELETE', '/simulator/faults')
  async function shopThatFails(
    guests: number,
    code = 506,
    on: 'message' | 'comment' = 'message',
  ): Promise<{ shop: Shop; guests: string[] }> {
    const shop = await openShop(house)
    await shop.automate(answer(on, [], 'Hello {{text}}'))
    const people = await Promise.all(Array.from({ length: guests }, (_, i) => shop.meet({ username: `guest${i}`, name: `Guest ${i}` })))
    await refuse(shop, code)
    for (const [i, guest] of people.entries()) await (on === 'comment' ? shop.comment(`${i}`, guest) : shop.write(`${i}`, guest))
    await house.drain()
    return { shop, guests: people }
  }
  const audits = async () =>
    house.deps.databases.system.selectFrom('audit').select(['action', 'subject', 'subject_id', 'fields']).orderBy('seq', 'desc').execute()

  test('is a list, newest first, with the reason, the person, the automation and the event; narrowed and paged', async () => {
    const { shop } = await shopThatFails(3, 506, 'comment')
    await mend()
    const one = await shopThatFails(1, 551)
    const mine = await list(`accountId=${shop.accountId}`)
    expect(mine.data.map((dead) => dead.text)).toEqual(['Hello 2', 'Hello 1', 'Hello 0'])
    expect(mine.data[0]).toMatchObject({
      status: 'failed',
      reason: { code: 'said_already', text: expect.stringContaining('Vary the text') },
      person: { username: 'guest2' },
      automation: { name: 'comment: anything' },
      eventId: (await shop.event({ text: '2' })).id,
    })
    expect((await list('code=person_unavailable')).data.map((dead) => dead.accountId)).toEqual([one.shop.accountId])
    expect((await list(`state=parked&accountId=${shop.accountId}`)).data).toEqual([])
    expect((await list(`state=refused&accountId=${shop.accountId}`)).data).toHaveLength(3)
    const first = await list(`accountId=${shop.accountId}&limit=2`)
    const rest = await list(`accountId=${shop.accountId}&limit=2&cursor=${first.nextCursor}`)
    expect([...first.data, ...rest.data].map((dead) => dead.text)).toEqual(['Hello 2', 'Hello 1', 'Hello 0'])
    expect(rest.nextCursor).toBeNull()
    const future = new Date(house.deps.clock.now().getTime() + 60_000).toISOString()
    expect((await list(`accountId=${shop.accountId}&since=${future}`)).data).toEqual([])
    const { body: reasons } = await house.api('GET', `/api/dead-letters/reasons?accountId=${shop.accountId}`)
    expect(reasons).toMatchObject({ data: [{ status: 'failed', reason: { code: 'said_already' }, messages: 3 }] })
  })

  test('one is sent again, and what failed once more comes back', async () => {
    const { shop, guests } = await shopThatFails(2)
    const [second, first] = (await list(`accountId=${shop.accountId}`)).data
    expect(await replay({ ids: [first!.id] })).toBe(1)
    await house.drain()
    expect((await list(`accountId=${shop.accountId}`)).data.map((dead) => dead.id)).toEqual([second!.id, first!.id])
    await mend()
    expect(await replay({ ids: [first!.id] })).toBe(1)
    await house.drain()
    expect(await shop.said(guests[0])).toEqual(['Hello 0'])
    expect(await shop.said(guests[1])).toEqual([])
    expect((await list(`accountId=${shop.accountId}`)).data.map((dead) => dead.id)).toEqual([second!.id])
    expect((await audits())[0]).toEqual({ action: 'replay', subject: 'message', subject_id: first!.id, fields: ['count:1'] })
  })

  test('all are sent again, more than a page holds, each once although it is pressed twice', async () => {
    const { shop, guests } = await shopThatFails(230)
    await mend()
    const before = (await audits()).length
    const all = { since: beginning, accountId: shop.accountId, code: 'said_already', state: 'refused' }
    const pressed = await Promise.all([replay(all), replay(all)])
    expect(pressed.toSorted((a, b) => a - b)).toEqual([0, 230])
    expect(await replay(all)).toBe(0)
    // The platform takes a hundred a second, and pauses an account whose calls bunch on their way to it.
    for (let rounds = 0; rounds < 10 && (await shop.effects()).length < 230; rounds++) {
      await house.drain()
      await house.moveClock(60_000)
    }
    expect(await shop.effects()).toHaveLength(230)
    expect(await shop.said(guests[229])).toEqual(['Hello 229'])
    // One row for the one press that did something.
    expect((await audits()).length - before).toBe(1)
    expect((await audits())[0]).toMatchObject({ action: 'replay', fields: ['count:230'] })
  }, 60_000)

  test('many are sent again a batch at a time, each in a transaction with an audit row of its own', async () => {
    const { shop } = await shopThatFails(3)
    await mend()
    const { deps } = house
    const owner = await findAccountOwner(deps.databases.system, shop.accountId)
    const batches: number[] = []
    const act = (trx: Trx, rows: DeadRow[]) => {
      batches.push(rows.length)
      return planAgain(trx, rows, ['refused', 'parked'], deps.clock.now())
    }
    expect(await changeDeadLetters(deps, commandPrincipal(owner!), { accountId: shop.accountId }, 'replay', act, 2)).toBe(3)
    expect(batches).toEqual([2, 1])
    expect((await audits()).slice(0, 2).map(({ fields }) => fields)).toEqual([['count:1'], ['count:2']])
    await house.drain()
    expect(await shop.effects()).toHaveLength(3)
  })

  test('since a time, of one account, for one reason: the others stay', async () => {
    const { shop } = await shopThatFails(1)
    await house.moveClock(3_600_000)
    const since = house.deps.clock.now().toISOString()
    await shop.write('late', shop.personId)
    await house.drain()
    const other = await shopThatFails(1)
    await mend()
    expect(await replay({ since, accountId: shop.accountId, code: 'person_unavailable' })).toBe(0)
    expect(await replay({ since, accountId: shop.accountId, state: 'parked' })).toBe(0)
    expect(await replay({ since, accountId: shop.accountId })).toBe(1)
    await house.drain()
    expect(await shop.said()).toEqual(['Hello late'])
    expect((await list(`accountId=${shop.accountId}`)).data.map((dead) => dead.text)).toEqual(['Hello 0'])
    expect((await list(`accountId=${other.shop.accountId}`)).data).toHaveLength(1)
    expect((await house.api('POST', '/api/dead-letters/replay', { accountId: shop.accountId })).status).toBe(400)
  })

  test('what belongs to one conversation goes in the order in which it was meant', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], '{{text}}'))
    await refuse(shop, 506)
    for (const text of ['one', 'two', 'three', 'four']) await shop.write(text)
    await house.drain()
    await mend()
    const ids = (await list(`accountId=${shop.accountId}`)).data.map((dead) => dead.id)
    expect(await replay({ ids })).toBe(4)
    await house.drain()
    expect(await shop.said()).toEqual(['one', 'two', 'three', 'four'])
  })

  test('a message that may not be said any more is not said because somebody presses', async () => {
    const { shop, guests } = await shopThatFails(1)
    await mend()
    await house.moveClock(25 * 3_600_000)
    expect(await replay({ since: beginning, accountId: shop.accountId })).toBe(1)
    await house.drain()
    expect(await shop.said(guests[0])).toEqual([])
    expect((await list(`accountId=${shop.accountId}`)).data).toMatchObject([{ reason: { code: 'outside_window' } }])
  })

  test('all are closed: they leave the list unsent, and their words keep why they were there', async () => {
    const { shop } = await shopThatFails(3)
    await mend()
    expect(await close({ since: beginning, accountId: shop.accountId })).toBe(3)
    expect(await close({ since: beginning, accountId: shop.accountId })).toBe(0)
    await house.drain()
    expect(await shop.effects()).toEqual([])
    expect((await list(`accountId=${shop.accountId}`)).data).toEqual([])
    const [message] = await shop.messages()
    expect(message).toMatchObject({ status: 'failed', error: { code: 'closed_by_hand', text: expect.stringContaining('Vary the text') } })
    expect((await audits())[0]).toMatchObject({ action: 'close', fields: ['count:3'] })
  })

  /** A lead whose reward needs a person: whether it arrived could not be found out. */
  async function parkedReward() {
    const shop = await openShop(house)
    const automationId = await shop.automate({
      name: 'reward',
      definition: {
        triggers: [{ on: 'message', keywords: ['guide'] }],
        steps: [
          { id: 'ask', type: 'ask', texts: ['Your e-mail?'], answer: 'email' },
          { id: 'save', type: 'save', field: 'email' },
          { id: 'reward', type: 'message', texts: ['Here it is'] },
        ],
      },
    })
    await shop.write('guide')
    await house.drain()
    await shop.write('ana@x.com')
    await house.webhooksAreHere()
    // The platform allows two reads of conversations a second, and this world's clock hardly moves.
    await house.sim('PATCH', '/simulator/settings', { limits: { conversationsPerSecond: null } })
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 2, times: 3 })
    for (let rounds = 0; rounds < 4; rounds++) {
      await house.drain()
      await house.moveClock(60_000)
    }
    await mend()
    const [dead] = (await list(`accountId=${shop.accountId}`)).data
    expect(dead).toMatchObject({ status: 'parked', text: 'Here it is', reason: { code: 'doubtful_again' } })
    return { shop, dead: dead!, automationId }
  }
  const failed = async () => (await house.api<{ messages: { failed: number } }>('GET', '/api/stats')).body.messages.failed
  const leadOf = async (shop: Shop) =>
    (await house.api<{ data: { accountId: string; dmStatus: string; dmSentAt: string | null }[] }>('GET', '/api/leads')).body.data.find(
      (lead) => lead.accountId === shop.accountId,
    )
  const dmsSent = async (id: string) =>
    (await house.api<{ stats: { total_dms_sent: number } }>('GET', `/api/automations/${id}`)).body.stats.total_dms_sent

  test.each([
    ['one', (id: string, body?: object) => house.api('POST', `/api/messages/${id}/close`, body)],
    ['many', (id: string, body?: object) => house.api('POST', '/api/dead-letters/close', { ids: [id], ...body })],
  ])('a parked message that had arrived is closed as sent, for its lead and in the figures too (%s)', async (_, closeBy) => {
    const { shop, dead, automationId } = await parkedReward()
    const before = { failed: await failed(), sent: await dmsSent(automationId) }
    expect((await leadOf(shop))!.dmStatus).toBe('failed')
    expect((await closeBy(dead.id, { outcome: 'sent' })).status).toBe(200)
    expect((await list(`accountId=${shop.accountId}`)).data).toEqual([])
    expect((await shop.messages())[0]).toMatchObject({ status: 'sent', error: null })
    expect(await leadOf(shop)).toMatchObject({ dmStatus: 'sent', dmSentAt: expect.any(String) })
    expect(await failed()).toBe(before.failed)
    expect(await dmsSent(automationId)).toBe(before.sent + 1)
    const trace = await shop.trace({ text: 'ana@x.com' })
    expect(trace.event.outcome).toBe('sent')
    expect(trace.steps.at(-1)!.text).toMatch(/^DM: Closed by a person: it had arrived\. Before: The outcome stayed unknown/)
    // It is not sent any more.
    await house.drain()
    expect((await shop.effects()).map((one) => one.text)).not.toContain('Here it is')
  })

  test.each([
    ['one', (id: string, body?: object) => house.api('POST', `/api/messages/${id}/close`, body)],
    ['many', (id: string, body?: object) => house.api('POST', '/api/dead-letters/close', { ids: [id], ...body })],
  ])('closed without a word it is failed, keeps its earlier reason and counts as no failure (%s)', async (_, closeBy) => {
    const { shop, dead, automationId } = await parkedReward()
    const before = { failed: await failed(), sent: await dmsSent(automationId) }
    expect((await closeBy(dead.id)).status).toBe(200)
    expect((await shop.messages())[0]).toMatchObject({
      status: 'failed',
      error: { code: 'closed_by_hand', text: expect.stringMatching(/^Closed by a person\. Before: The outcome stayed unknown/) },
    })
    expect((await leadOf(shop))!.dmStatus).toBe('failed')
    expect({ failed: await failed(), sent: await dmsSent(automationId) }).toEqual(before)
    expect((await house.api('POST', `/api/messages/${dead.id}/close`, { outcome: 'sent' })).status).toBe(409)
  })

  test('what certainly did not arrive cannot be closed as sent, and a wrong outcome says what there is', async () => {
    const { shop } = await shopThatFails(1)
    const [dead] = (await list(`accountId=${shop.accountId}`)).data
    expect((await house.api('POST', '/api/dead-letters/close', { ids: [dead!.id], outcome: 'sent' })).body).toEqual({ closed: 0 })
    const single = await house.api('POST', `/api/messages/${dead!.id}/close`, { outcome: 'sent' })
    expect([single.status, (single.body as { error: { message: string } }).error.message]).toEqual([
      409,
      'Only a parked message can be resent or closed; this one is failed.',
    ])
    const wrong = await house.api('POST', `/api/messages/${dead!.id}/close`, { outcome: 'arrived' })
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([400, expect.stringContaining('the message had arrived')])
    expect((await list(`accountId=${shop.accountId}&status=failed`)).data).toHaveLength(1)
    expect((await list(`accountId=${shop.accountId}&status=parked`)).data).toEqual([])
    expect((await house.api('GET', '/api/dead-letters?status=failed&state=refused')).status).toBe(400)
  })

  test('a message that three workers died over is set aside for a person, and others are not held up', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello {{text}}'))
    await shop.write('poison')
    const other = await shop.meet({ username: 'other', name: 'Other' })
    const { system } = house.deps.databases
    await house.webhooksAreHere()
    while (await ingest({ ...house.deps, system, cursor: ingestCursor(house.deps.clock) }));
    for (let deaths = 0; deaths < 3; deaths++) {
      expect((await shop.messages())[0]!.status).toBe('pending')
      // It claims the message and dies before it has said anything: its lease is not renewed and runs out.
      const claimed = Promise.withResolvers<void>()
      const dead = { get: () => (claimed.resolve(), new Promise<never>(() => {})) }
      void makeSender({ ...outboxDeps(house.deps), credentials: dead }, await nextWorkerNumber(system)).round()
      await claimed.promise
      const later = new Date(house.deps.clock.machineMs() + leaseMs + 1)
      expect(await takeBackLost(system, later, later, house.deps.clock.now())).toHaveLength(1)
    }
    expect((await list(`accountId=${shop.accountId}`)).data).toMatchObject([
      { status: 'parked', text: 'Hello poison', reason: { code: 'quarantined', text: expect.stringContaining('Three workers died') } },
    ])
    await shop.write('fine', other)
    await house.drain()
    expect(await shop.said(other)).toEqual(['Hello fine'])
    expect(await shop.said()).toEqual([])
    const [unsent] = (await list(`accountId=${shop.accountId}`)).data
    // No request was made, so it cannot have arrived.
    expect((await house.api('POST', `/api/messages/${unsent!.id}/close`, { outcome: 'sent' })).status).toBe(409)
    const [poison] = (await list(`accountId=${shop.accountId}`)).data
    expect((await house.api('POST', `/api/messages/${poison!.id}/resend`)).status).toBe(200)
    await house.drain()
    expect(await shop.said()).toEqual(['Hello poison'])
  })

  test('belongs to its workspace: another sees nothing of it, sends nothing of it and closes nothing of it', async () => {
    const { shop } = await shopThatFails(2)
    await mend()
    const ids = (await list(`accountId=${shop.accountId}`)).data.map((dead) => dead.id)
    expect(ids).toHaveLength(2)
    await addOlderWorkspace(house)
    expect((await list('')).data).toEqual([])
    expect(await replay({ ids })).toBe(0)
    expect(await replay({ since: beginning })).toBe(0)
    expect(await close({ ids })).toBe(0)
    expect((await house.api('POST', `/api/queue/breakers/${shop.accountId}/close`)).status).toBe(404)
    expect((await house.api('GET', '/api/dead-letters/reasons')).body).toEqual({ data: [] })
    await house.drain()
    expect(await shop.effects()).toEqual([])
  })
})
