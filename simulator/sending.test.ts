import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setStage, type Json, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await setStage()))
afterAll(() => stage.close())

const errorOf = (answer: { body: Json }) => [answer.body['error']?.code, answer.body['error']?.error_subcode].filter(Boolean).join('/')

const postback = (title: string) => ({ type: 'postback', title, payload: title })
const chip = (n: number) => ({ content_type: 'text', title: `Chip ${n}`, payload: `CHIP_${n}` })
const buttons = (count: number) => Array.from({ length: count }, (_, n) => postback(`B${n}`))
const template = (payload: object) => ({ attachment: { type: 'template', payload } })
const buttonTemplate = (text: string, list: object[]) => template({ template_type: 'button', text, buttons: list })

beforeEach(() => stage.write('hello'))

test.each<[string, object, string]>([
  ['334 euro signs, 1002 bytes', { text: '€'.repeat(334) }, '100'],
  ['251 emoji, 1004 bytes', { text: '😀'.repeat(251) }, '100'],
  ['an empty text', { text: ' ' }, '100/2534015'],
  ['nothing at all', {}, '100/2534015'],
  ['text and attachment together', { text: 'a', attachment: { type: 'like_heart' } }, '100/2534015'],
  ['a 14th quick reply', { text: 'Pick', quick_replies: Array.from({ length: 14 }, (_, n) => chip(n)) }, '100'],
  ['quick replies without text', { attachment: { type: 'image', payload: { url: 'https://a.b/c.png' } }, quick_replies: [chip(1)] }, '100'],
  ['four buttons', buttonTemplate('Pick', buttons(4)), '100'],
  ['a template without buttons', buttonTemplate('Pick', []), '100'],
  ['641 characters in a template', buttonTemplate('x'.repeat(641), buttons(1)), '100'],
  ['a button title of 21 characters', buttonTemplate('Pick', [postback('x'.repeat(21))]), '100'],
  ['a phone button', buttonTemplate('Pick', [{ type: 'phone_number', title: 'Call', payload: '+1555' }]), '100'],
  ['a link button without a link', buttonTemplate('Pick', [{ type: 'web_url', title: 'Open' }]), '100'],
  ['a payload of 1001 characters', buttonTemplate('Pick', [{ type: 'postback', title: 'Go', payload: 'x'.repeat(1001) }]), '100'],
  [
    'eleven elements',
    template({ template_type: 'generic', elements: Array.from({ length: 11 }, () => ({ title: 'T', subtitle: 'S' })) }),
    '100',
  ],
  ['an element that is only a title', template({ template_type: 'generic', elements: [{ title: 'T' }] }), '100'],
  [
    'an element title of 81 characters',
    template({ template_type: 'generic', elements: [{ title: 'T'.repeat(81), subtitle: 'S' }] }),
    '100',
  ],
  ['a template of another channel', template({ template_type: 'receipt' }), '100'],
  [
    'eleven images',
    { attachments: Array.from({ length: 11 }, () => ({ type: 'image', payload: { url: 'https://a.b/c.png' } })) },
    '100/2534068',
  ],
  ['a picture that is no address', { attachment: { type: 'image', payload: { url: 'c.png' } } }, '100/2018008'],
  ['an upload of nobody', { attachment: { type: 'image', payload: { attachment_id: '1857' } } }, '100/2018074'],
  ['a post of somebody else', { attachment: { type: 'MEDIA_SHARE', payload: { id: '180' } } }, '100/2018074'],
])('%s is refused', async (_, message, code) => {
  const before = await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)
  const answer = await stage.send(message)
  expect([answer.status, errorOf(answer)]).toEqual([400, code])
  expect(answer.body['error']).toMatchObject({
    type: 'OAuthException',
    message: expect.stringContaining('(#100)') as string,
    fbtrace_id: expect.any(String) as string,
  })
  const after = await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)
  expect(after.body['data']).toEqual(before.body['data'])
})

test.each<[string, object]>([
  ['1000 bytes', { text: '😀'.repeat(250) }],
  ['13 quick replies', { text: 'Pick', quick_replies: Array.from({ length: 13 }, (_, n) => chip(n)) }],
  ['three buttons', buttonTemplate('x'.repeat(640), buttons(3))],
  ['a link button', buttonTemplate('Pick', [{ type: 'web_url', title: 'Open', url: 'https://a.b/?c=d' }])],
  [
    'ten cards',
    template({
      template_type: 'generic',
      elements: Array.from({ length: 10 }, () => ({ title: 'T', subtitle: 'S', buttons: buttons(3) })),
    }),
  ],
  ['a heart', { attachment: { type: 'like_heart' } }],
  ['ten pictures', { attachments: Array.from({ length: 10 }, () => ({ type: 'image', payload: { url: 'https://a.b/c.png' } })) }],
])('%s arrives', async (_, message) => {
  const answer = await stage.send(message)
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ recipient_id: stage.person.id, message_id: expect.stringMatching(/^aWdf[A-Za-z0-9]{90,240}$/) as string })
})

test('the same call twice is two messages, for the platform knows no idempotency', async () => {
  const [one, two] = [await stage.send({ text: 'twice' }), await stage.send({ text: 'twice' })]
  expect(one.body['message_id']).not.toBe(two.body['message_id'])
  const inbox = await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)
  expect(inbox.body['data'].filter((message: { text: string }) => message.text === 'twice')).toHaveLength(2)
})

test('form bodies with JSON inside and a token in the query do as well', async () => {
  const form = new URLSearchParams({ recipient: JSON.stringify({ id: stage.person.id }), message: '{"text":"by form"}' })
  const answer = await fetch(`${stage.simulator.url}/graph.instagram.com/me/messages?access_token=${stage.account.accessToken}`, {
    method: 'POST',
    body: form,
  })
  expect(await answer.json()).toMatchObject({ recipient_id: stage.person.id })
})

test('a recipient that came as a number beyond 2^53 is the same person', async () => {
  const body = `{"recipient":{"id":${stage.person.id}},"message":{"text":"exact"}}`
  expect((await stage.graph('POST', '/me/messages', body)).body).toMatchObject({ recipient_id: stage.person.id })
})

test('after 25 hours of silence a send is outside the window; a word from the person opens it again', async () => {
  await stage.advance(25)
  expect(errorOf(await stage.send({ text: 'late' }))).toBe('10/2534022')
  await stage.write('still here')
  expect((await stage.send({ text: 'good' })).status).toBe(200)
})

test('HUMAN_AGENT reaches seven days back only with the feature, other tags are gone', async () => {
  const agent = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
  await stage.advance(25)
  expect(errorOf(await stage.send({ text: 'hi' }, undefined, agent))).toBe('10/2018065')
  await stage.control('PATCH', '/settings', { humanAgent: true })
  expect((await stage.send({ text: 'hi' }, undefined, agent)).status).toBe(200)
  await stage.advance(24 * 7)
  expect(errorOf(await stage.send({ text: 'hi' }, undefined, agent))).toBe('10/2534022')
  await stage.control('PATCH', '/settings', { humanAgent: false })
  expect(errorOf(await stage.send({ text: 'hi' }, undefined, { tag: 'ACCOUNT_UPDATE' }))).toBe('100')
})

test('a comment gives exactly one private reply, and no window', async () => {
  const ben = (await stage.control('POST', '/people', { name: 'Ben' })).body as { id: string }
  const commentId = await stage.comment('PRICE', { personId: ben.id })
  expect(errorOf(await stage.send({ text: 'too early' }, { id: ben.id }))).toBe('10/2534022')
  expect((await stage.send({ text: 'Hi Ben' }, { comment_id: commentId })).body).toMatchObject({ recipient_id: ben.id })
  expect(errorOf(await stage.send({ text: 'Hi Ben' }, { comment_id: commentId }))).toBe('100/2534025')
  expect(errorOf(await stage.send({ text: 'more' }, { id: ben.id }))).toBe('10/2534022')
  const inbox = await stage.control('GET', `/people/${ben.id}/inbox?accountId=${stage.account.id}`)
  expect(inbox.body).toMatchObject({ folder: 'requests', data: [{ from: stage.account.id, text: 'Hi Ben', commentId }] })
})

test('a private reply is refused for unknown, own and deleted comments, and after a week', async () => {
  const own = await stage.graph('POST', `/${stage.post.id}/comments`, { message: 'First!' })
  const gone = await stage.comment('gone')
  await stage.control('DELETE', `/comments/${gone}`)
  const old = await stage.comment('old')
  await stage.advance(24 * 7 + 1)
  for (const [id, code] of [
    ['17900000000000000', '100/2534025'],
    [own.body['id'], '100/2534025'],
    [gone, '100/2534025'],
    [old, '10/2534022'],
  ]) {
    expect(errorOf(await stage.send({ text: 'hi' }, { comment_id: id }))).toBe(code)
  }
})

test('two private replies at the same moment: one arrives', async () => {
  const commentId = await stage.comment('race')
  const answers = await Promise.all(Array.from({ length: 8 }, () => stage.send({ text: 'hi' }, { comment_id: commentId })))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 400)])
})

test('somebody who never wrote or commented is unknown to the account', async () => {
  const stranger = (await stage.control('POST', '/people', { name: 'Stranger' })).body as { id: string }
  expect(errorOf(await stage.send({ text: 'hi' }, { id: stranger.id }))).toBe('100/2534014')
  expect(errorOf(await stage.send({ text: 'hi' }, { id: '1' }))).toBe('100/2534014')
})

test('people with scoped ids are written to by the id that their messages carry', async () => {
  const scoped = (await stage.control('POST', '/people', { name: 'Scoped', scopedIds: true })).body as { id: string }
  const commentId = await stage.comment('hi', { personId: scoped.id })
  const reply = await stage.send({ text: 'hello' }, { comment_id: commentId })
  expect(reply.body['recipient_id']).not.toBe(scoped.id)
  await stage.write('yes', { personId: scoped.id })
  expect(errorOf(await stage.send({ text: 'x' }, { id: scoped.id }))).toBe('100/2534014')
  expect((await stage.send({ text: 'x' }, { id: reply.body['recipient_id'] })).status).toBe(200)
})

test('people who blocked the account or are gone cannot be reached', async () => {
  await stage.control('PATCH', `/people/${stage.person.id}`, { blocked: true })
  expect(errorOf(await stage.send({ text: 'hi' }))).toBe('551/1545041')
  await stage.control('PATCH', '/settings', { blockedAs: '10/2018108' })
  expect(errorOf(await stage.send({ text: 'hi' }))).toBe('10/2018108')
  await stage.control('PATCH', `/people/${stage.person.id}`, { blocked: false, deactivated: true })
  expect(errorOf(await stage.send({ text: 'hi' }))).toBe('10/2018108')
  await stage.control('PATCH', `/people/${stage.person.id}`, { deactivated: false })
  expect((await stage.send({ text: 'hi' })).status).toBe(200)
})

test('a message and a sender action are never one call; an action alone answers without a message id', async () => {
  expect(errorOf(await stage.send({ text: 'hi' }, undefined, { sender_action: 'typing_on' }))).toBe('100/2018014')
  const typing = await stage.graph('POST', '/me/messages', { recipient: { id: stage.person.id }, sender_action: 'typing_on' })
  expect(typing.body).toEqual({ recipient_id: stage.person.id })
})

test('the 101st send of a second and the 751st private reply of an hour are too many', async () => {
  await stage.advance(1.01)
  await stage.write('awake')
  await stage.control('PATCH', '/settings', { limits: { textPerSecond: 5, privateRepliesPerHour: 2 } })
  const burst = await Promise.all(Array.from({ length: 12 }, () => stage.send({ text: 'hi' })))
  expect(burst.filter(({ status }) => status === 200).length).toBeLessThan(12)
  expect(errorOf(burst.find(({ status }) => status !== 200)!)).toBe('613/2534040')
  const replies = []
  for (let n = 0; n < 3; n += 1) replies.push(await stage.send({ text: 'hi' }, { comment_id: await stage.comment('PRICE') }))
  expect(replies.map(errorOf)).toEqual(['', '', '613/2534040'])
  const usage = JSON.parse(replies[2]!.headers.get('x-business-use-case-usage')!) as Record<string, object[]>
  expect(usage[stage.account.id]).toMatchObject([{ type: 'instagram', call_count: 100, estimated_time_to_regain_access: 60 }])
  await stage.advance(1.01)
  expect((await stage.send({ text: 'hi' }, { comment_id: await stage.comment('PRICE') })).status).toBe(200)
  await stage.control('PATCH', '/settings', { limits: { textPerSecond: 100, privateRepliesPerHour: 750 } })
})

test('an uploaded picture is sent by its id', async () => {
  const upload = await stage.graph('POST', `/${stage.account.id}/message_attachments`, {
    message: { attachment: { type: 'image', payload: { url: 'https://a.b/c.png', is_reusable: true } } },
  })
  const id = upload.body['attachment_id'] as string
  expect((await stage.send({ attachment: { type: 'image', payload: { attachment_id: id } } })).status).toBe(200)
  expect(errorOf(await stage.send({ attachment: { type: 'video', payload: { attachment_id: id } } }))).toBe('100/2018047')
})
