import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, setStage, type Answer, type Json, type Stage } from './testing/stage.ts'

// No call returns success without its effect; a parameter that would have none is refused (meta-platform.md 13.4, 13.6).

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
  await stage.write('hello')
})
afterAll(() => stage.close())

const inbox = async (): Promise<Json> => (await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)).body
const newest = async (): Promise<Json> => ((await inbox())['data'] as Json[]).at(-1)!
const errorOf = (answer: Answer): Json => answer.body['error'] as Json
const throughPage = (method: string, path: string, body?: unknown) =>
  call(`${stage.simulator.url}/graph.facebook.com/v26.0${path}`, method, body, { authorization: `Bearer ${stage.account.pageAccessToken}` })
const lastEffect = async () => ((await stage.control('GET', '/calls?last=1')).body['data'] as Json[])[0]!['effect'] as Json | undefined

test('reply_to stands beside the message, where it quotes; in it, it is refused', async () => {
  const mid = await stage.write('how much?')
  const inside = await stage.send({ text: 'ten', reply_to: { mid } })
  expect([inside.status, errorOf(inside)]).toMatchObject([
    400,
    { code: 100, message: '(#100) Invalid keys "reply_to" were found in param "message".' },
  ])
  expect((await stage.send({ text: 'ten' }, { id: stage.person.id }, { reply_to: { mid } })).status).toBe(200)
  expect(await newest()).toMatchObject({ text: 'ten', replyTo: { mid } })
})

test.each(['persona_id', 'thread_control', 'folder'])('%s would have no effect, and is refused', async (name) => {
  expect(errorOf(await stage.send({ text: 'x' }, { id: stage.person.id }, { [name]: '1' }))).toMatchObject({ code: 100 })
})

const url = 'https://a.b'
const template = (payload: object) => ({ attachment: { type: 'template', payload } })
test.each<[string, object]>([
  ['message', { text: 'x', colour: 'red' }],
  ['message[attachment]', { attachment: { type: 'image', payload: { url }, caption: 'x' } }],
  ['message[attachment][payload]', { attachment: { type: 'image', payload: { url, caption: 'x' } } }],
  ['message[quick_replies][0]', { text: 'x', quick_replies: [{ content_type: 'text', title: 'a', payload: 'b', url }] }],
  ['message[attachment][payload]', template({ template_type: 'button', text: 'x', buttons: [], title: 'y' })],
  [
    'message[attachment][payload][buttons][0]',
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'web_url', title: 'a', url, payload: 'b' }] }),
  ],
  [
    'message[attachment][payload][buttons][0]',
    template({
      template_type: 'button',
      text: 'x',
      buttons: [{ type: 'postback', title: 'a', payload: 'b', webview_height_ratio: 'full' }],
    }),
  ],
  [
    'message[attachment][payload][elements][0]',
    template({ template_type: 'generic', elements: [{ title: 'a', subtitle: 'b', text: 'c' }] }),
  ],
])('an unknown key in %s is refused and nothing is sent', async (name, message) => {
  const before = ((await inbox())['data'] as Json[]).length
  const answer = await stage.send(message)
  expect(errorOf(answer)).toMatchObject({ code: 100 })
  expect(errorOf(answer)['message']).toMatch(/^\(#100\) Invalid keys ".+" were found in param "/)
  expect(errorOf(answer)['message']).toContain(`"${name}"`)
  expect((await inbox())['data']).toHaveLength(before)
})

test('an unknown way to name the recipient is refused', async () => {
  const answer = await stage.send({ text: 'x' }, { id: stage.person.id, user_ref: '1' })
  expect(errorOf(answer)['message']).toContain('Invalid keys "user_ref" were found in param "recipient"')
})

test('chips for an e-mail address and a telephone number are taken and not made', async () => {
  const chips = [
    { content_type: 'user_email' },
    { content_type: 'text', title: 'No', payload: 'NO' },
    { content_type: 'user_phone_number' },
  ]
  expect((await stage.send({ text: 'Your address?', quick_replies: chips })).status).toBe(200)
  expect((await newest())['buttons']).toEqual([{ title: 'No', payload: 'NO', quickReply: true }])
  expect((await stage.send({ text: 'Your address?', quick_replies: [{ content_type: 'user_email' }] })).status).toBe(200)
  expect(await newest()).not.toHaveProperty('buttons')
})

test('a file that may be used again has an id, by which it is sent again', async () => {
  const image = (payload: object) => ({ attachment: { type: 'image', payload } })
  expect((await stage.send(image({ url }))).body).not.toHaveProperty('attachment_id')
  const sent = await stage.send(image({ url: `${url}/again.png`, is_reusable: true }))
  expect((await stage.send(image({ attachment_id: sent.body['attachment_id'] }))).status).toBe(200)
  expect((await newest())['attachments']).toMatchObject([{ payload: { url: `${url}/again.png` } }])
})

test('reading is seen, and typing too, for a while or until something is sent', async () => {
  await stage.write('anybody?')
  const act = (sender_action: string) => stage.graph('POST', '/me/messages', { recipient: { id: stage.person.id }, sender_action })
  expect(await newest()).toMatchObject({ text: 'anybody?', status: 'sent' })
  await act('mark_seen')
  expect(await newest()).toMatchObject({ text: 'anybody?', status: 'read' })
  const typing = async () => (await inbox())['typing'] as boolean
  expect(await typing()).toBe(false)
  await act('typing_on')
  expect(await typing()).toBe(true)
  await act('typing_off')
  expect(await typing()).toBe(false)
  await act('typing_on')
  await stage.send({ text: 'yes' })
  expect(await typing()).toBe(false)
  await act('typing_on')
  await stage.advance(1 / 60)
  expect(await typing()).toBe(false)
})

test('a like is counted, and taken back', async () => {
  const comment = await stage.comment('nice')
  const count = async (id: string) => (await stage.graph('GET', `/${id}?fields=like_count`)).body['like_count'] as number
  for (const target of [{ media_id: stage.post.id }, { comment_id: comment }]) {
    const id = Object.values(target)[0]!
    expect(await count(id)).toBe(0)
    for (let again = 2; again > 0; again -= 1) expect((await stage.graph('POST', '/me/likes', target)).body).toEqual({ success: true })
    expect(await count(id)).toBe(1)
    await stage.graph('DELETE', '/me/likes', target)
    expect(await count(id)).toBe(0)
  }
})

test("hiding the account's own comment answers success and claims no effect", async () => {
  const { id } = (await stage.graph('POST', `/${stage.post.id}/comments`, { message: 'from us' })).body
  expect((await stage.graph('POST', `/${id}?hide=true`)).body).toEqual({ success: true })
  expect(await lastEffect()).toBeUndefined()
  const seen = (await stage.control('GET', `/media/${stage.post.id}/comments`)).body['data'] as Json[]
  expect(seen.map((one) => one['id'] as string)).toContain(id)
})

const starters = [{ locale: 'default', call_to_actions: [{ question: 'Prices?', payload: 'PRICE' }] }]
const menu = [{ locale: 'default', call_to_actions: [{ type: 'postback', title: 'Talk to us', payload: 'CARE' }] }]

test('entry points are set without naming the platform, and deleted one by one, however the names are written', async () => {
  const read = async () => ((await stage.graph('GET', '/me/messenger_profile')).body['data'] as Json[])[0] ?? {}
  for (const path of ['?fields=["ice_breakers"]', '?fields=ice_breakers', '?fields[]=ice_breakers', '']) {
    expect((await stage.graph('POST', '/me/messenger_profile', { ice_breakers: starters, persistent_menu: menu })).body).toEqual({
      result: 'success',
    })
    expect(Object.keys(await read()).toSorted()).toEqual(['ice_breakers', 'persistent_menu'])
    const body = path === '' ? { fields: ['ice_breakers'] } : undefined
    expect((await stage.graph('DELETE', `/me/messenger_profile${path}`, body)).body).toEqual({ result: 'success' })
    expect(Object.keys(await read())).toEqual(['persistent_menu'])
  }
})

test.each<[string, string, string, object | undefined]>([
  ['an unknown entry point is read', 'GET', '?fields=greeting', undefined],
  ['an unknown entry point is deleted', 'DELETE', '?fields=get_started', undefined],
  ['nothing is named to be deleted', 'DELETE', '', undefined],
  ['an unknown entry point is set', 'POST', '', { greeting: [{ locale: 'default', text: 'Hi' }] }],
  ['there is no default language', 'POST', '', { ice_breakers: [{ ...starters[0], locale: 'de_DE' }] }],
  ['the composer is switched off', 'POST', '', { persistent_menu: [{ ...menu[0], composer_input_disabled: true }] }],
  [
    'a menu item has a height',
    'POST',
    '',
    { persistent_menu: [{ locale: 'default', call_to_actions: [{ type: 'web_url', title: 'Shop', url, webview_height_ratio: 'full' }] }] },
  ],
])('when %s, it is refused', async (_what, method, query, body) => {
  const before = (await stage.graph('GET', '/me/messenger_profile')).body
  expect(errorOf(await stage.graph(method, `/me/messenger_profile${query}`, body))).toMatchObject({ code: 100 })
  expect((await stage.graph('GET', '/me/messenger_profile')).body).toEqual(before)
})

test('through a Page the platform must be named, or Messenger would be meant', async () => {
  const address = `/${stage.account.pageId}/messenger_profile`
  for (const [method, query] of [
    ['GET', '?fields=ice_breakers'],
    ['DELETE', '?fields=ice_breakers'],
  ] as const) {
    expect(errorOf(await throughPage(method, `${address}${query}`))).toMatchObject({ code: 100 })
    expect((await throughPage(method, `${address}${query}&platform=instagram`)).status).toBe(200)
  }
  expect(errorOf(await throughPage('POST', address, { ice_breakers: starters }))).toMatchObject({ code: 100 })
})
