import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Overview } from '../../server/admin/admin.schemas.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { lockLeadsOfLinks, takeWaitingDms } from '../../server/dms/takeWaitingDms.queries.ts'
import type { Trx } from '../../server/platform/db.ts'
import { addLead } from '../support/addLead.ts'
import { addMember } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { leadRule, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

type Refusal = { success: false; error: { code: string; message: string }; data?: { deepLink: string } }
type Sent = { success: true; message: string; data: { jobId: string; status: string; provider: string } }
type Log = {
  id: string
  leadId: string
  provider: string
  status: string
  errorCode: string | null
  errorDetails: string | null
  attempt: number
  at: string
  text: string
  canRetry: boolean
  metadata: { continueUrl: string | null; attempts: number }
}
type Status = {
  success: true
  data: {
    leadId: string
    dmStatus: string | null
    dmProvider: string | null
    dmSentAt: string | null
    dmError: string | null
    recentLogs: Log[]
  }
}
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Requirements C1 to C5 and C13: each example of the DM API, and each of its rules. */
describe('the DM API', () => {
  let house: House
  let shop: Shop
  let leadId: string
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    await shop.automate({ name: 'rule', ...leadRule })
    await shop.comment('price')
    await house.drain()
    await shop.write('ana@x.com')
    await house.drain()
    leadId = (await house.api<{ data: { id: string }[] }>('GET', '/api/leads')).body.data[0]!.id
  })
  afterAll(() => house?.stop())

  const send = <T = Sent>(body: object, headers = {}) => house.api<T>('POST', '/api/dm/send', body, headers)
  const status = async (of: string) => (await house.api<Status>('GET', `/api/dm/status/${of}`)).body
  const retry = <T = Sent>(of: string, body?: object) => house.api<T>('POST', `/api/dm/retry/${of}`, body)
  const logs = async (query: string) => (await house.api<{ data: Log[]; nextCursor: string | null }>('GET', `/api/dm/logs?${query}`)).body
  const workspaceId = async () => (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  /** A lead whose person has not written yet, as a form captures it. */
  const formLead = ({ workspaceId: workspace_id, ...more }: { phone?: string; name?: string; email?: string; workspaceId?: string } = {}) =>
    addLead(house, { ...more, ...(workspace_id && { workspace_id }) })
  const refOf = (url: string) => new URL(url).searchParams.get('ref')!

  test('sends a DM to a lead, as the first example: queued, sent, told by the status', async () => {
    const { status: code, body } = await send({ leadId, provider: 'instagram', message: 'Optional custom message' })
    expect(code).toBe(200)
    expect(body).toEqual({
      success: true,
      message: 'DM queued successfully',
      data: { jobId: expect.stringMatching(uuid), status: 'queued', provider: 'instagram' },
    })
    expect(await status(leadId)).toMatchObject({ data: { dmStatus: 'pending', dmError: null, dmSentAt: null } })
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Optional custom message')
    expect((await shop.messages())[0]).toMatchObject({ id: body.data.jobId, status: 'sent' })
    const told = await status(leadId)
    expect(told).toEqual({
      success: true,
      data: {
        leadId,
        dmStatus: 'sent',
        dmProvider: 'instagram',
        dmSentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        dmError: null,
        recentLogs: expect.any(Array),
      },
    })
    expect(told.data.recentLogs.map((one) => [one.id, one.status, one.text])).toEqual([
      [body.data.jobId, 'sent', 'Optional custom message'],
      [expect.any(String), 'sent', expect.stringContaining('reward')],
    ])
    const lead = (await house.api('GET', `/api/leads/${leadId}`)).body
    expect(lead).toMatchObject({ dmStatus: 'sent', dmProvider: 'instagram', dmError: null, dmMessageId: (await shop.inbox()).at(-1)!.id })
  })

  test('a request that is repeated with its Idempotency-Key sends one DM, also at the same moment', async () => {
    const ask = <T = Sent>(body: object, key: string) => send<T>(body, { 'idempotency-key': key })
    const body = { leadId, provider: 'instagram', message: 'Only once' }
    const answers = await Promise.all([1, 2, 3].map(() => ask(body, 'one')))
    expect(answers.map(({ status: code }) => code)).toEqual([200, 200, 200])
    expect(new Set(answers.map((one) => one.body.data.jobId)).size).toBe(1)
    await house.drain()
    expect((await ask(body, 'one')).body).toEqual(answers[0]!.body)
    await house.drain()
    expect((await shop.said()).filter((text) => text === 'Only once')).toHaveLength(1)
    expect(await ask<Refusal>({ ...body, message: 'Another' }, 'one')).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } })
    expect((await ask(body, 'two')).body.data.jobId).not.toBe(answers[0]!.body.data.jobId)
    expect((await ask<Refusal>(body, 'with space')).status).toBe(400)
    await house.drain()
  })

  test.each([
    ['an id that can be none', { leadId: 'x', provider: 'instagram', message: 'Hi' }, 400, 'INVALID_INPUT'],
    ['an unknown provider', { provider: 'telegram', message: 'Hi' }, 400, 'INVALID_INPUT'],
    ['a text that is too long', { provider: 'instagram', message: 'x'.repeat(1001) }, 400, 'INVALID_INPUT'],
    ['an empty text', { provider: 'instagram', message: ' ' }, 400, 'INVALID_INPUT'],
    ['a text that is none', { provider: 'instagram', message: 5 }, 400, 'INVALID_INPUT'],
    ['no text, and no default', { provider: 'instagram' }, 400, 'INVALID_INPUT'],
    ['an unknown field', { provider: 'instagram', message: 'Hi', to: 'x' }, 400, 'INVALID_INPUT'],
    ['an unknown lead', { leadId: '01900000-0000-7000-8000-000000000000', provider: 'instagram', message: 'Hi' }, 404, 'NOT_FOUND'],
    ['the id of the example', { leadId: '507f1f77bcf86cd799439011', provider: 'instagram', message: 'Hi' }, 404, 'NOT_FOUND'],
  ])('refuses %s, and changes nothing', async (_what, body, code, error) => {
    const before = await logs(`leadId=${leadId}`)
    const answered = await send<Refusal>({ leadId, ...body })
    expect([answered.status, answered.body]).toEqual([code, { success: false, error: { code: error, message: expect.any(String) } }])
    expect(await logs(`leadId=${leadId}`)).toEqual(before)
  })

  test('refuses who is not signed in, on every address', async () => {
    for (const [method, path] of [
      ['POST', '/api/dm/send'],
      ['GET', `/api/dm/status/${leadId}`],
      ['POST', `/api/dm/retry/${leadId}`],
      ['GET', '/api/dm/logs'],
    ] as const) {
      const { status: code, body } = await house.api(method, path, method === 'POST' ? {} : undefined, { authorization: '' })
      expect([path, code, body]).toEqual([path, 401, { success: false, error: { code: 'NOT_SIGNED_IN', message: expect.any(String) } }])
    }
  })

  test('answers 403 for another creator’s lead, and 404 for one that is nobody’s', async () => {
    const other = house.deps.newId()
    const at = house.deps.clock.now()
    await sql`insert into workspaces (id, name, created_at) values (${other}, 'Other', ${at})`.execute(house.deps.databases.system)
    const foreign = await formLead({ workspaceId: other })
    const unknown = '01900000-0000-7000-8000-000000000000'
    for (const [id, code] of [
      [foreign, 403],
      [unknown, 404],
      ['507f1f77bcf86cd799439011', 404],
      ['nonsense', 400],
    ] as const)
      expect([
        (await house.api('GET', `/api/dm/status/${id}`)).status,
        (await retry(id)).status,
        (await send({ leadId: id, provider: 'instagram', message: 'Hi' })).status,
      ]).toEqual([code, code, code])
    expect((await house.api('GET', `/api/leads/${foreign}`)).status).toBe(404)
    const viewer = await addMember(house, 'Vic', 'viewer', await workspaceId())
    const refused = await viewer.api<Refusal>('POST', '/api/dm/send', { leadId, provider: 'instagram', message: 'Hi' })
    expect([refused.status, refused.body.error.code]).toEqual([403, 'FORBIDDEN'])
  })

  test('without a text the default of the workspace is sent', async () => {
    expect(
      (await house.api('PATCH', '/api/workspace', { dmTexts: { instagram: 'Hello from the shop', whatsapp: 'Hello' } })).body,
    ).toMatchObject({
      dmTexts: { instagram: 'Hello from the shop', whatsapp: 'Hello' },
    })
    expect((await house.api('PATCH', '/api/workspace', { dmTexts: { telegram: 'x' } })).status).toBe(400)
    expect((await send({ leadId, provider: 'instagram' })).status).toBe(200)
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Hello from the shop')
    expect((await house.api('PATCH', '/api/workspace', { dmTexts: { instagram: null } })).body).toMatchObject({
      dmTexts: { whatsapp: 'Hello' },
    })
    expect((await send({ leadId, provider: 'instagram' })).status).toBe(400)
  })

  test('WhatsApp without a number: 501 with the link, before the text is checked, and a row in the log', async () => {
    const lead = await formLead({ phone: '+1 (234) 567-890' })
    const { status: code, body } = await send({ leadId: lead, provider: 'whatsapp', message: 'Hi & welcome' })
    expect([code, body]).toEqual([
      501,
      {
        success: true,
        message: 'WhatsApp DM feature coming soon',
        data: { status: 'coming_soon', provider: 'whatsapp', deepLink: 'https://wa.me/1234567890?text=Hi%20%26%20welcome' },
      },
    ])
    await house.api('PATCH', '/api/workspace', { dmTexts: { whatsapp: null } })
    const without = await send({ leadId: leadId, provider: 'whatsapp' })
    expect([without.status, without.body.data]).toMatchObject([501, { deepLink: 'https://wa.me/?text=' }])
    expect((await status(lead)).data).toMatchObject({ dmStatus: 'coming_soon', dmProvider: 'whatsapp', dmSentAt: null, dmError: null })
    expect((await logs(`leadId=${lead}&status=coming_soon`)).data).toMatchObject([
      {
        provider: 'whatsapp',
        status: 'coming_soon',
        attempt: 1,
        metadata: { continueUrl: null, deepLink: 'https://wa.me/1234567890?text=Hi%20%26%20welcome' },
      },
    ])
    expect((await retry<Refusal>(lead)).body).toMatchObject({ success: false, error: { code: 'CONFLICT' } })
  })

  test('a retry: only of what failed; the log keeps both', async () => {
    expect((await retry<Refusal>(await formLead())).status).toBe(409)
    await send({ leadId, provider: 'instagram', message: 'Once more' })
    expect((await retry<Refusal>(leadId)).status).toBe(409)
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', status: 400, code: 100, subcode: 2534014, times: 1 })
    await house.drain()
    const failed = (await status(leadId)).data
    expect(failed).toMatchObject({ dmStatus: 'failed', dmError: 'NOT_PERMITTED', dmSentAt: null })
    expect((await house.api('GET', `/api/leads/${leadId}`)).body).toMatchObject({ dmStatus: 'failed', dmError: 'NOT_PERMITTED' })
    const { status: code, body } = await retry(leadId)
    expect([code, body]).toEqual([
      200,
      { success: true, message: 'DM retry queued successfully', data: { jobId: expect.stringMatching(uuid), status: 'queued' } },
    ])
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Once more')
    const [second, first] = (await status(leadId)).data.recentLogs
    expect([second, first]).toMatchObject([
      { id: body.data.jobId, status: 'sent', errorCode: null },
      { id: failed.recentLogs[0]!.id, status: 'failed', errorCode: 'NOT_PERMITTED', errorDetails: failed.recentLogs[0]!.errorDetails },
    ])
    expect(second!.attempt).toBe(first!.attempt + 1)
    expect(first!.errorDetails).toMatch(/\w+ \w+/)
    // A person decided: the failed one is no dead letter any more.
    expect((await house.api<{ data: object[] }>('GET', '/api/dead-letters')).body.data).toEqual([])
  })

  test('a DM in doubt is retried only by force', async () => {
    await send({ leadId, provider: 'instagram', message: 'Arrived?' })
    const { id } = (await shop.messages())[0]!
    await sql`update outbox set state = 'in_doubt', sending_at = ${house.deps.clock.now()} where message_id = ${id}`.execute(
      house.deps.databases.system,
    )
    const refused = await retry<Refusal>(leadId)
    expect([refused.status, refused.body.error.message]).toEqual([409, expect.stringContaining('force')])
    const forced = await retry(leadId, { force: true })
    expect(forced.status).toBe(200)
    expect(forced.body.data.jobId).not.toBe(id)
    await house.drain()
  })

  describe('at the moment at which its person continues', () => {
    const blocked = () =>
      until(
        'a request waits for a lock',
        async () => {
          const waiting = sql`
            select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`
          return (await waiting.execute(house.deps.databases.system)).rows.length > 0
        },
        5_000,
      )
    const inThread = () =>
      sql<{ id: string; contactId: string }>`
        select id, contact_id as "contactId" from conversations where account_id = ${shop.accountId} limit 1`
        .execute(house.deps.databases.system)
        .then(({ rows }) => rows[0]!)
    const ingesting = (work: (trx: Trx) => Promise<void>) => house.deps.databases.system.transaction().execute(work)

    test('a DM waits for the thread before it locks the lead, so neither waits for the other', async () => {
      const thread = await inThread()
      const of = await formLead()
      await sql`update leads set contact_id = ${thread.contactId} where id = ${of}`.execute(house.deps.databases.system)
      let sending: ReturnType<typeof send> | undefined
      await ingesting(async (trx) => {
        await sql`update conversations set memory = memory where id = ${thread.id}`.execute(trx)
        sending = send({ leadId: of, provider: 'instagram', message: 'Beside it' })
        await blocked()
        await sql`select from leads where id = ${of} for no key update nowait`.execute(trx)
      })
      expect((await sending)?.status).toBe(200)
      expect((await logs(`leadId=${of}`)).data.map((one) => [one.text, one.status])).toEqual([['Beside it', 'pending']])
    })

    test('a DM that waited for the lead goes to the thread that it has by then', async () => {
      const thread = await inThread()
      const of = await formLead()
      let sending: ReturnType<typeof send> | undefined
      await ingesting(async (trx) => {
        await sql`update leads set contact_id = ${thread.contactId} where id = ${of}`.execute(trx)
        sending = send({ leadId: of, provider: 'instagram', message: 'Just linked' })
        await blocked()
      })
      expect((await sending)?.status).toBe(200)
      const { rows } = await sql`
        select d.state from lead_dms d join messages m on m.id = d.id where d.lead_id = ${of} and m.conversation_id = ${thread.id}
        `.execute(house.deps.databases.system)
      expect(rows).toEqual([{ state: 'sent_on' }])
    })

    test('a DM that is retried and the link that is followed are one DM', async () => {
      const of = await formLead()
      const { body } = await send({ leadId: of, provider: 'instagram', message: 'Once' })
      const { continueUrl } = (await logs(`leadId=${of}`)).data[0]!.metadata
      await sql`update lead_dms set waits_until = created_at where id = ${body.data.jobId}`.execute(house.deps.databases.system)
      let retrying: ReturnType<typeof retry> | undefined
      await ingesting(async (trx) => {
        const link = { ref: refOf(continueUrl!), accountId: shop.accountId }
        await lockLeadsOfLinks(trx, [link])
        retrying = retry(of)
        await blocked()
        expect(await takeWaitingDms(trx, [link], house.deps.clock.now())).toHaveLength(1)
        throw new Error('this ingest is undone')
      }).catch((error: Error) => expect(error.message).toBe('this ingest is undone'))
      expect((await retrying)?.status).toBe(200)
    })
  })

  test('outside the window: stored as failed, refused with the link, and sent when the person follows it', async () => {
    const late = await openShop(house, { person: { username: 'late', name: 'Late' } })
    await late.automate({ name: 'rule', ...leadRule })
    await late.comment('price')
    await house.drain()
    await late.write('late@x.com')
    await house.drain()
    const { data } = (await house.api<{ data: { id: string }[] }>('GET', `/api/leads?q=late`)).body
    const lead = data[0]!.id
    await house.moveClock(25 * 3_600_000)
    const { status: code, body } = await send<Refusal>({ leadId: lead, provider: 'instagram', message: 'Too late' })
    expect([code, body]).toEqual([
      409,
      {
        success: false,
        error: { code: 'NOT_PERMITTED', message: expect.any(String) },
        data: { deepLink: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/ig\.me\/m\/maya\.studio\?ref=dm-[a-z2-7]{20}$/) },
      },
    ])
    expect((await status(lead)).data).toMatchObject({ dmStatus: 'failed', dmError: 'NOT_PERMITTED' })
    expect((await logs(`leadId=${lead}&status=failed`)).data).toMatchObject([{ errorCode: 'NOT_PERMITTED', attempt: 1 }])
    await late.act({ text: 'Hello again', ref: refOf(body.data!.deepLink) })
    await house.drain()
    expect((await late.said()).at(-1)).toBe('Too late')
    expect((await status(lead)).data).toMatchObject({ dmStatus: 'sent', dmError: null })
  })

  describe('a lead that no platform knows yet', () => {
    async function waiting(): Promise<{ lead: string; jobId: string; url: string }> {
      const lead = await formLead()
      const { status: code, body } = await send({ leadId: lead, provider: 'instagram', message: 'Your guide' })
      expect(code).toBe(200)
      const [log] = (await status(lead)).data.recentLogs
      expect(log).toMatchObject({ id: body.data.jobId, status: 'pending', errorCode: null })
      return { lead, jobId: body.data.jobId, url: log!.metadata.continueUrl! }
    }

    test('gets its DM when its person writes for the first time, by the link of the account', async () => {
      const { lead, jobId, url } = await waiting()
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ig\.me\/m\/maya\.studio\?ref=dm-[a-z2-7]{20}$/)
      const bea = await shop.meet({ username: 'bea', name: 'Bea' })
      await shop.act({ text: 'Hi', ref: refOf(url) }, bea)
      await house.drain()
      expect(await shop.said(bea)).toEqual(['Your guide'])
      expect((await status(lead)).data).toMatchObject({ dmStatus: 'sent', recentLogs: [{ id: jobId, status: 'sent' }] })
      expect((await house.api('GET', `/api/leads/${lead}`)).body).toMatchObject({ accountId: shop.accountId, contact: { username: 'bea' } })
      // The link was used: again, or by a friend, nothing more is sent.
      await shop.act({ text: 'Hi', ref: refOf(url) }, await shop.meet({ username: 'friend', name: 'Friend' }))
      await house.drain()
      expect(await shop.said(bea)).toEqual(['Your guide'])
      expect((await house.api('GET', `/api/leads/${lead}`)).body).toMatchObject({ contact: { username: 'bea' } })
    })

    test('gets all that waits for it, oldest first, whichever link its person follows', async () => {
      const { lead, jobId } = await waiting()
      // What PostgreSQL and links do not take is replaced.
      const second = await send({ leadId: lead, provider: 'instagram', message: 'Your\u0000 code \ud800' })
      expect(second.status).toBe(200)
      const [log] = (await status(lead)).data.recentLogs
      const joe = await shop.meet({ username: 'joe', name: 'Joe' })
      await shop.act({ text: 'Hi', ref: refOf(log!.metadata.continueUrl!) }, joe)
      await house.drain()
      expect(await shop.said(joe)).toEqual(['Your guide', 'Your\ufffd code \ufffd'])
      expect((await status(lead)).data.recentLogs).toMatchObject([
        { id: second.body.data.jobId, status: 'sent' },
        { id: jobId, status: 'sent' },
      ])
    })

    test('also when they have written before, and when the link’s word is in their text', async () => {
      const { lead, url } = await waiting()
      const cara = await shop.meet({ username: 'cara', name: 'Cara' })
      await shop.write('a question', cara)
      await house.drain()
      expect(await shop.said(cara)).toEqual([])
      await shop.write(`please: ${refOf(url).toUpperCase()}!`, cara)
      await house.drain()
      expect(await shop.said(cara)).toEqual(['Your guide'])
      expect((await status(lead)).data.dmStatus).toBe('sent')
    })

    test('another account’s link does nothing', async () => {
      const { lead, url } = await waiting()
      const other = await openShop(house)
      await other.act({ text: 'Hi', ref: refOf(url) })
      await house.drain()
      expect(await other.said()).toEqual([])
      expect((await status(lead)).data.dmStatus).toBe('pending')
    })

    test('whoever opted out gets nothing, until they opt in again', async () => {
      const { url } = await waiting()
      const eve = await shop.meet({ username: 'eve', name: 'Eve' })
      await shop.write('STOP', eve)
      await house.drain()
      const told = await shop.said(eve)
      await shop.act({ text: 'Hi', ref: refOf(url) }, eve)
      await house.drain()
      expect(await shop.said(eve)).toEqual(told)
      await shop.write(`START ${refOf(url)}`, eve)
      await shop.write('START', eve)
      await shop.write(refOf(url), eve)
      await house.drain()
      expect((await shop.said(eve)).filter((text) => text === 'Your guide')).toHaveLength(1)
    })

    test('after seven days it has failed; a retry waits again with the same link; a later message still lets it out', async () => {
      const { lead, jobId, url } = await waiting()
      await house.moveClock(7 * 24 * 3_600_000 + 1_000)
      const over = (await status(lead)).data
      expect(over).toMatchObject({
        dmStatus: 'failed',
        dmError: 'NOT_PERMITTED',
        recentLogs: [{ id: jobId, metadata: { continueUrl: url } }],
      })
      expect((await house.api('GET', `/api/leads/${lead}`)).body).toMatchObject({ dmStatus: 'failed', dmError: 'NOT_PERMITTED' })
      expect((await logs('status=failed&limit=1')).data).toMatchObject([{ id: jobId }])
      const again = await retry(lead)
      expect(again.status).toBe(200)
      const [second, first] = (await status(lead)).data.recentLogs
      expect([second, first]).toMatchObject([
        { status: 'pending', attempt: 2, metadata: { continueUrl: url } },
        { status: 'failed', attempt: 1, metadata: { continueUrl: null } },
      ])
      await house.moveClock(30 * 24 * 3_600_000)
      const dan = await shop.meet({ username: 'dan', name: 'Dan' })
      await shop.act({ text: 'Hi', ref: refOf(url) }, dan)
      await house.drain()
      expect(await shop.said(dan)).toEqual(['Your guide'])
      expect((await status(lead)).data).toMatchObject({ dmStatus: 'sent', dmError: null })
    })
  })

  test('the admin’s figures count what was sent, failed and waits', async () => {
    const { dms } = (await house.api<Overview>('GET', '/api/admin/overview')).body
    const { rows } = await sql<{ sent: number; failed: number; pending: number }>`
      select count(*) filter (where state in ('sent', 'delivered', 'read'))::integer as sent,
        count(*) filter (where state in ('refused', 'parked'))::integer as failed, count(*) filter (where state in ('planned', 'in_doubt'))::integer as pending
      from ledger where lane = 'direct'`.execute(house.deps.databases.system)
    const waiting = (await logs('limit=200')).data.filter((one) => one.metadata.continueUrl !== null)
    const of = (status: string) => waiting.filter((one) => one.status === status).length
    expect(of('pending') + of('failed')).toBeGreaterThan(0)
    expect(dms).toEqual({
      sent: rows[0]!.sent,
      failed: rows[0]!.failed + of('failed'),
      pending: rows[0]!.pending + of('pending'),
      successRate: Math.round((1000 * dms.sent) / (dms.sent + dms.failed)) / 10,
    })
  })

  test('the figures of all workspaces together are for the owner of the instance alone', async () => {
    const { deps } = house
    const system = deps.databases.system
    const other = deps.newId()
    await addWorkspace(system, { id: other, name: 'Other', at: deps.clock.now() })
    const overview = async (query = '') => (await house.api<Overview>('GET', `/api/admin/overview${query}`)).body
    expect((await overview()).instance).toBeNull()
    const before = (await overview('?scope=instance')).dms
    await sql`insert into figures (workspace_id, account_id, at, dms) values (${other}, ${shop.accountId}, ${deps.clock.now()}, 7)`.execute(
      system,
    )
    const { dms, instance } = await overview('?scope=instance')
    const sent = before.sent + 7
    expect(dms).toEqual({ ...before, sent, successRate: Math.round((1000 * sent) / (sent + before.failed)) / 10 })
    const { data: accounts } = (await house.api<{ data: unknown[] }>('GET', '/api/accounts')).body
    expect(instance).toMatchObject({
      workspaces: expect.any(Number),
      accounts: { total: accounts.length, byStatus: { active: accounts.length }, openBreakers: 0 },
      payloads: { waiting: 0 },
      messages: { waiting: 0, oldestDueAt: null },
    })
    // Why messages failed is what the workspaces' own lists say.
    type Reasons = { data: { reason: { code: string; text: string }; messages: number }[] }
    const { data: dead } = (await house.api<Reasons>('GET', '/api/dead-letters/reasons')).body
    expect(dead.length).toBeGreaterThan(0)
    const counted: Record<string, number> = {}
    for (const { reason, messages } of dead) counted[reason.code] = (counted[reason.code] ?? 0) + messages
    expect(Object.fromEntries(instance!.failures.map(({ code, messages }) => [code, messages]))).toEqual(counted)
    for (const { code, text } of instance!.failures)
      expect(dead.filter(({ reason }) => reason.code === code).map(({ reason }) => reason.text)).toContain(text)

    const foreign = await addMember(house, 'Olga', 'owner', other)
    const admin = await addMember(house, 'Adam', 'admin', await workspaceId())
    for (const who of [foreign, admin]) {
      const refused = await who.api<{ error: { code: string } }>('GET', '/api/admin/overview?scope=instance')
      expect([refused.status, refused.body.error.code]).toEqual([403, 'forbidden'])
      expect((await who.api<{ permissions: string[] }>('GET', '/api/me')).body.permissions).not.toContain('instance.admin')
    }
    expect((await house.api<{ permissions: string[] }>('GET', '/api/me')).body.permissions).toContain('instance.admin')
  })

  test('the log of all leads, page by page and by status', async () => {
    const whole = (await logs('limit=200')).data
    expect(whole.length).toBeGreaterThan(8)
    const paged: Log[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { data: Log[]; nextCursor: string | null } = await logs(`limit=3${cursor && `&cursor=${cursor}`}`)
      paged.push(...page.data)
      cursor = page.nextCursor
    }
    expect(paged).toEqual(whole)
    for (const one of ['sent', 'failed', 'pending', 'coming_soon'])
      expect((await logs(`limit=200&status=${one}`)).data).toEqual(whole.filter((row) => row.status === one))
    for (const one of ['instagram', 'whatsapp'])
      expect((await logs(`limit=200&provider=${one}`)).data).toEqual(whole.filter((row) => row.provider === one))
    expect((await house.api('GET', '/api/dm/logs?provider=telegram')).status).toBe(400)
    expect((await house.api('GET', '/api/dm/logs?leadId=507f1f77bcf86cd799439011')).body).toEqual({ data: [], nextCursor: null })
  })

  test('the log is searched by the words of its leads, and only a DM that failed last can be retried', async () => {
    const lead = await formLead({ name: 'Zoe Quill', email: 'zoe@quill.example' })
    await send({ leadId: lead, provider: 'whatsapp', message: 'Hi Zoe' })
    for (const q of ['quill.exa', 'ZOE'])
      expect((await logs(`q=${q}`)).data).toMatchObject([{ leadId: lead, lead: { name: 'Zoe Quill' }, canRetry: false }])
    expect((await logs('q=quill&status=failed')).data).toEqual([])
    expect((await logs('q=nobody-has-this')).data).toEqual([])
    const whole = (await logs('limit=200')).data
    const newest = new Map(whole.toReversed().map((one) => [one.leadId, one]))
    const canBe = whole.filter(({ canRetry }) => canRetry)
    expect(canBe.length).toBeGreaterThan(0)
    expect(canBe).toEqual(whole.filter((one) => one.status === 'failed' && newest.get(one.leadId) === one))
  })
})

describe('the DM API with a WhatsApp number', () => {
  let house: House
  let shop: NumberShop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openNumber(house)
  })
  afterAll(() => house?.stop())

  test('sends inside the window to whoever has that phone, and refuses outside of it with the link', async () => {
    const id = await addLead(house, { phone: `+${shop.phone}` })
    const outside = () => house.api('POST', '/api/dm/send', { leadId: id, provider: 'whatsapp', message: 'Hi' })
    const refused = { success: false, error: { code: 'NOT_PERMITTED' }, data: { deepLink: `https://wa.me/${shop.phone}?text=Hi` } }
    expect(await outside()).toMatchObject({ status: 409, body: refused })
    await shop.write('hello')
    await house.drain()
    expect(await outside()).toMatchObject({ status: 200, body: { success: true, data: { status: 'queued', provider: 'whatsapp' } } })
    await house.drain()
    expect(await shop.said()).toEqual(['Hi'])
    await house.moveClock(25 * 3_600_000)
    expect(await outside()).toMatchObject({ status: 409, body: refused })
    const limit = await house.api('POST', '/api/dm/send', { leadId: id, provider: 'whatsapp', message: 'x'.repeat(4097) })
    expect(limit.status).toBe(400)

    await house.sim('POST', '/simulator/templates', {
      accountId: shop.numberId,
      name: 'order_update',
      components: [{ type: 'BODY', text: 'Hello {{1}}, your order is on its way.' }],
    })
    await house.api('POST', '/api/templates/sync', { accountId: shop.accountId })
    await house.drain()
    const byTemplate = (parameters: string[], more = {}) =>
      house.api('POST', '/api/dm/send', {
        leadId: id,
        provider: 'whatsapp',
        template: { name: 'order_update', language: 'en_US', parameters },
        ...more,
      })
    expect((await byTemplate([])).status).toBe(400)
    expect((await byTemplate(['Ana'], { message: 'Hi' })).status).toBe(400)
    expect(await byTemplate(['Ana'])).toMatchObject({ status: 200, body: { success: true, data: { status: 'queued' } } })
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({ status: 'delivered', text: 'Hello Ana, your order is on its way.' })
  })

  describe('outside the window, by the default template of the account', () => {
    let templateId: string
    let slug = 0
    const patch = (defaultTemplateId: string | null) =>
      house.api<{ defaultTemplateId: string | null; error: { message: string } }>('PATCH', `/api/accounts/${shop.accountId}`, {
        defaultTemplateId,
      })
    const make = async (name: string, text: string, parts: object[] = []) => {
      const components = [{ type: 'BODY', text }, ...parts]
      await house.sim('POST', '/simulator/templates', { accountId: shop.numberId, name, components, parameterFormat: 'POSITIONAL' })
      await house.api('POST', '/api/templates/sync', { accountId: shop.accountId })
      await house.drain()
      const { data } = (
        await house.api<{ data: { id: string; name: string }[] }>('GET', `/api/templates?accountId=${shop.accountId}&q=${name}`)
      ).body
      return data.find((one) => one.name === name)!.id
    }
    /** A person who gives their number in a form; where it asks for consent, they give it. */
    const formLead = async (phone: string, consentText: string | null) => {
      const made = await house.api<{ slug: string }>('POST', '/api/forms', {
        name: 'F',
        slug: `wa-${++slug}`,
        consentText,
        fields: [
          { name: 'name', label: 'Name' },
          { name: 'phone', label: 'Phone', type: 'phone' },
        ],
      })
      const answered = await fetch(`${house.url}/f/${made.body.slug}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://shop.example' },
        body: JSON.stringify({ name: 'Bea Lee', phone, ...(consentText && { consent: true }) }),
      })
      return ((await answered.json()) as { data: { leadId: string } }).data.leadId
    }
    const write = (leadId: string, key?: string) =>
      house.api<{ error: { code: string }; data: unknown }>(
        'POST',
        '/api/dm/send',
        { leadId, provider: 'whatsapp', message: 'Your\nbag is here' },
        key ? { 'idempotency-key': key } : {},
      )
    beforeAll(async () => {
      templateId = await make('news', 'Hello {{1}}, there is news: {{2}}. See you.')
    })

    test('one that takes more than the details of a lead is refused', async () => {
      const link = { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'See', url: 'https://a.example/{{1}}', example: ['x'] }] }
      const others = [await make('three', 'Hi {{1}}, {{2}} and {{3}} are here.'), await make('linked', 'Hi {{1}}, look.', [link])]
      for (const id of [...others, house.deps.newId()]) expect((await patch(id)).status).toBe(400)
      expect((await patch(templateId)).body).toMatchObject({ defaultTemplateId: templateId })
    })

    test('reaches who agreed, also who never wrote, and whose answer is in the same thread', async () => {
      const phone = '16505557000'
      const id = await formLead(`+${phone}`, 'You may write to me.')
      const { status, body } = await write(id, 'news')
      expect({ status, body }).toMatchObject({ status: 200, body: { data: { status: 'queued' } } })
      expect((await write(id, 'news')).body).toEqual(body)
      const bea = await shop.meet({ name: 'Bea', phone: `+${phone}` })
      await house.drain()
      expect(await shop.said(bea)).toEqual(['Hello Bea Lee, there is news: Your bag is here. See you.'])
      expect((await house.api<Status>('GET', `/api/dm/status/${id}`)).body.data).toMatchObject({
        dmStatus: 'delivered',
        recentLogs: [{ text: 'Hello Bea Lee, there is news: Your bag is here. See you.' }],
      })
      await shop.write('Thanks', bea)
      await house.drain()
      const threads = await house.api<{ data: { contact: { name: string } }[] }>(
        'GET',
        `/api/conversations?accountId=${shop.accountId}&limit=200`,
      )
      expect(threads.body.data.filter((one) => one.contact.name.startsWith('Bea'))).toHaveLength(1)
      expect((await write(id)).status).toBe(200)
      await house.drain()
      expect((await shop.said(bea)).at(-1)).toBe('Your\nbag is here')
    })

    test.each<[string, string, string | null, string | null]>([
      ['who did not agree', '+16505557001', null, null],
      ['who took it back', '+16505557002', 'You may write to me.', '+16505557002'],
      ['who took it back under another spelling of their number', '+5511987654321', 'You may write to me.', '+551187654321'],
    ])('is not sent to %s: the link instead', async (_, phone, consent, stopsAs) => {
      const id = await formLead(phone, consent)
      if (stopsAs) {
        await shop.write('STOP', await shop.meet({ name: 'Cleo', phone: stopsAs }))
        await house.drain()
        await house.moveClock(25 * 3_600_000)
      }
      const { status, body } = await write(id)
      expect([status, body.error.code, body.data]).toEqual([
        409,
        'NOT_PERMITTED',
        { deepLink: expect.stringContaining(`wa.me/${phone.slice(1)}`) as string },
      ])
    })

    test('that was deleted at the platform is none any more', async () => {
      expect((await house.api('DELETE', `/api/templates/${templateId}`)).status).toBe(204)
      expect((await house.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({ defaultTemplateId: null })
      expect((await write(await formLead('+16505557003', 'You may write to me.'))).status).toBe(409)
    })
  })
})
