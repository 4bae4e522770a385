import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ShownDelivery, ShownEndpoint } from '../../server/endpoints/endpoints.schemas.ts'
import { letters, readSheetUrl } from '../../server/endpoints/destinations/sheets.ts'
import { startHubspot, startSheets, startSlack } from '../support/destinations.ts'
import { startHouse, type House } from '../support/startHouse.ts'

describe('leads go to HubSpot, Slack and Google Sheets', () => {
  let house: House
  let hubspot: Awaited<ReturnType<typeof startHubspot>>
  let slack: Awaited<ReturnType<typeof startSlack>>
  let sheets: Awaited<ReturnType<typeof startSheets>>
  beforeAll(async () => {
    house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    ;[hubspot, slack, sheets] = await Promise.all([startHubspot('pat-eu1-token'), startSlack(), startSheets()])
  })
  afterAll(async () => {
    await house?.stop()
    for (const one of [hubspot, slack, sheets]) one?.stop()
  })
  beforeEach(async () => {
    await sql`with gone as (delete from deliveries) delete from endpoints`.execute(house.deps.databases.system)
    for (const title of ['Sheet1', "Ana's leads"]) sheets.rows(title).length = 0
    slack.texts.length = 0
  })

  const ask = (more: object) => house.api<ShownEndpoint>('POST', '/api/endpoints', { name: 'Sales', sources: [{ type: 'any' }], ...more })
  async function make(more: object): Promise<string> {
    const made = await ask(more)
    expect(made).toMatchObject({ status: 201 })
    return made.body.id
  }
  const makeHubspot = (more: object = {}) =>
    make({ kind: 'hubspot', url: hubspot.url, auth: { type: 'BEARER', token: 'pat-eu1-token' }, ...more })
  const makeSlack = () => make({ kind: 'slack', url: `${slack.url}/services/T0/B0/XXXX` })
  const makeSheet = (more: object = {}) =>
    make({ kind: 'sheets', url: sheets.address(), auth: { type: 'GOOGLE_SERVICE_ACCOUNT', key: sheets.key() }, ...more })

  async function capture(lead: object): Promise<string> {
    const added = await house.api<{ id: string }>('POST', '/api/leads', lead)
    expect(added.status).toBe(201)
    await house.drain()
    return added.body.id
  }
  const deliveries = async (leadId: string) =>
    (await house.api<{ data: ShownDelivery[] }>('GET', `/api/deliveries?leadId=${leadId}`)).body.data
  const ana = { name: 'Ana Maria Ruiz', email: 'Ana@Shop.example', phone: '+14155552671', customFields: { city: 'Trieste' } }

  test('a lead becomes a contact of HubSpot; a second one with its address completes that contact and clears nothing', async () => {
    await makeHubspot()
    await capture(ana)
    const again = await capture({ name: 'Ana', email: 'ana@shop.example' })
    expect([...hubspot.contacts.values()]).toEqual([
      { email: 'ana@shop.example', firstname: 'Ana', lastname: 'Ruiz', phone: '+14155552671' },
    ])
    expect(await deliveries(again)).toMatchObject([{ status: 'SUCCESS', attempts: [{ httpStatus: 200 }] }])
  })

  test('a mapping names the properties; one that HubSpot does not have is refused in its own words', async () => {
    const id = await makeHubspot({ mapping: { email: 'email', city: 'customFields.city', lead_source: 'Instagram, {{source}}' } })
    await capture({ ...ana, email: 'bea@shop.example' })
    expect(hubspot.contacts.get('bea@shop.example')).toEqual({
      email: 'bea@shop.example',
      city: 'Trieste',
      lead_source: 'Instagram, api',
    })
    await house.api('PATCH', `/api/endpoints/${id}`, { mapping: { shoe_size: 'customFields.size' } })
    const refused = await capture({ email: 'cleo@shop.example', customFields: { size: '38' } })
    const [delivery] = await deliveries(refused)
    expect(delivery).toMatchObject({ status: 'RETRYING', attempts: [{ httpStatus: 400 }] })
    expect(delivery!.attempts[0]!.responseBody).toContain('Property \\"shoe_size\\" does not exist')
  })

  test('a lead without an email address fails at once, and says why', async () => {
    await makeHubspot()
    const id = await capture({ phone: '+14155552672' })
    expect(await deliveries(id)).toMatchObject([
      { status: 'FAILED', reason: { code: 'email_missing', text: expect.stringContaining('email address') } },
    ])
  })

  test('Slack gets a line for each field, with nothing in it that Slack would take for a mention', async () => {
    await makeSlack()
    await capture({ ...ana, name: '<!channel> & Co\nLtd' })
    expect(slack.texts).toEqual([
      ['*New lead*', 'Name: &lt;!channel&gt; &amp; Co Ltd', 'Email: Ana@Shop.example', 'Phone: +14155552671', 'city: Trieste'].join('\n'),
    ])
  })

  test('Slack is obeyed when it asks to wait, and a channel that is archived ends the endpoint', async () => {
    const endpoint = await makeSlack()
    slack.state.throttleOnce = true
    const id = await capture(ana)
    expect(slack.texts).toEqual([])
    await house.moveClock(31_000)
    await house.drain()
    expect(slack.texts).toHaveLength(1)
    expect(await deliveries(id)).toMatchObject([{ status: 'SUCCESS', attempts: [{ httpStatus: 429 }, { httpStatus: 200 }] }])
    slack.state.isArchived = true
    await capture(ana)
    slack.state.isArchived = false
    expect((await house.api<ShownEndpoint>('GET', `/api/endpoints/${endpoint}`)).body).toMatchObject({
      state: 'disabled',
      reason: { code: 'gone' },
    })
  })

  test('an empty sheet gets its columns and a row for each lead; one token serves both, and formulas stay text', async () => {
    await makeSheet()
    const before = sheets.state.tokens
    const first = await capture({ ...ana, name: '=HYPERLINK("http://evil.example")' })
    const second = await capture({ email: 'dora@shop.example' })
    const [head, ...rows] = sheets.rows('Sheet1')
    expect(head).toEqual(['Lead ID', 'Captured at', 'Name', 'Email', 'Phone', 'Source', 'Automation', 'Form', 'Campaign', 'Other fields'])
    expect(rows.map((row) => [row[0], row[2], row[3], row[9]])).toEqual([
      [first, '=HYPERLINK("http://evil.example")', 'Ana@Shop.example', 'city: Trieste'],
      [second, '', 'dora@shop.example', ''],
    ])
    expect(sheets.state.tokens - before).toBe(1)
  })

  test('columns are found by name in the tab of the address, and what people wrote beside them stays', async () => {
    const rows = sheets.rows("Ana's leads")
    rows.push(['Called', 'Email'])
    const id = await makeSheet({
      url: sheets.address(42),
      events: ['lead.created', 'lead.updated'],
      mapping: { Email: 'email', Town: 'customFields.city' },
    })
    const lead = await capture(ana)
    expect(rows).toEqual([
      ['Called', 'Email', 'Lead ID', 'Town'],
      ['', 'Ana@Shop.example', lead, 'Trieste'],
    ])
    rows[1]![0] = 'yes'
    await house.api('PATCH', `/api/leads/${lead}`, { customFields: { city: 'Udine' } })
    await house.api('POST', `/api/endpoints/${id}/replay`, { since: new Date(0).toISOString(), status: 'ALL' })
    await house.drain()
    expect(rows).toHaveLength(2)
    expect(rows[1]!.slice(0, 3)).toEqual(['yes', 'Ana@Shop.example', lead])
  })

  test('a row whose answer was lost is not written a second time', async () => {
    const sheetId = await makeSheet()
    sheets.state.loseNextAnswerOf = ':append'
    const id = await capture(ana)
    expect(await deliveries(id)).toMatchObject([{ status: 'RETRYING' }])
    await house.moveClock(10_000)
    await house.drain()
    expect(await deliveries(id)).toMatchObject([{ status: 'SUCCESS' }])
    expect(sheets.rows('Sheet1').map((row) => row[0])).toEqual(['Lead ID', id])
    // Nor is one of a lead that is sent once more.
    const again = { action: 'send', ids: [id], endpointId: sheetId, again: true }
    expect((await house.api('POST', '/api/leads/bulk', again)).body).toMatchObject({ changed: 1 })
    await house.drain()
    expect(await deliveries(id)).toMatchObject([{ status: 'SUCCESS' }, { status: 'SUCCESS' }])
    expect(sheets.rows('Sheet1').map((row) => row[0])).toEqual(['Lead ID', id])
  })

  test('a sheet that is not shared with the service account says so in Google’s words', async () => {
    await makeSheet()
    sheets.state.isShared = false
    const id = await capture(ana)
    sheets.state.isShared = true
    const [delivery] = await deliveries(id)
    expect(delivery).toMatchObject({ status: 'RETRYING', attempts: [{ httpStatus: 403 }] })
    expect(delivery!.attempts[0]!.responseBody).toContain('The caller does not have permission')
  })

  test('keys and tokens are never shown', async () => {
    await makeHubspot()
    await makeSheet()
    const { body } = await house.api('GET', '/api/endpoints')
    expect(JSON.stringify(body)).not.toMatch(/PRIVATE KEY|pat-eu1-token/)
    expect(JSON.stringify(body)).toContain('hub@project.iam.gserviceaccount.com')
  })

  test.each([
    ['HubSpot without a token', { kind: 'hubspot' }, 'auth'],
    ['Slack without an address', { kind: 'slack' }, 'url'],
    ['Slack with a login', { kind: 'slack', url: 'https://hooks.slack.com/services/x', auth: { type: 'BEARER', token: 'x' } }, 'auth'],
    ['a sheet without a key', { kind: 'sheets', url: 'https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5n/edit' }, 'auth'],
    [
      'a key that is none',
      {
        kind: 'sheets',
        url: 'https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5n/edit',
        auth: { type: 'GOOGLE_SERVICE_ACCOUNT', key: '{}' },
      },
      'auth.key',
    ],
    ['events that HubSpot does not know', { kind: 'hubspot', auth: { type: 'BEARER', token: 'x' }, events: ['message.sent'] }, 'events'],
    ['another method than POST', { kind: 'slack', url: 'https://hooks.slack.com/services/x', method: 'PUT' }, 'method'],
    ['a webhook with a key of Google', { url: 'https://crm.example/x', auth: { type: 'BEARER', token: 'x' }, kind: 'sheets' }, 'auth'],
  ])('refused, with the field named: %s', async (_, settings, path) => {
    const { status, body } = await ask(settings)
    expect(status).toBe(400)
    expect((body as unknown as { error: { details: { path: string }[] } }).error.details.map((one) => one.path)).toContain(`body.${path}`)
  })

  test('what a change would make impossible is refused and changes nothing', async () => {
    const id = await makeSlack()
    const refused = await house.api('PATCH', `/api/endpoints/${id}`, { name: 'Other', auth: { type: 'BEARER', token: 'x' } })
    expect(refused.status).toBe(400)
    expect((await house.api('GET', `/api/endpoints/${id}`)).body).toMatchObject({ name: 'Sales', auth: { type: 'NONE' } })
  })
})

test('the address of a sheet is read as browsers show it', () => {
  const id = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms'
  expect(readSheetUrl(`https://docs.google.com/spreadsheets/d/${id}/edit?gid=7#gid=7`)).toEqual({
    id,
    gid: '7',
    api: 'https://sheets.googleapis.com',
  })
  expect(readSheetUrl(`https://docs.google.com/spreadsheets/d/${id}`)).toMatchObject({ id, gid: null })
  expect(readSheetUrl('https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBd/edit')).toBeNull()
})

test('columns have letters', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})
