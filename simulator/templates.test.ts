import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, setStage, until, type Answer, type Json, type Stage } from './testing/stage.ts'

// meta-platform.md 5.8 and 13.2 part 2A. One platform for the file: every test has templates and people of its own.

let stage: Stage
let number: { id: string; wabaId: string; accessToken: string }
let person: { id: string }
let to: string
let count = 0
beforeAll(async () => {
  stage = await setStage()
  number = (await stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Studio', phone: '+1 555 078-3881' }))
    .body as typeof number
  await stage.control('POST', '/subscriptions', {
    accountId: number.id,
    url: stage.product.url,
    verifyToken: 'meatyhamhock',
    secret: 'test_app_secret',
  })
})
beforeEach(async () => {
  count += 1
  to = `+49170${1_000_000 + count}`
  person = await meet(to)
  await settings({ reviewAfterMs: 60_000, review: 'approve', templatesPerHour: null, holdsTemplates: false, messagingLimit: null })
})
afterAll(() => stage.close())

const meet = async (phone: string) => (await stage.control('POST', '/people', { name: 'Pablo', phone })).body as { id: string }
const settings = (whatsapp: object) => stage.control('PATCH', '/settings', { whatsapp })
const graph = (method: string, address: string, body?: unknown, token = number.accessToken): Promise<Answer> =>
  call(`${stage.simulator.url}/graph.facebook.com/v27.0${address}`, method, body, { authorization: `Bearer ${token}` })
const fresh = () => `order_${(count += 1)}`
const body = (text: string, more: object = {}) => ({ type: 'BODY', text, ...more })
const create = (more: object = {}): Promise<Answer> =>
  graph('POST', `/${number.wabaId}/message_templates`, {
    name: fresh(),
    language: 'en_US',
    category: 'UTILITY',
    components: [body(`Your order number ${count} is on its way.`)],
    ...more,
  })
const made = async (more: object = {}) =>
  (await stage.control('POST', '/templates', { accountId: number.id, name: fresh(), ...more })).body as { id: string; name: string }
const patch = (id: string, change: object) => stage.control('PATCH', `/templates/${id}`, change)
const look = async (id: string, fields = 'status,category') => (await graph('GET', `/${id}?fields=${fields}`)).body
const send = (name: string, components?: object[], more: object = {}): Promise<Answer> =>
  graph('POST', `/${number.id}/messages`, {
    messaging_product: 'whatsapp',
    to,
    type: 'template',
    template: { name, language: { code: 'en_US' }, ...(components && { components }) },
    ...more,
  })
const inbox = async () => (await stage.control('GET', `/people/${person.id}/inbox?accountId=${number.id}`)).body['data'] as Json[]
const told = async (field: string, id: string) =>
  ((await stage.control('GET', '/deliveries')).body['data'] as Json[])
    .filter((one) => (one['fields'] as string[]).includes(field) && one['state'] === 'delivered')
    .flatMap(({ body: bytes }) => (String(bytes).includes(id) ? (JSON.parse(bytes as string) as Json)['entry'][0].changes : []))
    .map((change: Json) => change['value'] as Json)
const fateOf = async (id: string) =>
  ((await stage.control('GET', '/deliveries')).body['data'] as Json[])
    .flatMap(({ body: bytes }) => (JSON.parse(bytes as string) as Json)['entry'].flatMap((entry: Json) => entry['changes'] ?? []))
    .flatMap((change: Json) => (change['value']['statuses'] ?? []) as Json[])
    .filter((status) => status['id'] === id)

describe('a new template', () => {
  test('is reviewed in the time of the settings, told as approved, and read as it was made', async () => {
    const components = [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'Order {{order_id}}',
        example: { header_text_named_params: [{ param_name: 'order_id', example: '335' }] },
      },
      body('Hi {{first_name}}! It is on its way.', { example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ann' }] } }),
      { type: 'FOOTER', text: 'Thanks' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Stop' },
          { type: 'URL', text: 'Track', url: 'https://a.b/{{1}}', example: ['x'] },
        ],
      },
    ]
    const { body: answer } = await create({ parameter_format: 'NAMED', components })
    expect(answer).toEqual({ id: expect.stringMatching(/^59\d{15}$/), status: 'PENDING', category: 'UTILITY' })
    const id = answer['id'] as string
    expect(await look(id)).toEqual({ id, status: 'PENDING', category: 'UTILITY' })
    await stage.advance(1 / 59)
    const event = await until(async () => (await told('message_template_status_update', id))[0], 'the approval')
    expect(event).toMatchObject({
      event: 'APPROVED',
      reason: 'NONE',
      message_template_language: 'en_US',
      message_template_category: 'UTILITY',
    })
    const { data } = (await graph('GET', `/${number.wabaId}/message_templates?limit=1`)).body
    expect(data).toEqual([
      { id, name: expect.any(String), parameter_format: 'NAMED', components, language: 'en_US', status: 'APPROVED', category: 'UTILITY' },
    ])
    // Its id is a number beyond 2^53 there.
    const bytes = ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map((one) => one['body'] as string)
    expect(bytes.some((one) => one.includes(`"message_template_id":${id}`))).toBe(true)
  })

  test.each<[string, object, number | undefined]>([
    ['with a name in capitals', { name: 'Order' }, undefined],
    ['of an unknown category', { category: 'SERVICE' }, undefined],
    ['without parts', { components: undefined }, undefined],
    ['with a long body', { components: [body('x'.repeat(1025))] }, 2388040],
    ['with a long footer', { components: [body('Hello there.'), { type: 'FOOTER', text: 'x'.repeat(61) }] }, 2388040],
    ['with a header of two parameters', { components: [{ type: 'HEADER', format: 'TEXT', text: '{{1}} {{2}}' }, body('Hello.')] }, 2388047],
    ['with a picture and no sample', { components: [{ type: 'HEADER', format: 'IMAGE' }, body('Hello.')] }, 2388047],
    ['with a parameter in its footer', { components: [body('Hello.'), { type: 'FOOTER', text: 'For {{1}}' }] }, 2388073],
    ['without examples', { components: [body('Hello {{1}}, welcome.')] }, 2388072],
    ['with a gap in its numbers', { components: [body('Hello {{2}}, welcome.', { example: { body_text: [['a']] } })] }, 2388072],
    ['that begins with a parameter', { components: [body('{{1}} is on its way', { example: { body_text: [['a']] } })] }, 2388299],
    ['with more parameters than words', { components: [body('Hi {{1}}, {{2}}!', { example: { body_text: [['a', 'b']] } })] }, 2388293],
    [
      'with eleven buttons',
      {
        components: [
          body('Hello.'),
          { type: 'BUTTONS', buttons: Array.from({ length: 11 }, (_, i) => ({ type: 'QUICK_REPLY', text: `${i}` })) },
        ],
      },
      undefined,
    ],
    [
      'with a long button',
      { components: [body('Hello.'), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'x'.repeat(26) }] }] },
      2388040,
    ],
  ])('%s is refused', async (_, wrong, subcode) => {
    const { status, body: answer } = await create(wrong)
    expect([status, answer['error'].code, answer['error'].error_subcode]).toEqual([400, 100, subcode])
  })

  test('needs a name that is free: neither taken in this language, nor deleted in the last 30 days', async () => {
    const name = fresh()
    const components = () => [body(`Your order ${name} ${(count += 1)} is on its way.`)]
    expect((await create({ name, components: components() })).status).toBe(200)
    expect((await create({ name, components: components() })).body['error']).toMatchObject({ code: 100, error_subcode: 2388024 })
    const { body: german } = await create({ name, language: 'de', components: components() })
    const remove = (query: string) => graph('DELETE', `/${number.wabaId}/message_templates?${query}`)
    expect((await remove(`hsm_id=${german['id']}`)).status).toBe(400)
    expect((await remove(`name=${name}&hsm_id=${german['id']}`)).body).toEqual({ success: true })
    expect((await create({ name, language: 'fr', components: components() })).status).toBe(200)
    expect((await remove(`name=${name}`)).body).toEqual({ success: true })
    expect((await remove(`name=${name}`)).body['error']).toMatchObject({ code: 100 })
    expect((await create({ name, language: 'es', components: components() })).body['error']).toMatchObject({ error_subcode: 2388023 })
    await stage.advance(24 * 30 + 1)
    expect((await create({ name, components: components() })).status).toBe(200)
  })

  test('has room among those of the hour and of the account, and its token may manage them', async () => {
    await settings({ templatesPerHour: 0 })
    expect((await create()).body['error']).toMatchObject({ code: 80008 })
    await settings({ templatesPerHour: null, templatesMost: 0 })
    expect((await create()).body['error']).toMatchObject({ code: 100, error_subcode: 2388019 })
    await settings({ templatesMost: 250 })
  })

  test('is rejected for words that another one has, and for advertising that is no utility', async () => {
    await settings({ reviewAfterMs: 0 })
    const words = [body(`The very same words ${(count += 1)}.`)]
    const ids = [(await create({ components: words })).body['id'], (await create({ components: words })).body['id']]
    expect(await look(ids[1], 'status,rejected_reason')).toMatchObject({ status: 'REJECTED', rejected_reason: 'INVALID_FORMAT' })
    const sale = [body(`Our great sale number ${(count += 1)} begins.`)]
    const rejected = (await create({ components: sale })).body['id'] as string
    expect(await look(rejected, 'status,rejected_reason')).toMatchObject({ status: 'REJECTED', rejected_reason: 'INCORRECT_CATEGORY' })
    const { body: moved } = await create({ components: sale, allow_category_change: true })
    expect(moved).toMatchObject({ category: 'MARKETING' })
  })
})

test('lists are filtered, and have pages', async () => {
  const ids = [
    await made({ language: 'pt_BR' }),
    await made({ language: 'pt_BR', category: 'MARKETING' }),
    await made({ language: 'pt_BR', status: 'PAUSED' }),
  ]
  const list = async (query: string) => (await graph('GET', `/${number.wabaId}/message_templates?language=pt_BR&fields=id&${query}`)).body
  const { data, paging } = await list('limit=2')
  expect(data).toEqual([{ id: ids[2]!.id }, { id: ids[1]!.id }])
  const next = await list(`limit=2&after=${paging.cursors.after}`)
  expect([next['data'], next['paging'].next]).toEqual([[{ id: ids[0]!.id }], undefined])
  expect((await list('status=PAUSED'))['data']).toEqual([{ id: ids[2]!.id }])
  expect((await list('category=MARKETING'))['data']).toEqual([{ id: ids[1]!.id }])
  expect((await list(`name=${ids[0]!.name}`))['data']).toEqual([{ id: ids[0]!.id }])
})

test('an approved one is edited once a day and never moved; a rejected one waits for another review', async () => {
  const { id } = await made()
  const edit = (change: object, of = id) => graph('POST', `/${of}`, change)
  const components = () => [body(`Edited ${(count += 1)} times.`)]
  expect((await edit({ category: 'MARKETING', components: components() })).status).toBe(400)
  expect((await edit({ components: components() })).body).toEqual({ success: true })
  expect((await edit({ components: components() })).status).toBe(400)
  expect(await look(id)).toMatchObject({ status: 'APPROVED' })
  await until(async () => (await told('message_template_components_update', id)).length === 1, 'the change')
  await stage.advance(25)
  expect((await edit({ components: components() })).status).toBe(200)
  const rejected = await made({ status: 'REJECTED' })
  expect((await edit({ category: 'MARKETING', components: components() }, rejected.id)).status).toBe(200)
  expect(await look(rejected.id)).toMatchObject({ status: 'PENDING', category: 'MARKETING' })
  expect((await edit({ components: components() }, rejected.id)).status).toBe(400)
})

test('what the platform decides is told: pauses that end, the third that does not, quality, category', async () => {
  const { id, name } = await made()
  const events = async () => (await told('message_template_status_update', id)).map((one) => `${one['event']} ${one['other_info']?.title}`)
  await patch(id, { status: 'PAUSED' })
  expect((await send(name)).body['error']).toMatchObject({ code: 132015 })
  await stage.advance(3.1)
  expect(await look(id)).toMatchObject({ status: 'APPROVED' })
  await patch(id, { status: 'PAUSED' })
  await patch(id, { status: 'PAUSED' })
  expect((await send(name)).body['error']).toMatchObject({ code: 132016 })
  expect((await graph('DELETE', `/${number.wabaId}/message_templates?name=${name}`)).status).toBe(400)
  await until(async () => (await events()).length === 4, 'four events')
  expect(await events()).toEqual(['PAUSED FIRST_PAUSE', 'APPROVED UNPAUSE', 'PAUSED SECOND_PAUSE', 'DISABLED DISABLED'])

  const other = (await made()).id
  await patch(other, { quality: 'RED', category: 'MARKETING', categoryInMs: 86_400_000 })
  expect(await look(other, 'category,quality_score')).toMatchObject({ category: 'UTILITY', quality_score: { score: 'RED' } })
  await stage.advance(25)
  expect(await look(other, 'category,previous_category')).toMatchObject({ category: 'MARKETING', previous_category: 'UTILITY' })
  await until(async () => (await told('template_category_update', other)).length === 2, 'the notice and the change')
  expect((await told('template_category_update', other)).map((one) => one['correct_category'] ?? one['previous_category'])).toEqual([
    'MARKETING',
    'UTILITY',
  ])
  await until(async () => (await told('message_template_quality_update', other)).length === 1, 'the quality')
})

describe('sent', () => {
  const text = (words: string, more: object = {}) => ({ type: 'text', text: words, ...more })
  const whole = [
    { type: 'HEADER', format: 'IMAGE' },
    body('Hi {{1}}, you pay {{2}}.'),
    { type: 'FOOTER', text: 'Thanks' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Stop' },
        { type: 'URL', text: 'Track', url: 'https://a.b/{{1}}' },
        { type: 'COPY_CODE', example: 'SAVE' },
      ],
    },
  ]
  const head = { type: 'header', parameters: [{ type: 'image', image: { link: 'https://a.b/mug.jpg' } }] }
  const price = { type: 'currency', currency: { fallback_value: '$10', code: 'USD', amount_1000: 10_000 } }
  const main = { type: 'body', parameters: [text('Ann'), price] }
  const link = { type: 'button', sub_type: 'url', index: '1', parameters: [text('x1')] }
  const code = { type: 'button', sub_type: 'copy_code', index: '2', parameters: [{ type: 'coupon_code', coupon_code: 'SAVE' }] }

  test('outside the window it arrives filled in, is priced by its category, and its button comes back', async () => {
    const { name } = await made({ components: whole, category: 'MARKETING' })
    const stop = { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'STOP' }] }
    const { body: answer } = await send(name, [head, main, stop, link, code])
    expect(answer['messages']).toEqual([{ id: expect.any(String), message_status: 'accepted' }])
    const id = answer['messages'][0].id as string
    expect(await inbox()).toMatchObject([
      {
        id,
        text: 'Hi Ann, you pay $10.\nThanks',
        attachments: [{ type: 'image', payload: { url: 'https://a.b/mug.jpg' } }],
        buttons: [{ title: 'Stop', payload: 'STOP' }, { title: 'Track', url: 'https://a.b/x1' }, { title: 'Copy code' }],
      },
    ])
    expect((await fateOf(id))[0]).toMatchObject({ status: 'sent', pricing: { billable: true, type: 'regular', category: 'marketing' } })
    await stage.control('POST', '/messages', { accountId: number.id, personId: person.id, tap: 'STOP' })
    const bytes = ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).at(-1)!['body'] as string
    expect((JSON.parse(bytes) as Json)['entry'][0].changes[0].value.messages[0]).toMatchObject({
      type: 'button',
      button: { text: 'Stop', payload: 'STOP' },
      context: { id },
    })
  })

  test.each<[string, object[], number]>([
    ['with a parameter too few', [head, { type: 'body', parameters: [text('Ann')] }, link, code], 132000],
    ['without its header', [main, link, code], 132012],
    [
      'with a video as its picture',
      [{ type: 'header', parameters: [{ type: 'video', video: { link: 'https://a.b/c' } }] }, main, link, code],
      132012,
    ],
    ['with a picture among its words', [head, { type: 'body', parameters: [text('Ann'), { type: 'image' }] }, link, code], 132012],
    ['with a line break', [head, { type: 'body', parameters: [text('Ann\nLee'), price] }, link, code], 132007],
    ['filled with too much', [head, { type: 'body', parameters: [text('x'.repeat(1024)), price] }, link, code], 132005],
    ['without the end of its address', [head, main, code], 131008],
    ['with a button that it has not', [head, main, link, code, { ...link, index: '3' }], 132012],
    ['with a button of another kind', [head, main, { ...link, index: '0' }, code], 132012],
  ])('%s it is refused', async (_, components, expected) => {
    const { name } = await made({ components: whole })
    expect((await send(name, components)).body['error'].code).toBe(expected)
    expect(await inbox()).toEqual([])
  })

  test('by name and language as they are, once it is approved; names of parameters count', async () => {
    const named = await made({ parameterFormat: 'NAMED', components: [body('Hi {{first_name}}, welcome.')] })
    const given = (name: string) => send(named.name, [{ type: 'body', parameters: [text('Ann', { parameter_name: name })] }])
    expect((await given('last_name')).body['error'].code).toBe(132012)
    expect((await given('first_name')).status).toBe(200)
    const unknown = { status: 404, body: { error: { code: 132001 } } }
    expect(await send('nothing')).toMatchObject(unknown)
    const german = await made({ language: 'de' })
    expect(await send(german.name)).toMatchObject(unknown)
    const pending = await made({ status: 'PENDING' })
    expect(await send(pending.name)).toMatchObject(unknown)
    await patch(pending.id, { status: 'APPROVED' })
    expect((await send(pending.name)).status).toBe(200)
  })

  const failed = async (answer: Answer) => (await fateOf(answer.body['messages'][0].id as string)).map((one) => one['errors']?.[0].code)

  test('marketing does not reach who stopped it, until they allow it again', async () => {
    const [marketing, utility] = [await made({ category: 'MARKETING' }), await made()]
    const prefer = (value: string) => stage.control('POST', `/people/${person.id}/preferences`, { accountId: number.id, value })
    await prefer('stop')
    expect(await failed(await send(marketing.name))).toEqual([131050])
    expect(await failed(await send(utility.name))).toEqual([undefined, undefined])
    await prefer('resume')
    expect(await failed(await send(marketing.name))).toEqual([undefined, undefined])
  })

  test('no more people than the limit are written to first; who was in the last 24 hours, and who wrote, are no new ones', async () => {
    await stage.advance(25)
    await settings({ messagingLimit: 1 })
    const { name } = await made()
    expect(await failed(await send(name))).toEqual([undefined, undefined])
    expect(await failed(await send(name))).toEqual([undefined, undefined])
    const other = await meet('+491709999999')
    const toOther = () => send(name, undefined, { to: '+491709999999' })
    expect(await failed(await toOther())).toEqual([131048])
    await stage.control('POST', '/messages', { accountId: number.id, personId: other.id, text: 'hi' })
    expect(await failed(await toOther())).toEqual([undefined, undefined])
    expect((await graph('GET', `/${number.id}?fields=whatsapp_business_manager_messaging_limit`)).body).toMatchObject({
      whatsapp_business_manager_messaging_limit: 'TIER_50',
    })
  })

  test('held messages say nothing until they are released, or fail together and pause the template', async () => {
    await settings({ holdsTemplates: true })
    const { id, name } = await made({ category: 'MARKETING' })
    const first = await send(name, undefined, { biz_opaque_callback_data: 'job-42' })
    expect(first.body['messages'][0].message_status).toBe('held_for_quality_assessment')
    expect([await inbox(), await failed(first)]).toEqual([[], []])
    expect((await patch(id, { held: 'release' })).body).toMatchObject({ messages: 1, status: 'APPROVED' })
    expect([(await inbox()).length, await failed(first)]).toEqual([1, [undefined, undefined]])
    const second = await send(name)
    expect((await patch(id, { held: 'drop' })).body).toMatchObject({ messages: 1, status: 'PAUSED' })
    expect(await failed(second)).toEqual([132015])
    await stage.advance(24)
    expect((await send(name)).body['error'].code).toBe(132015)
    expect((await graph('POST', `/${id}/unpause`)).body).toEqual({ success: true })
    await settings({ holdsTemplates: false })
    expect((await send(name)).status).toBe(200)
  })

  test('codes go to numbers alone', async () => {
    const parts = [
      body('', { text: undefined, add_security_recommendation: true }),
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
    ]
    await settings({ reviewAfterMs: 0 })
    const name = fresh()
    expect((await create({ name, category: 'AUTHENTICATION', components: parts })).status).toBe(200)
    const filled = [
      { type: 'body', parameters: [text('123456')] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [text('123456')] },
    ]
    expect((await send(name, filled, { to: undefined, recipient: `US.${person.id}` })).body['error'].code).toBe(131062)
    expect((await send(name, filled)).status).toBe(200)
    expect((await inbox())[0]!['text']).toBe('*123456* is your verification code. For your security, do not share this code.')
  })
})

describe('the sample of a header', () => {
  const begin = (query: string) => graph('POST', `/990000000000001/uploads?${query}`)
  const give = (id: string, bytes: string, offset: number) =>
    call(`${stage.simulator.url}/graph.facebook.com/v27.0/${id}`, 'POST', bytes, {
      authorization: `OAuth ${number.accessToken}`,
      'content-type': 'application/octet-stream',
      file_offset: String(offset),
    })
  const header = (handle: string, format = 'IMAGE') => ({ type: 'HEADER', format, example: { header_handle: [handle] } })

  test('is given in pieces, goes on where it ended, and is named by its handle', async () => {
    const { id } = (await begin('file_name=mug.png&file_length=6&file_type=image/png')).body
    expect(id).toMatch(/^upload:/)
    expect((await give(id, '{12', 0)).body).toMatchObject({ file_offset: 3 })
    expect((await graph('GET', `/${id}`)).body).toMatchObject({ file_offset: 3 })
    expect((await give(id, '345', 0)).status).toBe(400)
    expect((await give(id, '34567', 3)).status).toBe(400)
    const { h } = (await give(id, '345', 3)).body
    expect(h).toMatch(/^4::/)
    const made = await create({ components: [header(h), body('Our mugs are here.')] })
    expect([made.status, made.body['status']]).toEqual([200, 'PENDING'])
    expect((await create({ components: [header(h, 'VIDEO'), body('Our mugs move.')] })).body).toMatchObject({
      error: { error_subcode: 2388047 },
    })
  })

  test.each([
    ['of a type that is no sample', 'file_name=a.txt&file_length=3&file_type=text/plain'],
    ['without a name', 'file_length=3&file_type=image/png'],
    ['without a length', 'file_name=a.png&file_type=image/png'],
    ['that is too large', 'file_name=a.png&file_length=6000000&file_type=image/png'],
  ])('is refused: %s', async (_, query) => expect((await begin(query)).status).toBe(400))

  test('that was never given is refused', async () =>
    expect((await create({ components: [header('4::abc'), body('Hello there.')] })).body).toMatchObject({
      error: { error_subcode: 2388047 },
    }))
})

describe('a carousel', () => {
  const link = { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'See it', url: 'https://a.b/{{1}}', example: ['x'] }] }
  const card = (words: string, buttons: object = link) => ({
    components: [{ type: 'HEADER', format: 'IMAGE' }, body(words, { example: { body_text: [['mug']] } }), buttons],
  })
  const carousel = (cards: object[]) => [body('Look what is new.'), { type: 'CAROUSEL', cards }]
  const filled = (at: number, more: object[] = []) => ({
    card_index: at,
    components: [
      { type: 'header', parameters: [{ type: 'image', image: { link: 'https://a.b/mug.jpg' } }] },
      { type: 'body', parameters: [{ type: 'text', text: 'mug' }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'x' }] },
      ...more,
    ],
  })

  test.each([
    ['one card', [card('Our {{1}} is back.')]],
    [
      'cards that differ',
      [card('Our {{1}} is back.'), card('Our {{1}} is back.', { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'A' }] })],
    ],
    ['a long text', [card('Our {{1}} is back.'), card(`Our {{1}} is back. ${'x'.repeat(160)}`)]],
    ['a picture without a sample', [card('Our {{1}} is back.'), card('Our {{1}} is here.')]],
  ])('is refused with %s', async (_, cards) => expect((await create({ components: carousel(cards) })).status).toBe(400))

  test('is sent with all of its cards', async () => {
    const { name } = await made({ components: carousel([card('Our {{1}} is back.'), card('And a {{1}}.')]) })
    const all = (cards: object[]) => send(name, [{ type: 'carousel', cards }])
    expect((await all([filled(0)])).body).toMatchObject({ error: { code: 132000 } })
    expect((await all([filled(0), filled(3)])).body).toMatchObject({ error: { code: 132012 } })
    expect((await all([filled(0), filled(1)])).status).toBe(200)
    expect((await inbox()).at(-1)).toMatchObject({ text: 'Look what is new.\nOur mug is back.\nAnd a mug.' })
  })
})

test('the list is filtered by time and by who made a template', async () => {
  const { id } = await made()
  const { now } = (await stage.control('GET', '/clock')).body as { now: string }
  const at = Math.floor(Date.parse(now) / 1000)
  const found = async (query: string) =>
    ((await graph('GET', `/${number.wabaId}/message_templates?limit=100&${query}`)).body['data'] as Json[]).some((one) => one['id'] === id)
  expect(await Promise.all([`since=${at - 60}`, `since=${at + 60}`, `until=${at + 60}`, `until=${at - 60}`].map(found))).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(await Promise.all(['source=MANUAL', 'source=AUTO_GENERATED'].map(found))).toEqual([true, false])
  expect((await graph('GET', `/${number.wabaId}/message_templates?source=OTHER`)).status).toBe(400)
})

test('marketing goes through an address of its own, where nothing else does', async () => {
  const marketing = await made({ category: 'MARKETING', components: [body('News of our shop.')] })
  const utility = await made({ components: [body('Your order is here.')] })
  const post = (name: string, more: object = {}) =>
    graph('POST', `/${number.id}/marketing_messages`, {
      messaging_product: 'whatsapp',
      to,
      type: 'template',
      template: { name, language: { code: 'en_US' } },
      ...more,
    })
  expect((await post(marketing.name, { message_activity_sharing: true })).status).toBe(200)
  expect((await post(marketing.name, { message_activity_sharing: 'often' })).status).toBe(400)
  expect((await post(utility.name)).status).toBe(400)
  expect((await inbox()).map((one) => one['text'])).toEqual(['News of our shop.'])
})
