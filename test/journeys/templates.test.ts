import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePlanner } from '../../server/jobs/recurring.ts'
import { jobsDeps } from '../../server/worker.ts'
import { addMember } from '../support/addMember.ts'
import { aFile } from '../support/aFile.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { openShop } from '../support/openShop.ts'
import { templateKinds } from '../support/templateKinds.ts'
import { startHouse, type House } from '../support/startHouse.ts'

const minuteMs = 60_000
let house: House
let shop: NumberShop
let order: { id: string }
beforeAll(async () => {
  house = await startHouse()
  shop = await openNumber(house)
  order = await make({
    name: 'order_update',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      { type: 'BODY', text: 'Hello {{1}}, your {{2}} is on its way.' },
      { type: 'FOOTER', text: 'Your shop' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}', example: ['https://shop.example/1'] }],
      },
    ],
  })
  await make({ name: 'greeting', components: [{ type: 'BODY', text: 'Hello {{first_name}}!' }], parameterFormat: 'NAMED' })
  await make({
    name: 'poster',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Our poster is here.' },
    ],
  })
  await make({
    name: 'appointment',
    components: [
      { type: 'BODY', text: 'Choose a time.' },
      { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Choose', flow_id: '1' }] },
    ],
  })
  await make({ name: 'in_review', status: 'PENDING', components: [{ type: 'BODY', text: 'Not yet.' }] })
  await house.api('POST', '/api/templates/sync', { accountId: shop.accountId })
  await house.drain()
})
afterAll(() => house?.stop())

const make = (template: object) => house.sim<{ id: string }>('POST', '/simulator/templates', { accountId: shop.numberId, ...template })
type Shown = {
  id: string
  name: string
  status: string
  language: string
  category: string
  quality: string | null
  placeholders: object
  body: string
}
const at = (more = '') => `/api/templates${more}`
const of = (accountId: string) => `/api/templates?accountId=${accountId}`
type Sync = { readAt: string | null; refusedAt: string | null; code: string | null; text: string | null }
const list = async (query = '') =>
  (await house.api<{ data: Shown[]; nextCursor: string | null; sync: Sync }>('GET', `${of(shop.accountId)}&${query}`)).body
const one = async (name: string) => (await list(`q=${name}`)).data.find((row) => row.name === name)
type Answer = { id: string; error: { code: string; message: string } }
const send = (template: object, more: object = {}) =>
  house.api<Answer>('POST', '/api/messages', {
    accountId: shop.accountId,
    recipientId: shop.phone,
    template: { language: 'en_US', ...template },
    ...more,
  })
const calls = async () =>
  (await house.sim<{ data: { path: string; body: Record<string, unknown> }[] }>('GET', '/simulator/calls')).data.filter(({ path }) =>
    path.endsWith('/messages'),
  )
const orderParameters = { header: ['17'], body: ['Ana', 'mug'], buttons: ['17'] }

describe('what the platform has', () => {
  test('is listed by name, filtered and in pages', async () => {
    const { data } = await list()
    expect(data.map(({ name, status }) => [name, status])).toEqual([
      ['appointment', 'approved'],
      ['greeting', 'approved'],
      ['in_review', 'pending'],
      ['order_update', 'approved'],
      ['poster', 'approved'],
    ])
    expect(await one('order_update')).toMatchObject({
      language: 'en_US',
      category: 'utility',
      body: 'Hello {{1}}, your {{2}} is on its way.',
      placeholders: { header: ['1'], body: ['1', '2'] },
    })
    expect((await list('status=pending')).data.map(({ name }) => name)).toEqual(['in_review'])
    expect((await list('q=PoSt')).data.map(({ name }) => name)).toEqual(['poster'])
    const first = await list('limit=3')
    const second = await list(`limit=3&cursor=${first.nextCursor}`)
    expect([...first.data, ...second.data]).toEqual(data)
  })

  test('is read again when the platform tells of a change', async () => {
    await house.sim('PATCH', `/simulator/templates/${order.id}`, { quality: 'YELLOW' })
    await house.drain()
    await house.moveClock(minuteMs)
    await house.drain()
    expect(await one('order_update')).toMatchObject({ quality: 'medium' })
  })

  test('is read every day, also what no webhook told of', async () => {
    await make({ name: 'new_one', components: [{ type: 'BODY', text: 'New.' }] })
    expect(await one('new_one')).toBeUndefined()
    await house.moveClock(25 * 60 * minuteMs)
    const plan = makePlanner({ ...jobsDeps(house.deps), newId: house.deps.newId })
    await plan()
    await house.drain()
    expect(await one('new_one')).toMatchObject({ status: 'approved' })
  })
})

describe('a template by name', () => {
  test('reaches a person who never wrote within a day, with its parameters at their places', async () => {
    await shop.write('hi')
    await house.drain()
    await house.moveClock(25 * 60 * minuteMs)
    const { status, body } = await send({ name: 'order_update', parameters: orderParameters })
    expect({ status, body }).toMatchObject({ status: 201 })
    await house.drain()
    const [message] = await shop.messages()
    expect(message).toMatchObject({ id: body.id, status: 'delivered', text: 'Order 17\nHello Ana, your mug is on its way.\nYour shop' })
    expect((await calls()).at(-1)!.body).toMatchObject({
      template: {
        name: 'order_update',
        language: { code: 'en_US' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: '17' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ana' },
              { type: 'text', text: 'mug' },
            ],
          },
          { type: 'button', index: '0', sub_type: 'url', parameters: [{ type: 'text', text: '17' }] },
        ],
      },
    })
    expect((await send({ name: 'greeting', parameters: { body: { first_name: 'Ana' } } })).status).toBe(201)
    expect((await send({ name: 'poster', header: { type: 'image', url: 'https://shop.example/poster.png' } })).status).toBe(201)
    await house.drain()
    expect((await shop.messages()).slice(0, 2).map(({ status: state }) => state)).toEqual(['delivered', 'delivered'])
  })

  test('of every kind reaches the platform with the components that it documents', async () => {
    for (const { name, has, isNamed } of templateKinds) await make({ name, components: has, ...(isNamed && { parameterFormat: 'NAMED' }) })
    await house.api('POST', at('/sync'), { accountId: shop.accountId })
    await house.drain()
    const before = (await calls()).length
    for (const { name, given } of templateKinds) expect(await send({ name, ...given })).toMatchObject({ status: 201 })
    await house.drain()
    const made = (await calls()).slice(before).map(({ body }) => body['template'])
    expect(made).toEqual(templateKinds.map(({ name, sent }) => ({ name, language: { code: 'en_US' }, ...(sent && { components: sent }) })))
    expect(new Set((await shop.messages()).slice(0, templateKinds.length).map(({ status }) => status))).toEqual(new Set(['delivered']))
  })

  test('is offered by name when a text comes too late', async () => {
    const { status, body } = await house.api<Answer>('POST', '/api/messages', {
      accountId: shop.accountId,
      recipientId: shop.phone,
      text: 'Hello',
    })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    expect(body.error.message).toContain('order_update')
    expect(body.error.message).not.toContain('in_review')
  })

  test.each([
    ['unknown', { name: 'no_such' }, 'no_such'],
    ['in another language', { name: 'order_update', language: 'de', parameters: orderParameters }, 'en_US'],
    ['not approved', { name: 'in_review' }, 'pending'],
    ['with too few parameters', { name: 'order_update', parameters: { ...orderParameters, body: ['Ana'] } }, 'takes 2'],
    ['with another name', { name: 'greeting', parameters: { body: { name: 'Ana' } } }, 'first_name'],
    ['with an empty value', { name: 'greeting', parameters: [' '] }, 'first_name'],
    ['without its file', { name: 'poster' }, 'image'],
    ['with a file of another kind', { name: 'poster', header: { type: 'video', url: 'https://shop.example/a.mp4' } }, 'image'],
    [
      'with a file it has no place for',
      { name: 'greeting', parameters: ['Ana'], header: { type: 'image', url: 'https://a.example/a.png' } },
      'header',
    ],
    ['without the value of its link', { name: 'order_update', parameters: { ...orderParameters, buttons: [] } }, 'takes 1'],
    ['with a form', { name: 'appointment' }, 'cannot be sent'],
  ])('is refused before the call: %s', async (_, template, names) => {
    const before = (await calls()).length
    const { status, body } = await send(template)
    expect([status, body.error?.code]).toEqual([400, 'invalid_input'])
    expect(body.error.message).toContain(names)
    expect(await calls()).toHaveLength(before)
  })

  test('that was paused meanwhile fails, and is paused here as well', async () => {
    expect((await send({ name: 'order_update', parameters: orderParameters })).status).toBe(201)
    await house.sim('PATCH', `/simulator/templates/${order.id}`, { status: 'PAUSED', forHours: 3 })
    await house.drain()
    await house.moveClock(minuteMs)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({ status: 'failed', error: { code: 'template_not_usable' } })
    expect(await one('order_update')).toMatchObject({ status: 'paused' })
    expect((await send({ name: 'order_update', parameters: orderParameters })).body.error.message).toContain('paused')
  })
})

describe('a step of an automation', () => {
  const hourMs = 60 * minuteMs
  let reminder: { id: string }
  beforeAll(async () => {
    reminder = await make({ name: 'reminder', components: [{ type: 'BODY', text: 'Hi {{1}}, you asked for {{2}}.' }] })
    await house.api('POST', at('/sync'), { accountId: shop.accountId })
    await house.drain()
  })
  const rule = (word: string, template: object, parameters: object = ['{{first_name|there}}', '{{thing}}']) => ({
    accountId: shop.accountId,
    name: word,
    definition: {
      triggers: [{ on: 'message', keywords: [word] }],
      steps: [
        { id: 'ask', type: 'ask', texts: ['What do you want?'], answer: 'text' },
        { id: 'keep', type: 'save', field: 'thing' },
        { id: 'later', type: 'delay', minutes: 25 * 60 },
        { id: 'remind', type: 'template', template: { name: 'reminder', language: 'en_US', parameters, ...template } },
      ],
    },
  })
  type Problem = { level: string; stepId: string; code: string; text: string }
  const problemsOf = async (given: object) =>
    (await house.api<{ problems: Problem[] }>('POST', '/api/automations/lint', given)).body.problems

  test('is sent after the window, with what is known of the person', async () => {
    const given = rule('remind', {})
    expect(await problemsOf(given)).toEqual([])
    await shop.automate(given)
    await shop.write('remind')
    await house.drain()
    await shop.write('a\nmug')
    await house.drain()
    await house.moveClock(26 * hourMs)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({ status: 'delivered', text: 'Hi Ana, you asked for a mug.' })
    expect((await calls()).at(-1)!.body).toMatchObject({
      template: {
        name: 'reminder',
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ana' },
              { type: 'text', text: 'a mug' },
            ],
          },
        ],
      },
    })
  })

  test.each<[string, string, object[], string]>([
    ['blocker', 'unknown', [{ name: 'no_such' }], 'no_such'],
    ['blocker', 'in another language', [{ language: 'de' }], 'en_US'],
    ['blocker', 'with too few parameters', [{}, ['{{first_name}}']], 'takes 2'],
    ['blocker', 'with a blank parameter', [{}, ['{{first_name}}', '']], '2'],
    ['warning', 'in review', [{ name: 'in_review', parameters: [] }], 'pending'],
  ])('gives a %s while it is edited: %s', async (level, _, [template, parameters], names) => {
    const given = rule('x', template!, parameters)
    expect(await problemsOf(given)).toEqual([
      expect.objectContaining({ level, stepId: 'remind', text: expect.stringContaining(names) as string }),
    ])
    const { status } = await house.api('POST', '/api/automations', { ...given, is_active: true })
    expect(status).toBe(level === 'blocker' ? 400 : 201)
  })

  test('that can no longer be sent then says why', async () => {
    await shop.write('remind')
    await house.drain()
    await shop.write('a cup')
    await house.drain()
    const before = (await calls()).length
    await house.sim('PATCH', `/simulator/templates/${reminder.id}`, { status: 'PAUSED', forHours: 90 })
    await house.drain()
    await house.moveClock(minuteMs)
    await house.drain()
    await house.moveClock(26 * hourMs)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({
      status: 'failed',
      error: { code: 'template_not_usable', text: expect.stringContaining('paused') as string },
      attempts: [],
    })
    expect(await calls()).toHaveLength(before)
  })

  test('does not exist on a channel without templates', async () => {
    const other = await openShop(house)
    const given = { ...rule('remind', {}), accountId: other.accountId }
    expect(await problemsOf(given)).toContainEqual(expect.objectContaining({ level: 'blocker', stepId: 'remind' }))
  })
})

test('limited members see the templates of their accounts alone', async () => {
  const other = await openNumber(house)
  const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  const ben = await addMember(house, 'Ben', 'member', workspaceId)
  expect((await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [other.accountId] })).status).toBe(200)
  expect((await ben.api('GET', of(shop.accountId))).status).toBe(404)
  expect((await ben.api('GET', at(`/${(await list()).data[0]!.id}`))).status).toBe(404)
  expect((await ben.api('POST', at('/sync'), { accountId: shop.accountId })).status).toBe(404)
  expect(await ben.api('GET', of(other.accountId))).toMatchObject({ status: 200, body: { data: [] } })
  expect((await ben.api('POST', of(other.accountId), {})).status).toBe(403)
})

describe('a new template', () => {
  const news = {
    name: 'news',
    language: 'en_US',
    category: 'marketing',
    body: { text: 'Hello {{1}}, there is news.', examples: { 1: 'Ana' } },
    buttons: [{ type: 'reply', title: 'More' }],
  }

  test('is reviewed by the platform, then sent, changed and deleted', async () => {
    const { status, body } = await house.api<Shown>('POST', of(shop.accountId), news)
    expect({ status, body }).toMatchObject({ status: 201, body: { name: 'news', status: 'draft', category: 'marketing' } })
    expect((await house.api('POST', of(shop.accountId), news)).status).toBe(400)
    // A draft is no template yet: reading the list leaves it alone, and it can be renamed.
    await house.api('POST', at('/sync'))
    await house.drain()
    expect((await list('status=draft')).data).toMatchObject([{ id: body.id, name: 'news' }])
    expect((await send({ name: 'news', parameters: ['Ana'] })).status).toBe(400)
    expect(await house.api('PUT', at(`/${body.id}`), { ...news, name: 'newer' })).toMatchObject({
      body: { name: 'newer', status: 'draft' },
    })
    await house.api('PUT', at(`/${body.id}`), news)
    expect(await house.api('POST', at(`/${body.id}/submit`))).toMatchObject({ status: 200, body: { id: body.id, status: 'pending' } })
    expect((await house.api('POST', at(`/${body.id}/submit`))).status).toBe(409)
    for (let round = 0; round < 3; round++) {
      await house.moveClock(minuteMs)
      await house.drain()
    }
    expect(await one('news')).toMatchObject({ id: body.id, status: 'approved' })
    expect((await send({ name: 'news', parameters: ['Ana'] })).status).toBe(201)
    expect((await house.api('PUT', at(`/${body.id}`), { ...news, name: 'newer' })).status).toBe(409)
    const changed = { ...news, body: { text: 'Dear {{1}}, there is news.', examples: { 1: 'Ana' } } }
    expect(await house.api('PUT', at(`/${body.id}`), changed)).toMatchObject({ status: 200, body: { body: changed.body.text } })
    expect((await house.api('PUT', at(`/${body.id}`), changed)).status).toBe(409)
    expect((await house.api('DELETE', at(`/${body.id}`))).status).toBe(204)
    expect(await one('news')).toBeUndefined()
    expect((await house.api('DELETE', at(`/${body.id}`))).status).toBe(404)
  })

  test.each([
    ['a name with capitals', { name: 'News' }],
    ['a text that begins with a placeholder', { body: { text: '{{1}}, hello', examples: { 1: 'Ana' } } }],
    ['placeholders that touch', { body: { text: 'Hi {{1}}{{2}}!', examples: { 1: 'a', 2: 'b' } } }],
    ['a number left out', { body: { text: 'Hi {{1}} and {{3}}!', examples: { 1: 'a', 3: 'b' } } }],
    ['no example', { body: { text: 'Hi {{1}}!' } }],
    ['a long text', { body: { text: 'x'.repeat(1025) } }],
    ['a long footer', { footer: 'x'.repeat(61) }],
    ['three links', { buttons: [1, 2, 3].map((n) => ({ type: 'link', title: `L${n}`, url: `https://a.example/${n}` })) }],
    [
      'replies apart',
      {
        buttons: [
          { type: 'reply', title: 'A' },
          { type: 'link', title: 'B', url: 'https://a.example' },
          { type: 'reply', title: 'C' },
        ],
      },
    ],
  ])('is refused before the call: %s', async (_, change) => {
    const { status, body } = await house.api<Answer>('POST', of(shop.accountId), { ...news, name: 'other', ...change })
    expect([status, body.error?.code]).toEqual([400, 'invalid_input'])
  })
})

test('a refusal of the platform is shown at its field', async () => {
  const taken = { name: 'taken', language: 'en_US', category: 'utility', body: { text: 'There is something.' } }
  const { id } = (await house.api<Shown>('POST', of(shop.accountId), taken)).body
  await make({ name: 'taken' })
  const { status, body } = await house.api<{ error: { details: { path: string }[] } }>('POST', at(`/${id}/submit`))
  expect([status, body.error.details.map(({ path }) => path)]).toEqual([400, ['body.name']])
  expect((await house.api('DELETE', at(`/${id}`))).status).toBe(204)
})

test('a list that the platform refuses is told, and read again later by itself', async () => {
  const notices = async () =>
    (await house.api<{ data: { id: string; notices: { code: string; text: string }[] }[] }>('GET', '/api/accounts')).body.data.find(
      ({ id }) => id === shop.accountId,
    )!.notices
  const before = (await list()).sync
  expect(before).toMatchObject({ readAt: expect.any(String), refusedAt: null, text: null })
  await house.sim('POST', '/simulator/faults', { on: '/message_templates', kind: 'graph', code: 100, times: 1 })
  await house.api('POST', at('/sync'), { accountId: shop.accountId })
  await house.drain()
  expect((await list()).sync).toMatchObject({ readAt: before.readAt, refusedAt: expect.any(String), text: expect.any(String) })
  expect(await notices()).toMatchObject([{ code: 'templates_not_read', text: expect.stringContaining('cannot be read') }])
  await house.moveClock(15 * minuteMs)
  await house.drain()
  expect((await list()).sync).toMatchObject({ refusedAt: null, text: null })
  expect(await notices()).toEqual([])
})

describe('the header of a new template', () => {
  const poster = { language: 'en_US', category: 'utility', body: { text: 'Here is where to find us.' } }
  const create = (template: object) => house.api<Shown & { header: object }>('POST', of(shop.accountId), { ...poster, ...template })
  const upload = async (form: FormData) => {
    const headers = { authorization: 'Bearer test-key-of-the-instance' }
    const answer = await fetch(`${house.url}/api/media`, { method: 'POST', headers, body: form })
    return ((await answer.json()) as { id: string }).id
  }

  test('may be a file, whose sample is given to the platform, or a place', async () => {
    const mediaId = await upload(aFile(shop.accountId))
    const { status, body } = await create({ name: 'picture', header: { type: 'image', mediaId } })
    expect({ status, body }).toMatchObject({ status: 201, body: { header: { type: 'image', mediaId } } })
    expect(await house.api('POST', at(`/${body.id}/submit`))).toMatchObject({ status: 200, body: { header: { type: 'image' } } })
    const place = (await create({ name: 'place', header: { type: 'location' }, body: { text: 'This is our shop.' } })).body
    expect(await house.api('POST', at(`/${place.id}/submit`))).toMatchObject({ status: 200, body: { status: 'pending' } })
    const { data } = await house.sim<{ data: { name: string; components: object[] }[] }>(
      'GET',
      `/simulator/templates?accountId=${shop.numberId}`,
    )
    const header = (name: string) => data.find((one) => one.name === name)!.components[0]
    expect([header('picture'), header('place')]).toMatchObject([
      { format: 'IMAGE', example: { header_handle: [expect.stringMatching(/^4::/)] } },
      { format: 'LOCATION' },
    ])
  })

  test('is refused at its field with a file of another kind, or one that is not there', async () => {
    const mediaId = await upload(aFile(shop.accountId))
    for (const header of [
      { type: 'video', mediaId },
      { type: 'image', mediaId: shop.accountId },
    ]) {
      const { status, body } = await house.api<{ error: { details: { path: string }[] } }>('POST', of(shop.accountId), {
        ...poster,
        name: 'refused',
        header,
      })
      expect([status, body.error.details[0]!.path]).toEqual([400, 'body.header.mediaId'])
    }
  })
})

describe('a carousel, and a place above the text', () => {
  const url = 'https://shop.example/mug.png'
  const card = (product: string) => ({ header: { type: 'image', url }, body: [product], buttons: ['17'] })
  const approved = async () => {
    for (let round = 0; round < 3; round++) {
      await house.moveClock(minuteMs)
      await house.drain()
    }
  }

  test('is created with a sample for each card, approved, and sent with parameters for each', async () => {
    const form = aFile(shop.accountId)
    const headers = { authorization: 'Bearer test-key-of-the-instance' }
    const { id: mediaId } = (await (await fetch(`${house.url}/api/media`, { method: 'POST', headers, body: form })).json()) as {
      id: string
    }
    const newCard = {
      header: { type: 'image', mediaId },
      body: { text: 'Our {{1}} is back.', examples: { 1: 'mug' } },
      buttons: [{ type: 'link', title: 'See it', url: 'https://shop.example/{{1}}', example: 'https://shop.example/1' }],
    }
    const products = {
      name: 'products',
      language: 'en_US',
      category: 'marketing',
      body: { text: 'Look, {{1}}, what is new.', examples: { 1: 'Ana' } },
    }
    const refused = await house.api<{ error: { details: { path: string }[] } }>('POST', of(shop.accountId), {
      ...products,
      cards: [newCard],
    })
    expect([refused.status, refused.body.error.details[0]!.path]).toEqual([400, 'body.cards'])
    const { body } = await house.api<Shown>('POST', of(shop.accountId), { ...products, cards: [newCard, newCard] })
    expect(await house.api('POST', at(`/${body.id}/submit`))).toMatchObject({ status: 200, body: { cards: [{ placeholders: ['1'] }, {}] } })
    await approved()
    expect(await one('products')).toMatchObject({ status: 'approved', cards: [{ body: 'Our {{1}} is back.' }, {}] })
    const carousel = (cards: object[]) => send({ name: 'products', parameters: ['Ana'], cards })
    expect((await carousel([card('mug')])).body.error.message).toContain('2 cards')
    expect((await carousel([card('mug'), { ...card('cup'), header: undefined }])).body.error.message).toContain('Card 2')
    expect((await carousel([card('mug'), card('cup')])).status).toBe(201)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({
      status: 'delivered',
      text: 'Look, Ana, what is new.\nOur mug is back.\nOur cup is back.',
    })
    expect((await calls()).at(-1)!.body).toMatchObject({
      template: {
        components: [
          { type: 'body' },
          {
            type: 'carousel',
            cards: [
              {
                card_index: 0,
                components: [
                  { type: 'header', parameters: [{ type: 'image', image: { link: url } }] },
                  { type: 'body', parameters: [{ type: 'text', text: 'mug' }] },
                  { type: 'button', index: '0', sub_type: 'url', parameters: [{ type: 'text', text: '17' }] },
                ],
              },
              { card_index: 1 },
            ],
          },
        ],
      },
    })
  })

  test('a place is given with each message', async () => {
    await make({
      name: 'find_us',
      components: [
        { type: 'HEADER', format: 'LOCATION' },
        { type: 'BODY', text: 'Here we are.' },
      ],
    })
    await house.api('POST', at('/sync'), { accountId: shop.accountId })
    await house.drain()
    expect((await send({ name: 'find_us' })).body.error.message).toContain('location')
    const location = { latitude: 52.5, longitude: 13.4, name: 'Maya', address: 'Main Street 1' }
    expect((await send({ name: 'find_us', location })).status).toBe(201)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({ status: 'delivered' })
    expect((await calls()).at(-1)!.body).toMatchObject({
      template: {
        components: [
          { type: 'header', parameters: [{ type: 'location', location: { ...location, latitude: '52.5', longitude: '13.4' } }] },
        ],
      },
    })
    expect((await send({ name: 'greeting', parameters: ['Ana'], location })).body.error.message).toContain('Leave location out')
  })
})

test('a template is archived and taken back at the platform; only a pause by pacing is ended by hand', async () => {
  const { id: there } = await make({ name: 'moved', components: [{ type: 'BODY', text: 'It moves.' }] })
  await house.api('POST', at('/sync'), { accountId: shop.accountId })
  await house.drain()
  const { id } = (await one('moved'))!
  const move = (verb: string) => house.api<{ status: string; error: { message: string } }>('POST', at(`/${id}/${verb}`))
  expect(await move('archive')).toMatchObject({ status: 200, body: { status: 'archived' } })
  expect((await move('archive')).status).toBe(400)
  expect((await send({ name: 'moved' })).body.error.message).toContain('archived')
  expect(await move('unarchive')).toMatchObject({ status: 200, body: { status: 'approved' } })
  expect((await move('unpause')).body.error.message).toContain('not paused by pacing')
  await house.sim('PATCH', `/simulator/templates/${there}`, { held: 'drop' })
  expect(await move('unpause')).toMatchObject({ status: 200, body: { status: 'approved' } })
  await house.drain()
  await house.moveClock(minuteMs)
  await house.drain()
  expect(await one('moved')).toMatchObject({ status: 'approved' })
})
