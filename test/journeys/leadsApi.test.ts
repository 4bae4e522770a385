import { addUpEvents } from '../../server/automations/figures.queries.ts'
import { addUpStats } from '../../server/automations/stats.queries.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { openShop, type Shop } from '../support/openShop.ts'

type Lead = {
  id: string
  email: string | null
  phone: string | null
  name: string | null
  customFields: Record<string, string>
  source: string
  status: string
  dmStatus: string
  dmProvider: string
  dmSentAt: string
  dmMessageId: string
  notified: boolean
  exported: boolean
  automationId: string
  automationName: string
  contact: { username: string }
  attribution: Record<string, unknown>
  capturedAt: string
}

describe('captured leads', () => {
  let house: House
  let shop: Shop
  let automationId: string
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    automationId = await shop.automate({
      name: 'form',
      definition: {
        triggers: [{ on: 'comment', keywords: ['join'] }],
        steps: [
          { id: 'name', type: 'ask', texts: ['Your name?'], answer: 'text' },
          { id: 'save-name', type: 'save', field: 'name' },
          { id: 'mail', type: 'ask', texts: ['Your e-mail?'], answer: 'email' },
          { id: 'save-mail', type: 'save', field: 'email' },
          { id: 'phone', type: 'ask', texts: ['Your phone?'], answer: 'phone' },
          { id: 'save-phone', type: 'save', field: 'phone' },
          { id: 'size', type: 'ask', texts: ['Your size?'], answer: 'number' },
          { id: 'save-size', type: 'save', field: 'size' },
          { id: 'note', type: 'ask', texts: ['Anything else?'], answer: 'text' },
          { id: 'save-note', type: 'save', field: 'note' },
          { id: 'bye', type: 'message', texts: ['See you, {{first_name}}'] },
        ],
      },
    })
  })
  afterAll(() => house?.stop())
  const leads = async (query = '') => (await house.api<{ data: Lead[]; nextCursor: string | null }>('GET', `/api/leads${query}`)).body

  async function join(answers: string[], by: string) {
    await shop.comment('I want to join', by)
    await house.drain()
    for (const text of answers) {
      await shop.write(text, by)
      await house.drain()
    }
  }

  test('five answers become one lead: known fields by name, others as custom fields', async () => {
    await join(['Ana María', 'my mail: ANA@X.com', 'call (415) 555-2671', 'I think 38,5', 'blue, please'], shop.personId)
    const { data } = await leads()
    expect(data).toHaveLength(1)
    expect(data[0]).toMatchObject({
      email: 'ana@x.com',
      phone: '+14155552671',
      name: 'Ana María',
      customFields: { size: '38.5', note: 'blue, please' },
      source: 'automation',
      status: 'NEW',
      automationId,
      automationName: 'form',
      contact: { username: 'ana' },
      dmStatus: 'sent',
      dmProvider: 'instagram',
      notified: false,
      exported: false,
      attribution: { mediaId: shop.mediaId, username: 'ana' },
    })
    expect((await shop.said()).at(-1)).toBe('See you, Ana')
    const reward = (await shop.inbox()).at(-1)!
    expect(data[0]!.dmMessageId).toBe(reward.id)
    expect((await house.api<Lead>('GET', `/api/leads/${data[0]!.id}`)).body).toEqual({
      ...data[0],
      deliveries: [],
      duplicates: [],
      mails: [],
      validation: { email: true, phone: true },
    })
    expect((await house.api<{ stats: object }>('GET', `/api/automations/${automationId}`)).body.stats).toMatchObject({
      total_leads_captured: 1,
      total_triggers: 1,
      total_dms_sent: 6,
    })
  })

  test('as CSV: formulas cannot run, quotes and line breaks survive', async () => {
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    await join(['=HYPERLINK("http://evil.example")', 'bea@x.com', '+1 415 555 2672', '-7', 'two\nlines; "quoted", and more'], bea)
    const answered = await fetch(`${house.url}/api/leads.csv`, { headers: { authorization: 'Bearer test-key-of-the-instance' } })
    expect(answered.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answered.headers.get('content-disposition')).toContain('leads.csv')
    const bytes = Buffer.from(await answered.arrayBuffer())
    // Without the mark Excel reads UTF-8 as something else; a decoder takes it away, so it is looked for in the bytes.
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const csv = bytes.subarray(3).toString('utf8')
    const [head, first] = csv.split('\r\n')
    expect(head).toBe('id,captured_at,source,automation,username,name,email,phone,note,size')
    expect(first).toContain(`,bea,"'=HYPERLINK(""http://evil.example"")",bea@x.com,+14155552672,"two\nlines; ""quoted"", and more",'-7`)
    expect(csv).toContain(',ana,Ana María,ana@x.com,+14155552671,"blue, please",38.5\r\n')
    expect((await leads()).data[0]!.name).toBe('=HYPERLINK("http://evil.example")')
  })

  test('are found by words, filtered by automation, and paged', async () => {
    expect((await leads('?q=BEA')).data.map((one) => one.email)).toEqual(['bea@x.com'])
    expect((await leads('?q=blue')).data.map((one) => one.email)).toEqual(['ana@x.com'])
    expect((await leads('?q=%25')).data).toEqual([])
    expect((await leads(`?automationId=${automationId}`)).data).toHaveLength(2)
    const page = await leads('?limit=1')
    expect(page.data.map((one) => one.email)).toEqual(['bea@x.com'])
    expect(await leads(`?limit=1&cursor=${page.nextCursor}`)).toMatchObject({ data: [{ email: 'ana@x.com' }], nextCursor: null })
  })

  test('with save_to_database false no lead is kept, and the trace says so', async () => {
    const quiet = await openShop(house)
    await quiet.automate({
      trigger_type: 'keyword',
      config: {
        keywords: ['go'],
        is_lead_capture: true,
        lead_capture_settings: { save_to_database: false },
        lead_capture_flow: [
          { type: 'ask', text: 'Mail?', field_type: 'email' },
          { type: 'wait' },
          { type: 'save', field: 'email' },
          { type: 'send', message: 'Thanks, {{email}}' },
        ],
      },
    })
    await quiet.write('go')
    await house.drain()
    await quiet.write('q@x.com')
    await house.drain()
    expect(await quiet.said()).toEqual(['Mail?', 'Thanks, q@x.com'])
    expect((await leads()).data).toHaveLength(2)
    expect((await quiet.trace({ text: 'q@x.com' })).steps.map((step) => step.stage)).toContain('saved')
  })

  test('a phone number without country code is of the account’s or the workspace’s country', async () => {
    const german = await openShop(house)
    expect((await house.api('PATCH', '/api/workspace', { defaultCountry: 'DE' })).status).toBe(200)
    await german.automate({
      trigger_type: 'keyword',
      config: {
        keywords: ['ruf'],
        is_lead_capture: true,
        lead_capture_settings: { save_to_database: false },
        lead_capture_flow: [
          { type: 'ask', text: 'Nummer?', field_type: 'phone' },
          { type: 'wait' },
          { type: 'save', field: 'phone' },
          { type: 'send', message: 'Wir rufen {{phone}} an' },
        ],
      },
    })
    await german.write('ruf mich an')
    await house.drain()
    await german.write('0151 23456789')
    await house.drain()
    expect((await german.said()).at(-1)).toBe('Wir rufen +4915123456789 an')
    // Or of the account’s own.
    expect((await house.api('PATCH', `/api/accounts/${german.accountId}`, { defaultCountry: 'AT' })).status).toBe(200)
    const eva = await german.meet({ username: 'eva', name: 'Eva' })
    for (const text of ['ruf mich an', '0664 1234567']) {
      await german.write(text, eva)
      await house.drain()
    }
    expect((await german.said(eva)).at(-1)).toBe('Wir rufen +436641234567 an')
    const body = { phone: '0664 1234567', accountId: german.accountId }
    expect((await house.api<{ phone: string }>('POST', '/api/leads', body)).body.phone).toBe('+436641234567')
    expect((await house.api('PATCH', `/api/accounts/${german.accountId}`, { defaultCountry: 'XX' })).status).toBe(400)
    expect((await house.api('PATCH', '/api/workspace', { defaultCountry: 'Germany' })).status).toBe(400)
  })

  test('stay when their automation is deleted', async () => {
    await house.api('DELETE', `/api/automations/${automationId}`)
    expect((await leads()).data.map((one) => one.email)).toEqual([null, 'bea@x.com', 'ana@x.com'])
  })

  test('the workspace’s figures count them', async () => {
    type Stats = {
      leads: { total: number }
      messages: object
      accounts: object
      events: { total: number }
      series: { day: string; leads: number }[]
    }
    const stats = async (days = 7) => (await house.api<Stats>('GET', `/api/stats?days=${days}`)).body
    const commentId = await shop.comment('nothing to answer here')
    await house.drain()
    await house.api('POST', '/api/messages', { accountId: shop.accountId, commentId, public: true, text: 'Thanks!' })
    await house.drain()
    const before = await stats()
    expect(before).toMatchObject({
      leads: { total: 3 },
      messages: { sent: 18, replies: 1, failed: 0, pending: 0, inDoubt: 0, parked: 0 },
      accounts: { total: 3, active: 3 },
    })
    expect(before.series).toHaveLength(7)
    expect(before.series.at(-1)).toMatchObject({ leads: 3, sent: 18, replies: 1 })
    // Echoes, read receipts and the account's own comments are in the activity, and are not what people did.
    const { data: events } = (await house.api<{ data: { kind: string; outcomeReason: string | null }[] }>('GET', '/api/events?limit=200'))
      .body
    const byPeople = events.filter((one) => ['comment', 'message', 'postback'].includes(one.kind) && one.outcomeReason !== 'own')
    expect(byPeople.length).toBeLessThan(events.length)
    expect(before.events.total).toBe(byPeople.length)
    // The scheduler adds up, at any time and twice: nobody sees a difference.
    for (let times = 0; times < 2; times++) {
      await addUpStats(house.deps.databases.system, house.deps.clock.now())
      await addUpEvents(house.deps.databases.system)
      expect(await stats()).toEqual(before)
    }
    // One that no automation captured counts as well.
    await house.api('POST', '/api/leads', { email: 'from.api@example.com' })
    const after = await stats()
    expect([after.leads.total, after.series.at(-1)!.leads]).toEqual([4, 4])
    await house.moveClock(24 * 3_600_000)
    expect((await stats(1)).series).toMatchObject([{ events: 0, leads: 0 }])
    expect(await stats()).toMatchObject({ leads: { total: 4 }, events: before.events })
    for (const days of ['0', '91', 'x']) expect((await house.api('GET', `/api/stats?days=${days}`)).status).toBe(400)
  })
})
