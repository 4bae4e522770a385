import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../server/platform/db.ts'
import { makeEndpoint } from '../support/endpoints.ts'
import { startMailServer } from '../support/mailServer.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startReceiver } from '../support/receiver.ts'
import { rowsWith } from '../support/rowsWith.ts'
import { tablesOf } from '../support/tablesWith.ts'
import { startHouse, type House } from '../support/startHouse.ts'

/** Requirement H9: after an erase no row of any table has anything of the person, whatever was done or still waits. */
describe('an erased person', () => {
  let house: House
  let shop: Shop
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let mails: Awaited<ReturnType<typeof startMailServer>>
  const lines: string[] = []
  beforeAll(async () => {
    receiver = await startReceiver()
    mails = await startMailServer()
    house = await startHouse({
      onLog: (line) => lines.push(line),
      env: { ENDPOINT_ALLOW: '127.0.0.0/8', SMTP_URL: mails.url, MAIL_FROM: 'hub@shop.example', PUBLIC_URL: 'https://hub.example' },
    })
    shop = await openShop(house, { person: { username: 'nora.violetta', name: 'Nora Violetta' } })
  })
  afterAll(async () => {
    await house?.stop()
    receiver?.stop()
    await mails?.stop()
  })

  const db = () => house.deps.databases.system
  const rule = (word: string, settings: object = {}) => ({
    name: `Ask ${word}`,
    trigger_type: 'keyword',
    config: {
      keywords: [word],
      is_lead_capture: true,
      lead_capture_settings: { notification_email: 'sales@shop.example', webhook_url: `${receiver.url}/hook`, ...settings },
      lead_capture_flow: ['email', 'phone', 'wish'].flatMap((field) => [
        { type: 'ask', text: `Your ${field}?`, field_type: field === 'wish' ? 'text' : field },
        { type: 'wait' },
        { type: 'save', field },
      ]),
    },
  })
  const later = {
    trigger_type: 'post_comment',
    action_type: 'send_dm',
    config: { keywords: ['price'], message_variations: ['Hello {{username}}, here it is'], delay_minutes: 600 },
  }
  /** A lead of this person, by comment and by answers to questions. */
  async function capture(word: string, by: string, answers: string[]): Promise<void> {
    for (const text of [word, ...answers]) {
      await shop.write(text, by)
      await house.drain()
      await house.moveClock(5_000)
    }
  }
  const count = async (what: ReturnType<typeof sql<{ n: number }>>) => Number((await what.execute(db())).rows[0]!.n)

  test('leaves nothing in any column, payload, job, delivery, mail, trace or audit row; the audit holds; others stay', async () => {
    const values = {
      id: shop.personId,
      username: 'nora.violetta',
      name: 'Nora Violetta',
      email: 'nora@wisteria.example',
      phone: '+491512345678',
      comment: 'an umbrella of amethyst',
      wish: 'lessons in glassblowing',
      byHand: 'the parcel with the harpsichord',
    }
    const bea = { username: 'bea.linden', name: 'Bea Linden', email: 'bea@linden.example', wish: 'a kite of paper' }
    const beasId = await shop.meet({ username: bea.username, name: bea.name })
    await makeEndpoint(house, receiver, { events: ['lead.created', 'message.received', 'message.sent'] })
    for (const one of [rule('first'), rule('second'), later]) await shop.automate(one)

    // Both in the same batches of webhooks, all of it done.
    await shop.comment(`price for ${values.comment}`)
    await shop.comment('price for bea', beasId)
    await house.drain()
    await capture('first', shop.personId, [`it is ${values.email}`, values.phone, values.wish])
    await capture('first', beasId, [bea.email, '+491510000000', bea.wish])
    const byHand = await house.api('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.personId, text: values.byHand })
    expect(byHand.status).toBe(201)
    await house.drain()
    expect(mails.mails.length).toBeGreaterThan(0)
    expect(receiver.got.map(({ text }) => text).join()).toContain(values.email)

    // What follows waits: for an endpoint, for the mail server, for its time.
    receiver.answer(() => ({ status: 500, body: 'not now' }))
    for (let n = 0; n < 20; n++) mails.next({ at: 'rcpt', code: 451, text: 'later' })
    await capture('second', shop.personId, [values.email, values.phone, values.wish])
    const lead = (await house.api<{ data: { id: string }[] }>('GET', '/api/leads?q=wisteria')).body.data[0]!
    await house.api('PATCH', `/api/leads/${lead.id}`, { status: 'ARCHIVED' })
    const waiting = sql<{ n: number }>`select count(*) as n from jobs where state = 'waiting' and kind in ('deliver', 'mail')`
    expect(await count(waiting)).toBeGreaterThan(1)
    expect(await count(sql<{ n: number }>`select count(*) as n from runs where ended_at is null`)).toBeGreaterThan(0)

    const before = await rowsWith(db(), values)
    for (const table of ['contacts', 'contact_identifiers', 'leads', 'events', 'messages', 'mails', 'endpoint_events', 'bodies'])
      expect(before.join(), table).toContain(`public.${table}`)
    for (const what of Object.keys(values))
      expect(
        before.map((one) => one.split(':')[0]),
        what,
      ).toContain(what)
    // Here most tables have rows: without a workspace the role of requests sees none, but of two that have nothing of one.
    const full = []
    for (const table of await tablesOf(db())) {
      const rows = (by: Db) => sql`select from ${sql.raw(table)} limit 1`.execute(by).then((answer) => answer.rows.length)
      if ((await rows(db())) > 0) full.push([table, await rows(house.deps.databases.web).catch((error: { code?: string }) => error.code)])
    }
    expect(full.length).toBeGreaterThan(30)
    expect(full.filter(([, seen]) => seen !== 0 && seen !== '42501').map(([table]) => table)).toEqual([
      'public.figures_place',
      'public.migrations',
    ])
    const ofBea = await rowsWith(db(), bea)
    const [person] = (await house.api<{ data: { id: string }[] }>('GET', '/api/contacts?q=violetta')).body.data
    const { id: trace } = (await shop.events()).find((one) => one.text?.includes(values.comment))!
    const bodies = (await house.bodies()).length

    expect((await house.api('POST', `/api/contacts/${person!.id}/erase`)).status).toBe(204)
    expect(await rowsWith(db(), values)).toEqual([])
    expect(await rowsWith(db(), bea)).toEqual(ofBea)
    expect((await house.bodies()).length).toBe(bodies)

    // What waited for them ends without telling anybody, and brings nothing back.
    receiver.clear()
    mails.mails.length = 0
    for (const hours of [1, 1, 10]) {
      await house.moveClock(hours * 3_600_000)
      await house.drain()
    }
    const told = [...receiver.got.map(({ text }) => text), ...mails.mails.map(({ source }) => source)].join()
    const answered = JSON.stringify((await house.api('GET', `/api/events/${trace}/trace`)).body)
    for (const [what, value] of Object.entries(values)) {
      expect(told, what).not.toContain(value)
      expect(answered, what).not.toContain(value)
      expect(lines.filter((line) => line.includes(value)).length, `${what} in the log`).toBe(0)
    }
    expect(await rowsWith(db(), values)).toEqual([])
    for (const path of [
      'leads.csv',
      'opt-outs.csv',
      'audit.csv',
      'leads',
      'contacts',
      'messages',
      'deliveries',
      'jobs',
      'mails',
      'dm-logs',
    ]) {
      const text = JSON.stringify((await house.api('GET', `/api/${path}`)).body)
      for (const value of Object.values(values)) expect(text, path).not.toContain(value)
    }
    expect((await house.api('POST', '/api/audit/verify', {})).body).toMatchObject({ ok: true })
  })
})
