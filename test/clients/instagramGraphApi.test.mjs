import { Client, CommentField, PageField, PageOption, PublicMediaField } from 'instagram-graph-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setPlatformStage } from './platformStage.mjs'

// instagram-graph-api 7: the account, its media, comments and replies, through a Page. It writes `//` into each path and calls old
// versions.

let stage, account, person, media, client

beforeAll(async () => {
  stage = await setPlatformStage()
  account = await stage.control('POST', '/accounts', { channel: 'instagram', name: 'Maya Studio', loginType: 'facebook' })
  person = await stage.control('POST', '/people', { name: 'Ana Torres', username: 'ana' })
  media = await stage.control('POST', '/media', { accountId: account.id, kind: 'FEED', caption: 'Mugs' })
  client = new Client(account.pageAccessToken, account.id)
})
afterAll(() => stage.close())

const comment = (text) => stage.control('POST', '/comments', { mediaId: media.id, personId: person.id, text })
const seen = async () => (await stage.control('GET', `/media/${media.id}/comments`)).data

test('the account is read', async () => {
  const info = await client.newGetPageInfoRequest().execute()
  expect([info.getId(), info.getUsername(), info.getName(), info.getMediaCount(), info.getFollows()]).toEqual([
    account.id,
    'maya.studio',
    'Maya Studio',
    1,
    0,
  ])
  expect(info.getIgId()).toBeDefined()
  expect(stage.calls.at(-1)).toContain(`//${account.id}`)
})

test('one field is read when one is asked for', async () => {
  const info = await client.newGetPageInfoRequest(PageField.USERNAME).execute()
  expect([info.getUsername(), info.getName()]).toEqual(['maya.studio', undefined])
})

test('media are listed page by page, and one is read', async () => {
  for (const caption of ['Bowls', 'Plates']) await stage.control('POST', '/media', { accountId: account.id, kind: 'FEED', caption })
  const first = await client.newGetPageMediaRequest(PublicMediaField.CAPTION, PublicMediaField.PERMALINK).withLimit(2).execute()
  expect(first.getCaptions()).toEqual(['Plates', 'Bowls'])
  const after = { option: PageOption.AFTER, value: first.getPaging().getAfter() }
  const second = await client.newGetPageMediaRequest(PublicMediaField.CAPTION).withPaging(after).execute()
  expect(second.getCaptions()).toEqual(['Mugs'])
  const one = await client.newGetMediaInfoRequest(media.id).execute()
  expect([one.getId(), one.getCaption(), one.getOwnerId()]).toEqual([media.id, 'Mugs', account.id])
  expect((await client.newGetMediaChildrenRequest(media.id).execute()).getIds()).toEqual([])
})

test('comments are read, answered, hidden and taken away', async () => {
  const { id } = await comment('price?')
  const list = await client.newGetMediaCommentsRequest(media.id, CommentField.TEXT, CommentField.USERNAME).execute()
  expect([list.getIds(), list.getTexts(), list.getUsernames()]).toEqual([[id], ['price?'], ['ana']])
  const reply = await client.newPostReplyRequest(id, 'sent you a message').execute()
  const replies = await client.newGetRepliesRequest(id, CommentField.TEXT).execute()
  expect([replies.getIds(), replies.getTexts()]).toEqual([[reply.getId()], ['sent you a message']])
  const read = await client.newGetCommentRequest(id).execute()
  expect([read.getText(), read.isHidden(), read.getParentMediaId(), read.getFrom()?.username]).toEqual(['price?', false, media.id, 'ana'])
  expect((await client.newPostHideCommentRequest(id, true).execute()).wasSuccessful()).toBe(true)
  expect((await seen()).map((one) => one.text)).not.toContain('price?')
  expect((await client.newDeleteCommentRequest(id).execute()).wasSuccessful()).toBe(true)
  expect(await seen()).toEqual([])
  const own = await client.newPostMediaCommentRequest(media.id, 'from the shop').execute()
  expect(await seen()).toMatchObject([{ id: own.getId(), text: 'from the shop', from: { id: account.id } }])
})
