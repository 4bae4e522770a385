import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Definition } from '../model/automation.ts'
import type { ConversationState } from '../model/decision.ts'
import { eventKinds, type InboundEvent } from '../model/event.ts'
import { wordsOf } from '../model/content.ts'
import { ask, automation, comment, dm, event, minutesLater, noon, shop, shopLimits, tap, texts, trigger } from './examples.ts'

const windowMinutes = shopLimits.windowMs / 60_000
const privateReplyMinutes = shopLimits.privateReplyMs / 60_000

const price: Partial<Definition> = {
  triggers: [trigger({ keywords: ['price'] }), trigger({ on: 'message', keywords: ['price'] })],
  steps: [
    { id: 'public', type: 'reply', texts: ['Look into your DMs, {{username}}'] },
    { id: 'dm', type: 'message', texts: ['It costs 5'] },
  ],
}

test('a comment with the keyword gets a public reply and one private reply', () => {
  const here = shop([automation('price', price)])
  const decision = here.hear(comment('PRICE please', { externalId: 'c-1' }))
  expect(decision.outcome).toBe('answered')
  expect(decision.messages).toMatchObject([
    { kind: 'public_reply', commentId: 'c-1', content: { text: 'Look into your DMs, ana' }, stepId: 'public', variation: null },
    { kind: 'private_reply', commentId: 'c-1', content: { text: 'It costs 5' } },
  ])
  expect(decision.runs).toMatchObject([{ state: 'done', commentId: 'c-1', privateReplyUsed: true, endedAt: noon }])
  expect(decision.triggered).toEqual(['price'])
})

test('a DM with the keyword gets the DM alone', () => {
  const decision = shop([automation('price', price)]).hear(dm('price'))
  expect(decision.messages.map(({ kind }) => kind)).toEqual(['message'])
})

test('only the second DM after a comment is an ordinary message', () => {
  const steps = ['one', 'two'].map((id) => ({ id, type: 'message' as const, texts: [id] }))
  const decision = shop([automation('twice', { steps })]).hear(comment('hi'))
  expect(decision.messages.map(({ kind, commentId }) => [kind, commentId !== null])).toEqual([
    ['private_reply', true],
    ['message', false],
  ])
})

test.each([
  ['its own comment', comment('price', { isOwn: true }), 'own'],
  ['what the platform echoes', event({ kind: 'echo', isOwn: true }), 'echo'],
  ['a thread another app owns', dm('price', { standby: true }), 'standby'],
  ['a read mark', event({ kind: 'read', text: null }), 'not_answerable'],
  ['a reaction', event({ kind: 'reaction', text: null }), 'not_answerable'],
  ['an edit', event({ kind: 'edit' }), 'not_answerable'],
  ['another word', comment('lovely'), 'no_match'],
  ['a DM whose window is over', dm('price', { occurredAt: minutesLater(-windowMinutes - 1) }), 'too_old'],
  ['a comment that can no longer be answered', comment('price', { occurredAt: minutesLater(-privateReplyMinutes - 1) }), 'too_old'],
] as [string, InboundEvent, string][])('the shop is silent about %s', (_, happened, silence) => {
  const decision = shop([automation('price', price)]).hear(happened)
  expect(decision).toMatchObject({ outcome: 'skipped', silence, messages: [], runs: [], triggered: [] })
})

test.each([
  ['whose account is switched off', {}, false, 'account_inactive'],
  ['who asked not to be written to', { optedOutAt: noon }, true, 'opted_out'],
  ['with whom a person is talking', { botPausedUntil: minutesLater(1) }, true, 'bot_paused'],
] as [string, Partial<ConversationState>, boolean, string][])('nobody is answered %s', (_, state, active, silence) => {
  const here = shop([automation('price', price)])
  Object.assign(here.conversation, state)
  here.active = active
  expect(here.hear(comment('price'))).toMatchObject({ outcome: 'skipped', silence, messages: [] })
})

test('without any automation the silence says so', () => {
  expect(shop([]).hear(comment('price')).silence).toBe('no_automation')
})

test('an answer at the end of the time is still given, and a paused bot answers again when its time is over', () => {
  const here = shop([automation('price', price)])
  here.conversation.botPausedUntil = noon
  expect(here.hear(comment('price', { occurredAt: minutesLater(-privateReplyMinutes) })).outcome).toBe('answered')
})

test.each([
  ['message', true],
  ['postback', true],
  ['reaction', true],
  ['referral', true],
  ['comment', false],
  ['read', false],
  ['echo', false],
] as const)('a %s opens the window, as long as the channel has it: %s', (kind, opens) => {
  const decision = shop([]).hear(event({ kind, isOwn: kind === 'echo' }))
  expect(decision.conversation.windowUntil).toEqual(opens ? minutesLater(windowMinutes) : null)
})

test('an old message does not shorten the window', () => {
  const here = shop([])
  here.conversation.windowUntil = minutesLater(windowMinutes)
  expect(here.hear(dm('hi', { occurredAt: minutesLater(-60) })).conversation.windowUntil).toEqual(minutesLater(windowMinutes))
})

test('where no channel is known nothing opens and nothing is too old', () => {
  const here = shop([automation('price', price)])
  const account = { active: true, defaultCountry: 'US' }
  const decision = here.hear(dm('price', { occurredAt: minutesLater(-windowMinutes * 10) }), { account })
  expect(decision).toMatchObject({ outcome: 'answered', conversation: { windowUntil: null } })
})

test('one automation speaks, the others are told that another came first', () => {
  const here = shop([
    automation('second', price, { createdAt: minutesLater(1) }),
    automation('first', price),
    automation('third', price, { createdAt: minutesLater(2) }),
  ])
  const decision = here.hear(comment('price'))
  expect(decision.candidates.map(({ automationId, reason }) => [automationId, reason])).toEqual([
    ['first', null],
    ['second', 'lower_priority'],
    ['third', 'lower_priority'],
  ])
})

test('an automation that is cooling down leaves the answer to the next one', () => {
  const here = shop([automation('cool', { ...price, cooldownMinutes: 30 }), automation('next', price, { createdAt: minutesLater(1) })])
  expect(here.hear(comment('price')).matched?.automationId).toBe('cool')
  here.now = minutesLater(29)
  const decision = here.hear(comment('price'))
  expect(decision.matched?.automationId).toBe('next')
  expect(decision.candidates[0]).toMatchObject({ automationId: 'cool', reason: 'cooling_down' })
  here.now = minutesLater(30)
  expect(here.hear(comment('price')).matched?.automationId).toBe('cool')
})

test('an automation without a cooldown answers again, also when it last began on a machine whose clock is ahead', () => {
  const here = shop([automation('always', price)])
  here.now = minutesLater(1)
  here.hear(comment('price'))
  here.now = noon
  expect(here.hear(comment('price'))).toMatchObject({ outcome: 'answered', matched: { automationId: 'always' } })
})

test.each(['stop', 'STOP!', ' Stop. 🛑', 'unsubscribe', 'Darme de baja', 'SAIR', 'não quero mais mensagens', 'Abmelden'])(
  '"%s" ends everything, a question that waits too, and nothing is said',
  (word) => {
    const here = shop([automation('ask', { steps: [ask()] }), automation('any', { triggers: [trigger({ on: 'message' })] })])
    here.hear(comment('hi'))
    expect(here.conversation.waiting?.stepId).toBe('ask')
    const decision = here.hear(dm(word))
    expect(decision).toMatchObject({ outcome: 'opted_out', messages: [], runs: [{ state: 'stopped', endedAt: noon }] })
    expect(decision.conversation).toMatchObject({ optedOutAt: noon, waiting: null })
    expect(here.hear(comment('hi')).silence).toBe('opted_out')
  },
)

test.each(['please stop by the shop', 'non-stop', 'is this the end?'])('"%s" is no wish to leave', (text) => {
  expect(shop([]).hear(dm(text)).outcome).toBe('skipped')
})

test('STOP is heard while the account is switched off, and start lets the person back in', () => {
  const here = shop([automation('start', { triggers: [trigger({ on: 'message', keywords: ['start'] })] })])
  here.active = false
  expect(here.hear(dm('stop')).outcome).toBe('opted_out')
  here.active = true
  expect(here.hear(dm('START'))).toMatchObject({ outcome: 'opted_in', messages: [] })
  expect(here.hear(dm('start')).outcome).toBe('answered')
})

test('twenty messages in a row are all answered, two programs talking to each other are not', () => {
  const here = shop([
    automation('echo', { triggers: [trigger({ on: 'message' })], steps: [{ id: 'dm', type: 'message', texts: ['{{text}}'] }] }),
  ])
  const answers = Array.from({ length: 20 }, (_, index) => texts(here.hear(dm(`message ${index + 1}`)))[0])
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => `message ${index + 1}`))
  const outcomes = Array.from({ length: 40 }, () => here.hear(dm('again')).silence)
  expect(outcomes.filter((silence) => silence === 'loop_guard')).toHaveLength(10)
  here.now = minutesLater(10)
  expect(here.hear(dm('hello?')).outcome).toBe('answered')
})

test('a clock that is set back by five minutes silences nobody', () => {
  const on = [trigger({ on: 'message' as const, keywords: ['price'] })]
  const here = shop([automation('price', { triggers: on, cooldownMinutes: 0 })])
  here.now = minutesLater(5)
  expect(here.hear(dm('price')).outcome).toBe('answered')
  here.now = noon
  expect(here.hear(dm('price')).outcome).toBe('answered')
})

test('a clock that was a day ahead leaves no pause and no loop guard behind, one of five minutes does', () => {
  const on = [trigger({ on: 'message' as const, keywords: ['price'] })]
  for (const [ahead, outcome] of [
    [5, 'skipped'],
    [24 * 60, 'answered'],
  ] as const) {
    const here = shop([automation('price', { triggers: on, cooldownMinutes: 30 })])
    here.now = minutesLater(ahead)
    expect(here.hear(dm('price')).outcome).toBe('answered')
    here.now = noon
    expect(here.hear(dm('price')).outcome).toBe(outcome)
  }
  const talking = shop([automation('echo', { triggers: on })])
  talking.now = minutesLater(24 * 60)
  for (let count = 0; count < 50; count++) talking.hear(dm('price'))
  talking.now = noon
  expect(talking.hear(dm('price')).outcome).toBe('answered')
})

test('the same moment leads to the same decision, and nothing handed in is changed', () => {
  const here = shop([automation('price', { ...price, steps: [{ id: 'dm', type: 'message', texts: ['a', 'b', 'c', 'd'] }, ask()] })])
  const before = structuredClone(here.conversation)
  const state = here.conversation
  const happened = comment('price')
  const first = here.hear(happened, { newId: () => 'same' })
  expect(state).toEqual(before)
  here.conversation = state
  expect(here.hear(happened, { newId: () => 'same' })).toEqual(first)
})

test('decide never throws, whatever happens', () => {
  const text = fc.option(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('price', '{{text}}', '[LINK]', '__proto__', '+1 (((((', '@@@.@', 'stop')),
  )
  const happened = fc.record({
    kind: fc.constantFrom(...eventKinds),
    text,
    payload: text,
    mediaId: text,
    originalMediaId: text,
    externalId: text,
    username: text,
    name: text,
    isOwn: fc.boolean(),
    standby: fc.boolean(),
    quickReply: fc.boolean(),
    storyMention: fc.boolean(),
    occurredAt: fc.oneof(fc.constant(noon), fc.date({ noInvalidDate: false })),
    replyTo: fc.option(fc.record({ storyId: fc.string() })),
  })
  const here = () =>
    shop([
      automation('all', {
        triggers: [trigger({ keywords: ['price'] }), trigger({ on: 'message' }), trigger({ on: 'postback' })],
        steps: [
          ask({ answer: 'phone' }),
          { id: 's', type: 'save', field: '__proto__' },
          { id: 'm', type: 'message', texts: ['{{text}} {{__proto__}} {{phone|x}}'] },
        ],
      }),
    ])
  fc.assert(
    fc.property(fc.array(happened, { maxLength: 6 }), (all) => {
      const shopOfThisRun = here()
      for (const changes of all) {
        const decision = shopOfThisRun.hear(event(changes))
        expect(decision.outcome === 'skipped').toBe(decision.silence !== null)
        for (const message of decision.messages) expect(wordsOf(message.content)!.trim()).not.toBe('')
      }
    }),
    { numRuns: 400 },
  )
})

test('a tap that means nothing to any run or automation is silence', () => {
  expect(shop([automation('price', price)]).hear(tap('autodm:gone:step')).silence).toBe('no_match')
})

const started = (automationId: string, changes: Partial<InboundEvent> = {}) =>
  event({ kind: 'start', text: null, detail: { automationId, by: 'somebody' }, ...changes })

test('a start begins the automation that it names, whatever that hears and whichever comes first, and opens no window', () => {
  const here = shop([automation('price', price), automation('first', { triggers: [trigger({ on: 'message' })] }, { priority: 9 })])
  here.conversation = { ...here.conversation, windowUntil: null }
  const decision = here.hear(started('price'))
  expect(decision).toMatchObject({ outcome: 'answered', matched: { automationId: 'price' }, triggered: ['price'] })
  // There is no comment to reply under.
  expect(decision.messages.map(({ kind }) => kind)).toEqual(['message'])
  expect(decision.conversation.windowUntil).toBeNull()
  expect(decision.candidates).toMatchObject([{ automationId: 'price', reason: null }])
})

test('a start of an automation that is not live or not there starts no other', () => {
  const here = shop([automation('price', price), automation('off', price, { live: false })])
  for (const id of ['off', 'gone']) expect(here.hear(started(id))).toMatchObject({ silence: 'no_match', candidates: [], messages: [] })
})

test('a start answers no question, and whoever is in the middle of an automation is not started in it again', () => {
  const here = shop([automation('asking', { steps: [ask({ answer: 'email' })] })])
  here.hear(started('asking'))
  const again = here.hear(started('asking'))
  expect(again).toMatchObject({ outcome: 'skipped', silence: 'no_match', candidates: [{ reason: 'already_running' }], runs: [] })
  expect(here.conversation.waiting).toMatchObject({ automationId: 'asking', tries: 0 })
})

test('a result is for whoever waits for it: no automation hears it', () => {
  expect(shop([automation('price', price)]).hear(event({ kind: 'result', text: 'price' })).silence).toBe('not_answerable')
})
