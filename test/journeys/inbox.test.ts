import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, type Member } from '../support/addMember.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Conversation = {
  id: string
  status: string
  assigneeId: string | null
  bot: string
  botPausedUntil: string | null
  unread: number
  last: { direction: string; text: string; status: string } | null
  firstResponseSeconds: number | null
  resolutionSeconds: number | null
}
type Item = {
  type: string
  message?: { id: string; text: string; direction: string; kind: string; status: string }
  note?: { kind: string; text: string | null; by: string; assignee: { name: string } | null }
  comment?: { id: string; mediaId: string; privateRepliesLeft: number; whyNotPrivate: string | null }
}
type List<T> = { data: T[]; nextCursor: string | null }
const minuteMs = 60_000

/** Requirement H3: the inbox, through its API. */
describe('the inbox', () => {
  let house: House
  let shop: Shop
  let ben: Member
  let eva: Member
  let id: string
  const list = async (query: string, who: Pick<Member, 'api'> = ben) =>
    (await who.api<List<Conversation>>('GET', `/api/conversations?${query}`)).body.data
  const one = async (of = id, who: Pick<Member, 'api'> = ben) => (await who.api<Conversation>('GET', `/api/conversations/${of}`)).body
  const change = (body: object, of = id, who: Pick<Member, 'api'> = ben) =>
    who.api<Conversation & { error?: { code: string } }>('PATCH', `/api/conversations/${of}`, body)
  const timeline = async (query = '', of = id) => (await ben.api<List<Item>>('GET', `/api/conversations/${of}/timeline?${query}`)).body
  const said = ({ data }: List<Item>) => data.map(({ message, note }) => message?.text ?? note?.text ?? note?.kind)

  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
    ben = await addMember(house, 'Ben', 'member', body.workspace.id)
    eva = await addMember(house, 'Eva', 'member', body.workspace.id)
    await shop.automate(answer('message', ['price'], 'It is 20 euros.'))
    await shop.comment('Lovely')
    await house.drain()
    await shop.write('The price?')
    await house.drain()
    const { data } = (await house.api<List<Conversation>>('GET', '/api/conversations')).body
    id = data[0]!.id
  })
  afterAll(() => house?.stop())

  test('has comments and messages of one person in one history, with what can be answered to a comment', async () => {
    const { data, nextCursor } = await timeline()
    expect(said({ data, nextCursor })).toEqual(['It is 20 euros.', 'The price?', 'Lovely'])
    expect(nextCursor).toBeNull()
    expect(data[2]!.comment).toMatchObject({ mediaId: shop.mediaId, privateRepliesLeft: 1, whyNotPrivate: null })
    const first = await timeline('limit=1')
    const rest = await timeline(`limit=5&cursor=${first.nextCursor}`)
    expect([...said(first), ...said(rest)]).toEqual(said({ data, nextCursor }))
    const { id: commentId } = data[2]!.comment!
    await ben.api('POST', '/api/messages', { accountId: shop.accountId, commentId, text: 'Thank you' })
    await house.drain()
    const answered = (await timeline()).data.find((item) => item.comment)
    expect(answered!.comment!.privateRepliesLeft).toBe(0)
    expect(answered!.comment!.whyNotPrivate).toContain('was sent')
  })

  test('counts for each member what they have not read', async () => {
    expect((await list(''))[0]).toMatchObject({ id, unread: 2 })
    const unread = async (who: Member) => (await who.api<{ count: number }>('GET', '/api/conversations/unread')).body.count
    expect([await unread(ben), await unread(eva)]).toEqual([1, 1])
    expect((await ben.api('POST', `/api/conversations/${id}/read`)).status).toBe(204)
    expect([(await one()).unread, (await one(id, eva)).unread]).toEqual([0, 2])
    expect([await unread(ben), await unread(eva)]).toEqual([0, 1])
    await shop.write('Hello?')
    await house.drain()
    expect([(await one()).unread, (await one(id, eva)).unread]).toEqual([1, 3])
    expect((await one()).last).toMatchObject({ direction: 'in', text: 'Hello?' })
  })

  test('finds a conversation by what was written, by what was typed for them, and by name', async () => {
    await ben.api('POST', '/api/messages', { accountId: shop.accountId, conversationId: id, text: 'We have zebras too' })
    for (const [q, found] of [
      ['lovel', 1],
      ['zebra', 1],
      ['ana', 1],
      ['he', 1],
      ['giraffe', 0],
    ] as const)
      expect([q, (await list(`q=${q}`)).length]).toEqual([q, found])
    await house.drain()
  })

  test('is assigned, to members who may see the account alone, and in turn', async () => {
    expect((await change({ assigneeId: ben.id })).body.assigneeId).toBe(ben.id)
    expect([
      (await list('assigneeId=me')).length,
      (await list('assigneeId=me', eva)).length,
      (await list('assigneeId=none')).length,
    ]).toEqual([1, 0, 0])
    await house.api('PATCH', `/api/members/${eva.id}`, { accountIds: [] })
    expect((await change({ assigneeId: eva.id })).status).toBe(400)
    await house.api('PATCH', `/api/members/${eva.id}`, { accountIds: null })
    const { data: all } = (await ben.api<List<{ memberId: string }>>('GET', '/api/conversations/assignees')).body
    const turns = []
    for (let turn = 0; turn < all.length + 1; turn++) turns.push((await change({ assigneeId: 'next' })).body.assigneeId)
    expect(turns).toEqual([...all.map((member) => member.memberId), all[0]!.memberId])
    expect((await change({ assigneeId: null })).body.assigneeId).toBeNull()
    expect((await timeline()).data[0]!.note).toMatchObject({ kind: 'assigned', by: 'Ben', assignee: null })
  })

  test('pauses automations while a person writes, says so in the trace, and lets them go on', async () => {
    const until = new Date(house.deps.clock.now().getTime() + 30 * minuteMs).toISOString()
    expect((await change({ bot: 'off', botUntil: until })).body).toMatchObject({ bot: 'off', botPausedUntil: until })
    await shop.write('price again')
    await house.drain()
    const { steps } = await shop.trace({ text: 'price again' })
    expect(steps.map((step) => step.text).join(' ')).toContain('pause')
    expect((await change({ bot: 'on' })).body).toMatchObject({ bot: 'on', botPausedUntil: null })
    expect(said(await timeline('limit=2'))).toEqual(['resumed', 'price again'])
    expect((await change({ bot: 'off' })).body.botPausedUntil).toBe('9999-12-31T00:00:00.000Z')
    await house.moveClock(60 * minuteMs)
    await shop.write('price, please')
    await house.drain()
    expect((await shop.event({ text: 'price, please' })).outcomeReason).toBe('bot_paused')
    await change({ bot: 'on' })
  })

  test('is closed and open again, with the times that the person waited', async () => {
    expect((await change({ status: 'closed' })).body).toMatchObject({ status: 'closed', resolutionSeconds: expect.any(Number) })
    expect([(await list('status=open')).length, (await list('status=closed')).length]).toEqual([0, 1])
    await house.moveClock(5 * minuteMs)
    await shop.write('One more question')
    await house.drain()
    expect(await one()).toMatchObject({ status: 'open', firstResponseSeconds: null, resolutionSeconds: null })
    await house.moveClock(2 * minuteMs)
    await ben.api('POST', '/api/messages', { accountId: shop.accountId, conversationId: id, text: 'Go ahead' })
    await house.drain()
    const { firstResponseSeconds } = await one()
    expect(firstResponseSeconds).toBeGreaterThanOrEqual(120)
    expect(firstResponseSeconds).toBeLessThan(180)
  })

  test('has notes that only the team sees', async () => {
    const { status, body } = await ben.api('POST', `/api/conversations/${id}/notes`, { text: 'Wants a discount' })
    expect([status, body]).toEqual([201, expect.objectContaining({ kind: 'note', text: 'Wants a discount', by: 'Ben' })])
    expect((await timeline('limit=1')).data[0]!.note).toMatchObject({ kind: 'note', text: 'Wants a discount', by: 'Ben' })
    expect(await shop.said()).not.toContain('Wants a discount')
  })

  test('shows who else looks at a conversation, until they leave', async () => {
    type Viewers = { data: { name: string; typing: boolean }[] }
    const view = async (who: Member, body: object) =>
      (await who.api<Viewers>('POST', `/api/conversations/${id}/viewing`, body)).body.data.map(({ name, typing }) => ({ name, typing }))
    expect(await view(ben, {})).toEqual([])
    expect(await view(eva, { typing: true })).toEqual([{ name: 'Ben', typing: false }])
    expect(await view(ben, {})).toEqual([{ name: 'Eva', typing: true }])
    await view(eva, { left: true })
    expect(await view(ben, {})).toEqual([])
  })

  test('has canned replies by shortcut', async () => {
    const create = (body: object) => ben.api<{ id: string; error?: { code: string } }>('POST', '/api/canned-replies', body)
    const { body: made } = await create({ shortcut: 'hours', text: 'Until six.' })
    expect((await create({ shortcut: 'hours', text: 'Until seven.' })).status).toBe(409)
    expect((await create({ shortcut: 'no spaces', text: 'x' })).status).toBe(400)
    const { body: other } = await create({ shortcut: 'address', text: 'Main street' })
    expect((await ben.api('PATCH', `/api/canned-replies/${other.id}`, { shortcut: 'hours' })).status).toBe(409)
    expect((await ben.api('PATCH', `/api/canned-replies/${made.id}`, { text: 'Until seven.' })).body).toMatchObject({
      text: 'Until seven.',
    })
    const names = async () =>
      (await ben.api<List<{ shortcut: string }>>('GET', '/api/canned-replies')).body.data.map((reply) => reply.shortcut)
    expect(await names()).toEqual(['address', 'hours'])
    expect((await ben.api('DELETE', `/api/canned-replies/${other.id}`)).status).toBe(204)
    expect((await ben.api('DELETE', `/api/canned-replies/${other.id}`)).status).toBe(404)
    expect(await names()).toEqual(['hours'])
  })

  test('STOP locks the switch: automations stay off', async () => {
    await shop.write('STOP')
    await house.drain()
    expect((await one()).bot).toBe('off')
    expect((await change({ bot: 'on' })).status).toBe(409)
  })
})
