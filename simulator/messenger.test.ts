import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call, setStage, type Answer, type Json, type Stage } from './testing/stage.ts'

// A Page as strict as the platform's (meta-platform.md 4, 8.5, 11.4, 13.2): its webhooks have the shapes of the fixtures, key by key.

let stage: Stage
let page: { id: string; accessToken: string }
let post: { id: string }
beforeEach(async () => {
  stage = await setStage()
  page = (await stage.control('POST', '/pages', { name: 'Maya Page' })).body as typeof page
  post = (await stage.control('POST', '/media', { accountId: page.id, caption: 'Mugs' })).body as typeof post
  await stage.control('POST', '/subscriptions', {
    accountId: page.id,
    url: stage.product.url,
    verifyToken: 'meatyhamhock',
    secret: 'test_app_secret',
  })
})
afterEach(() => stage.close())

const graph = (method: string, at: string, body?: object): Promise<Answer> =>
  call(`${stage.simulator.url}/graph.facebook.com/v27.0${at}`, method, body, { authorization: `Bearer ${page.accessToken}` })
const send = (body: object) => graph('POST', `/${page.id}/messages`, body)
const act = (more: object) => stage.control('POST', '/messages', { accountId: page.id, personId: stage.person.id, ...more })
const write = async (text: string) => (await act({ text })).body['id'] as string
const comment = async (text: string, more: object = {}) =>
  (await stage.control('POST', '/comments', { mediaId: post.id, personId: stage.person.id, text, ...more })).body['id'] as string
const toPerson = () => ({ recipient: { id: stage.person.id }, messaging_type: 'RESPONSE' })
const errorOf = ({ body }: Answer) => [body['error']?.code, body['error']?.error_subcode]

/** A payload with every value replaced by its type, and times by their unit. */
function shape(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => shape(each, key))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value as Json)
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([name, inner]) => [name, shape(inner, name)]),
    )
  if (['field', 'type', 'source', 'action', 'object', 'item', 'verb'].includes(key)) return value
  return ['time', 'timestamp', 'watermark'].includes(key) ? `${typeof value} of ${String(value).length} digits` : typeof value
}
const fixture = (name: string): unknown => JSON.parse(readFileSync(path.join(import.meta.dirname, `../fixtures/page/${name}.json`), 'utf8'))

describe('a webhook has the shape of its fixture', () => {
  const stories: Record<string, () => Promise<unknown>> = {
    comment: () => comment('PRICE'),
    'comment-reply': async () => comment('me too', { parentId: await comment('PRICE') }),
    'comment-own': async () => graph('POST', `/${await comment('PRICE')}/comments`, { message: 'Sent' }),
    'comment-without-author': () => comment('PRICE', { from: 'none' }),
    'comment-edited': async () => stage.control('PATCH', `/comments/${await comment('PRICE')}`, { text: 'price!' }),
    'comment-removed': async () => stage.control('DELETE', `/comments/${await comment('PRICE')}`),
    'comment-hidden': async () => graph('POST', `/${await comment('PRICE')}`, { is_hidden: true }),
    'message-text': () => write('hi'),
    'message-image': () => act({ attachment: 'image' }),
    'message-sticker': () => act({ attachment: 'sticker' }),
    'message-location': () => act({ attachment: 'location' }),
    'message-from-ad': () => act({ text: 'hi', ad: { id: '6045' }, ref: 'r' }),
    'message-reply-to-message': async () => act({ text: 'this', replyTo: await write('hi') }),
    'message-edit': async () => stage.control('POST', `/messages/${await write('hi')}/edit`, { text: 'hello' }),
    'message-deleted': async () => stage.control('POST', `/messages/${await write('hi')}/delete`),
    referral: async () => (await write('hi'), act({ ref: 'promo1' })),
    delivery: async () => (await write('hi'), send({ ...toPerson(), message: { text: 'It is 20 €.' } })),
    read: async () => {
      await write('hi')
      const sent = await send({ ...toPerson(), message: { text: 'x' } })
      return stage.control('POST', `/messages/${sent.body['message_id'] as string}/read`)
    },
    reaction: async () => {
      await write('hi')
      await send({ ...toPerson(), message: { text: 'x' } })
      return act({ reaction: 'love' })
    },
    'pass-thread-control': async () => (
      await write('hi'),
      stage.control('POST', '/handover', { accountId: page.id, personId: stage.person.id, appId: '263902037430900' })
    ),
  }

  test('for every act', async () => {
    for (const [name, happen] of Object.entries(stories)) {
      await happen()
      // Deliveries overtake each other; the newest one is the last that was queued.
      const bodies = ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map(({ body }) => body as string)
      expect([name, shape(JSON.parse(bodies.at(-1)!))]).toEqual([name, shape(fixture(name))])
    }
  })

  test('an echo names the app and brings back the metadata; one that is typed in the inbox names the inbox', async () => {
    await write('hi')
    await send({ ...toPerson(), message: { text: 'It is 20 €.', metadata: 'job-42' } })
    const [echo] = await stage.heard((part) => JSON.stringify(part).includes('job-42'))
    expect(echo!.part['message']).toMatchObject({ is_echo: true, app_id: 990000000000001, metadata: 'job-42' })
    await stage.control('POST', '/human', { accountId: page.id, personId: stage.person.id, text: 'By hand' })
    await stage.heard((part) => JSON.stringify(part).includes('"app_id":263902037430900'))
  })
})

describe('what the platform refuses is refused', () => {
  const text = (words: string) => ({ ...toPerson(), message: { text: words } })
  test.each<[string, () => Promise<Answer>, number, number | undefined]>([
    ['a stranger', () => send({ ...text('x'), recipient: { id: '1' } }), 100, 2018001],
    ['2,001 characters', () => send(text('x'.repeat(2_001))), 100, undefined],
    ['a retired tag', () => send({ ...text('x'), messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }), 100, undefined],
    ['a type of message that does not exist', () => send({ ...text('x'), messaging_type: 'NON_PROMOTIONAL' }), 100, undefined],
    ['reply_to inside the message', () => send({ ...toPerson(), message: { text: 'x', reply_to: { mid: 'm' } } }), 100, undefined],
    ['a message with a sender action', () => send({ ...text('x'), sender_action: 'typing_on' }), 100, 2018014],
    ['a template that does not exist', () => send({ ...toPerson(), messaging_type: 'UTILITY', message: utility('nothing') }), 100, 2018320],
    ['a free text as UTILITY', () => send({ ...text('x'), messaging_type: 'UTILITY' }), 100, 2018320],
    ['a template with quick replies', () => makeTemplate([{ type: 'QUICK_REPLY', text: 'Yes' }]), 100, 2018416],
    ['a private reply to nothing', () => send({ recipient: { comment_id: '9_9' }, message: { text: 'x' } }), 100, 2018292],
  ])('%s', async (_, doing, code, subcode) => {
    await write('hi')
    expect(errorOf(await doing())).toEqual([code, subcode])
  })
  const utility = (name: string) => ({
    attachment: { type: 'template', payload: { template_type: 'utility_messages', name, language: { code: 'en_US' } } },
  })
  const makeTemplate = (buttons: object[] = []) =>
    graph('POST', `/${page.id}/message_templates`, {
      name: 'ready',
      category: 'UTILITY',
      language: 'en_US',
      components: [{ type: 'BODY', text: 'It is ready.' }, ...(buttons.length ? [{ type: 'BUTTONS', buttons }] : [])],
    })

  test('after 24 hours a text, but not a utility template; it is approved within seconds', async () => {
    await write('hi')
    await stage.advance(25)
    expect(errorOf(await send(text('x')))).toEqual([10, 2018278])
    expect(errorOf(await send({ ...text('x'), messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }))).toEqual([10, 2018065])
    expect((await makeTemplate()).body).toMatchObject({ status: 'PENDING' })
    const sending = () => send({ recipient: { id: stage.person.id }, messaging_type: 'UTILITY', message: utility('ready') })
    expect(errorOf(await sending())).toEqual([100, 2018320])
    await stage.advance(0.01)
    expect((await graph('GET', `/${page.id}/message_templates`)).body['data']).toMatchObject([{ status: 'APPROVED' }])
    expect((await sending()).status).toBe(200)
  })

  test('a second private reply, one to the Page itself, and one after seven days', async () => {
    const reply = (id: string) => send({ recipient: { comment_id: id }, message: { text: 'x' } })
    const id = await comment('price')
    expect((await graph('GET', `/${id}?fields=can_reply_privately`)).body).toMatchObject({ can_reply_privately: true })
    expect((await reply(id)).body).toMatchObject({ recipient_id: stage.person.id, message_id: expect.stringMatching(/^m_/) })
    expect(errorOf(await reply(id))).toEqual([10900, undefined])
    expect((await graph('GET', `/${id}?fields=can_reply_privately`)).body).toMatchObject({ can_reply_privately: false })
    const own = (await graph('POST', `/${id}/comments`, { message: 'Sent' })).body['id'] as string
    expect(errorOf(await reply(own))).toEqual([10903, undefined])
    // A private reply opens no window.
    expect(errorOf(await send(text('more')))).toEqual([10, 2018278])
    const late = await comment('price')
    await stage.advance(7 * 24 + 1)
    expect(errorOf(await reply(late))).toEqual([10, 2018278])
    await stage.control('PATCH', '/settings', { expiredCommentAs: '100/2534025' })
    expect(errorOf(await reply(late))).toEqual([10902, undefined])
  })

  test('sending without the task, without the permission, and where another app has the thread', async () => {
    await write('hi')
    await stage.control('POST', '/handover', { accountId: page.id, personId: stage.person.id, appId: '263902037430900' })
    expect(errorOf(await send(text('x')))).toEqual([2018300, undefined])
    expect((await graph('POST', `/${page.id}/take_thread_control`, { recipient: { id: stage.person.id } })).status).toBe(200)
    expect((await send(text('x'))).status).toBe(200)
    await stage.control('PATCH', `/pages/${page.id}`, { tasks: ['ADVERTISE'] })
    expect(errorOf(await send(text('x')))).toEqual([200, 2018021])
    await stage.control('POST', '/tokens/withdraw', { accountId: page.id, permission: 'pages_messaging' })
    expect(errorOf(await send(text('x')))).toEqual([10, undefined])
  })
})

test('posts, comments and conversations are listed as their owner sees them, also after a restart', async () => {
  const first = await comment('one')
  await comment('two', { parentId: first })
  await write('hi')
  await stage.restart()
  const posts = (await graph('GET', `/${page.id}/published_posts?fields=id,message,comments.filter(stream).limit(0).summary(true)`)).body
  expect(posts['data']).toEqual([
    { id: post.id, message: 'Mugs', comments: { data: [], summary: expect.objectContaining({ total_count: 2 }) } },
  ])
  const comments = async (query: string) =>
    ((await graph('GET', `/${post.id}/comments?fields=message&${query}`)).body['data'] as Json[]).map(({ message }) => message as string)
  expect(await comments('filter=stream&order=reverse_chronological')).toEqual(['two', 'one'])
  expect(await comments('order=chronological')).toEqual(['one'])
  const threads = (await graph('GET', `/${page.id}/conversations?platform=messenger&fields=id,messages{message,from}`)).body
  expect(threads['data']).toMatchObject([
    { id: expect.stringMatching(/^t_/), messages: { data: [{ message: 'hi', from: { name: 'Ana Torres', id: stage.person.id } }] } },
  ])
  expect((await graph('GET', `/${stage.person.id}?fields=first_name,last_name`)).body).toMatchObject({
    first_name: 'Ana',
    last_name: 'Torres',
  })
})
