import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { takeBackJobs } from '../../server/jobs/takeBackJobs.ts'
import { addMails } from '../../server/mail/addMails.queries.ts'
import { sentence } from '../../server/mail/sentences.ts'
import { findMails } from '../../server/mail/shownMails.queries.ts'
import type { MailContent, NewMail } from '../../server/model/mail.ts'
import { jobsDeps } from '../../server/worker.ts'
import { addMember } from '../support/addMember.ts'
import { startMailServer, type MailServer } from '../support/mailServer.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

const content = (who: string): MailContent => ({
  subject: sentence('mail.lead_subject', { who }),
  paragraphs: [sentence('mail.lead_text', { automation: 'Price list' })],
})
type Row = { status: string; code: string | null; content: unknown; attempts: number; state: string }
type Tested = { sent: boolean; to: string; code: string | null; text: string; response: string | null }
const minute = 60_000

describe('mails', () => {
  let server: MailServer
  let house: House
  let workspaceId: string
  let count = 0
  beforeAll(async () => {
    server = await startMailServer()
    house = await startHouse({
      env: { SMTP_URL: server.url, MAIL_FROM: 'The hub <hub@shop.example>', PUBLIC_URL: 'http://hub.example' },
    })
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  })
  afterAll(async () => {
    await house?.stop()
    await server?.stop()
  })
  beforeEach(() => void server.mails.splice(0))

  /** Adds a mail and does what is due. Out: its key. */
  async function add(more: Partial<NewMail> = {}): Promise<string> {
    const uniqueKey = more.uniqueKey ?? `test/${++count}`
    await house.deps.databases.system
      .transaction()
      .execute((trx) =>
        addMails(trx, { newId: house.deps.newId, now: house.deps.clock.now() }, [
          { workspaceId, to: 'owner@shop.example', content: content('Zoë'), ...more, uniqueKey },
        ]),
      )
    await house.drain()
    return uniqueKey
  }
  const rowOf = async (key: string): Promise<Row> =>
    (
      await sql<Row>`select m.status, m.code, m.content, j.attempts, j.state from mails m join jobs j on j.id = m.id
        where m.unique_key = ${key}`.execute(house.deps.databases.system)
    ).rows[0]!

  test('one is sent once, however often its cause is stored, and what it was made of is gone', async () => {
    const key = await add()
    await add({ uniqueKey: key, content: content('Somebody else') })
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toMatchObject({ from: 'hub@shop.example', to: ['owner@shop.example'] })
    expect(await rowOf(key)).toEqual({ status: 'sent', code: null, content: null, attempts: 1, state: 'done' })
  })

  test('one that waits takes the newest content, and goes when its cause says so', async () => {
    const later = new Date(house.deps.clock.now().getTime() + 10 * minute)
    const key = await add({ runAt: later })
    await add({ uniqueKey: key, runAt: later, content: content('Zoë and her phone') })
    expect(server.mails).toEqual([])
    await add({ uniqueKey: key, content: content('Zoë, complete') })
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]!.source).toContain('complete')
  })

  test('greylisted: it waits, and arrives without another word', async () => {
    server.next({ at: 'rcpt', code: 451, text: 'greylisted' })
    const key = await add()
    expect(await rowOf(key)).toMatchObject({ status: 'pending', state: 'waiting', attempts: 1 })
    await house.moveClock(2 * minute)
    await house.drain()
    expect(await rowOf(key)).toMatchObject({ status: 'sent', attempts: 2 })
    expect(server.mails[0]!.source).not.toContain('received this email before')
  })

  test('refused for good: it ends at once with what the server said, and waits for nobody', async () => {
    server.next({ at: 'rcpt', code: 550, text: 'no such user' })
    const eventId = house.deps.newId()
    const key = await add({ eventId })
    expect(await rowOf(key)).toEqual({ status: 'failed', code: 'mail_refused', content: null, attempts: 1, state: 'done' })
    const { body } = await house.api<{ data: { id: string; reason: { code: string } }[] }>('GET', '/api/jobs?kind=mail&limit=1')
    expect(body.data[0]!.reason.code).toBe('mail_refused')
    const shown = await house.deps.databases.system.transaction().execute((trx) => findMails(trx, { eventIds: [eventId] }))
    expect(shown).toMatchObject([
      {
        recipient: 'owner@shop.example',
        status: 'failed',
        attempts: [{ outcome: 'failed', response: expect.stringContaining('no such user') as string }],
      },
    ])
  })

  test('given up after six retries over 17 hours', async () => {
    for (let attempt = 0; attempt < 7; attempt++) server.next({ at: 'rcpt', code: 451, text: 'not now' })
    const key = await add()
    for (const wait of [1, 5, 15, 60, 240, 720]) {
      await house.moveClock(wait * 1.2 * minute + 1_000)
      await house.drain()
    }
    expect(await rowOf(key)).toMatchObject({ status: 'failed', code: 'mail_deferred', attempts: 7, state: 'done' })
  })

  test('in doubt: sent a second time with a sentence that says so and the same id, and never a third time', async () => {
    server.next({ at: 'answer', close: true })
    server.next({ at: 'answer', close: true })
    const key = await add()
    expect(await rowOf(key)).toMatchObject({ status: 'pending', attempts: 1 })
    await house.moveClock(2 * minute)
    await house.drain()
    expect(await rowOf(key)).toMatchObject({ status: 'in_doubt', code: 'mail_in_doubt', attempts: 2, state: 'parked' })
    expect(server.mails).toHaveLength(2)
    const [first, second] = server.mails.map((mail) => mail.source)
    expect(first).not.toContain('received this email before')
    expect(second).toContain('received this email before')
    const idOf = (source: string | undefined) => /^Message-ID: (.+)$/im.exec(source ?? '')?.[1]
    expect(idOf(first)).toBe(idOf(second))
    await house.moveClock(48 * 60 * minute)
    await house.drain()
    expect(server.mails).toHaveLength(2)
  })

  test('a worker that is killed while sending leaves a doubt too', async () => {
    const key = await add({ runAt: new Date(house.deps.clock.now().getTime() + minute) })
    await sql`update jobs set state = 'running', attempts = 1, epoch = epoch + 1, lease_holder = 0, started_at = ${house.deps.clock.now()},
      lease_until = ${new Date(0)} where id = (select id from mails where unique_key = ${key})`.execute(house.deps.databases.system)
    await takeBackJobs(jobsDeps(house.deps))
    await house.moveClock(2 * minute)
    await house.drain()
    expect(await rowOf(key)).toMatchObject({ status: 'sent' })
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]!.source).toContain('received this email before')
  })

  test('a notice goes to the owners and admins, or to the address that the workspace chose', async () => {
    const alone = await add({ to: null })
    expect(await rowOf(alone)).toMatchObject({ status: 'failed', code: 'mail_no_recipient' })
    const people = [await addMember(house, 'Ana', 'owner', workspaceId), await addMember(house, 'Ben', 'admin', workspaceId)]
    await addMember(house, 'Cem', 'member', workspaceId)
    await add({ to: null })
    expect(server.mails[0]!.to).toHaveLength(people.length)
    expect(server.mails[0]!.to.join()).not.toMatch(/cem/i)
    expect((await house.api('PATCH', '/api/workspace', { noticesEmail: 'alarms@shop.example' })).body).toMatchObject({
      noticesEmail: 'alarms@shop.example',
    })
    await add({ to: null })
    expect(server.mails[1]).toMatchObject({ to: ['alarms@shop.example'] })
    expect((await house.api('PATCH', '/api/workspace', { noticesEmail: 'x\r\nBcc: a@b.example' })).status).toBe(400)
    expect((await house.api('PATCH', '/api/workspace', { noticesEmail: null })).body).toMatchObject({ noticesEmail: null })
  })

  /** A shop that asks for these fields in turn and sends each lead by email. */
  async function capturing(word: string, fields: string[], settings: object = {}) {
    const shop = await openShop(house, { person: { username: `${word}.person`, name: 'Zoë' } })
    await shop.automate({
      name: `Ask ${word}`,
      trigger_type: 'keyword',
      config: {
        keywords: [word],
        is_lead_capture: true,
        lead_capture_settings: { notification_email: 'sales@shop.example', ...settings },
        lead_capture_flow: fields.flatMap((field) => [
          { type: 'ask', text: `Your ${field}?`, field_type: field === 'email' || field === 'phone' ? field : 'text' },
          { type: 'wait' },
          { type: 'save', field },
        ]),
      },
    })
    return shop
  }
  const say = async (shop: Shop, text: string) => {
    await shop.write(text)
    await house.drain()
  }
  type Lead = { id: string; email: string | null; notified: boolean; accountId: string }
  const leadsOf = async (shop: Shop) =>
    (await house.api<{ data: Lead[] }>('GET', '/api/leads')).body.data.filter((one) => one.accountId === shop.accountId)
  type Mailed = { mails: { to: string; status: string; code: string | null; attempts: { outcome: string }[] }[]; steps: { text: string }[] }
  const traceOf = async (shop: Shop, text: string) => (await shop.trace({ text })) as unknown as Mailed

  test('a captured lead is one email to the address of its automation, and the lead and the trace say so', async () => {
    const shop = await capturing('price', ['email'])
    await say(shop, 'price')
    await say(shop, 'zoe@x.example')
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toMatchObject({ to: ['sales@shop.example'] })
    expect(server.mails[0]!.source).toContain('zoe@x.example')
    expect(server.mails[0]!.source).toContain('/leads?lead=')
    const [lead] = await leadsOf(shop)
    expect(lead).toMatchObject({ email: 'zoe@x.example', notified: true })
    expect((await house.api<Mailed>('GET', `/api/leads/${lead!.id}`)).body.mails).toMatchObject([
      { to: 'sales@shop.example', status: 'sent', text: 'Email to sales@shop.example: the mail server accepted it.' },
    ])
    const { mails, steps } = await traceOf(shop, 'zoe@x.example')
    expect(mails).toMatchObject([{ to: 'sales@shop.example', status: 'sent', code: null, attempts: [{ outcome: 'done' }] }])
    expect(steps.map((step) => step.text)).toContain('Email to sales@shop.example: the mail server accepted it.')
  })

  test('while the person is asked for more, the email waits, and comes once with everything', async () => {
    const shop = await capturing('offer', ['email', 'phone', 'city'])
    await say(shop, 'offer')
    await say(shop, 'bea@x.example')
    await say(shop, '+49 151 23456789')
    expect(server.mails).toEqual([])
    expect(await leadsOf(shop)).toMatchObject([{ notified: false }])
    await say(shop, 'Köln')
    await house.moveClock(11 * minute)
    await house.drain()
    expect(server.mails).toHaveLength(1)
    const { source } = server.mails[0]!
    expect(source).toContain('bea@x.example')
    expect(source).toContain('+4915123456789')
    expect(source).toMatch(/city: K=C3=B6ln/)
  })

  test('who never answers the second question is not waited for', async () => {
    const shop = await capturing('soon', ['email', 'phone'])
    await say(shop, 'soon')
    await say(shop, 'cem@x.example')
    await house.moveClock(11 * minute)
    await house.drain()
    expect(server.mails).toHaveLength(1)
    await say(shop, '+49 151 23456780')
    await house.moveClock(11 * minute)
    await house.drain()
    expect(server.mails).toHaveLength(1)
  })

  test('with save_to_database false the email is sent, says so, and stands in the trace', async () => {
    const shop = await capturing('quiet', ['email'], { save_to_database: false })
    server.next({ at: 'rcpt', code: 550, text: 'no such user' })
    await say(shop, 'quiet')
    await say(shop, 'dora@x.example')
    expect(await leadsOf(shop)).toEqual([])
    expect((await traceOf(shop, 'dora@x.example')).mails).toMatchObject([
      { to: 'sales@shop.example', status: 'failed', code: 'mail_refused', attempts: [{ outcome: 'failed', code: 'mail_refused' }] },
    ])
    await say(shop, 'quiet')
    await say(shop, 'dora2@x.example')
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]!.source).toMatch(/only place/)
    expect((await traceOf(shop, 'dora2@x.example')).mails).toMatchObject([{ status: 'sent' }])
  })

  test('a test mail is sent at once, with what the server answered', async () => {
    const send = (to: string) => house.api<Tested>('POST', '/api/mail/test', { to })
    expect((await house.api('GET', '/api/mail')).body).toEqual({ configured: true, from: 'hub@shop.example' })
    expect((await send('me@shop.example')).body).toMatchObject({
      sent: true,
      code: null,
      response: expect.stringMatching(/^250/) as string,
    })
    expect(server.mails[0]).toMatchObject({ to: ['me@shop.example'] })
    server.next({ at: 'rcpt', code: 550, text: 'no such user' })
    const refused = (await send('nobody@shop.example')).body
    expect(refused).toMatchObject({ sent: false, code: 'mail_refused', response: expect.stringContaining('no such user') as string })
    expect(refused.text).toBe('Email to nobody@shop.example was not sent. The mail server refused it.')
    expect((await house.api('POST', '/api/mail/test', {})).status).toBe(400)
    expect((await send('no address')).status).toBe(400)
    const cem = await addMember(house, 'Dea', 'member', workspaceId)
    expect((await cem.api('POST', '/api/mail/test', { to: 'me@shop.example' })).status).toBe(403)
  })
})

test('without a mail server a mail ends at once and says why, and the test says what is missing', async () => {
  const house = await startHouse()
  const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
  const { databases, newId, clock } = house.deps
  await databases.system
    .transaction()
    .execute((trx) =>
      addMails(trx, { newId, now: clock.now() }, [
        { workspaceId: body.workspace.id, to: 'owner@shop.example', content: content('Zoë'), uniqueKey: 'one' },
      ]),
    )
  await house.drain()
  const { rows } = await sql`select m.status, m.code, m.content, j.state from mails m join jobs j on j.id = m.id`.execute(databases.system)
  expect(rows).toEqual([{ status: 'failed', code: 'mail_not_configured', content: null, state: 'done' }])
  expect((await house.api('GET', '/api/mail')).body).toEqual({ configured: false, from: null })
  const tested = await house.api<Tested>('POST', '/api/mail/test', { to: 'me@shop.example' })
  expect(tested.body).toMatchObject({ sent: false, code: 'mail_not_configured', response: null })
  await house.stop()
})
