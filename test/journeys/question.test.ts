import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop, type ShownEvent, type Trace } from '../support/openShop.ts'
import { acceptMarked, marked, unmarked } from '../support/pseudoLanguage.ts'

/** A question by DM or comment with both branches and everything said aloud. */
const asking = (more: object = {}) => ({
  name: 'ask',
  definition: {
    triggers: [
      { on: 'comment', keywords: ['price'] },
      { on: 'message', keywords: ['price'] },
    ],
    steps: [
      {
        id: 'ask',
        type: 'ask',
        texts: ['Your e-mail?'],
        answer: 'email',
        retryText: 'Like name@example.com?',
        maxTries: 3,
        timeoutMinutes: 1440,
        noAnswer: 'silent',
        gaveUp: 'lost',
        ...more,
      },
      { id: 'save', type: 'save', field: 'email' },
      { id: 'thanks', type: 'message', texts: ['Thanks, {{email}}'], next: null },
      { id: 'lost', type: 'message', texts: ['We will call you instead'], next: null },
      { id: 'silent', type: 'message', texts: ['Still interested?'], next: null },
    ],
  },
})

describe('while a question waits', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  async function asked(more: object = {}, by: 'write' | 'comment' = 'write'): Promise<Shop & { automationId: string }> {
    const shop = await openShop(house)
    const automationId = await shop.automate(asking(more))
    await shop[by]('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?'])
    return { ...shop, automationId }
  }
  const emailsOf = async (shop: Shop) =>
    (await house.api<{ data: { email: string; accountId: string }[] }>('GET', '/api/leads')).body.data
      .filter((one) => one.accountId === shop.accountId)
      .map((one) => one.email)

  test('two equal answers at once are one answer, one lead, one thank-you', async () => {
    const shop = await asked()
    await shop.write('ana@x.com')
    await shop.write('ana@x.com')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Thanks, ana@x.com'])
    expect(await emailsOf(shop)).toEqual(['ana@x.com'])
  })

  test('a second comment does not ask again, and is no answer', async () => {
    const shop = await asked({}, 'comment')
    await shop.comment('price! ana@x.com')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?'])
    expect((await shop.trace({ text: 'price! ana@x.com' })).automations).toMatchObject([{ matched: false, reason: 'already_running' }])
    await shop.write('ana@x.com')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Thanks, ana@x.com'])
  })

  test('a photo is no answer and asked for in words, a quick reply is one', async () => {
    const shop = await asked()
    await shop.act({ attachment: 'image' })
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Like name@example.com?'])
    expect((await shop.trace({ kind: 'message', text: null })).steps.map((step) => step.stage)).toContain('no_words')
    await house.sim('POST', '/simulator/raw', {
      accountId: shop.accountExternalId,
      body: {
        object: 'instagram',
        entry: [
          {
            id: shop.accountExternalId,
            time: house.deps.clock.now().getTime(),
            messaging: [
              {
                sender: { id: shop.personId },
                recipient: { id: shop.accountExternalId },
                timestamp: house.deps.clock.now().getTime(),
                message: { mid: 'm_chip', text: 'ana@x.com', quick_reply: { payload: 'ana@x.com' } },
              },
            ],
          },
        ],
      },
    })
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Like name@example.com?', 'Thanks, ana@x.com'])
  })

  test('wrong answers are re-asked up to the limit, then the other branch is taken', async () => {
    const shop = await asked()
    for (const wrong of ['no', 'nope', 'never']) {
      await shop.write(wrong)
      await house.drain()
    }
    expect(await shop.said()).toEqual(['Your e-mail?', 'Like name@example.com?', 'Like name@example.com?', 'We will call you instead'])
    expect((await shop.trace({ text: 'never' })).steps.map((step) => step.stage)).toEqual(
      expect.arrayContaining(['wrong_answer', 'gave_up', 'ended']),
    )
    await shop.write('ana@x.com')
    await house.drain()
    expect(await emailsOf(shop)).toEqual([])
  })

  test('after 24 hours without an answer the no-answer branch is taken, once', async () => {
    // The window of the person's message closes at the same moment: a branch that writes must come a little earlier.
    const shop = await asked({ timeoutMinutes: 23 * 60 })
    await house.moveClock(23 * 3_600_000 - 60_000)
    await house.drain()
    expect(await shop.said()).toHaveLength(1)
    await house.moveClock(61_000)
    await house.drain()
    await house.moveClock(3_600_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Still interested?'])
    const { steps } = await shop.trace({ kind: 'message' })
    expect(steps.map((step) => step.stage)).toContain('no_answer')
  })

  test('the default wait of a whole day ends too; what may no longer be said is refused with the reason', async () => {
    const shop = await asked()
    await house.moveClock(24 * 3_600_000 + 1_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?'])
    expect(await shop.messages()).toMatchObject([
      { text: 'Still interested?', status: 'failed', error: { code: 'outside_window' }, attempts: [] },
      { status: 'sent' },
    ])
    await shop.write('ana@x.com')
    await house.drain()
    expect(await emailsOf(shop)).toEqual([])
  })

  test('STOP ends it without a word, START allows the next, and nothing of the old question remains', async () => {
    const shop = await asked()
    await shop.write('Stop!')
    await house.drain()
    expect((await shop.trace({ text: 'Stop!' })).event).toMatchObject({
      outcome: 'opted_out',
      outcomeText: 'The person asked not to be written to.',
    })
    await shop.write('ana@x.com')
    await shop.write('price')
    await shop.comment('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?'])
    expect(await shop.effects()).toHaveLength(1)
    expect((await shop.event({ kind: 'message', text: 'price', outcome: 'skipped' })).outcomeReason).toBe('opted_out')
    await shop.write('START')
    await house.drain()
    expect((await shop.event({ text: 'START' })).outcome).toBe('opted_in')
    await shop.write('price')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Your e-mail?'])
  })

  test('a message by hand still reaches somebody who wrote STOP only if a person types it', async () => {
    const shop = await asked()
    await shop.write('stop')
    await house.drain()
    const sent = await house.api('POST', '/api/messages', {
      accountId: shop.accountId,
      recipientId: shop.personId,
      text: 'Sorry, we will not write again.',
    })
    expect(sent.status).toBe(201)
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Sorry, we will not write again.')
  })

  test('an edit in between changes nothing for who is asked already, and everything for the next', async () => {
    const shop = await asked()
    const edited = asking()
    edited.definition.steps[2] = { id: 'thanks', type: 'message', texts: ['New thanks, {{email}}'], next: null }
    expect((await house.api('PUT', `/api/automations/${shop.automationId}`, edited)).status).toBe(200)
    await shop.write('ana@x.com')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Thanks, ana@x.com'])
    await shop.write('price')
    await house.drain()
    await shop.write('ana@y.com')
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('New thanks, ana@y.com')
  })

  test.each([
    ['paused', (id: string) => house.api('PATCH', `/api/automations/${id}`, { is_active: false })],
    ['deleted', (id: string) => house.api('DELETE', `/api/automations/${id}`)],
  ])('a %s automation asks no more: the answer finds nobody, nothing is said twice', async (_, end) => {
    const shop = await asked()
    expect((await end(shop.automationId)).status).toBeLessThan(300)
    await shop.write('ana@x.com')
    await house.drain()
    await house.moveClock(25 * 3_600_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?'])
    expect(await emailsOf(shop)).toEqual([])
    expect((await shop.event({ text: 'ana@x.com' })).outcome).toBe('skipped')
  })

  test('a restart in between neither asks nor answers twice', async () => {
    const shop = await asked()
    await house.restart()
    await house.drain()
    await shop.write('ana@x.com')
    await house.drain()
    await house.restart()
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Thanks, ana@x.com'])
  })

  test('another automation that asks something later takes the place of the question', async () => {
    const shop = await asked()
    await shop.automate({
      name: 'phone',
      definition: {
        triggers: [{ on: 'comment', keywords: ['call'] }],
        steps: [
          { id: 'ask', type: 'ask', texts: ['Your number?'], answer: 'phone' },
          { id: 'save', type: 'save', field: 'phone' },
          { id: 'ok', type: 'message', texts: ['We call {{phone}}'] },
        ],
      },
    })
    await shop.comment('call me')
    await house.drain()
    await shop.write('it is (415) 555-2671, thanks')
    await house.drain()
    expect(await shop.said()).toEqual(['Your e-mail?', 'Your number?', 'We call +14155552671'])
  })

  test.each([
    ['email', 'o’neil@example.com', "o'neil@example.com"],
    ['email', 'ana\u200b@exam\u00adple.com', 'ana@example.com'],
    ['email', 'josé@example.com', null],
    ['number', '1’000', '1000'],
    ['number', '২৪', '24'],
    ['number', '10k', null],
    ['phone', '+52 1 55 1234 5678', '+525512345678'],
    ['text', 'Baja', 'Baja'],
    ['text', 'Sair', 'Sair'],
    ['number', '3 or 4', null],
    ['email', 'ana@bücher.example', 'ana@xn--bcher-kva.example'],
    ['phone', '0049 171 1234567', '+491711234567'],
  ])('an answer of the kind %s, %s, is kept as %s', async (kind, written, kept) => {
    const shop = await openShop(house)
    await shop.automate({
      name: kind,
      definition: {
        triggers: [{ on: 'message', keywords: ['hello'] }],
        steps: [
          { id: 'ask', type: 'ask', texts: ['Which?'], answer: kind, retryText: 'Once more?' },
          { id: 'save', type: 'save', field: 'which' },
          { id: 'ok', type: 'message', texts: ['It is {{which}}'] },
        ],
      },
    })
    await shop.write('hello')
    await house.drain()
    await shop.write(written)
    await house.drain()
    expect(await shop.said()).toEqual(['Which?', kept === null ? 'Once more?' : `It is ${kept}`])
  })

  test('a button is answered by its title or a yes, typed, and the trace says so', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'offer',
      definition: {
        triggers: [{ on: 'message', keywords: ['link'] }],
        steps: [
          { id: 'offer', type: 'message', texts: ['Want the link? Tap below.'], buttons: [{ title: 'Send it', goTo: 'link' }] },
          { id: 'link', type: 'message', texts: ['Here it is'] },
        ],
      },
    })
    const bea = await shop.meet({ username: 'bea', name: 'Bea' })
    for (const [person, typed] of [
      [shop.personId, 'send it!'],
      [bea, 'yes please'],
    ] as const) {
      await shop.write('link', person)
      await house.drain()
      await shop.write(typed, person)
      await house.drain()
      expect(await shop.said(person)).toEqual(['Want the link? Tap below.', 'Here it is'])
    }
    expect((await shop.trace({ text: 'send it!' })).steps.map((step) => step.stage)).toContain('typed_title')
    expect((await shop.trace({ text: 'yes please' })).steps.map((step) => step.text).join()).toContain('counts as a tap')
  })

  test('words that another automation listens for are an answer first', async () => {
    const shop = await openShop(house)
    await shop.automate({
      name: 'name',
      definition: {
        triggers: [{ on: 'message', keywords: ['hello'] }],
        steps: [
          { id: 'ask', type: 'ask', texts: ['Your name?'], answer: 'text' },
          { id: 'save', type: 'save', field: 'name' },
          { id: 'ok', type: 'message', texts: ['Nice, {{first_name}}'] },
        ],
      },
    })
    await shop.automate(answer('message', ['price'], 'Ten'))
    await shop.write('hello')
    await house.drain()
    await shop.write('Mr Price')
    await house.drain()
    expect(await shop.said()).toEqual(['Your name?', 'Nice, Mr'])
    expect((await shop.trace({ text: 'Mr Price' })).automations.find((one) => one.name === 'message: price')).toMatchObject({
      matched: false,
      reason: 'lower_priority',
    })
  })

  test('whoever asks for another language reads every event and trace in it', async () => {
    const { deps } = house
    const inEnglish = deps.textsFor
    deps.textsFor = marked
    const read = async <T>(path: string) => (await house.api<T>('GET', path, undefined, acceptMarked)).body
    const { data } = await read<{ data: ShownEvent[] }>('/api/events?limit=100')
    const traces: Trace[] = []
    for (const { id } of data) traces.push(await read<Trace>(`/api/events/${id}/trace`))
    deps.textsFor = inEnglish
    const steps = traces.flatMap((trace) => trace.steps)
    const texts = [
      ...data.map((event) => event.outcomeText),
      ...steps.map((step) => step.text),
      ...traces.flatMap(({ automations, messages }) => [
        ...automations.map((one) => one.text),
        ...messages.flatMap((one) => one.attempts.map((attempt) => attempt.text)),
      ]),
    ]
    expect(new Set(steps.map((step) => step.stage)).size).toBeGreaterThan(15)
    expect(unmarked(texts)).toEqual([])
  })
})
