import { describe, expect, test } from 'vitest'
import { byFacebook, byInstagram, graphError, lostAnswer, scriptedHttp } from '../meta/scriptedHttp.ts'
import { readBack } from './readBack.ts'

const person = '5614879045272581'
const account = byInstagram.externalId
const pathOf = (url: string): string => new URL(url).pathname

describe('what was said to a person', () => {
  const messages = {
    data: [
      { id: 'm1', created_time: '2026-11-20T10:00:00+0000', from: { id: account }, to: { data: [{ id: person }] }, message: 'older' },
      { id: 'm2', created_time: '2026-11-20T10:00:05+0000', from: { id: person }, message: 'from the person' },
      { id: 'm3', created_time: '2026-11-20T10:00:09+0000', from: { id: account }, message: 'newer' },
      { id: 'm4', created_time: '2026-11-20T09:00:00+0000', from: { id: account } },
      // Without text: possibly buttons, which may be ours just as a picture may be.
      { id: 'm5', created_time: '2026-11-20T08:00:00+0000', from: { id: account }, message: '' },
    ],
  }

  test.each([
    ['Instagram login', byInstagram, `/v27.0/${account}/conversations`],
    ['Facebook login', byFacebook, '/v27.0/1000000000000001/conversations'],
  ])('is the account’s part of the thread, newest first (%s)', async (_, as, path) => {
    const { http, calls } = scriptedHttp({ json: { data: [{ id: 't_1' }] } }, { json: { messages, id: 't_1' } })
    expect(await readBack(http, as, { recipientId: person })).toEqual([
      { id: 'm3', text: 'newer', at: new Date('2026-11-20T10:00:09Z') },
      { id: 'm1', text: 'older', at: new Date('2026-11-20T10:00:00Z') },
      { id: 'm5', text: '', at: new Date('2026-11-20T08:00:00Z') },
    ])
    expect(calls.map((call) => pathOf(call.url))).toEqual([path, '/v27.0/t_1'])
    expect(Object.fromEntries(new URL(calls[0]!.url).searchParams)).toEqual({ platform: 'instagram', user_id: person })
  })

  test('is nothing when there is no thread', async () => {
    expect(await readBack(scriptedHttp({ json: { data: [] } }).http, byInstagram, { recipientId: person })).toEqual([])
  })

  test('is not known when the platform cannot be asked', async () => {
    await expect(readBack(scriptedHttp(lostAnswer).http, byInstagram, { recipientId: person })).rejects.toMatchObject({
      name: 'ChannelError',
      code: 'unreachable',
    })
    await expect(readBack(scriptedHttp({ json: graphError(190) }).http, byInstagram, { recipientId: person })).rejects.toMatchObject({
      class: 'auth',
    })
  })
})

describe('what was said under a comment', () => {
  const reply = (id: string, author: string | null, text: string): object => ({
    id,
    text,
    timestamp: '2026-11-20T10:00:00+0000',
    ...(author ? { from: { id: author } } : {}),
  })
  const ours = { id: 'r1', text: 'See your DM', at: new Date('2026-11-20T10:00:00Z') }
  const where = { commentId: 'c1', mediaId: 'p1' }

  test('is told by the comment itself, without what others replied', async () => {
    const { http, calls } = scriptedHttp({
      json: { id: 'c1', replies: { data: [reply('r1', account, 'See your DM'), reply('r2', '77', 'me too')] } },
    })
    expect(await readBack(http, byInstagram, where)).toEqual([ours])
    expect(calls.map((call) => pathOf(call.url))).toEqual(['/v27.0/c1'])
  })

  test('includes what names no author: taking our own words for missing would say them twice', async () => {
    const { http } = scriptedHttp({ json: { id: 'c1', replies: { data: [reply('r1', null, 'See your DM')] } } })
    expect(await readBack(http, byInstagram, where)).toEqual([ours])
  })

  test('stands under the top comment when the comment is itself a reply', async () => {
    const { http, calls } = scriptedHttp(
      { json: { id: 'c1', parent_id: 'c0' } },
      { json: { id: 'c0', replies: { data: [reply('c1', '77', 'and for two?'), reply('r1', account, 'See your DM')] } } },
    )
    expect(await readBack(http, byInstagram, where)).toEqual([ours])
    expect(calls.map((call) => pathOf(call.url))).toEqual(['/v27.0/c1', '/v27.0/c0'])
  })

  const page1 = {
    data: [{ id: 'c9' }, { id: 'c8', replies: { data: [reply('x', account, 'elsewhere')] } }],
    paging: { cursors: { after: 'NEXT' }, next: 'https://…' },
  }
  const page2 = { data: [{ id: 'c1', replies: { data: [reply('r1', account, 'See your DM')] } }], paging: { cursors: { after: 'END' } } }

  test.each([
    ['the comment tells no replies', { json: { id: 'c1' } }],
    ['the comment cannot be read by itself', { status: 400, json: graphError(100, 33) }],
  ])('is looked for in the list of the post when %s', async (_, first) => {
    const { http, calls } = scriptedHttp(first, { json: page1 }, { json: page2 })
    expect(await readBack(http, byInstagram, where)).toEqual([ours])
    expect(calls.map((call) => pathOf(call.url))).toEqual(['/v27.0/c1', '/v27.0/p1/comments', '/v27.0/p1/comments'])
    expect(new URL(calls[2]!.url).searchParams.get('after')).toBe('NEXT')
  })

  test('is found in the list of the post when the comment stands there as a reply', async () => {
    const list = { data: [{ id: 'c0', replies: { data: [reply('c1', '77', 'and for two?'), reply('r1', account, 'See your DM')] } }] }
    expect(await readBack(scriptedHttp({ json: { id: 'c1' } }, { json: list }).http, byInstagram, where)).toEqual([ours])
  })

  test('is nothing when neither place has a reply', async () => {
    expect(await readBack(scriptedHttp({ json: { id: 'c1' } }).http, byInstagram, { ...where, mediaId: null })).toEqual([])
    expect(await readBack(scriptedHttp({ json: { id: 'c1' } }, { json: { data: [{ id: 'c1' }] } }).http, byInstagram, where)).toEqual([])
  })

  test('a throttle is passed on instead of asking more', async () => {
    const { http, calls } = scriptedHttp({ status: 400, json: graphError(80002) })
    await expect(readBack(http, byInstagram, where)).rejects.toMatchObject({ class: 'throttle' })
    expect(calls).toHaveLength(1)
  })
})
