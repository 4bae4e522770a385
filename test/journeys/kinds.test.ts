import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'

describe('whatever people do is recorded as what it is', () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
  })
  afterAll(() => house?.stop())

  test('an answer to a story: heard by story rules, with a story’s media_id only for that story', async () => {
    const here = await openShop(house)
    const story = await here.post({ kind: 'STORY', caption: 'Today' })
    const other = await here.post({ kind: 'STORY', caption: 'Tomorrow' })
    await here.automate({
      trigger_type: 'keyword',
      media_id: story,
      config: { keywords: ['price'], message_variations: ['The story’s price is ten'] },
    })
    await here.act({ text: 'price', storyId: other })
    await here.write('price in a plain message')
    await house.drain()
    expect(await here.said()).toEqual([])
    await here.act({ text: 'price!', storyId: story })
    await house.drain()
    expect(await here.said()).toEqual(['The story’s price is ten'])
    expect(await here.event({ text: 'price!' })).toMatchObject({ kind: 'message', outcome: 'sent', replyTo: { storyId: story } })
  })

  test('a mention in a story', async () => {
    const here = await openShop(house)
    await here.automate(answer('story_mention', [], 'Thanks for showing us!'))
    await here.write('just a message')
    await here.act({ mention: true })
    await house.drain()
    expect(await here.said()).toEqual(['Thanks for showing us!'])
    expect(await here.event({ outcome: 'sent' })).toMatchObject({ kind: 'message', attachments: [{ type: 'story_mention' }] })
  })

  test('a comment in a live video: its DM goes out while on the air', async () => {
    const here = await openShop(house)
    const live = await here.post({ kind: 'LIVE', caption: 'Now' })
    await here.automate(answer('live_comment', ['price'], 'Ten'))
    await here.comment('price under a post')
    await house.sim('POST', '/simulator/comments', { mediaId: live, personId: here.personId, text: 'price live' })
    await house.drain()
    expect(await here.said()).toEqual(['Ten'])
    expect(await here.event({ text: 'price live' })).toMatchObject({ kind: 'live_comment', outcome: 'sent', mediaId: live })
    expect((await here.trace({ text: 'price under a post' })).automations).toMatchObject([
      { reason: 'other_kind', text: 'It is triggered by a comment in a live video, but this was a comment.' },
    ])
  })

  test('a tap on a button leads to its step', async () => {
    const here = await openShop(house)
    await here.automate({
      name: 'menu',
      definition: {
        triggers: [{ on: 'message', keywords: ['menu'] }],
        steps: [
          {
            id: 'menu',
            type: 'message',
            texts: ['What do you want?'],
            buttons: [
              { title: 'Prices', goTo: 'prices' },
              { title: 'Hours', goTo: 'hours' },
            ],
          },
          { id: 'prices', type: 'message', texts: ['Ten'], next: null },
          { id: 'hours', type: 'message', texts: ['Until six'], next: null },
        ],
      },
    })
    await here.write('menu')
    await house.drain()
    const [menu] = await here.inbox().then((all) => all.filter((one) => one.from === here.accountExternalId))
    expect(menu!.buttons!.map((one) => one.title)).toEqual(['Prices', 'Hours'])
    await here.write('hours, please')
    await house.drain()
    expect(await here.said()).toHaveLength(1)
    await here.act({ tap: menu!.buttons![1]!.payload })
    await house.drain()
    expect(await here.said()).toEqual(['What do you want?', 'Until six'])
    const tap = await here.event({ kind: 'postback' })
    expect(tap).toMatchObject({ text: 'Hours', outcome: 'sent', payload: menu!.buttons![1]!.payload })
    expect((await here.trace({ kind: 'postback' })).steps.map((step) => step.text)).toContain('The button leads to step hours.')
    await here.act({ tap: menu!.buttons![1]!.payload })
    await house.drain()
    expect(await here.said()).toHaveLength(2)
  })

  test('a button is found days later: it still leads on', async () => {
    const here = await openShop(house)
    await here.automate({
      name: 'menu',
      definition: {
        triggers: [{ on: 'message', keywords: ['menu'] }],
        steps: [
          { id: 'menu', type: 'message', texts: ['What do you want?'], buttons: [{ title: 'Prices', goTo: 'prices' }] },
          { id: 'prices', type: 'message', texts: ['Ten'] },
        ],
      },
    })
    await here.write('menu')
    await house.drain()
    await house.moveClock(3 * 24 * 3_600_000)
    await house.drain()
    expect(await here.said()).toHaveLength(1)
    await here.act({ tap: (await here.inbox()).at(-1)!.buttons![0]!.payload })
    await house.drain()
    expect(await here.said()).toEqual(['What do you want?', 'Ten'])
  })

  test('a tap that an automation listens for by its payload', async () => {
    const here = await openShop(house)
    await here.automate(answer('postback', ['GET_STARTED'], 'Welcome'))
    const postback = (payload: string, mid: string) =>
      house.sim('POST', '/simulator/raw', {
        accountId: here.accountExternalId,
        body: {
          object: 'instagram',
          entry: [
            {
              id: here.accountExternalId,
              time: house.deps.clock.now().getTime(),
              messaging: [
                {
                  sender: { id: here.personId },
                  recipient: { id: here.accountExternalId },
                  timestamp: house.deps.clock.now().getTime(),
                  postback: { mid, title: 'Begin', payload },
                },
              ],
            },
          ],
        },
      })
    await here.write('so that the platform knows the person')
    await postback('OTHER', 'm_1')
    await postback('GET_STARTED', 'm_2')
    await house.drain()
    expect(await here.said()).toEqual(['Welcome'])
  })

  test.each([
    ['a reaction', 'reaction', async () => void (await shop.act({ reaction: 'love' }))],
    [
      'an edit',
      'edit',
      async () => void (await house.sim('POST', `/simulator/messages/${await shop.write('teh price')}/edit`, { text: 'the price' })),
    ],
    [
      'a message taken back',
      'delete',
      async () => void (await house.sim('POST', `/simulator/messages/${await shop.write('oops')}/delete`)),
    ],
    ['a link into the thread', 'referral', async () => void (await shop.act({ ref: 'summer' }))],
  ])('%s starts nothing and is kept', async (_, kind, act) => {
    await shop.write('hello there')
    await house.drain()
    await house.sim('POST', '/simulator/human', { accountId: shop.accountExternalId, personId: shop.personId, text: 'Hello' })
    const id = await shop.automate(answer('message', ['oops', 'teh'], 'Never mind'))
    const before = (await shop.effects()).length
    await act()
    await house.drain()
    const event = await shop.event({ kind })
    expect(event).toMatchObject({ kind, outcome: 'noted', outcomeReason: 'not_answerable' })
    expect((await shop.trace({ kind })).automations.every((one) => !one.matched)).toBe(true)
    // An edited or deleted message was answered as it was first written, once.
    expect((await shop.effects()).length - before).toBe(kind === 'edit' || kind === 'delete' ? 1 : 0)
    await house.api('DELETE', `/api/automations/${id}`)
  })

  test('a field nobody knows is kept as other', async () => {
    await house.sim('POST', '/simulator/raw', {
      accountId: shop.accountExternalId,
      body: {
        object: 'instagram',
        entry: [{ id: shop.accountExternalId, time: 1_790_000_000, changes: [{ field: 'holograms', value: { colour: 'blue' } }] }],
      },
    })
    await house.drain()
    expect(await shop.event({ kind: 'other' })).toMatchObject({ outcome: 'noted' })
  })

  test.each([['flat'], ['array']])('a comment in the envelope shape "%s" is answered like any other', async (shape) => {
    const here = await openShop(house)
    await here.automate(answer('comment', ['price'], 'Ten'))
    await house.sim('PATCH', '/simulator/settings', { shape })
    await here.comment('price')
    await house.drain()
    await house.sim('PATCH', '/simulator/settings', { shape: 'changes' })
    expect(await here.said()).toEqual(['Ten'])
  })

  test('events of two accounts in one body each go to their own', async () => {
    const [one, two] = [await openShop(house), await openShop(house)]
    await one.automate(answer('message', [], 'I am one'))
    await two.automate(answer('message', [], 'I am two'))
    await house.sim('POST', '/simulator/batch', { on: true })
    await one.write('hello one')
    await two.write('hello two')
    await house.sim('POST', '/simulator/batch', { on: false })
    await house.drain()
    expect([await one.said(), await two.said()]).toEqual([['I am one'], ['I am two']])
  })
})
