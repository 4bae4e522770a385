import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'

type Placed = { id: string; position: number | null; group: string; words: boolean; priority: number }

let house: House
beforeAll(async () => void (house = await startHouse()))
afterAll(() => house?.stop())

describe('an automation hears', () => {
  const listener = (trigger: object) => ({
    name: 'listener',
    definition: { triggers: [{ on: 'message', ...trigger }], steps: [{ id: 'dm', type: 'message', texts: ['Heard'] }] },
  })

  test.each([
    ['a keyword whatever its case', { keywords: ['price'] }, 'PRICE please', null],
    ['a keyword with punctuation around it', { keywords: ['price'] }, 'what is the "Price"?!', null],
    ['a keyword without its accents', { keywords: ['café'] }, 'CAFE?', null],
    ['a Persian keyword typed with Arabic letters', { keywords: ['قیمت'] }, 'قيمت؟', null],
    ['a digit of another script', { keywords: ['1'] }, '١', null],
    ['no word inside a mention', { keywords: ['info'] }, '@maria_info mira esto 😍', 'no_keyword'],
    ['no flag in halves of others', { keywords: ['🇪🇺'] }, '🇩🇪🇺🇸', 'no_keyword'],
    ['whole words only', { keywords: ['price'] }, 'priceless!', 'no_keyword'],
    ['parts of words when told to', { keywords: ['price'], match: 'contains' }, 'priceless!', null],
    ['exactly this text when told to', { keywords: ['price list'], match: 'exact' }, ' Price  List ', null],
    ['exactly this text and no more', { keywords: ['price list'], match: 'exact' }, 'the price list', 'no_keyword'],
    ['a phrase of several words', { keywords: ['price list'] }, 'send the price list now', null],
    ['no text with an excluded word', { keywords: ['price'], exclude: ['refund'] }, 'price of a refund', 'excluded_word'],
    ['a text in which the excluded word is part of another', { keywords: ['price'], exclude: ['fun'] }, 'price of a refund', null],
    ['any text when it has no keywords', {}, 'whatever', null],
  ])('%s', async (_, trigger, text, reason) => {
    const shop = await openShop(house)
    await shop.automate(listener(trigger))
    await shop.write(text)
    await house.drain()
    expect(await shop.said()).toEqual(reason === null ? ['Heard'] : [])
    expect((await shop.trace({ kind: 'message', text })).automations).toMatchObject([{ matched: reason === null, reason }])
  })
})

describe('an automation keeps to its post', () => {
  let shop: Shop
  let otherPost: string
  beforeAll(async () => {
    shop = await openShop(house)
    otherPost = await shop.post({ caption: 'Other prints' })
    await shop.automate({
      trigger_type: 'post_comment',
      media_id: shop.mediaId,
      config: { auto_reply_to_comments: true, comment_replies: ['About this post'] },
    })
  })
  const commentOn = async (mediaId: string, text: string) => {
    await house.sim('POST', '/simulator/comments', { mediaId, personId: shop.personId, text })
    await house.drain()
  }

  test('and hears a comment there', async () => {
    await commentOn(shop.mediaId, 'here')
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'About this post' }])
  })

  test('but none under another post', async () => {
    await commentOn(otherPost, 'there')
    expect(await shop.effects()).toHaveLength(1)
    expect((await shop.trace({ text: 'there' })).automations).toMatchObject([
      { reason: 'other_post', text: 'Its trigger is for another post or story.' },
    ])
  })

  test('and one under the boosted copy of its post', async () => {
    await commentOn(await shop.post({ kind: 'AD', caption: 'Advertisement', originalMediaId: shop.mediaId }), 'from the advertisement')
    expect(await shop.effects()).toHaveLength(2)
  })

  test('but none under the boosted copy of another', async () => {
    await commentOn(await shop.post({ kind: 'AD', caption: 'Advertisement', originalMediaId: otherPost }), 'from another advertisement')
    expect(await shop.effects()).toHaveLength(2)
  })
})

describe('one automation speaks', () => {
  const onComment = (text: string, more: object = {}) => ({
    trigger_type: 'post_comment',
    name: text,
    config: { keywords: ['price'], auto_reply_to_comments: true, comment_replies: [text] },
    ...more,
  })

  test('the one for a single post before the one for any post, although that is older', async () => {
    const shop = await openShop(house)
    await shop.automate(onComment('any post'))
    await shop.automate(onComment('this post', { media_id: shop.mediaId }))
    await shop.comment('price')
    await house.drain()
    expect(await shop.effects()).toEqual([{ kind: 'comment_reply', text: 'this post' }])
    expect((await shop.trace({ text: 'price' })).automations.map(({ name, reason }) => ({ name, reason }))).toEqual([
      { name: 'this post', reason: null },
      { name: 'any post', reason: 'lower_priority' },
    ])
  })

  test('then by priority, then the older one', async () => {
    const shop = await openShop(house)
    await shop.automate(onComment('older'))
    await shop.automate(onComment('younger'))
    await shop.comment('price')
    await house.drain()
    const first = await shop.automate(onComment('important', { priority: 5 }))
    expect((await house.api('GET', `/api/automations/${first}`)).body).toMatchObject({ priority: 5 })
    await shop.comment('price again')
    await house.drain()
    await house.api('PATCH', `/api/automations/${first}`, { name: 'still important' })
    await shop.comment('price once more')
    await house.drain()
    await house.api('PATCH', `/api/automations/${first}`, { priority: -5 })
    await shop.comment('price for the last time')
    await house.drain()
    expect((await shop.effects()).map((one) => one.text)).toEqual(['older', 'important', 'important', 'older'])
  })

  test('matching words come before any message, and the order can be seen, changed and is warned about', async () => {
    const shop = await openShop(house)
    const any = await shop.automate({ ...answer('message', [], 'Hello'), name: 'Any message' })
    const words = await shop.automate({ ...answer('message', ['shipping'], 'Two days'), name: 'Shipping' })
    const order = async () => (await house.api<{ data: Placed[] }>('GET', `/api/automations/order?accountId=${shop.accountId}`)).body.data
    const problems = async (id: string) =>
      (await house.api<{ problems: { code: string; text: string }[] }>('POST', `/api/automations/${id}/lint`)).body.problems
    await shop.write('shipping?')
    await house.drain()
    expect(await shop.said()).toEqual(['Two days'])
    expect(await order()).toMatchObject([
      { id: words, position: 1, group: 'message', words: true, priority: 0 },
      { id: any, position: 2, group: 'message', words: false, priority: 0 },
    ])
    expect((await problems(words)).map(({ code }) => code)).toEqual([])

    const moved = await house.api<{ data: Placed[] }>('POST', `/api/automations/${any}/move`, { before: words })
    expect(moved.body.data).toEqual(await order())
    expect(moved.body.data.map(({ id, priority }) => [id, priority])).toEqual([
      [any, 1],
      [words, 0],
    ])
    await shop.write('shipping now?')
    await house.drain()
    expect(await shop.said()).toEqual(['Two days', 'Hello'])
    expect((await shop.trace({ text: 'shipping now?' })).automations.map(({ matched, reason }) => [matched, reason])).toEqual([
      [true, null],
      [false, 'lower_priority'],
    ])
    expect((await shop.trace({ text: 'shipping?' })).automations[0]).toMatchObject({ name: 'Shipping', matched: true })
    expect(await problems(words)).toMatchObject([
      { code: 'answered_by_another', text: expect.stringContaining('answers “shipping” first') },
    ])
    expect(await problems(any)).toMatchObject([{ code: 'answers_everything' }, { code: 'answers_before_another' }])
    const { rows } = await sql<{ fields: string[] }>`select fields from audit where action = 'move' and subject_id = ${any}`.execute(
      house.deps.databases.system,
    )
    expect(rows).toEqual([{ fields: ['priority'] }])

    await house.api('PATCH', `/api/automations/${words}`, { is_active: false })
    expect((await order()).map(({ position }) => position)).toEqual([1, null])
    for (const [body, code] of [
      [{ before: any }, 'invalid_input'],
      [{ before: words, after: words }, 'invalid_input'],
      [{ after: '018f0000-0000-7000-8000-000000000000' }, 'not_found'],
    ] as const)
      expect((await house.api<{ error: { code: string } }>('POST', `/api/automations/${any}/move`, body)).body.error.code).toBe(code)
    const post = await shop.automate(onComment('comment'))
    expect(
      (await house.api<{ error: { message: string } }>('POST', `/api/automations/${any}/move`, { after: post })).body.error.message,
    ).toContain('never compete')
  })

  test('a keyword in an unsaved definition is warned about, an opt-out word and a mention are none', async () => {
    const shop = await openShop(house)
    await shop.automate({ ...answer('message', ['price'], 'Ten'), name: 'Price' })
    const lint = async (keywords: string[]) =>
      (
        await house.api<{ problems: { code: string }[] }>('POST', '/api/automations/lint', {
          accountId: shop.accountId,
          definition: { triggers: [{ on: 'message', keywords }], steps: [{ id: 'dm', type: 'message', texts: ['Hi'] }] },
        })
      ).body.problems.map(({ code }) => code)
    expect(await lint(['Price!'])).toEqual(['answered_by_another'])
    expect(await lint(['cancel', 'cost'])).toEqual(['keyword_opts_out'])
    await shop.write('@price.shop look at this 😍')
    await house.drain()
    expect(await shop.said()).toEqual([])
    await shop.write('PRICE‑list')
    await house.drain()
    expect(await shop.said()).toEqual(['Ten'])
  })

  test('a text that grows over the limit is cut at a word, sent, and the trace says so', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['story'], 'You wrote: {{text}}. Thanks!'))
    await shop.write(`story ${'once upon a time '.repeat(58)}`.trim().slice(0, 990))
    await house.drain()
    const [said] = await shop.said()
    expect(said).toMatch(/^You wrote: story once upon .*(once|upon|a|time)…\. Thanks!$/)
    expect(new TextEncoder().encode(said).length).toBeLessThanOrEqual(1000)
    expect((await shop.trace({ kind: 'message' })).steps.map(({ stage }) => stage)).toContain('text_cut')
  })
})

describe('a person is not bored', () => {
  test('within the cooldown the same automation stays silent, afterwards it answers again', async () => {
    const shop = await openShop(house)
    await shop.automate(answer('message', ['price'], 'Ten', { definition: { cooldownMinutes: 60 } }))
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    await shop.write('price')
    await shop.write('price?')
    await shop.write('price', bea)
    await house.drain()
    expect([await shop.said(), await shop.said(bea)]).toEqual([['Ten'], ['Ten']])
    expect((await shop.trace({ text: 'price?' })).automations).toMatchObject([
      { reason: 'cooling_down', text: 'It replied to this person less than 60 minutes ago.' },
    ])
    await house.moveClock(61 * 60_000)
    await shop.write('price!')
    await house.drain()
    expect(await shop.said()).toEqual(['Ten', 'Ten'])
  })

  test('no variation comes twice until all were used, and never twice in a row', async () => {
    const shop = await openShop(house)
    const texts = ['one', 'two', 'three', 'four']
    await shop.automate({ trigger_type: 'keyword', config: { keywords: ['hi'], message_variations: texts } })
    for (let turn = 0; turn < 12; turn++) {
      await shop.write(`hi ${turn}`)
      await house.drain()
    }
    const said = await shop.said()
    for (const round of [0, 4, 8]) expect(said.slice(round, round + 4).toSorted()).toEqual(texts.toSorted())
    for (const [index, text] of said.entries()) expect(text).not.toBe(said[index + 1])
    expect((await shop.trace({ text: 'hi 0' })).steps.find((step) => step.stage === 'planned')!.text).toMatch(/Variation \d of 4\.$/)
  })

  test('six in one body share the variations as fairly', async () => {
    const shop = await openShop(house)
    const texts = ['one', 'two', 'three']
    await shop.automate({ trigger_type: 'keyword', config: { keywords: ['hi'], message_variations: texts } })
    await house.sim('POST', '/simulator/batch', { on: true })
    for (let turn = 0; turn < 6; turn++) {
      await shop.write(`hi ${turn}`)
      await house.moveClock(5)
    }
    await house.sim('POST', '/simulator/batch', { on: false })
    await house.drain()
    const said = await shop.said()
    expect(said.slice(0, 3).toSorted()).toEqual(texts.toSorted())
    expect(said.slice(3).toSorted()).toEqual(texts.toSorted())
  })
})
