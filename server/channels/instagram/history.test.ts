import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readBody } from '../channels.ts'
import { byFacebook, byInstagram, scriptedHttp } from '../meta/scriptedHttp.ts'
import { history } from './history.ts'

const account = byInstagram.externalId
const person = '5614879045272581'
const read = (name: string) =>
  readBody(readFileSync(new URL(`../../../fixtures/instagram/${name}.json`, import.meta.url)), new Date('2026-11-20T10:00:00Z')).events[0]!

test('a comment that is read back is the event that its webhook would have been', async () => {
  const told = read('comment')
  const listed = {
    id: told.externalId,
    text: told.text,
    username: told.username,
    timestamp: '2025-11-20T00:53:20+0000',
    from: { id: told.personId, username: told.username },
  }
  const { http, calls } = scriptedHttp({ json: { data: [listed], paging: { cursors: { after: 'c1' }, next: 'https://…' } } })
  const { events, newestAt, next } = await history.listComments(http, byInstagram, told.mediaId!, null)
  const { detail: _, ...rest } = told
  expect(events).toEqual([{ ...rest, detail: {} }])
  expect([newestAt, next]).toEqual([told.occurredAt, 'c1'])
  expect(new URL(calls[0]!.url).pathname).toBe(`/v27.0/${told.mediaId}/comments`)
})

test('replies come with their comment; the account’s own are left out, by any of its ids', async () => {
  const at = '2026-11-20T10:00:00+0000'
  const data = [
    {
      id: '1',
      text: 'price?',
      timestamp: at,
      from: { id: person },
      replies: {
        data: [
          { id: '2', text: 'ours', timestamp: at, from: { id: account } },
          { id: '3', text: 'ours, by its other id', timestamp: at, from: { id: '99', self_ig_scoped_id: account } },
          { id: '4', text: 'ours, marked', timestamp: at, from: { id: '98' }, user: { id: '98' } },
          { id: '5', text: 'me too', timestamp: at, from: { id: person }, parent_id: '1' },
          { id: '6', text: 'nobody knows who', timestamp: at, parent_id: '1' },
          { id: '7', text: 'without a time' },
        ],
      },
    },
  ]
  const { events, answers, next } = await history.listComments(scriptedHttp({ json: { data } }).http, byInstagram, '77', null)
  expect(events.map(({ externalId, lacks }) => [externalId, lacks])).toEqual([
    ['1', undefined],
    ['5', undefined],
    ['6', 'author'],
  ])
  expect(answers.get('comment:1')).toEqual(['2', '3', '4'])
  expect(next).toBeNull()
})

test.each([
  ['Instagram login', byInstagram, `/v27.0/${account}/conversations`],
  ['Facebook login', byFacebook, '/v27.0/1000000000000001/conversations'],
])('messages that are read back have the keys of their webhooks (%s)', async (_, as, path) => {
  const told = read('message-text')
  const messages = [
    {
      id: told.externalId,
      created_time: '2026-11-20T10:00:02+0000',
      from: { id: person },
      to: { data: [{ id: account }] },
      message: 'price',
    },
    { id: 'm2', created_time: '2026-11-20T10:00:01+0000', from: { id: account }, to: { data: [{ id: person }] }, message: 'ours' },
    // Of older ones than the newest twenty the platform tells no more than that they exist.
    { id: 'm3', created_time: '2026-11-19T10:00:00+0000' },
  ]
  const data = [{ id: 't_1', updated_time: '2026-11-20T10:00:02+0000', messages: { data: messages } }]
  const { http, calls } = scriptedHttp({ json: { data } })
  const { events, answers, newestAt } = await history.listMessages(http, as, 'after')
  expect(events).toMatchObject([{ key: told.key, kind: 'message', personId: person, personIdKind: 'scoped', text: 'price' }])
  expect(events[0]!.sameAs).toContain(`standby:${told.key}`)
  expect(answers).toEqual(new Map())
  expect([events.length, newestAt]).toEqual([1, new Date('2026-11-20T10:00:02Z')])
  expect(new URL(calls[0]!.url).pathname).toBe(path)
  expect(new URL(calls[0]!.url).searchParams.get('after')).toBe('after')
})

test('a hidden comment is marked, and of a page with older ones the newest time counts', async () => {
  const data = [
    { id: '1', text: 'pinned', timestamp: '2026-11-01T10:00:00+0000', from: { id: person } },
    { id: '2', text: 'spam', timestamp: '2026-11-20T10:00:00+0000', from: { id: person }, hidden: true },
  ]
  const { events, newestAt } = await history.listComments(scriptedHttp({ json: { data } }).http, byInstagram, '77', null)
  expect(events.map(({ noReply }) => noReply)).toEqual([undefined, 'comment_hidden'])
  expect(newestAt).toEqual(new Date('2026-11-20T10:00:00Z'))
})

test('a message that the account answered later has its answers', async () => {
  const at = (second: number) => `2026-11-20T10:00:0${second}+0000`
  const mine = { from: { id: account }, to: { data: [{ id: person }] } }
  const messages = [
    { id: 'm4', created_time: at(4), from: { id: person }, message: 'thanks' },
    { id: 'm3', created_time: at(3), ...mine, message: '20 €' },
    { id: 'm2', created_time: at(2), from: { id: person }, message: 'price?' },
    { id: 'm1', created_time: at(1), ...mine, message: 'hello' },
  ]
  const data = [{ id: 't', updated_time: at(4), messages: { data: messages } }]
  const { events, answers } = await history.listMessages(scriptedHttp({ json: { data } }).http, byInstagram, null)
  expect(events.map(({ externalId, key }) => [externalId, answers.get(key)])).toEqual([
    ['m4', undefined],
    ['m2', ['m3']],
  ])
})

test('a post without a number of comments is read each time', async () => {
  const data = [{ id: '1', comments_count: 3 }, { id: '2' }, { comments_count: 1 }]
  const { posts, next } = await history.listPosts(scriptedHttp({ json: { data } }).http, byInstagram, null)
  expect(posts).toEqual([
    { id: '1', commentCount: 3 },
    { id: '2', commentCount: -1 },
  ])
  expect(next).toBeNull()
})
