import { Client } from '@great-detail/whatsapp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setPlatformStage, until } from './platformStage.mjs'

// @great-detail/whatsapp 9: texts, reading, typing, numbers, subscriptions, override addresses, files, templates.

const app = { secret: 'a secret of the app', verifyToken: 'a token for the handshake' }
let stage, number, person, client
const heard = []

beforeAll(async () => {
  stage = await setPlatformStage()
  number = await stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Studio', phone: '+1 555 000 1111' })
  person = await stage.control('POST', '/people', { name: 'Ana Torres', phone: '+52 55 1234 5678' })
  client = new Client({ request: { headers: { Authorization: `Bearer ${number.accessToken}` }, retry: 0 } })
  await stage.listen(number.id, app, hear)
})
afterAll(() => stage.close())

/** What the client's own documents do with a request of the platform. */
async function hear(req, body) {
  if (req.method === 'GET') {
    const registered = await client.webhook.register({
      method: 'GET',
      query: Object.fromEntries(new URL(req.url, 'http://a').searchParams),
    })
    if (registered.verifyToken !== app.verifyToken) return { status: 403, body: '' }
    return { status: 200, body: registered.accept() }
  }
  const event = await client.webhook.eventNotification({ method: 'POST', body, headers: req.headers })
  await event.verifySignature(app.secret)
  heard.push(event.eventNotification)
  return { status: 200, body: '' }
}

const write = (text) => stage.control('POST', '/messages', { accountId: number.id, personId: person.id, text })
const to = { phoneNumberID: '', to: '+525512345678' }
const text = (body) => client.message.createMessage({ ...to, phoneNumberID: number.phoneNumberId, type: 'text', text: { body } }).json()

test('the handshake is done and a signed webhook verified', async () => {
  await write('¿Precio?')
  const [first] = await until(() => heard.length > 0 && heard, 'the message')
  expect(first.entry[0]).toMatchObject({
    id: number.wabaId,
    changes: [{ field: 'messages', value: { messages: [{ text: { body: '¿Precio?' } }] } }],
  })
})

test('a text is sent and arrives', async () => {
  const sent = await text('Hola')
  expect(sent.messages[0].id).toMatch(/^wamid\./)
  const { data } = await stage.control('GET', `/people/${person.id}/inbox?accountId=${number.id}`)
  expect(data.at(-1)).toMatchObject({ text: 'Hola', id: sent.messages[0].id })
})

test('a message is marked as read, with the sign of typing', async () => {
  const { id } = await write('hello?')
  const status = { phoneNumberID: number.phoneNumberId, status: 'read', message_id: id, typing_indicator: { type: 'text' } }
  expect(await client.message.createStatus(status).json()).toEqual({ success: true })
})

// All that the client knows, but for those of a business profile and of greetings.
const numberFields =
  'account_mode,code_verification_status,display_phone_number,eligibility_for_api_business_global_search,health_status,id,is_official_business_account,is_on_biz_app,is_pin_enabled,is_preverified_number,last_onboarded_time,messaging_limit_tier,name_status,platform_type,quality_rating,quality_score,status,throughput,verified_name,webhook_configuration'.split(
    ',',
  )

test('a number is read with the fields that are asked for, and numbers are listed', async () => {
  const read = await client.phoneNumbers.getPhoneNumber({ phoneNumberID: number.phoneNumberId, fields: numberFields }).json()
  expect(Object.keys(read).toSorted()).toEqual(numberFields)
  expect(read).toMatchObject({ id: number.phoneNumberId, verified_name: 'Maya Studio', status: 'CONNECTED', account_mode: 'LIVE' })
  expect([read.display_phone_number, read.health_status.can_send_message]).toEqual(['+1 555 000 1111', 'AVAILABLE'])
  const { data } = await client.phoneNumbers.listPhoneNumbers({ businessAccountID: number.wabaId }).json()
  expect(data).toMatchObject([{ id: number.phoneNumberId, quality_rating: 'GREEN' }])
})

test('subscriptions are listed and made', async () => {
  const { data } = await client.subscribedApps.listSubscriptions({ businessAccountID: number.wabaId }).json()
  expect(data).toMatchObject([{ whatsapp_business_api_data: { id: expect.any(String) } }])
  expect(await client.subscribedApps.createSubscription({ businessAccountID: number.wabaId }).json()).toEqual({ success: true })
})

test('an override address hears messages once it agreed, and not before', async () => {
  const subscribe = (more) => client.subscribedApps.createSubscription({ businessAccountID: number.wabaId, ...more })
  const refused = await subscribe({ override_callback_uri: `${stage.url}/nowhere`, verify_token: 'x' })
    .json()
    .catch((error) => error)
  expect([refused.response.status, refused.data.error.code]).toEqual([400, 2200])
  await write('to the app')
  await until(() => JSON.stringify(heard).includes('to the app'), 'the message at the address of the app')

  const other = []
  const url = await stage.serve(async (req, body) => {
    if (req.method === 'GET') return hear(req, body)
    other.push(JSON.parse(body))
    return { status: 200, body: '' }
  })
  expect(await subscribe({ override_callback_uri: url, verify_token: app.verifyToken }).json()).toEqual({ success: true })
  const asked = { phoneNumberID: number.phoneNumberId, fields: ['webhook_configuration'] }
  const { webhook_configuration } = await client.phoneNumbers.getPhoneNumber(asked).json()
  expect(webhook_configuration).toMatchObject({ whatsapp_business_account: url })
  await write('to the other')
  await until(() => JSON.stringify(other).includes('to the other'), 'the message at the other address')
  expect(JSON.stringify(heard)).not.toContain('to the other')

  expect(await subscribe({}).json()).toEqual({ success: true })
  await write('to the app again')
  await until(() => JSON.stringify(heard).includes('to the app again'), 'the message at the address of the app')
})

test('the business account is read', async () => {
  const read = await client.whatsappBusinessAccount.get(number.wabaId, { fields: ['id', 'name', 'account_review_status'] }).json()
  expect(read).toEqual({ id: number.wabaId, name: 'Maya Studio', account_review_status: 'APPROVED' })
})

test('a refusal is told with its status and its words', async () => {
  const error = await client.message
    .createMessage({ phoneNumberID: number.phoneNumberId, to: '+525512345678', type: 'text', text: {} })
    .json()
    .catch((thrown) => thrown)
  expect(error.response.status).toBe(400)
  const body = error.data ?? (await error.response.json())
  expect(body.error).toMatchObject({ code: 131008, error_data: { details: expect.stringContaining('body') } })
})

test('a file is uploaded, told of, fetched, sent and deleted', async () => {
  const bytes = Buffer.from('%PDF-1.4 prices')
  const file = new Blob([bytes], { type: 'application/pdf' })
  const { id } = await client.media
    .upload({ phoneNumberID: number.phoneNumberId, file, filename: 'prices.pdf', mimeType: 'application/pdf' })
    .json()
  const told = await client.media.getURL({ mediaID: id, phoneNumberID: number.phoneNumberId }).json()
  expect(told).toMatchObject({ id, mime_type: 'application/pdf', file_size: bytes.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const fetched = await client.media.download({
    mediaURL: told.url,
    request: { headers: { Authorization: `Bearer ${number.accessToken}`, Host: new URL(told.url).host } },
  })
  expect(Buffer.from(await fetched.arrayBuffer())).toEqual(bytes)
  const document = { id, caption: 'Prices', filename: 'prices.pdf' }
  await client.message.createMessage({ ...to, phoneNumberID: number.phoneNumberId, type: 'document', document }).json()
  const { data } = await stage.control('GET', `/people/${person.id}/inbox?accountId=${number.id}`)
  expect(data.at(-1)).toMatchObject({ text: 'Prices', attachments: [{ type: 'document' }] })
  expect(await client.media.delete({ mediaID: id }).json()).toEqual({ success: true })
})

test('a template is made, reviewed, listed, read, edited, sent and deleted', async () => {
  const made = await client.template
    .create(number.wabaId, {
      name: 'order_ready',
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Order {{1}} is ready for you.', example: { body_text: [['A1']] } }],
    })
    .json()
  expect(made).toMatchObject({ status: 'PENDING', category: 'UTILITY' })
  await stage.control('POST', '/clock', { advanceMs: 3_600_000 })
  const { data } = await client.template
    .list(number.wabaId, { status: 'APPROVED', fields: ['name', 'status', 'language'], limit: 5 })
    .json()
  expect(data).toEqual([{ id: made.id, name: 'order_ready', status: 'APPROVED', language: 'en_US' }])
  expect(await client.template.get(made.id, { fields: ['name', 'category'] }).json()).toEqual({
    id: made.id,
    name: 'order_ready',
    category: 'UTILITY',
  })
  const template = {
    name: 'order_ready',
    language: { code: 'en_US' },
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'A1' }] }],
  }
  await client.message.createMessage({ ...to, phoneNumberID: number.phoneNumberId, type: 'template', template }).json()
  const inbox = await stage.control('GET', `/people/${person.id}/inbox?accountId=${number.id}`)
  expect(inbox.data.at(-1).text).toBe('Order A1 is ready for you.')
  const components = [{ type: 'BODY', text: 'Your order {{1}} is now ready.', example: { body_text: [['A1']] } }]
  expect(await client.template.update(made.id, { components }).json()).toMatchObject({ success: true })
  expect(await client.template.delete(number.wabaId, { name: 'order_ready' }).json()).toEqual({ success: true })
  expect((await client.template.list(number.wabaId, { name_or_content: 'order_ready' }).json()).data).toEqual([])
})
