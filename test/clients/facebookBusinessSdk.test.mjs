import bizSdk from 'facebook-nodejs-business-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setPlatformStage } from './platformStage.mjs'

// facebook-nodejs-business-sdk 24: Instagram through a Page: account, media, comments, messages, conversations, uploads, entry points.

const { FacebookAdsApi, IGUser, IGMedia, IGComment, Page } = bizSdk
let stage, account, person, media, page

beforeAll(async () => {
  stage = await setPlatformStage()
  account = await stage.control('POST', '/accounts', { channel: 'instagram', name: 'Maya Studio', loginType: 'facebook' })
  person = await stage.control('POST', '/people', { name: 'Ana Torres', username: 'ana' })
  media = await stage.control('POST', '/media', { accountId: account.id, kind: 'FEED', caption: 'Mugs' })
  FacebookAdsApi.init(account.pageAccessToken)
  page = new Page(account.pageId)
})
afterAll(() => stage.close())

const comment = (text) => stage.control('POST', '/comments', { mediaId: media.id, personId: person.id, text })
const write = (text) => stage.control('POST', '/messages', { accountId: account.id, personId: person.id, text })
const inbox = async () => stage.control('GET', `/people/${person.id}/inbox?accountId=${account.id}`)

test('the Page and its Instagram account are read', async () => {
  expect((await page.get(['name', 'instagram_business_account'])).instagram_business_account).toEqual({ id: account.id })
  const user = await new IGUser(account.id).get(['username', 'followers_count', 'media_count'])
  expect([user.username, user.media_count]).toEqual(['maya.studio', 1])
})

test('media are listed page by page and read; live ones and stories too', async () => {
  for (const caption of ['Bowls', 'Plates']) await stage.control('POST', '/media', { accountId: account.id, kind: 'FEED', caption })
  await stage.control('POST', '/media', { accountId: account.id, kind: 'STORY', caption: 'Today' })
  const cursor = await new IGUser(account.id).getMedia(['caption'], { limit: 2 })
  expect(cursor.map((one) => one.caption)).toEqual(['Plates', 'Bowls'])
  expect(cursor.hasNext()).toBe(true)
  expect((await cursor.next()).map((one) => one.caption)).toEqual(['Mugs'])
  expect((await new IGUser(account.id).getStories(['caption'])).map((one) => one.caption)).toEqual(['Today'])
  expect(await new IGUser(account.id).getLiveMedia(['id'])).toHaveLength(0)
  expect((await new IGMedia(media.id).get(['caption', 'media_type', 'owner'])).exportAllData()).toMatchObject({
    caption: 'Mugs',
    media_type: 'IMAGE',
    owner: { id: account.id },
  })
})

test('comments are read, answered, hidden and deleted; comments are switched off', async () => {
  const { id } = await comment('price?')
  expect((await new IGMedia(media.id).getComments(['text', 'username'])).map((one) => one.text)).toEqual(['price?'])
  const reply = await new IGComment(id).createReply([], { message: 'sent' })
  expect((await new IGComment(id).getReplies(['text'])).map((one) => [one.id, one.text])).toEqual([[reply.id, 'sent']])
  const seen = async () => (await stage.control('GET', `/media/${media.id}/comments`)).data.map((one) => one.text)
  await new IGComment(id).update([], { hide: true })
  expect(await seen()).toEqual([])
  await new IGComment(id).update([], { hide: false })
  expect(await seen()).toEqual(['price?', 'sent'])
  await new IGComment(id).delete([], {})
  expect(await seen()).toEqual([])
  await new IGMedia(media.id).createComment([], { message: 'from the shop' })
  expect(await seen()).toEqual(['from the shop'])
  await new IGMedia(media.id).update([], { comment_enabled: false })
  await expect(comment('too late')).rejects.toThrow(/switched off/)
  await new IGMedia(media.id).update([], { comment_enabled: true })
})

test('a private reply and a message with buttons arrive', async () => {
  const { id } = await comment('me!')
  const reply = await page.createMessage([], { recipient: { comment_id: id }, message: { text: 'for you' } })
  expect(reply.exportAllData()).toMatchObject({ recipient_id: person.id, message_id: expect.any(String) })
  await write('thanks')
  const buttons = [{ type: 'postback', title: 'Price', payload: 'PRICE' }]
  const template = { type: 'template', payload: { template_type: 'button', text: 'What next?', buttons } }
  await page.createMessage([], { recipient: { id: person.id }, messaging_type: 'RESPONSE', message: { attachment: template } })
  const { data } = await inbox()
  expect(data.map((one) => one.text)).toEqual(['for you', 'thanks', 'What next?'])
  expect(data.at(-1).buttons).toMatchObject([{ title: 'Price', payload: 'PRICE' }])
})

test('a second private reply is refused in the words of the platform', async () => {
  const { id } = await comment('me too!')
  const send = () => page.createMessage([], { recipient: { comment_id: id }, message: { text: 'for you' } })
  await send()
  const error = await send().catch((thrown) => thrown)
  expect([error.status, error.response.code, error.response.error_subcode]).toEqual([400, 100, 2534025])
})

test('conversations are read with their messages', async () => {
  const [conversation] = await page.getConversations(['participants', 'messages{message,from}'], {
    platform: 'instagram',
    user_id: person.id,
  })
  expect(conversation.exportAllData().participants.data.map((one) => one.username)).toEqual(['maya.studio', 'ana'])
  expect(conversation.exportAllData().messages.data.map((one) => one.message)).toContain('thanks')
})

test('an upload is sent by its id', async () => {
  const attachment = { type: 'image', payload: { url: 'https://a.b/mug.png', is_reusable: true } }
  const upload = await page.createMessageAttachment([], { platform: 'instagram', message: { attachment } })
  const byId = { type: 'image', payload: { attachment_id: upload.exportAllData().attachment_id } }
  await page.createMessage([], { recipient: { id: person.id }, message: { attachment: byId } })
  expect((await inbox()).data.at(-1).attachments).toMatchObject([{ type: 'image' }])
})

test('conversation starters are set, read, and taken away by a list of names', async () => {
  const other = await stage.control('POST', '/people', { name: 'Ben', username: 'ben' })
  const starters = async () => (await stage.control('GET', `/people/${other.id}/inbox?accountId=${account.id}`)).starters
  const call_to_actions = [{ question: 'Prices?', payload: 'PRICE' }]
  await page.createMessengerProfile([], { platform: 'instagram', ice_breakers: [{ locale: 'default', call_to_actions }] })
  expect(await starters()).toEqual([{ title: 'Prices?', payload: 'PRICE' }])
  const [profile] = await page.getMessengerProfile(['ice_breakers'], { platform: 'instagram' })
  expect(profile.exportAllData().ice_breakers).toEqual([{ locale: 'default', call_to_actions }])
  await page.deleteMessengerProfile({ platform: 'instagram', fields: ['ice_breakers'] })
  expect(await starters()).toEqual([])
  expect(await page.getMessengerProfile(['ice_breakers'], { platform: 'instagram' })).toHaveLength(0)
})

test('the Page subscribes, is asked, and unsubscribes', async () => {
  await page.createSubscribedApp([], { subscribed_fields: ['feed', 'messages'] }).catch((error) => expect(error.response.code).toBe(200))
  await page.createSubscribedApp([], { subscribed_fields: 'feed' })
  const [subscribed] = await page.getSubscribedApps([])
  expect(subscribed.exportAllData().subscribed_fields).toContain('feed')
  await page.deleteSubscribedApps({})
  expect(await page.getSubscribedApps([])).toHaveLength(0)
})
