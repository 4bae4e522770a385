import bizSdk from 'facebook-nodejs-business-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setPlatformStage, until } from './platformStage.mjs'

// facebook-nodejs-business-sdk 24: a Page on Messenger: messages, files, templates, entry points, handover, comments, lead forms.

const { Comment, FacebookAdsApi, Lead, LeadgenForm, Page, PagePost, Persona } = bizSdk
const app = { secret: 'a secret of the app', verifyToken: 'a token for the handshake' }
let stage, account, person, post, page
const heard = []

beforeAll(async () => {
  stage = await setPlatformStage()
  account = await stage.control('POST', '/pages', { name: 'Maya Page' })
  person = await stage.control('POST', '/people', { name: 'Ana Torres' })
  post = await stage.control('POST', '/media', { accountId: account.id, caption: 'Mugs' })
  FacebookAdsApi.init(account.accessToken)
  page = new Page(account.id)
  await stage.listen(account.id, app, async (req, body) => {
    if (req.method === 'GET') return { status: 200, body: new URL(req.url, 'http://a').searchParams.get('hub.challenge') }
    heard.push(...JSON.parse(body).entry.flatMap((entry) => [...(entry.messaging ?? []), ...(entry.standby ?? [])]))
    return { status: 200, body: '' }
  })
})
afterAll(() => stage.close())

const write = async (text) => (await stage.control('POST', '/messages', { accountId: account.id, personId: person.id, text })).id
const comment = async (text) => (await stage.control('POST', '/comments', { mediaId: post.id, personId: person.id, text })).id
const inbox = async () => (await stage.control('GET', `/people/${person.id}/inbox?accountId=${account.id}`)).data
const toPerson = () => ({ recipient: { id: person.id }, messaging_type: 'RESPONSE' })
const send = async (message, more = {}) => (await page.createMessage([], { ...toPerson(), message, ...more })).exportAllData()
const refusal = (doing) => doing.then(() => null).catch(({ response }) => [response.code, response.error_subcode])

test('a text with its quick replies arrives, is echoed, delivered and read', async () => {
  await write('price?')
  const quick_replies = [{ content_type: 'text', title: 'Yes', payload: 'YES' }]
  const sent = await send({ text: 'It is 20 €. Shall I send it?', quick_replies, metadata: 'job-42' })
  expect(sent).toMatchObject({ recipient_id: person.id, message_id: expect.stringMatching(/^m_/) })
  expect((await inbox()).at(-1)).toMatchObject({ text: 'It is 20 €. Shall I send it?', buttons: [{ title: 'Yes', quickReply: true }] })
  await until(() => heard.find(({ message }) => message?.is_echo && message.metadata === 'job-42'), 'the echo')
  await until(() => heard.find(({ delivery }) => delivery?.mids.includes(sent.message_id)), 'the delivery')
  await stage.control('POST', `/messages/${sent.message_id}/read`)
  await until(() => heard.find(({ read }) => read?.watermark), 'the reading')
})

test('typing, a file by its link and by the id of an upload, and cards arrive', async () => {
  expect((await page.createMessage([], { recipient: { id: person.id }, sender_action: 'typing_on' })).exportAllData()).toMatchObject({
    recipient_id: person.id,
  })
  await send({ attachment: { type: 'image', payload: { url: 'https://a.b/mug.png' } } })
  const attachment = { type: 'image', payload: { url: 'https://a.b/mug.png', is_reusable: true } }
  const { attachment_id } = (await page.createMessageAttachment([], { message: { attachment } })).exportAllData()
  await send({ attachment: { type: 'image', payload: { attachment_id } } })
  expect((await inbox()).slice(-2).map((one) => one.attachments[0].type)).toEqual(['image', 'image'])
  const buttons = [
    { type: 'postback', title: 'Price', payload: 'PRICE' },
    { type: 'web_url', title: 'Shop', url: 'https://a.b' },
  ]
  const elements = [{ title: 'Mug', subtitle: '20 €', buttons }]
  await send({ attachment: { type: 'template', payload: { template_type: 'generic', elements } } })
  expect((await inbox()).at(-1).elements).toMatchObject([{ title: 'Mug', buttons: [{ title: 'Price' }, { title: 'Shop' }] }])
})

test('a comment is answered in public and in private once, hidden and deleted', async () => {
  const id = await comment('price?')
  expect((await new PagePost(post.id).getComments(['message', 'from'])).map((one) => one.message)).toEqual(['price?'])
  const { id: own } = await new Comment(id).createComment([], { message: 'Sent' })
  expect((await new Comment(id).getComments(['message'])).map((one) => [one.id, one.message])).toEqual([[own, 'Sent']])
  const reply = () => page.createMessage([], { recipient: { comment_id: id }, message: { text: 'for you' } })
  expect((await reply()).exportAllData()).toMatchObject({ recipient_id: person.id })
  expect((await refusal(reply()))[0]).toBe(10900)
  await new Comment(id).update([], { is_hidden: true })
  expect((await new Comment(id).get(['is_hidden'])).is_hidden).toBe(true)
  await new Comment(id).createLike([], {})
  await new Comment(id).delete([])
  expect((await new PagePost(post.id).getComments(['message'])).map((one) => one.message)).not.toContain('price?')
})

test('conversations are read with their messages, and the person by name', async () => {
  const [conversation] = await page.getConversations(['participants', 'messages{message,from}'], { platform: 'messenger' })
  expect(conversation.exportAllData().messages.data.map((one) => one.message)).toContain('price?')
})

test('the whole of the entry points is set, read and taken away', async () => {
  const call_to_actions = [{ type: 'postback', title: 'Prices', payload: 'PRICE' }]
  await page.createMessengerProfile([], {
    get_started: { payload: 'START' },
    greeting: [{ locale: 'default', text: 'Hello!' }],
    ice_breakers: [{ locale: 'default', call_to_actions: [{ question: 'Prices?', payload: 'PRICE' }] }],
    persistent_menu: [{ locale: 'default', call_to_actions }],
  })
  const fields = ['get_started', 'greeting', 'ice_breakers', 'persistent_menu']
  const [profile] = await page.getMessengerProfile(fields, {})
  expect(Object.keys(profile.exportAllData()).toSorted()).toEqual(fields)
  await page.deleteMessengerProfile({ fields })
  expect(await page.getMessengerProfile(fields, {})).toHaveLength(0)
})

test('a thread is passed, asked for, taken, kept longer and released', async () => {
  const inboxApp = '263902037430900'
  const recipient = { id: person.id }
  await write('to a person please')
  await page.createPassThreadControl([], { recipient, target_app_id: inboxApp })
  expect((await refusal(send({ text: 'x' })))[0]).toBe(2018300)
  await page.createRequestThreadControl([], { recipient, metadata: 'may I?' })
  await page.createTakeThreadControl([], { recipient })
  await page.createExtendThreadControl([], { recipient, duration: 3_600 })
  expect((await refusal(page.createExtendThreadControl([], { recipient, duration: 700_000 })))[0]).toBe(100)
  await send({ text: 'here again' })
  await page.createReleaseThreadControl([], { recipient })
  await send({ text: 'and again' })
})

test('a persona is made, written under, listed and deleted', async () => {
  await write('who are you?')
  const { id } = await page.createPersona([], { name: 'Shop bot', profile_picture_url: 'https://a.b/bot.png' })
  await send({ text: 'a machine' }, { persona_id: id })
  expect(await refusal(send({ text: 'x' }, { persona_id: '1' }))).toEqual([100, undefined])
  expect((await page.getPersonas(['name'])).map((one) => one.name)).toEqual(['Shop bot'])
  await new Persona(id).delete([])
  expect(await page.getPersonas(['name'])).toHaveLength(0)
})

test('a person is blocked and let in again', async () => {
  const moderate = (action) => page.createModerateConversation([], { user_ids: [{ id: person.id }], actions: [action] })
  await moderate('BLOCK_USER')
  await expect(write('let me in')).rejects.toThrow(/blocked/)
  await moderate('UNBLOCK_USER')
  await write('here again')
  expect((await refusal(moderate('PRAISE')))[0]).toBe(100)
})

test('a utility template is made, approved, and sent when the window is over', async () => {
  const components = [{ type: 'BODY', text: 'Order {{1}} is ready for you.', example: { body_text: [['A1']] } }]
  await page.createMessageTemplate([], { name: 'order_ready', category: 'UTILITY', language: 'en_US', components })
  await stage.control('POST', '/clock', { advanceMs: 25 * 3_600_000 })
  expect((await page.getMessageTemplates(['name', 'status'])).map((one) => one.exportAllData())).toMatchObject([
    { name: 'order_ready', status: 'APPROVED' },
  ])
  expect(await refusal(send({ text: 'too late' }))).toEqual([10, 2018278])
  const parameters = [{ type: 'text', text: 'A1' }]
  const payload = {
    template_type: 'utility_messages',
    name: 'order_ready',
    language: { code: 'en_US' },
    components: [{ type: 'body', parameters }],
  }
  await send({ attachment: { type: 'template', payload } }, { messaging_type: 'UTILITY' })
  expect((await inbox()).at(-1).text).toBe('Order A1 is ready for you.')
  await page.deleteMessageTemplates({ name: 'order_ready' })
})

test('the forms of a Page and their leads are read', async () => {
  const form = await stage.control('POST', '/forms', { pageId: account.id, name: 'Mugs' })
  expect((await page.getLeadGenForms(['name'])).map((one) => one.name)).toContain('Mugs')
  const test = await new LeadgenForm(form.id).createTestLead([], {})
  const [lead] = await new LeadgenForm(form.id).getTestLeads(['field_data'])
  expect(lead.id).toBe(test.id)
  expect((await new Lead(test.id).get(['field_data', 'form_id'])).form_id).toBe(form.id)
})
