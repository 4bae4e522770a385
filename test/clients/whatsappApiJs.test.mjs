import { afterAll, beforeAll, expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import {
  ActionButtons,
  ActionContactRequest,
  ActionCTA,
  ActionList,
  ActionLocation,
  Audio,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  Contacts,
  Document,
  Footer,
  Header,
  HeaderComponent,
  HeaderParameter,
  Image,
  Interactive,
  Language,
  ListSection,
  Location,
  Name,
  PayloadComponent,
  Phone,
  Reaction,
  Row,
  Sticker,
  Template,
  Text,
  URLComponent,
  Video,
} from 'whatsapp-api-js/messages'
import { setPlatformStage, until } from './platformStage.mjs'

// whatsapp-api-js 6: texts, files, what can be tapped, templates, reactions, contexts, reading, typing, statuses, blocking, short links.

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

const to = { phone: '+525512345678' }
const send = async (message, context) => {
  const sent = await client.sendMessage(number.phoneNumberId, to, message, context)
  if (sent.error) throw new Error(`${sent.error.code}: ${sent.error.error_data?.details ?? sent.error.message}`)
  return sent.messages[0].id
}
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const upload = async (bytes, type, name) => {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new Blob([bytes], { type }), name)
  form.set('type', type)
  return (await client.uploadMedia(number.phoneNumberId, form)).id
}

test('a file is uploaded, sent by its id, read, fetched with the token alone, and deleted', async () => {
  const id = await upload(png, 'image/png', 'mug.png')
  await send(new Image(id, true, 'A mug'))
  expect((await inbox()).at(-1)).toMatchObject({ text: 'A mug', attachments: [{ type: 'image' }] })
  const told = await client.retrieveMedia(id, number.phoneNumberId)
  expect(told).toMatchObject({ messaging_product: 'whatsapp', id, mime_type: 'image/png', file_size: png.length })
  expect(Buffer.from(await (await client.fetchMedia(told.url)).arrayBuffer())).toEqual(png)
  expect((await fetch(told.url)).status).toBe(401)
  expect(await client.deleteMedia(id, number.phoneNumberId)).toEqual({ success: true })
  expect((await client.retrieveMedia(id)).error).toMatchObject({ code: 100, error_subcode: 33 })
})

test('a file that is not what it is said to be is refused', async () => {
  const form = new FormData()
  form.set('file', new Blob(['no picture'], { type: 'image/png' }), 'mug.png')
  form.set('type', 'image/png')
  form.set('messaging_product', 'whatsapp')
  expect((await client.uploadMedia(number.phoneNumberId, form)).error.code).toBe(131009)
})

test('files by link, places and contacts arrive', async () => {
  const kinds = [
    [new Image('https://a.b/mug.png', false, 'A mug'), { text: 'A mug', attachments: [{ type: 'image' }] }],
    [new Video('https://a.b/mug.mp4', false, 'Turning'), { text: 'Turning', attachments: [{ type: 'video' }] }],
    [new Audio('https://a.b/hello.ogg', false, true), { attachments: [{ type: 'audio' }] }],
    [
      new Document('https://a.b/list.pdf', false, 'Prices', 'list.pdf'),
      { text: 'Prices', attachments: [{ type: 'document', payload: { filename: 'list.pdf' } }] },
    ],
    [new Sticker('https://a.b/wave.webp'), { attachments: [{ type: 'sticker' }] }],
    [new Location(-99.13, 19.43, 'The shop', 'Calle 1'), { attachments: [{ type: 'location', payload: { name: 'The shop' } }] }],
    [new Contacts([new Name('Maya Ruiz', 'Maya'), new Phone('+15550001111')]), { attachments: [{ type: 'contact' }] }],
  ]
  for (const [message, seen] of kinds) {
    const id = await send(message)
    expect((await inbox()).at(-1)).toMatchObject({ id, ...seen })
  }
})

test('what can be tapped arrives, and a tap is heard with its id', async () => {
  const buttons = new ActionButtons(new Button('yes', 'Yes'), new Button('no', 'No'))
  const asked = await send(new Interactive(buttons, new Body('A mug?'), new Header('Mugs'), new Footer('Maya Studio')))
  expect((await inbox()).at(-1)).toMatchObject({ id: asked, buttons: [{ title: 'Yes' }, { title: 'No' }] })
  await stage.control('POST', '/messages', { accountId: number.id, personId: person.id, tap: 'yes', replyTo: asked })
  const tapped = await until(() => heard.messages.find(({ message }) => message.type === 'interactive'), 'the tap')
  expect(tapped.message.interactive).toMatchObject({ type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } })

  const list = new ActionList('Choose', new ListSection(undefined, new Row('s', 'Small', '20 €'), new Row('l', 'Large', '30 €')))
  const chosen = await send(new Interactive(list, new Body('Which?')))
  await stage.control('POST', '/messages', { accountId: number.id, personId: person.id, tap: 'l', replyTo: chosen })
  const picked = await until(() => heard.messages.find(({ message }) => message.interactive?.type === 'list_reply'), 'the choice')
  expect(picked.message.interactive.list_reply).toMatchObject({ id: 'l', title: 'Large' })

  await send(new Interactive(new ActionCTA('Open', 'https://a.b/mugs'), new Body('All mugs')))
  expect((await inbox()).at(-1).buttons).toMatchObject([{ title: 'Open', url: 'https://a.b/mugs' }])
  await send(new Interactive(new ActionLocation(), new Body('Where are you?')))
  await send(new Interactive(new ActionContactRequest(), new Body('Your number?')))
  expect((await inbox()).slice(-2).map((one) => one.text)).toEqual(['Where are you?', 'Your number?'])
})

test('a reaction is set and taken away', async () => {
  const { id } = await write('nice')
  await send(new Reaction(id, '👍'))
  const reacted = async () => (await inbox()).find((one) => one.id === id).reactions?.account?.emoji
  expect(await reacted()).toBe('👍')
  await send(new Reaction(id))
  expect(await reacted()).toBeUndefined()
})

test('a person is blocked and let in again; one who never wrote cannot be blocked', async () => {
  const stranger = await stage.control('POST', '/people', { name: 'Ben', phone: '+52 55 9999 0000' })
  const blocked = await client.blockUser(number.phoneNumberId, '+525512345678')
  expect(blocked.block_users.added_users).toEqual([{ input: '+525512345678', wa_id: '525512345678' }])
  await expect(write('let me in')).rejects.toThrow(/blocked/)
  const removed = await client.unblockUser(number.phoneNumberId, '+525512345678')
  expect(removed.block_users.removed_users).toHaveLength(1)
  await write('here again')
  const failed = await client.blockUser(number.phoneNumberId, stranger.phone)
  expect([failed.error.code, failed.block_users.failed_users.length]).toEqual([139100, 1])
})

test('a short link is made, read, changed and deleted', async () => {
  const made = await client.createQR(number.phoneNumberId, 'hello', 'svg')
  expect(made).toMatchObject({
    prefilled_message: 'hello',
    deep_link_url: `https://wa.me/message/${made.code}`,
    qr_image_url: expect.any(String),
  })
  expect((await client.retrieveQR(number.phoneNumberId)).data).toHaveLength(1)
  expect((await client.updateQR(number.phoneNumberId, made.code, 'hi')).prefilled_message).toBe('hi')
  expect((await client.retrieveQR(number.phoneNumberId, made.code)).data).toMatchObject([{ prefilled_message: 'hi' }])
  expect(await client.deleteQR(number.phoneNumberId, made.code)).toEqual({ success: true })
  expect((await client.retrieveQR(number.phoneNumberId)).data).toEqual([])
})

test('a template is sent after the window closed, filled; a text is not, and a wrong number of parameters is refused', async () => {
  const components = [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Hi {{1}}, order {{2}} is ready.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://a.b/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Stop' },
      ],
    },
  ]
  await stage.control('POST', '/templates', {
    accountId: number.id,
    name: 'order_ready',
    language: 'en_US',
    category: 'UTILITY',
    components,
  })
  await stage.control('POST', '/clock', { advanceMs: 25 * 3_600_000 })
  const late = await send(new Text('too late'))
  await until(() => heard.statuses.find((one) => one.id === late && one.error?.code === 131047), 'the refusal')
  const filled = (...words) =>
    new Template(
      'order_ready',
      new Language('en_US'),
      new HeaderComponent(new HeaderParameter(new Image('https://a.b/mug.png'))),
      new BodyComponent(...words.map((word) => new BodyParameter(word))),
      new URLComponent('A1'),
      new PayloadComponent('STOP'),
    )
  const id = await send(filled('Ana', 'A1'))
  expect((await inbox()).at(-1)).toMatchObject({ id, text: expect.stringContaining('Hi Ana, order A1 is ready.') })
  await expect(send(filled('Ana'))).rejects.toThrow(/132000/)
})
