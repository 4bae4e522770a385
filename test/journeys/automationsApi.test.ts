import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { leadRule, openShop, type Shop } from '../support/openShop.ts'

type Refusal = { error: { code: string; message: string; details?: { path: string; message: string }[] } }
type Stats = {
  total_triggers: number
  total_dms_sent: number
  total_comments_replied: number
  total_leads_captured: number
  last_triggered_at: string | null
  last_lead_captured_at: string | null
}
type Shown = {
  id: string
  name: string
  is_active: boolean
  trigger_type: string
  action_type: string
  media_id: string | null
  created_at: string
  version: number
  status: string
  config: Record<string, unknown> & { stats: Stats }
  stats: Stats
  definition: { steps: { type: string }[] }
}

describe('automations by API', () => {
  let house: House
  let shop: Shop
  const planConfig = JSON.parse(readFileSync('fixtures/plan-config.json', 'utf8')) as Record<string, unknown>
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
  })
  afterAll(() => house?.stop())
  const create = <T = Refusal>(body: object) => house.api<T>('POST', '/api/automations', { accountId: shop.accountId, ...body })
  const read = async (id: string) => (await house.api<Shown>('GET', `/api/automations/${id}`)).body

  test('the plan’s config comes back as it was given', async () => {
    const made = await create<Shown>({ trigger_type: 'post_comment', action_type: 'send_dm', media_id: shop.mediaId, config: planConfig })
    expect(made.status).toBe(201)
    const again = await read(made.body.id)
    expect(again.config).toEqual(planConfig)
    expect(again).toMatchObject({
      is_active: true,
      status: 'live',
      trigger_type: 'post_comment',
      action_type: 'send_dm',
      media_id: shop.mediaId,
      version: 1,
    })
    expect(Date.parse(again.created_at)).toBeGreaterThan(0)
  })

  test('what was left out is answered with its default, what nobody knows is kept', async () => {
    const { body } = await create<Shown>({
      trigger_type: 'keyword',
      config: { keywords: ['hi'], message_variations: 'Hello', my_own_key: { deep: [1, '2'] } },
    })
    expect((await read(body.id)).config).toMatchObject({
      keywords: ['hi'],
      message_variations: ['Hello'],
      my_own_key: { deep: [1, '2'] },
      auto_reply_to_comments: false,
      comment_replies: [],
      buttons: [],
      delay_minutes: 0,
      dmType: 'text',
      is_lead_capture: false,
      lead_capture_flow: [],
      lead_capture_settings: { save_to_database: true, notification_email: null, webhook_url: null },
      stats: { total_triggers: 0, last_triggered_at: null },
    })
  })

  test('figures told by a client are not believed', async () => {
    const { body } = await create<Shown>({
      trigger_type: 'keyword',
      config: { keywords: ['figures'], message_variations: ['Hello'], stats: { total_triggers: 999 } },
    })
    await house.api('PATCH', `/api/automations/${body.id}`, { config: { ...body.config, stats: { total_triggers: 999 } } })
    expect((await read(body.id)).config.stats.total_triggers).toBe(0)
  })

  test('an unknown trigger_type is refused with the allowed ones', async () => {
    const { status, body } = await create({ trigger_type: 'full_moon', config: {} })
    expect([status, body.error.code]).toEqual([400, 'invalid_input'])
    for (const allowed of ['post_comment', 'keyword', 'new_message']) expect(body.error.message).toContain(allowed)
  })

  test.each([
    ['a blank keyword', { trigger_type: 'keyword', config: { keywords: [' '], message_variations: ['a'] } }, 'keywords'],
    ['a keyword rule without keywords', { trigger_type: 'keyword', config: { message_variations: ['a'] } }, 'keyword'],
    ['a negative delay', { trigger_type: 'new_message', config: { delay_minutes: -1, message_variations: ['a'] } }, 'negative'],
    [
      'a button that leads nowhere',
      { trigger_type: 'new_message', config: { message_variations: ['a'], buttons: [{ text: 'b', url: 'javascript:alert(1)' }] } },
      'http',
    ],
    ['51 variations', { trigger_type: 'new_message', config: { message_variations: Array.from({ length: 51 }, (_, i) => `v${i}`) } }, '50'],
    ['a keyword of 201 characters', { trigger_type: 'keyword', config: { keywords: ['k'.repeat(201)] } }, '200'],
    ['a text of 5,001', { trigger_type: 'new_message', config: { message_variations: 't'.repeat(5_001) } }, '5000'],
    [
      'a step nobody knows',
      { trigger_type: 'new_message', config: { is_lead_capture: true, lead_capture_flow: [{ type: 'dance' }] } },
      'ask, wait, save, send',
    ],
    ['a definition with an unknown trigger', { name: 'x', definition: { triggers: [{ on: 'moon' }], steps: [] } }, 'comment'],
    ['a definition without a name', { definition: { triggers: [{ on: 'message' }], steps: [] } }, 'name'],
  ])('%s is refused with words', async (_, body, words) => {
    const refused = await create(body)
    expect([refused.status, refused.body.error.code]).toEqual([400, 'invalid_input'])
    expect(refused.body.error.message).toContain(words)
    expect(refused.body.error.details).toEqual([{ path: expect.stringContaining('body'), message: expect.any(String) }])
  })

  test.each([
    ['[LINK] without a link', { trigger_type: 'new_message', config: { message_variations: ['Here: [LINK]'] } }, 'LINK'],
    ['a text longer than the platform takes', { trigger_type: 'new_message', config: { message_variations: ['€'.repeat(334)] } }, '1000'],
    ['nothing to say', { trigger_type: 'post_comment', config: { keywords: ['x'] } }, ''],
    [
      'a step that leads nowhere',
      { name: 'lost', definition: { triggers: [{ on: 'message' }], steps: [{ id: 'a', type: 'message', texts: ['a'], next: 'z' }] } },
      'z',
    ],
    [
      'a circle without an end',
      {
        name: 'circle',
        definition: {
          triggers: [{ on: 'message' }],
          steps: [
            { id: 'a', type: 'message', texts: ['a'], next: 'b' },
            { id: 'b', type: 'message', texts: ['b'], next: 'a' },
          ],
        },
      },
      'circle',
    ],
  ])('%s cannot go live, but be kept as a draft', async (_, body, words) => {
    const refused = await create(body)
    expect([refused.status, refused.body.error.code]).toEqual([400, 'not_publishable'])
    expect(refused.body.error.message).toContain(words)
    expect(refused.body.error.details!.length).toBeGreaterThan(0)
    const draft = await create<Shown>({ ...body, is_active: false })
    expect([draft.status, draft.body.status]).toEqual([201, 'draft'])
    expect((await house.api<Refusal>('POST', `/api/automations/${draft.body.id}/publish`)).body.error.code).toBe('not_publishable')
    const problems = await house.api<{ problems: { level: string }[] }>('POST', `/api/automations/${draft.body.id}/lint`)
    expect(problems.body.problems.some((one) => one.level === 'blocker')).toBe(true)
  })

  test('true figures, with thirty people at once', async () => {
    const busy = await openShop(house)
    const id = await busy.automate(leadRule)
    const people: string[] = []
    for (let index = 0; index < 30; index++) people.push(await busy.meet({ username: `p${index}`, name: `P ${index}` }))
    await Promise.all(people.map((one) => busy.comment('price', one)))
    await house.drain()
    await Promise.all(people.slice(0, 12).map((one, index) => busy.write(`p${index}@x.com`, one)))
    await house.drain()
    const { config, stats } = await read(id)
    expect(stats).toMatchObject({ total_triggers: 30, total_comments_replied: 30, total_dms_sent: 42, total_leads_captured: 12 })
    expect(config.stats).toEqual(stats)
    expect(Date.parse(stats.last_lead_captured_at!)).toBeGreaterThanOrEqual(Date.parse(stats.last_triggered_at!))
  })

  test('a change makes a version, and versions stay', async () => {
    const { body } = await create<Shown>({ trigger_type: 'keyword', config: { keywords: ['v'], message_variations: ['One'] } })
    await house.api('PATCH', `/api/automations/${body.id}`, { config: { keywords: ['v'], message_variations: ['Two'] } })
    await house.api('PATCH', `/api/automations/${body.id}`, { is_active: false })
    expect(await read(body.id)).toMatchObject({ version: 2, status: 'paused', is_active: false })
    const { data } = (await house.api<{ data: { number: number }[] }>('GET', `/api/automations/${body.id}/versions`)).body
    expect(data.map((one) => one.number)).toEqual([2, 1])
  })

  test('what an earlier version stored beyond the limits of today is shown, and can be changed', async () => {
    const { body } = await create<Shown>({ trigger_type: 'keyword', config: { keywords: ['old'], message_variations: ['One'] } })
    const long = JSON.stringify('k'.repeat(201))
    for (const path of ['{definition,triggers,0,keywords,0}', '{config,keywords,0}']) {
      const column = path.slice(1, path.indexOf(','))
      const inside = `{${path.slice(path.indexOf(',') + 1)}`
      await sql`update automation_versions set ${sql.ref(column)} = jsonb_set(${sql.ref(column)}, ${inside}, ${long}::jsonb)
        where automation_id = ${body.id}`.execute(house.deps.databases.system)
    }
    for (const path of ['/api/automations', `/api/automations/${body.id}`, `/api/automations/${body.id}/versions`])
      expect([path, (await house.api('GET', path)).status]).toEqual([path, 200])
    const refused = await house.api<Refusal>('PATCH', `/api/automations/${body.id}`, { trigger_type: 'new_message' })
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining('keywords.0')])
    const config = { keywords: ['old'], message_variations: ['Two'] }
    expect((await house.api<Shown>('PATCH', `/api/automations/${body.id}`, { config })).body.version).toBe(2)
    expect((await house.api('GET', `/api/automations/${body.id}/versions`)).status).toBe(200)
  })

  test('a save that began with an older version is refused and says with what to go on', async () => {
    const ours = { keywords: ['stale'], message_variations: ['Ours'] }
    const theirs = { keywords: ['stale'], message_variations: ['Theirs'] }
    const { body } = await create<Shown>({ trigger_type: 'keyword', config: ours })
    const put = (config: object, version?: number) =>
      house.api<Refusal & Shown>('PUT', `/api/automations/${body.id}`, { name: body.name, trigger_type: 'keyword', config, version })
    expect((await put(theirs, 1)).body.version).toBe(2)

    const refused = await put({ ...ours, message_variations: ['Ours, changed'] }, 1)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'version_conflict'])
    expect(refused.body.error.message).toMatch(/version 2.*version 1.*`version: 2`/)
    const patched = await house.api<Refusal>('PATCH', `/api/automations/${body.id}`, { name: 'Ours', version: 1 })
    expect([patched.status, patched.body.error.code]).toEqual([409, 'version_conflict'])
    expect(await read(body.id)).toMatchObject({ version: 2, name: body.name, config: { message_variations: ['Theirs'] } })

    // The same once more is what a lost answer leads to; switching it off is nobody's text.
    expect(await put(theirs, 1)).toMatchObject({ status: 200, body: { version: 2 } })
    await house.api('PATCH', `/api/automations/${body.id}`, { is_active: false })
    expect(await put(ours, 2)).toMatchObject({ status: 200, body: { version: 3 } })
    // Who knows nothing of versions goes on as before.
    expect(await put(theirs)).toMatchObject({ status: 200, body: { version: 4 } })
  })

  test('of two saves at the same moment one is told', async () => {
    const { body } = await create<Shown>({ trigger_type: 'keyword', config: { keywords: ['race'], message_variations: ['One'] } })
    const saves = await Promise.all(
      ['Two', 'Three'].map((text) =>
        house.api('PATCH', `/api/automations/${body.id}`, { version: 1, config: { keywords: ['race'], message_variations: [text] } }),
      ),
    )
    expect(saves.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  test('an action reply_comment answers in public alone', async () => {
    const here = await openShop(house)
    await here.automate({
      trigger_type: 'post_comment',
      action_type: 'reply_comment',
      config: { comment_replies: ['Thanks'], message_variations: ['never said'] },
    })
    await here.comment('nice')
    await house.drain()
    expect(await here.effects()).toEqual([{ kind: 'comment_reply', text: 'Thanks' }])
  })

  test('with auto_reply_to_comments false or missing there is no public reply, whatever the list holds', async () => {
    for (const auto of [{ auto_reply_to_comments: false }, {}]) {
      const here = await openShop(house)
      await here.automate({
        trigger_type: 'post_comment',
        config: { comment_replies: ['in public'], message_variations: ['in private'], ...auto },
      })
      await here.comment('hello')
      await house.drain()
      expect(await here.effects()).toEqual([{ kind: 'message', text: 'in private' }])
    }
  })

  test('lists are paged, newest first, each once', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: { data: Shown[]; nextCursor: string | null } = (
        await house.api<{ data: Shown[]; nextCursor: string | null }>('GET', `/api/automations?limit=4${cursor ? `&cursor=${cursor}` : ''}`)
      ).body
      expect(page.data.length).toBeLessThanOrEqual(4)
      seen.push(...page.data.map((one) => one.id))
      cursor = page.nextCursor
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    const { data } = (await house.api<{ data: Shown[] }>('GET', '/api/automations?limit=200')).body
    expect(seen).toEqual(data.map((one) => one.id))
    expect(data.map((one) => one.created_at)).toEqual(
      data
        .map((one) => one.created_at)
        .toSorted()
        .toReversed(),
    )
    for (const wrong of ['limit=0', 'limit=201', 'limit=many', 'cursor=made-up'])
      expect((await house.api('GET', `/api/automations?${wrong}`)).status).toBe(400)
  })
})
