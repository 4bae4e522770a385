import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, setStage, type Answer, type Json, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await setStage()))
afterAll(() => stage.close())

const codeOf = ({ body }: Answer) => [body['error']?.code, body['error']?.error_subcode].filter(Boolean).join('/')
const get = (path: string) => stage.graph('GET', path)
const newPerson = async (more: object = {}) =>
  (await stage.control('POST', '/people', { name: 'Ben Okafor', username: 'ben', ...more })).body['id'] as string

test('a profile cannot be read before its owner wrote; a comment and its private reply give no consent', async () => {
  const ben = await newPerson({ follows: true })
  const commentId = await stage.comment('PRICE', { personId: ben })
  await stage.send({ text: 'hi' }, { comment_id: commentId })
  const refused = await get(`/${ben}?fields=name,is_user_follow_business`)
  expect(refused.body['error']).toMatchObject({ code: 230, type: 'IGApiException' })
  await stage.write('hello', { personId: ben })
  const fields = 'name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user,is_verified_user'
  expect((await get(`/${ben}?fields=${fields}`)).body).toMatchObject({
    id: ben,
    name: 'Ben Okafor',
    username: 'ben',
    is_user_follow_business: true,
    is_verified_user: false,
  })
  await stage.control('PATCH', `/people/${ben}`, { follows: false })
  expect((await get(`/${ben}?fields=is_user_follow_business`)).body).toEqual({ id: ben, is_user_follow_business: false })
  await stage.control('PATCH', `/people/${ben}`, { blocked: true })
  expect(codeOf(await get(`/${ben}`))).toBe('9010')
})

test('a tapped button gives consent as well', async () => {
  const id = await newPerson()
  const commentId = await stage.comment('PRICE', { personId: id })
  const buttons = [{ type: 'postback', title: 'Yes', payload: 'YES' }]
  await stage.send(
    { attachment: { type: 'template', payload: { template_type: 'button', text: 'Want it?', buttons } } },
    { comment_id: commentId },
  )
  await stage.control('POST', '/messages', { accountId: stage.account.id, personId: id, tap: 'YES' })
  expect((await get(`/${id}`)).status).toBe(200)
  expect((await stage.send({ text: 'here' }, { id })).status).toBe(200)
})

test('/me tells the app-scoped id apart from the professional one', async () => {
  const { body } = await get('/me?fields=id,user_id,username,name,account_type,media_count')
  expect(body).toMatchObject({ user_id: stage.account.id, username: 'maya.studio', account_type: 'Business' })
  expect(body['id']).not.toBe(stage.account.id)
  await stage.control('PATCH', '/settings', { wrapMe: true })
  expect((await get('/me?fields=user_id')).body['data'][0]['user_id']).toBe(stage.account.id)
  await stage.control('PATCH', '/settings', { wrapMe: false })
  expect(codeOf(await get('/me?fields=nonsense'))).toBe('100')
})

test('media and comments come page by page, newest first, until there is no next', async () => {
  for (let n = 1; n <= 7; n += 1)
    await stage.control('POST', '/media', { accountId: stage.account.id, kind: n === 7 ? 'STORY' : 'FEED', caption: `Post ${n}` })
  const captions: string[] = []
  let next: string | undefined = `/${stage.account.id}/media?fields=id,caption,media_type,media_product_type,permalink,timestamp&limit=3`
  while (next) {
    const page: Json = (await get(next)).body
    captions.push(...page['data'].map((media: Json) => media['caption'] as string))
    next =
      page['paging']?.next === undefined
        ? undefined
        : `/${stage.account.id}/media?fields=caption&limit=3&after=${page['paging'].cursors.after}`
  }
  expect(captions).toEqual(['Post 6', 'Post 5', 'Post 4', 'Post 3', 'Post 2', 'Post 1', 'Mugs'])
  expect((await get(`/${stage.account.id}/stories?fields=caption`)).body['data']).toMatchObject([{ caption: 'Post 7' }])
})

test('comments are read with their answers, and by the address that paging gives', async () => {
  const media = (await stage.control('POST', '/media', { accountId: stage.account.id, kind: 'FEED', caption: 'Many' })).body['id'] as string
  const first = await stage.comment('one', { mediaId: media })
  await stage.graph('POST', `/${first}/replies`, { message: 'answer' })
  for (let n = 0; n < 55; n += 1) await stage.comment(`n${n}`, { mediaId: media })
  const page = (await get(`/${media}/comments?fields=id,text,username,from,hidden,parent_id,replies{id,text,from}`)).body
  expect(page['data']).toHaveLength(50)
  expect(page['data'][0]).toMatchObject({ text: 'n54', username: 'ana', from: { id: stage.person.id, username: 'ana' }, hidden: false })
  const rest = (await call(page['paging'].next as string, 'GET', undefined, { authorization: `Bearer ${stage.account.accessToken}` })).body
  expect(rest['data']).toHaveLength(6)
  expect(rest['data'][5]).toMatchObject({ id: first, replies: { data: [{ text: 'answer', from: { id: stage.account.id } }] } })
  expect(rest['paging']).not.toHaveProperty('next')
})

test('hiding, deleting and closing comments answer success and change what everybody sees', async () => {
  const id = await stage.comment('rude')
  const seen = async () =>
    ((await stage.control('GET', `/media/${stage.post.id}/comments`)).body['data'] as Json[]).map((comment) => comment['id'] as string)
  expect((await stage.graph('POST', `/${id}?hide=true`)).body).toEqual({ success: true })
  expect(await seen()).not.toContain(id)
  expect(codeOf(await stage.graph('POST', `/${id}/replies`, { message: 'no' }))).toBe('100')
  await stage.graph('POST', `/${id}?hide=false`)
  expect(await seen()).toContain(id)
  expect((await stage.graph('DELETE', `/${id}`)).body).toEqual({ success: true })
  expect(await seen()).not.toContain(id)
  expect(codeOf(await get(`/${id}`))).toBe('100')
  await stage.graph('POST', `/${stage.post.id}?comment_enabled=false`)
  expect((await stage.control('POST', '/comments', { mediaId: stage.post.id, personId: stage.person.id, text: 'x' })).status).toBe(400)
  await stage.graph('POST', `/${stage.post.id}?comment_enabled=true`)
})

test.each([
  ['301 characters', 'x'.repeat(301)],
  ['five hashtags', '#a #b #c #d #e'],
  ['two links', 'https://a.b https://c.d'],
])('a public reply with %s is refused', async (_, message) => {
  expect(codeOf(await stage.graph('POST', `/${await stage.comment('hi')}/replies`, { message }))).toBe('100')
})

test('a conversation shows its newest twenty messages and no more than that older ones were there', async () => {
  await stage.control('PATCH', '/settings', { limits: { conversationsPerSecond: null } })
  const id = await newPerson()
  const mids: string[] = []
  for (let n = 1; n <= 25; n += 1) mids.push(await stage.write(`word ${n}`, { personId: id }))
  const [conversation] = (await get(`/${stage.account.id}/conversations?platform=instagram&user_id=${id}`)).body['data'] as Json[]
  const { messages, participants } = (await get(`/${conversation!['id']}?fields=participants,messages{id,created_time,from,to,message}`))
    .body
  expect(participants.data).toHaveLength(2)
  expect(messages.data).toHaveLength(25)
  expect(messages.data[0]).toMatchObject({
    message: 'word 25',
    from: { id },
    created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/) as string,
  })
  expect(messages.data[19]['message']).toBe('word 6')
  expect(messages.data[20]).not.toHaveProperty('message')
  expect((await get(`/${mids[24]}?fields=id,message,from,to`)).body).toMatchObject({ id: mids[24], message: 'word 25' })
  expect(codeOf(await get(`/${mids[0]}`))).toBe('9000001')
  await stage.control('PATCH', '/settings', { limits: { conversationsPerSecond: 2 } })
  const burst = await Promise.all(Array.from({ length: 4 }, () => get('/me/conversations?platform=instagram')))
  expect(burst.map(codeOf).toSorted()).toEqual(['', '', '80002/2446079', '80002/2446079'])
})

test('conversation starters are set, offered in an empty thread, and tapped', async () => {
  const starters = [{ locale: 'default', call_to_actions: [{ question: 'Prices?', payload: 'PRICES' }] }]
  const profile = `/${stage.account.id}/messenger_profile`
  expect((await stage.graph('POST', profile, { platform: 'instagram', ice_breakers: starters })).body).toEqual({ result: 'success' })
  expect((await get(`${profile}?fields=ice_breakers`)).body).toEqual({ data: [{ ice_breakers: starters }] })
  const tooMany = [{ locale: 'default', call_to_actions: Array.from({ length: 5 }, () => ({ question: 'Q', payload: 'P' })) }]
  expect(codeOf(await stage.graph('POST', profile, { platform: 'instagram', ice_breakers: tooMany }))).toBe('100')
  const id = await newPerson()
  const inbox = async () => (await stage.control('GET', `/people/${id}/inbox?accountId=${stage.account.id}`)).body
  expect((await inbox())['starters']).toEqual([{ title: 'Prices?', payload: 'PRICES' }])
  await stage.control('POST', '/messages', { accountId: stage.account.id, personId: id, tap: 'PRICES' })
  await stage.heard((part) => (part['postback'] as Json)?.['payload'] === 'PRICES')
  expect((await stage.graph('DELETE', profile, { fields: ['ice_breakers'] })).body).toEqual({ result: 'success' })
  expect((await get(profile)).body).toEqual({ data: [] })
})

test('another account sees nothing of this one', async () => {
  const other = (await stage.control('POST', '/accounts', { channel: 'instagram', name: 'Other' })).body
  const commentId = await stage.comment('hi')
  await stage.write('hello')
  for (const [method, path] of [
    ['GET', `/${stage.post.id}`],
    ['GET', `/${commentId}`],
    ['GET', `/${stage.person.id}`],
    ['POST', `/${stage.account.id}/messages`],
    ['DELETE', `/${commentId}`],
  ] as const) {
    const answer = await stage.graph(
      method,
      path,
      method === 'POST' ? { recipient: { id: stage.person.id }, message: { text: 'x' } } : undefined,
      other['accessToken'],
    )
    expect([path, codeOf(answer), answer.body['error'].type]).toEqual([path, '100', 'IGApiException'])
  }
  const body = { recipient: { id: stage.person.id }, message: { text: 'x' } }
  expect(codeOf(await stage.graph('POST', '/me/messages', body, other['accessToken']))).toBe('100/2534014')
  const reply = { recipient: { comment_id: commentId }, message: { text: 'x' } }
  expect(codeOf(await stage.graph('POST', '/me/messages', reply, other['accessToken']))).toBe('100/2534025')
})

test.each([
  ['no token at all', '/me', null, [401, '104']],
  ['a token of nobody', '/me', 'IGAAnonsense', [401, '190']],
  ['an unknown path', '/me/nonsense', undefined, [400, '2500']],
  ['an object that is not there', '/17900000000000000', undefined, [400, '100']],
] as const)('%s is answered in the envelope of the platform', async (_, path, token, expected) => {
  const answer = await stage.graph('GET', path, undefined, token)
  expect([answer.status, codeOf(answer)]).toEqual(expected)
  expect(answer.body['error']['fbtrace_id']).toMatch(/^A[A-Za-z0-9]{22}$/)
})

test('a proof, where the app demands one, must be made with its secret', async () => {
  const proof = (secret: string) => createHmac('sha256', secret).update(stage.account.accessToken).digest('hex')
  await stage.control('PATCH', '/settings', { app: { secret: 'test_app_secret', requireProof: true } })
  expect(codeOf(await get('/me'))).toBe('100')
  expect(codeOf(await get(`/me?appsecret_proof=${proof('other')}`))).toBe('100')
  expect((await get(`/me?appsecret_proof=${proof('test_app_secret')}`)).status).toBe(200)
  await stage.control('PATCH', '/settings', { app: { secret: null, requireProof: false } })
})
