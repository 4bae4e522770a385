import { describe, expect, test } from 'vitest'
import { byFacebook, byInstagram, graphError, lostAnswer, scriptedHttp, type Scripted } from '../meta/scriptedHttp.ts'
import { sentence } from '../meta/sentences.ts'
import { subscribe } from './subscribe.ts'

// meta-platform.md 13.6. The sentences are the platform's, as public reports quote them.
const printed =
  'AGENT_MESSAGES, MESSAGES, MESSAGING_POSTBACKS, MESSAGING_SEEN, MESSAGING_HANDOVER, MESSAGING_REFERRAL, MESSAGING_OPTINS, ' +
  'MESSAGE_REACTIONS, MESSAGE_EDIT, STANDBY, COMMENTS, LIVE_COMMENTS, MENTIONS, STORY_INSIGHTS'
const listRefused = (accepted: string, got: string): Scripted => ({
  status: 400,
  json: graphError(100, undefined, `(#100) Param subscribed_fields[3] must be one of {${accepted}} - got "${got}".`),
})
const permissionRefused = (field: string, permission: string): Scripted => ({
  status: 403,
  json: graphError(200, undefined, `(#200) To subscribe to the ${field} field, one of these permissions is needed: ${permission}`),
})
const none: Scripted = { json: { data: [] } }
const done: Scripted = { json: { success: true } }
/** Facebook login also attempts the account's own subscription; most platforms do not have one. */
const noSecond: Scripted = { status: 400, json: graphError(100, 33, 'Unsupported get request.') }

async function asked(as: typeof byInstagram, ...script: Scripted[]) {
  const { http, calls } = scriptedHttp(...script)
  const error = await subscribe(http, as).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  const lists = calls
    .filter((call) => call.method === 'POST')
    .map((call) => new URL(call.url).searchParams.get('subscribed_fields')!.split(','))
  return { calls, lists, error }
}

describe('an Instagram login', () => {
  test('is subscribed to what the product listens to, and to nothing that the platform does not know', async () => {
    const { calls, lists, error } = await asked(byInstagram, none, done)
    expect(error).toBeNull()
    expect(calls.map((call) => [call.method, new URL(call.url).pathname])).toEqual([
      ['GET', '/v27.0/17841405309211844/subscribed_apps'],
      ['POST', '/v27.0/17841405309211844/subscribed_apps'],
    ])
    const accepted = printed.toLowerCase().split(', ')
    expect(lists[0]!.filter((field) => !accepted.includes(field))).toEqual([])
    expect(lists[0]).toEqual(
      expect.arrayContaining(['comments', 'live_comments', 'messages', 'messaging_postbacks', 'messaging_seen', 'standby']),
    )
    expect(calls.every((call) => !call.url.includes('access_token'))).toBe(true)
  })

  test.each<[string, object]>([
    ['app_id, as the specification has it', { app_id: '990', subscribed_fields: ['mentions', 'comments'] }],
    ['id, as the page has it', { id: '990', subscribed_fields: ['mentions', 'comments'] }],
    ['a number', { id: 990, subscribed_fields: ['mentions'] }],
    ['names inside of objects', { id: '990', subscribed_fields: [{ name: 'mentions' }] }],
  ])('what our app was subscribed to stays: %s', async (_, app) => {
    const { lists, error } = await asked({ ...byInstagram, appIds: ['990'] }, { json: { data: [app] } }, done)
    expect(error).toBeNull()
    expect(lists[0]).toContain('mentions')
    expect(lists[0]!.filter((field) => field === 'comments')).toHaveLength(1)
  })

  test('of several apps only ours counts, where it is known', async () => {
    const apps = [
      { id: '1', subscribed_fields: ['story_insights'] },
      { id: '990', subscribed_fields: ['mentions'] },
    ]
    const known = await asked({ ...byInstagram, appIds: ['5', '990'] }, { json: { data: apps } }, done)
    expect(known.lists[0]).toContain('mentions')
    expect(known.lists[0]).not.toContain('story_insights')
    const unknown = await asked(byInstagram, { json: { data: apps } }, done)
    expect(unknown.lists[0]).toEqual(expect.arrayContaining(['mentions', 'story_insights']))
  })

  test('where our app is known, what another app gets is neither ours nor a sign that ours is there', async () => {
    const wished = (await asked(byInstagram, none, done)).lists[0]!
    const other = { id: '1', subscribed_fields: [...wished, 'story_insights'] }
    const known = { ...byInstagram, appIds: ['990'] }
    const { http, calls } = scriptedHttp({ json: { data: [other] } }, done)
    expect(await subscribe(http, known)).toEqual({ wasMissing: true })
    expect(new URL(calls[1]!.url).searchParams.get('subscribed_fields')!.split(',')).toEqual(wished)
    const both = scriptedHttp({ json: { data: [other, { id: '990', subscribed_fields: wished }] } })
    expect(await subscribe(both.http, known)).toEqual({ wasMissing: false })
    expect(both.calls.map(({ method }) => method)).toEqual(['GET'])
  })

  test('a refused list is asked again with the names that both sides know', async () => {
    const shorter = printed.replace('STANDBY, ', '').replace('MESSAGE_EDIT, ', '')
    const { lists, error } = await asked(byInstagram, none, listRefused(shorter, 'standby'), done)
    expect(error).toBeNull()
    expect(lists[0]).toEqual(expect.arrayContaining(['standby', 'message_edit']))
    expect(lists[1]).toEqual(lists[0]!.filter((field) => field !== 'standby' && field !== 'message_edit'))
  })

  test('a name left from an older version is dropped, and so is one after the other where no list is printed', async () => {
    const before = { json: { data: [{ id: '1', subscribed_fields: ['message_echoes', 'response_feedback'] }] } }
    const got = (name: string): Scripted => ({
      status: 400,
      json: graphError(100, undefined, `(#100) Param subscribed_fields is wrong: got "${name}"`),
    })
    const { lists, error } = await asked(byInstagram, before, got('message_echoes'), got('response_feedback'), done)
    expect(error).toBeNull()
    expect(lists).toHaveLength(3)
    expect(lists[2]).not.toContain('message_echoes')
  })

  test('without comments or messages it would be deaf: that is told, and no token is blamed', async () => {
    const { error, lists } = await asked(byInstagram, none, listRefused(printed.replace(' COMMENTS,', ''), 'comments'))
    expect(lists).toHaveLength(1)
    expect(error).toMatchObject({
      code: 'subscription_refused',
      class: 'bug',
      words: sentence('meta.subscribe.field_not_delivered', { field: 'comments' }),
    })
  })

  test.each(['comments', 'messages', 'standby'])('a missing permission for %s is told with its name', async (field) => {
    const { error, lists } = await asked(byInstagram, none, permissionRefused(field, 'instagram_business_manage_something'))
    expect(lists).toHaveLength(1)
    expect(error).toMatchObject({ code: 'permission_missing', class: 'permission', platform: '200' })
    const permission = 'instagram_business_manage_something'
    expect(error).toMatchObject({ words: sentence('meta.subscribe.permission_for_field', { permission, field }) })
  })

  test.each<[string, Scripted, object]>([
    ['a rate limit', { status: 400, json: graphError(4) }, { class: 'throttle', words: 'meta.read.rate_limited' }],
    ['a passing trouble', { status: 503, json: graphError(2) }, { class: 'retry' }],
    ['a dead token', { status: 401, json: graphError(190, 463) }, { class: 'auth', code: 'token_expired' }],
    ['no answer', lostAnswer, { class: 'retry', code: 'unreachable' }],
    [
      'a list that is refused for a reason nobody knows',
      { status: 400, json: graphError(100, undefined, '(#100) Bad') },
      { code: 'subscription_refused' },
    ],
    ['an answer that confirms nothing', { json: { success: false } }, { code: 'not_subscribed', class: 'retry' }],
  ])('%s is told as what it is', async (_, answer, expected) => {
    expect((await asked(byInstagram, none, answer)).error).toMatchObject({ name: 'ChannelError', ...expected })
  })

  test('nothing is replaced when what is there cannot be read', async () => {
    const { lists, error } = await asked(byInstagram, { status: 400, json: graphError(4) })
    expect([lists, (error as { class: string }).class]).toEqual([[], 'throttle'])
  })
})

describe('a Page', () => {
  const withFeed: Scripted = { json: { data: [{ id: '990', name: 'App', subscribed_fields: ['feed', 'leadgen'] }] } }

  test('is subscribed to messages beside what it was subscribed to', async () => {
    const { calls, lists, error } = await asked(byFacebook, withFeed, done, noSecond, noSecond)
    expect(error).toBeNull()
    expect(new URL(calls[1]!.url).pathname).toBe('/v27.0/1000000000000001/subscribed_apps')
    expect(lists[0]!.toSorted()).toEqual(['feed', 'leadgen', 'messages'])
  })

  test('without pages_messaging that permission is named', async () => {
    const { error } = await asked(byFacebook, withFeed, permissionRefused('messages', 'pages_messaging'))
    expect(error).toMatchObject({ code: 'permission_missing', words: expect.stringContaining('pages_messaging') })
  })

  test('a field of our app whose permission is gone is not dropped in silence', async () => {
    const { error } = await asked({ ...byFacebook, appIds: ['990'] }, withFeed, permissionRefused('leadgen', 'leads_retrieval'))
    expect(error).toMatchObject({ code: 'permission_missing', words: expect.stringContaining('leads_retrieval') })
  })

  test('a field of an app that need not be ours keeps nobody from connecting', async () => {
    const { lists, error } = await asked(byFacebook, withFeed, permissionRefused('leadgen', 'leads_retrieval'), done, noSecond, noSecond)
    expect(error).toBeNull()
    expect(lists[1]!.toSorted()).toEqual(['feed', 'messages'])
  })

  test('where the account wants a subscription of its own, it gets one', async () => {
    const { calls, lists, error } = await asked(
      byFacebook,
      none,
      done,
      none,
      listRefused(printed.replace('MESSAGING_OPTINS, ', ''), 'messaging_optins'),
      done,
    )
    expect(error).toBeNull()
    expect(new URL(calls.at(-1)!.url).pathname).toBe('/v27.0/17841405309211844/subscribed_apps')
    expect(lists.at(-1)).toContain('comments')
    expect(lists.at(-1)).not.toContain('messaging_optins')
  })

  test('an edge that takes no GET may still take a POST', async () => {
    const { lists, error } = await asked(byFacebook, none, done, noSecond, done)
    expect(error).toBeNull()
    expect(lists.at(-1)).toContain('comments')
  })

  test('but a passing trouble there is told, since comments might never come', async () => {
    expect((await asked(byFacebook, none, done, none, { status: 503, json: graphError(2) })).error).toMatchObject({ class: 'retry' })
  })
})
