import { afterAll, beforeAll, expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import { Text } from 'whatsapp-api-js/messages'
import { setPlatformStage, until } from './platformStage.mjs'

// whatsapp-api-js 6, with what the simulator has of WhatsApp: text, context, reading, typing, statuses.

const app = { secret: 'a secret of the app', verifyToken: 'a token for the handshake' }
let stage, number, person, client
const heard = { messages: [], statuses: [] }

beforeAll(async () => {
  stage = await setPlatformStage()
  number = await stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Studio', phone: '+1 555 000 1111' })
  person = await stage.control('POST', '/people', { name: 'Ana Torres', phone: '+52 55 1234 5678' })
  client = new WhatsAppAPI({ token: number.accessToken, appSecret: app.secret, webhookVerifyToken: app.verifyToken, v: 'v17.0' })
  client.on.message = (args) => void heard.messages.push(args)
  client.on.status = (args) => void heard.statuses.push(args)
  await stage.listen(number.id, app, async (req, body) => {
    if (req.method === 'GET') return { status: 200, body: client.get(Object.fromEntries(new URL(req.url, 'http://a').searchParams)) }
    await client.post(JSON.parse(body), body, req.headers['x-hub-signature-256'])
    return { status: 200, body: '' }
  })
})
afterAll(() => stage.close())

const write = (text) => stage.control('POST', '/messages', { accountId: number.id, personId: person.id, text })
const inbox = async () => (await stage.control('GET', `/people/${person.id}/inbox?accountId=${number.id}`)).data

test('a signed webhook is verified and read, letters of other scripts too', async () => {
  await write('¿Cuánto cuesta? 50 €/h 🎉')
  const { message, contact, phoneID, recipient } = await until(() => heard.messages[0], 'the message')
  expect([message.text.body, contact.profile.name, phoneID, recipient.phone]).toEqual([
    '¿Cuánto cuesta? 50 €/h 🎉',
    'Ana Torres',
    number.phoneNumberId,
    '525512345678',
  ])
})

test('a text is sent by a number with its plus, with its reference, and its statuses are heard', async () => {
  const sent = await client.sendMessage(
    number.phoneNumberId,
    { phone: '+525512345678' },
    new Text('Hola https://a.b', true),
    undefined,
    'job-1',
  )
  expect(sent).toMatchObject({
    messaging_product: 'whatsapp',
    contacts: [{ input: '+525512345678', wa_id: '525512345678' }],
    messages: [{ id: expect.stringMatching(/^wamid\./) }],
  })
  expect(stage.calls.at(-1)).toBe(`POST graph.facebook.com/v17.0/${number.phoneNumberId}/messages`)
  expect((await inbox()).at(-1)).toMatchObject({ id: sent.messages[0].id, text: 'Hola https://a.b' })
  const delivered = await until(() => heard.statuses.find((one) => one.status === 'delivered'), 'the status')
  expect(delivered).toMatchObject({ id: sent.messages[0].id, biz_opaque_callback_data: 'job-1', recipient: { phone: '525512345678' } })
})

test('its own reply to who wrote arrives: by user id, or by a bare number where the platform takes it whole', async () => {
  const { message, recipient } = heard.messages[0]
  const byId = await client.sendMessage(number.phoneNumberId, { bsuid: recipient.bsuid }, new Text('by id'), message.id)
  expect(byId.contacts[0].user_id).toBe(recipient.bsuid)
  expect((await inbox()).at(-1)).toMatchObject({ text: 'by id', replyTo: { mid: message.id } })
  // The platform puts the business's own calling code before it: nobody has that number.
  await heard.messages[0].reply(new Text('lost'))
  expect((await inbox()).at(-1).text).toBe('by id')
  const failed = await until(() => heard.statuses.find((one) => one.status === 'failed'), 'the failure')
  expect(failed.error.code).toBe(131026)
  await stage.control('PATCH', '/settings', { whatsapp: { prependsCallingCode: false } })
  await heard.messages[0].reply(new Text('by number'))
  expect((await inbox()).at(-1).text).toBe('by number')
})

test('a message is marked as read, and shown as being answered', async () => {
  const { id } = await write('are you there?')
  expect(await client.markAsRead(number.phoneNumberId, id)).toEqual({ success: true })
  expect(await client.markAsRead(number.phoneNumberId, id, 'text')).toEqual({ success: true })
})

test('a refusal is read as what the platform says', async () => {
  const refused = await client.sendMessage(number.phoneNumberId, { phone: '+525512345678' }, new Text('hi'), 'wamid.bm9uc2Vuc2U=')
  expect(refused.error).toMatchObject({ code: 131009, type: 'OAuthException', error_data: { messaging_product: 'whatsapp' } })
  const stranger = new WhatsAppAPI({ token: 'EAAnonsense', secure: false, v: 'v26.0' })
  expect((await stranger.sendMessage(number.phoneNumberId, { phone: '+525512345678' }, new Text('hi'))).error.code).toBe(190)
})
