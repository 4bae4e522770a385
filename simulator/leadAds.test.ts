import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call, setStage, type Answer, type Json, type Stage } from './testing/stage.ts'

// meta-platform.md 6, 11.6 and 13.2 rows 2.37 to 2.40: Pages with lead ads.

let stage: Stage
let page: { id: string; accessToken: string }
let form: { id: string }
beforeEach(async () => {
  stage = await setStage()
  page = (await stage.control('POST', '/pages', { name: 'Maya Studio', category: 'Art' })).body as typeof page
  await subscribe(page.id)
  form = await newForm()
})
afterEach(() => stage.close())

const subscribe = (accountId: string) =>
  stage.control('POST', '/subscriptions', { accountId, url: stage.product.url, verifyToken: 'meatyhamhock', secret: 'test_app_secret' })
const newForm = async (more: object = {}) =>
  (await stage.control('POST', '/forms', { pageId: page.id, name: 'Spring', ...more })).body as { id: string; questions: Json[] }
const fill = async (more: object = {}) =>
  (await stage.control('POST', '/leads', { pageId: page.id, formId: form.id, fields: { email: 'ana@example.com' }, ...more })).body as {
    id: string
    ids: string[]
  }
const graph = (method: string, address: string, body?: unknown, token = page.accessToken): Promise<Answer> =>
  call(`${stage.simulator.url}/graph.facebook.com/v26.0${address}`, method, body, { authorization: `Bearer ${token}` })
const bodies = async () => ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map(({ body }) => body as string)
const withdraw = (permission: string) => stage.control('POST', '/tokens/withdraw', { accountId: page.id, permission })
const filtering = (operator: string, value: number) =>
  `filtering=${encodeURIComponent(JSON.stringify([{ field: 'time_created', operator, value }]))}`

test('a Page is read with its token, its category and tasks, and subscribed with a list that replaces the earlier one', async () => {
  expect((await graph('GET', '/me?fields=id,name,category')).body).toEqual({ id: page.id, name: 'Maya Studio', category: 'Art' })
  expect((await graph('POST', `/${page.id}/subscribed_apps?subscribed_fields=feed,leadgen`)).body).toEqual({ success: true })
  expect((await graph('POST', `/${page.id}/subscribed_apps?subscribed_fields=feed`)).body).toEqual({ success: true })
  expect((await graph('GET', `/${page.id}/subscribed_apps`)).body['data'][0]['subscribed_fields']).toEqual(['feed'])
  await fill()
  expect(await bodies()).toEqual([])
  await withdraw('leads_retrieval')
  const refused = await graph('POST', `/${page.id}/subscribed_apps?subscribed_fields=leadgen`)
  expect([refused.status, refused.body['error']['code'], refused.body['error']['message']]).toEqual([
    403,
    200,
    '(#200) To subscribe to the leadgen field, one of these permissions is needed: leads_retrieval',
  ])
})

describe('the webhook', () => {
  const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, `../fixtures/page/${name}.json`), 'utf8')
  const shape = (text: string) => text.replaceAll(/\s/g, '').replaceAll(/\d{2,}/g, '#')
  /** Keys in the order of the fixture. */
  const sorted = (text: string) =>
    text.replace(/"value":\{([^}]*)\}/g, (_, inner: string) => `"value":{${inner.split(',').toSorted().join()}}`)
  const alike = (text: string, name: string) => expect(sorted(shape(text))).toBe(sorted(shape(fixture(name))))

  test('has ids as exact numbers, in the form of its fixture', async () => {
    const { adId } = (await stage.control('POST', '/campaigns', { pageId: page.id, name: 'Spring' })).body as { adId: string }
    const { id } = await fill({ adId })
    const [body] = await bodies()
    expect(body).toContain(`"leadgen_id":${id}`)
    expect(Number.isSafeInteger(Number(id))).toBe(false)
    alike(body!, 'lead')
  })

  test('of an organic lead has the ad 0, or none', async () => {
    await fill()
    await stage.control('PATCH', '/settings', { leads: { noAdAs: 'absent' } })
    await fill()
    const [zero, absent] = await bodies()
    alike(zero!, 'lead-organic')
    alike(absent!, 'lead-without-ad')
  })

  test('may carry ids as strings, several leads at once, and come minutes later', async () => {
    await stage.control('PATCH', '/settings', { leads: { idsAs: 'strings' }, batch: { on: true } })
    await fill()
    await fill()
    await stage.control('POST', '/flush')
    const [body] = await bodies()
    expect(JSON.parse(body!).entry[0].changes).toHaveLength(2)
    expect(JSON.parse(body!).entry[0].changes[0].value.leadgen_id).toMatch(/^\d{17}$/)
    await stage.control('PATCH', '/settings', { batch: { on: false } })
    await fill({ delayMs: 5 * 60_000 })
    const late = ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).at(-1)!
    expect(late['state']).toBe('pending')
    await stage.advance(0.1)
    await stage.heard((_, field) => field === 'leadgen', 3)
  })

  test('stays exact while it is held', async () => {
    await stage.control('PATCH', '/settings', { batch: { on: true } })
    const { id } = await fill()
    await stage.control('POST', '/flush')
    expect((await bodies())[0]).toContain(`"leadgen_id":${id}`)
  })
})

describe('a lead', () => {
  test('is read with its answers, the boxes, and the names of its ad', async () => {
    form = await newForm({
      questions: [{ type: 'FULL_NAME' }, { label: 'Which colors?', type: 'CUSTOM' }, { label: 'Anything else', type: 'CUSTOM' }],
      disclaimers: [{ key: 'terms', required: true }, { key: 'news' }],
    })
    const campaign = { pageId: page.id, name: 'Spring', adset: 'Berlin', ad: 'Mugs' }
    const { adId, adsetId, id: campaignId } = (await stage.control('POST', '/campaigns', campaign)).body
    const fields = { full_name: 'Ana', which_colors: ['red', 'blue'], anything_else: '' }
    expect((await stage.control('POST', '/leads', { formId: form.id, adId, fields })).status).toBe(400)
    const { id } = await fill({ adId, fields, disclaimers: { terms: true }, platform: 'ig' })
    const names = 'ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name'
    const { body } = await graph(
      'GET',
      `/${id}?fields=${names},platform,is_organic,form_id,field_data,custom_disclaimer_responses,created_time`,
    )
    expect(body).toMatchObject({
      id,
      ad_id: adId,
      ad_name: 'Mugs',
      adset_id: adsetId,
      adset_name: 'Berlin',
      campaign_id: campaignId,
      campaign_name: 'Spring',
      platform: 'ig',
      is_organic: false,
      form_id: form.id,
      created_time: expect.stringMatching(/\+0000$/),
      field_data: [
        { name: 'full_name', values: ['Ana'] },
        { name: 'which_colors', values: ['red', 'blue'] },
        { name: 'anything_else', values: [''] },
      ],
      custom_disclaimer_responses: [
        { checkbox_key: 'terms', is_checked: '1' },
        { checkbox_key: 'news', is_checked: '' },
      ],
    })
    expect(Object.keys((await graph('GET', `/${id}`)).body).toSorted()).toEqual(['created_time', 'field_data', 'id'])
    await withdraw('ads_management')
    expect((await graph('GET', `/${id}?fields=${names}`)).body).toEqual({ id, ad_id: adId })
    await stage.control('PATCH', '/settings', { leads: { adNames: 'refused' } })
    expect((await graph('GET', `/${id}?fields=${names}`)).body['error']).toMatchObject({ code: 200 })
    await graph('DELETE', `/${id}`)
    expect((await graph('GET', `/${id}`)).body['error']).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('cannot be read without the permission, the task, or the leave of the business', async () => {
    const { id } = await fill()
    const error = async () => (await graph('GET', `/${id}`)).body['error'] as Json
    const other = (await stage.control('POST', '/pages', { name: 'Other' })).body as { accessToken: string }
    expect((await graph('GET', `/${id}`, undefined, other.accessToken)).body['error']).toMatchObject({ code: 100, error_subcode: 33 })

    await stage.control('PATCH', `/pages/${page.id}`, { leadAccess: false })
    expect(await error()).toMatchObject({ code: 200, message: '(#200) CRM access has been revoked from Lead Access Manager' })
    const ask = `/${page.id}?fields=leadgen_tos_accepted,has_lead_access{can_access_lead,failure_reason}`
    expect((await graph('GET', ask)).body).toMatchObject({
      leadgen_tos_accepted: true,
      has_lead_access: { can_access_lead: false, failure_reason: 'CRM access has been revoked from Lead Access Manager' },
    })
    await stage.control('PATCH', `/pages/${page.id}`, { leadAccess: true, tasks: ['PROFILE_PLUS_ANALYZE'] })
    expect(await error()).toMatchObject({ code: 200, message: expect.stringContaining('sufficient administrative permission') })
    await stage.control('PATCH', `/pages/${page.id}`, { tasks: ['PROFILE_PLUS_FULL_CONTROL'] })
    expect(await error()).toBeUndefined()
    await withdraw('leads_retrieval')
    expect(await error()).toMatchObject({ code: 200, message: expect.stringContaining('leads_retrieval') })
    await stage.control('PATCH', '/settings', { leads: { noPermissionAs: '10' } })
    expect(await error()).toMatchObject({ code: 10 })
  })

  test('is gone after ninety days, and the form counts it as expired', async () => {
    const { id } = await fill()
    await fill({ agoMs: 91 * 86_400_000 })
    await stage.advance(24 * 89)
    expect((await graph('GET', `/${id}`)).status).toBe(200)
    await stage.advance(25)
    expect((await graph('GET', `/${id}`)).body['error']).toMatchObject({ code: 100, error_subcode: 33 })
    const { body } = await graph('GET', `/${form.id}?fields=leads_count,organic_leads_count,expired_leads_count`)
    expect(body).toMatchObject({ leads_count: 2, organic_leads_count: 2, expired_leads_count: 2 })
    expect((await graph('GET', `/${form.id}/leads`)).body['data']).toEqual([])
  })
})

describe('a form', () => {
  test('is listed with its questions, and takes no leads once it is archived', async () => {
    const archived = await newForm({ name: 'Old', status: 'ARCHIVED' })
    const { body } = await graph('GET', `/${page.id}/leadgen_forms?fields=id,name,status,leads_count,questions`)
    expect(body['data']).toMatchObject([
      { id: archived.id, name: 'Old', status: 'ARCHIVED' },
      { id: form.id, leads_count: 0, questions: [{ key: 'full_name' }, { key: 'email', type: 'EMAIL' }, { key: 'phone_number' }] },
    ])
    expect((await stage.control('POST', '/leads', { formId: archived.id, fields: {} })).status).toBe(400)
    expect((await graph('POST', `/${form.id}`, { status: 'ARCHIVED' })).body).toEqual({ success: true })
    await withdraw('pages_manage_ads')
    expect((await graph('GET', `/${page.id}/leadgen_forms`)).body['error']).toMatchObject({ code: 10 })
  })

  test('lists its leads newest first, from a time on, with cursors to the end', async () => {
    const { ids } = await fill({ count: 5, fields: { email: 'p{{n}}@example.com' } })
    const since = Math.floor(Date.now() / 1000) + 1_000
    await stage.advance(1)
    const { id } = await fill()
    const list = async (query: string) => (await graph('GET', `/${form.id}/leads?${query}`)).body
    const idsOf = (body: Json) => (body['data'] as Json[]).map((one) => one['id'] as string)
    expect(idsOf(await list('fields=id'))).toEqual([id, ...ids.toReversed()])
    expect(idsOf(await list(filtering('GREATER_THAN', since)))).toEqual([id])
    expect(idsOf(await list(filtering('LESS_THAN', since)))).toHaveLength(5)
    expect((await list(filtering('EQUAL', since)))['error']).toMatchObject({ code: 100 })
    const first = await list(`limit=4&fields=id&${filtering('GREATER_THAN', 1)}`)
    const second = (await call(first['paging']['next'] as string, 'GET', undefined, { authorization: `Bearer ${page.accessToken}` })).body
    expect([...idsOf(first), ...idsOf(second)]).toEqual([id, ...ids.toReversed()])
    expect(second['paging']).not.toHaveProperty('next')
    expect((await list('after=rubbish'))['error']).toMatchObject({ code: 100 })
  })

  test('takes one test lead at a time, which comes by webhook and is in no count', async () => {
    const { id } = (await graph('POST', `/${form.id}/test_leads`)).body as { id: string }
    expect((await graph('POST', `/${form.id}/test_leads`)).body['error']).toMatchObject({ code: 100 })
    expect((await graph('GET', `/${form.id}/test_leads`)).body['data']).toHaveLength(1)
    expect((await graph('GET', `/${id}`)).body['field_data'][1]).toEqual({ name: 'email', values: ['<test lead: dummy data for email>'] })
    expect(await bodies()).toHaveLength(1)
    expect((await graph('GET', `/${form.id}?fields=leads_count`)).body['leads_count']).toBe(0)
    expect((await graph('GET', `/${form.id}/leads`)).body['data']).toEqual([])
    await graph('DELETE', `/${id}`)
    const field_data = [{ name: 'email', values: ['x@example.com'] }]
    const second = (await graph('POST', `/${form.id}/test_leads`, { field_data })).body as { id: string }
    expect((await graph('GET', `/${second.id}`)).body['field_data']).toEqual(field_data)
  })
})

test('more calls than its leads allow are refused for the day, also after a restart, and headers say for how long', async () => {
  await stage.control('PATCH', '/settings', { leads: { callsPerDay: 2 } })
  const { id } = await fill()
  const first = await graph('GET', `/${id}`)
  expect(JSON.parse(first.headers.get('x-business-use-case-usage')!)[page.id][0]).toMatchObject({ type: 'leadgen', call_count: 50 })
  await graph('GET', `/${id}`)
  await stage.restart()
  const third = await graph('GET', `/${id}`)
  expect(third.body['error']).toMatchObject({ code: 80005, error_subcode: 2446079 })
  const usage = JSON.parse(third.headers.get('x-business-use-case-usage')!)[page.id][0] as Json
  expect(usage['estimated_time_to_regain_access']).toBeGreaterThan(1_400)
  await stage.advance(24)
  expect((await graph('GET', `/${id}`)).status).toBe(200)
})

test('a token revoked is 190, and another one works again', async () => {
  const { id } = await fill()
  await stage.control('POST', '/tokens/revoke', { accountId: page.id, subcode: 492 })
  expect((await graph('GET', `/${id}`)).body['error']).toMatchObject({ code: 190, error_subcode: 492 })
  const { accessToken } = (await stage.control('POST', '/tokens/renew', { accountId: page.id })).body as { accessToken: string }
  expect((await graph('GET', `/${id}`, undefined, accessToken)).status).toBe(200)
})
