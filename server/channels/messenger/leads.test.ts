import { describe, expect, test } from 'vitest'
import { inEnglish } from '../../texts.ts'
import { byFacebook, graphError, scriptedHttp, type Scripted } from '../meta/scriptedHttp.ts'
import { connecting } from './connecting.ts'
import { leads } from './leads.ts'
import { fields } from './subscribe.ts'

const as = { ...byFacebook, channel: 'messenger', externalId: '1000000000000001' }
const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; class: string; words: string }) => ({ code: error.code, class: error.class, text: inEnglish(error.words) }),
  )
const asked = (calls: { url: string }[]) => calls.map(({ url }) => new URL(url))

/** As meta-platform.md 6.2 prints it. */
const printed = {
  created_time: '2015-02-28T08:49:14+0000',
  id: '16361294300268013',
  ad_id: '120208841234567890',
  form_id: '550123456789012345',
  field_data: [
    { name: 'car_make', values: ['Honda', 'BMW'] },
    { name: 'full_name', values: ['Joe Example'] },
    { name: 'note', values: [''] },
    { name: 'city', values: [] },
  ],
  custom_disclaimer_responses: [
    { checkbox_key: 'optin', is_checked: '1' },
    { checkbox_key: 'news', is_checked: '' },
  ],
}

describe('a lead that is read', () => {
  test('has its answers, several and none, and the boxes that were ticked', async () => {
    const { http, calls } = scriptedHttp({ json: { ...printed, ad_name: 'The ad', campaign_id: '7', campaign_name: 'Spring' } })
    expect(await leads.read(http, as, '16361294300268013')).toMatchObject({
      id: '16361294300268013',
      createdAt: new Date('2015-02-28T08:49:14Z'),
      formId: '550123456789012345',
      adName: 'The ad',
      adsetName: null,
      campaignName: 'Spring',
      isOrganic: false,
      isTest: false,
      fields: [
        { name: 'car_make', values: ['Honda', 'BMW'] },
        { name: 'full_name', values: ['Joe Example'] },
        { name: 'note', values: [''] },
        { name: 'city', values: [] },
      ],
      consents: [
        { key: 'optin', isChecked: true },
        { key: 'news', isChecked: false },
      ],
    })
    const [url] = asked(calls)
    expect(url!.pathname).toBe('/v27.0/16361294300268013')
    expect(url!.searchParams.get('fields')).toContain('custom_disclaimer_responses')
    expect(url!.searchParams.has('access_token')).toBe(false)
  })

  test.each([{ ad_id: '0' }, { ad_id: 0 }, { ad_id: undefined }])('is organic without an ad: %j', async (more) => {
    const { http } = scriptedHttp({ json: { ...printed, ...more } })
    expect(await leads.read(http, as, '1')).toMatchObject({ adId: null, isOrganic: true })
  })

  test('is known as one of the test tool', async () => {
    const { http } = scriptedHttp({ json: { ...printed, field_data: [{ name: 'email', values: ['<test lead: dummy data for email>'] }] } })
    expect(await leads.read(http, as, '1')).toMatchObject({ isTest: true })
  })

  test('comes without the names of its ad where those need a permission that is missing', async () => {
    const { http, calls } = scriptedHttp(
      { status: 403, json: graphError(200, undefined, '(#200) Requires ads_management permission to manage the object') },
      { json: printed },
    )
    expect(await leads.read(http, as, '1')).toMatchObject({ formId: '550123456789012345', campaignName: null })
    expect(asked(calls).map((url) => url.searchParams.get('fields')!.includes('campaign_name'))).toEqual([true, false])
  })

  test.each<[string, Scripted, object]>([
    [
      'the business took the app off its list',
      { status: 400, json: graphError(200, undefined, '(#200) CRM access has been revoked from Lead Access Manager') },
      { code: 'lead_access_revoked', class: 'permission', text: expect.stringContaining('“(#200) CRM access has been revoked') },
    ],
    [
      'the same with an older code',
      { status: 400, json: graphError(103, undefined, '(#103) CRM access has been revoked from Lead Access Manager') },
      { code: 'lead_access_revoked', class: 'permission' },
    ],
    [
      'it is older than 90 days',
      { status: 400, json: graphError(100, 33, 'Unsupported get request.') },
      { code: 'object_missing', class: 'bug' },
    ],
    ['too many calls', { status: 400, json: graphError(80005) }, { code: 'rate_limited', class: 'throttle' }],
    ['the token is dead', { status: 401, json: graphError(190, 460) }, { code: 'password_changed', class: 'auth' }],
  ])('is refused with the reason: %s', async (_, answer, expected) => {
    const { http, calls } = scriptedHttp(answer)
    expect(await thrownBy(leads.read(http, as, '1'))).toMatchObject(expected)
    expect(calls).toHaveLength(1)
  })

  test.each([
    '(#200) Requires leads_retrieval permission to manage the object',
    '(#10) Application does not have permission for this action',
  ])('is refused for a missing permission after one more try without names: %s', async (message) => {
    const refused = { status: 403, json: graphError(Number(/\d+/.exec(message)![0]), undefined, message) }
    const { http } = scriptedHttp(refused, refused)
    const error = await thrownBy(leads.read(http, as, '1'))
    expect(error).toMatchObject({ code: 'permission_missing', class: 'permission', text: expect.stringContaining(message) })
  })
})

test('the leads of a form are asked for from a time on, page by page', async () => {
  const next = { paging: { cursors: { before: 'a', after: 'b' }, next: 'https://graph…' } }
  const { http, calls } = scriptedHttp(
    { json: { data: [printed], ...next } },
    { json: { data: [printed, { no: 'id' }], paging: { cursors: { after: 'c' } } } },
  )
  const since = new Date('2026-11-01T00:00:00.900Z')
  expect(await leads.list(http, as, '55', { since, after: null })).toMatchObject({ leads: [{ id: printed.id }], next: 'b' })
  expect(await leads.list(http, as, '55', { since, after: 'b' })).toMatchObject({ leads: [{ id: printed.id }], next: null })
  const [first, second] = asked(calls)
  expect(JSON.parse(first!.searchParams.get('filtering')!)).toEqual([
    { field: 'time_created', operator: 'GREATER_THAN', value: Date.parse('2026-11-01T00:00:00Z') / 1000 },
  ])
  expect([first!.searchParams.get('after'), second!.searchParams.get('after')]).toEqual([null, 'b'])
})

test('forms come with their counts and questions', async () => {
  const { http } = scriptedHttp({
    json: {
      data: [
        {
          id: '55',
          name: 'Spring',
          status: 'ACTIVE',
          leads_count: 12,
          organic_leads_count: 2,
          expired_leads_count: 3,
          questions: [{ id: '1', key: 'email', label: 'Email', type: 'EMAIL' }, { label: 'without a key' }],
        },
      ],
    },
  })
  expect(await leads.listForms(http, as, null)).toMatchObject({
    forms: [
      { id: '55', name: 'Spring', leadsCount: 12, organicCount: 2, expiredCount: 3, questions: [{ key: 'email' }], allowsOrganic: true },
    ],
    next: null,
  })
})

test('before it fails, access can be asked for, with the reasons of the platform', async () => {
  const denied = {
    can_access_lead: false,
    user_has_leads_permission: true,
    failure_reason: 'Revoked',
    failure_resolution: 'Assign the CRM',
  }
  const { http } = scriptedHttp({ json: { leadgen_tos_accepted: true, has_lead_access: denied } }, { json: { id: '1' } })
  expect(await leads.access(http, as)).toEqual({
    canRead: false,
    termsAccepted: true,
    hasTask: true,
    why: 'Revoked',
    todo: 'Assign the CRM',
  })
  expect(await leads.access(http, as)).toEqual({ canRead: true, termsAccepted: true, hasTask: null, why: null, todo: null })
})

test('how often may be read follows from the leads of the Page', () => {
  expect([leads.rate(0).calls, leads.rate(3).calls]).toEqual([4_800, 14_400])
})

describe('a Page', () => {
  test('is read with its own token and subscribed beside what it was subscribed to', async () => {
    const { http, calls } = scriptedHttp(
      { json: { id: as.externalId, name: 'Maya Studio', category: 'Art', picture: { data: { url: 'https://p' } } } },
      { json: { data: [{ id: '990', subscribed_fields: ['feed', 'messages'] }] } },
      { json: { success: true } },
    )
    expect(await connecting.readAccount(http, as)).toMatchObject({ externalId: as.externalId, name: 'Maya Studio', category: 'Art' })
    await connecting.subscribe(http, { ...as, appIds: ['990'] })
    const last = asked(calls).at(-1)!
    expect([last.pathname, last.searchParams.get('subscribed_fields')!.split(',').toSorted()]).toEqual([
      '/v27.0/1000000000000001/subscribed_apps',
      fields.toSorted(),
    ])
  })

  const nothing = { json: { data: [] } }
  const lacks = (field: string, permission: string) => ({
    status: 403,
    json: graphError(200, undefined, `(#200) To subscribe to the ${field} field, one of these permissions is needed: ${permission}`),
  })

  test('whose token lacks one permission is subscribed to what the others allow', async () => {
    const noLeads = lacks('leadgen', 'leads_retrieval')
    const { http, calls } = scriptedHttp(nothing, noLeads, nothing, noLeads, nothing, { json: { success: true } }, nothing, {
      json: { success: true },
    })
    expect(await connecting.subscribe(http, as)).toEqual({ wasMissing: true })
    const wished = asked(calls).map(({ searchParams }) => searchParams.get('subscribed_fields')?.split(',')[0])
    expect(wished).toEqual([undefined, 'leadgen', undefined, 'leadgen', undefined, 'messages', undefined, 'feed'])
  })

  test('whose token lacks every permission is not connected; the first is named', async () => {
    const [leads, messages, feed] = [
      lacks('leadgen', 'leads_retrieval'),
      lacks('messages', 'pages_messaging'),
      lacks('feed', 'pages_manage_metadata'),
    ]
    const { http } = scriptedHttp(nothing, leads, nothing, leads, nothing, messages, nothing, feed)
    expect(await thrownBy(connecting.subscribe(http, as))).toMatchObject({
      code: 'permission_missing',
      text: expect.stringContaining('leads_retrieval'),
    })
  })

  test('whose permissions are known is asked for what they allow, in one call', async () => {
    const { http, calls } = scriptedHttp(nothing, { json: { success: true } })
    await connecting.subscribe(http, { ...as, grantedScopes: ['pages_messaging', 'pages_manage_metadata'] })
    expect(asked(calls)[1]!.searchParams.get('subscribed_fields')!.split(',')).toEqual(
      fields.filter((field) => field !== 'leadgen' && field !== 'feed'),
    )
  })

  test('a token of a person is none of a Page', async () => {
    const said = '(#100) Tried accessing nonexisting field (category) on node type (User)'
    const { http } = scriptedHttp({ status: 400, json: graphError(100, undefined, said) })
    expect(await thrownBy(connecting.readAccount(http, as))).toMatchObject({ code: 'token_of_no_page' })
  })
})
