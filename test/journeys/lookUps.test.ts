import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUpEvents } from '../../server/automations/figures.queries.ts'
import { lookUp } from '../../server/inbox/lookUp.job.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

let house: House
beforeAll(async () => void (house = await startHouse()))
beforeEach(() => house.sim('DELETE', '/simulator/faults'))
afterAll(() => house?.stop())

const comment = async (shop: Shop, from: 'all' | 'username' | 'none', text = 'price', more: object = {}) =>
  (await house.sim<{ id: string }>('POST', '/simulator/comments', { mediaId: shop.mediaId, personId: shop.personId, text, from, ...more }))
    .id
/** The reads of one object that were made, as the platform saw them. */
const reads = async (id: string) =>
  (await house.sim<{ data: { method: string; path: string }[] }>('GET', '/simulator/calls?last=1000')).data.filter(
    (one) => one.method === 'GET' && one.path.split('?')[0]!.split('/').at(-1) === encodeURIComponent(id),
  )
const tell = (shop: Shop, body: object) =>
  house.sim('POST', '/simulator/raw', {
    accountId: shop.accountExternalId,
    body: { object: 'instagram', entry: [{ id: shop.accountExternalId, time: house.deps.clock.now().getTime(), ...body }] },
  })
const edit = (shop: Shop, mid: string, more: object = {}, element: object = {}) =>
  tell(shop, {
    messaging: [{ timestamp: house.deps.clock.now().getTime(), message_edit: { mid, num_edit: 0, ...more }, ...element }],
  })
const open = async () =>
  (
    await house.deps.databases.system
      .selectNoFrom(({ selectFrom }) =>
        selectFrom('events')
          .select(({ fn }) => fn.countAll().as('n'))
          .where('outcome', '=', 'held')
          .as('n'),
      )
      .executeTakeFirstOrThrow()
  ).n

test('a question that was answered while the database was unavailable is not asked again', async () => {
  const shop = await openShop(house)
  const { deps } = house
  let isAway = false
  const system = new Proxy(deps.databases.system, {
    get(db, name) {
      if (isAway && name === 'transaction') throw Object.assign(new Error('the database is gone'), { code: '57P01' })
      const value = Reflect.get(db, name) as unknown
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
  const handler = lookUp({
    ...deps,
    system,
    http: async (request) => {
      const answered = await deps.http(request)
      isAway = true
      return answered
    },
  })
  const job = { accountId: shop.accountId, data: { ask: 'who', subject: await comment(shop, 'none'), eventId: null } }
  expect(await handler.run(job as never, new AbortController().signal)).toMatchObject({
    kind: 'done',
    result: { found: { id: shop.personId } },
  })
  expect(isAway).toBe(true)
  await house.drain()
})

describe('comments whose webhook does not say who wrote them', () => {
  test.each(['none', 'username'] as const)('are answered like any other, once their author was asked for (from: %s)', async (from) => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', ['price'], 'Ten'))
    const id = await comment(shop, from)
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect(await shop.event({ kind: 'comment' })).toMatchObject({ outcome: 'sent', sender: { id: shop.personId, username: 'ana' } })
    expect(await reads(id)).toHaveLength(1)
    expect((await shop.trace({ kind: 'comment' })).steps.map((step) => step.text)).toContain('The platform was asked and named the author.')
    // The next one, told whole, is the same person's.
    await house.moveClock(2_000)
    await shop.comment('price again')
    await house.drain()
    const { body } = await house.api<{ data: object[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)
    expect(body.data).toHaveLength(1)
  })

  test('stand among the events while they are asked for, and are asked again when the platform was in trouble', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', ['price'], 'Ten'))
    const counted = async () => (await house.api<{ events: { total: number } }>('GET', '/api/stats')).body.events.total
    const before = await counted()
    house.unplug(true)
    await comment(shop, 'none')
    await house.drain()
    expect(await shop.event({ kind: 'comment' })).toMatchObject({
      outcome: 'waiting',
      outcomeReason: null,
      outcomeText: 'Waiting for what the webhook left out: the platform is asked.',
    })
    expect((await shop.trace({ kind: 'comment' })).automations).toEqual([])
    // Whose it is nobody knows yet, so Home counts it when it does, whether the scheduler added up meanwhile or not.
    await addUpEvents(house.deps.databases.system)
    expect(await counted()).toBe(before)
    house.unplug(false)
    await house.moveClock(120_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect(await shop.event({ kind: 'comment' })).toMatchObject({ outcome: 'sent' })
    expect(await counted()).toBe(before + 1)
    await addUpEvents(house.deps.databases.system)
    expect(await counted()).toBe(before + 1)
  })

  test('of nobody the platform names: no answer, and the trace says so', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', [], 'Ten'))
    await tell(shop, { changes: [{ field: 'comments', value: { id: '17999999999999999', text: 'price', media: { id: shop.mediaId } } }] })
    await house.drain()
    expect(await shop.event({ kind: 'comment' })).toMatchObject({
      outcome: 'skipped',
      outcomeReason: 'who_unknown',
      outcomeText: 'The platform did not say who wrote this.',
    })
    expect(await shop.effects()).toEqual([])
    expect(await reads('17999999999999999')).toHaveLength(1)
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await reads('17999999999999999')).toHaveLength(1)
  })

  test('of the account itself are never answered: by its user name without a question, by the platform’s word with one', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', [], 'Ten'))
    const told = (id: string, from?: object) =>
      tell(shop, {
        changes: [{ field: 'comments', value: { id, ...(from ? { from } : {}), text: 'Thanks!', media: { id: shop.mediaId } } }],
      })
    await told('17999999999999001', { username: 'Maya.Studio' })
    await told('17999999999999002', { id: '424242', username: '@maya.studio' })
    const own = await house.sim<{ id: string }>(
      'POST',
      `/graph.instagram.com/v26.0/${shop.mediaId}/comments?access_token=${shop.accessToken}`,
      {
        message: 'Fresh from the press',
      },
    )
    await house.drain()
    await told(own.id)
    await house.drain()
    const events = (await shop.events()).filter((one) => one.kind === 'comment')
    expect(events).toHaveLength(3)
    for (const event of events) expect(event).toMatchObject({ outcome: 'noted', outcomeReason: 'own' })
    expect(await reads('17999999999999001')).toEqual([])
  })

  test('that are told again with their author while they wait need no question', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', ['price'], 'Ten'))
    house.unplug(true)
    const id = await comment(shop, 'none')
    await house.drain()
    house.unplug(false)
    await tell(shop, {
      changes: [
        { field: 'comments', value: { id, from: { id: shop.personId, username: 'ana' }, text: 'price', media: { id: shop.mediaId } } },
      ],
    })
    await house.drain()
    expect(await shop.event({ externalId: id })).toMatchObject({ kind: 'comment', outcome: 'waiting', sender: { id: shop.personId } })
    // The line to the platform was down a moment ago: the answer waits for it, the question is gone.
    await house.moveClock(600_000)
    await house.drain()
    expect(await reads(id)).toEqual([])
    expect((await shop.events()).filter((one) => one.kind === 'comment' && one.outcomeReason !== 'own')).toHaveLength(1)
    expect(await shop.said()).toEqual(['Ten'])
  })

  test('under an account that is off are not asked for', async () => {
    const shop = await openShop(house)
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'inactive' })
    const id = await comment(shop, 'none')
    await house.drain()
    expect(await shop.event({ kind: 'comment' })).toMatchObject({ outcomeReason: 'account_inactive' })
    expect(await reads(id)).toEqual([])
  })

  test('survive a restart while they wait, and are answered once by it', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('comment', ['price'], 'Ten'))
    house.unplug(true)
    await comment(shop, 'none')
    await house.drain()
    await house.restart()
    house.unplug(false)
    await house.moveClock(120_000)
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'message', text: 'Ten' }])
    expect(Number(await open())).toBe(0)
  })
})

describe('messages told by an edit number 0', () => {
  test('alone: read back after two seconds, and answered', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['price'], 'Ten'))
    const id = await shop.act({ text: 'price', told: 'edit' })
    await house.drain()
    expect(await reads(id)).toEqual([])
    expect(await shop.event({ externalId: id })).toMatchObject({ kind: 'message', text: null, outcome: 'waiting' })
    await house.moveClock(2_100)
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect(await reads(id)).toHaveLength(1)
    expect(await shop.event({ externalId: id })).toMatchObject({
      kind: 'message',
      text: 'price',
      outcome: 'sent',
      sender: { username: 'ana' },
    })
    // The message comes after all: a repetition.
    await tell(shop, {
      messaging: [
        { sender: { id: shop.personId }, recipient: { id: shop.accountExternalId }, timestamp: 1, message: { mid: id, text: 'price' } },
      ],
    })
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect((await shop.events()).filter((one) => one.externalId === id)).toHaveLength(1)
  })

  test('and as a message: answered once, at once, and not read', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['price'], 'Ten'))
    const id = await shop.act({ text: 'price', told: 'edit, then message' })
    await house.drain()
    await edit(shop, id)
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    await house.moveClock(5_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect(await reads(id)).toEqual([])
    expect((await shop.events()).filter((one) => one.externalId === id)).toHaveLength(1)
  })

  test('with sender and words: nothing is left to ask', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['price'], 'Ten'))
    await shop.write('hello')
    await house.drain()
    await edit(shop, 'aWdf_NEW', { text: 'price' }, { sender: { id: shop.personId }, recipient: { id: shop.accountExternalId } })
    await house.drain()
    expect(await shop.said()).toEqual([])
    await house.moveClock(2_100)
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    expect(await reads('aWdf_NEW')).toEqual([])
  })

  test('that cannot be read back: no answer, and the trace says what was told', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Ten'))
    await edit(shop, 'aWdf_GONE')
    await house.drain()
    await house.moveClock(2_100)
    await house.drain()
    expect(await shop.event({ kind: 'message' })).toMatchObject({ outcome: 'skipped', outcomeReason: 'words_unknown' })
    const { steps } = await shop.trace({ kind: 'message' })
    expect(steps.map((step) => step.text)).toContain(
      'The platform reported a new message without its text, and the text could not be read.',
    )
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await reads('aWdf_GONE')).toHaveLength(1)
  })

  test('a photo answers a question no more than any other photo, and an answer to a story is heard as one', async () => {
    const shop = await openShop(house)
    const story = await shop.post({ kind: 'STORY', caption: 'Today' })
    await shop.automate({
      trigger_type: 'keyword',
      media_id: story,
      config: { keywords: ['price'], message_variations: ['The story’s price is ten'] },
    })
    const photo = await shop.act({ attachment: 'image', told: 'edit' })
    const answered = await shop.act({ text: 'price', storyId: story, told: 'edit' })
    await house.drain()
    await house.moveClock(2_100)
    await house.drain()
    await house.moveClock(1_100)
    await house.drain()
    expect(await shop.event({ externalId: photo })).toMatchObject({ kind: 'message', attachments: [{ type: 'image' }] })
    expect(await shop.event({ externalId: answered })).toMatchObject({ replyTo: { storyId: story }, outcome: 'sent' })
    expect(await shop.said()).toEqual(['The story’s price is ten'])
  })

  test('of what the account itself said is an echo, and starts nothing', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Ten'))
    await shop.write('hello')
    await house.drain()
    const [said] = (await shop.inbox()).filter((one) => one.from === shop.accountExternalId)
    const before = (await shop.events()).length
    await edit(shop, said!.id)
    await house.moveClock(2_100)
    await house.drain()
    expect((await shop.events()).length).toBe(before)
    expect(await shop.said()).toEqual(['Ten'])
  })

  test('a real edit stays one', async () => {
    const shop = await openShop(house)
    const id = await shop.write('teh price')
    await house.drain()
    await house.sim('POST', `/simulator/messages/${id}/edit`, { text: 'the price' })
    await house.drain()
    expect(await shop.event({ kind: 'edit' })).toMatchObject({ outcome: 'noted' })
  })
})

describe('what people are called', () => {
  test('is read once, at the first message, and shown', async () => {
    const shop = await openShop(house, { person: { username: 'mia', name: 'Mia Moll' } })
    await shop.write('hello')
    await house.drain()
    expect(await shop.event({ text: 'hello' })).toMatchObject({ sender: { username: 'mia', name: 'Mia Moll' } })
    await shop.write('hello again')
    await house.drain()
    expect(await reads(shop.personId)).toHaveLength(1)
  })

  test('is not asked for a comment, which is no consent; the answer by DM is', async () => {
    const shop = await openShop(house)
    await shop.comment('hello')
    await house.drain()
    expect(await reads(shop.personId)).toEqual([])
    await shop.write('me again')
    await house.drain()
    expect(await shop.event({ text: 'me again' })).toMatchObject({ sender: { username: 'ana', name: 'Ana' } })
  })

  test.each([
    ['230: no consent', { code: 230, status: 400 }],
    ['9010: nobody', { code: 9010, status: 400 }],
    ['100/33: not there', { code: 100, subcode: 33, status: 400 }],
    ['10: not allowed', { code: 10, status: 403 }],
  ])('cannot be read (%s): nothing is stopped, and it is not asked for again', async (_, error) => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['price'], 'Ten'))
    await house.sim('POST', '/simulator/faults', { on: `/${shop.personId}`, kind: 'graph', times: 5, ...error })
    await shop.write('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
    await shop.write('and now?')
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await reads(shop.personId)).toHaveLength(1)
    expect((await house.api<{ status: string }>('GET', `/api/accounts/${shop.accountId}`)).body.status).toBe('active')
  })

  test('waits for the account’s limit, and stops nobody’s answer', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['price'], 'Ten'))
    const people = []
    for (let n = 0; n < 8; n++) people.push(await shop.meet({ username: `p${n}`, name: `Person ${n}` }))
    for (const one of people) await shop.write('price', one)
    await house.drain()
    for (const one of people) expect(await shop.said(one)).toEqual(['Ten'])
    const named = async () => (await shop.events()).filter((one) => one.kind === 'message' && one.sender.username).length
    expect(await named()).toBe(5)
    await house.moveClock(2_000)
    await house.drain()
    expect(await named()).toBe(8)
  })
})
