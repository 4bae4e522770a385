import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Definition, Step } from '../model/automation.ts'
import { wordsOf } from '../model/content.ts'
import { explainStep } from './explain.ts'
import { inEnglish } from '../texts.ts'
import { ask, automation, comment, dm, minutesLater, noon, shop, tap, texts, trigger } from './examples.ts'

/** Asks for an e-mail address, keeps it, sends the reward; two branches for those who do not give one. */
const steps: Step[] = [
  ask({ texts: ['Your e-mail?'], retryText: 'Once more, please', noAnswer: 'too-late', gaveUp: 'no-luck' }),
  { id: 'save', type: 'save', field: 'Email' },
  {
    id: 'reward',
    type: 'message',
    texts: ['Thanks {{name|friend}}, {{email}} is in. Here: [LINK]'],
    link: 'https://shop.example/r',
    next: null,
  },
  { id: 'too-late', type: 'message', texts: ['Never mind'], next: null },
  { id: 'no-luck', type: 'message', texts: ['Write to us instead'], next: null },
]
const leadFlow: Partial<Definition> = {
  triggers: [trigger({ keywords: ['guide'] }), trigger({ on: 'message', keywords: ['guide'] })],
  steps,
}
const asked = (changes: Partial<Definition> = {}) => {
  const here = shop([automation('leads', { ...leadFlow, ...changes })])
  here.hear(comment('guide please'))
  return here
}

test('a question is the private reply, its answer a lead, then comes the reward', () => {
  const here = asked()
  expect(here.said).toMatchObject([{ kind: 'private_reply', content: { text: 'Your e-mail?' } }])
  expect(here.conversation.waiting).toMatchObject({ state: 'waiting_answer', stepId: 'ask', wakeAt: minutesLater(1440) })
  const decision = here.hear(dm("it's ana@x.com thanks"))
  expect(decision.outcome).toBe('continued')
  expect(texts(decision)).toEqual(['Thanks friend, ana@x.com is in. Here: https://shop.example/r'])
  expect(decision.leads).toMatchObject([{ fields: { email: 'ana@x.com' }, keep: true, automationId: 'leads' }])
  expect(decision.runs).toMatchObject([{ state: 'done', saved: { email: 'ana@x.com' }, leadId: decision.leads[0]?.leadId }])
  expect(decision.conversation).toMatchObject({ waiting: null, fields: { email: 'ana@x.com' } })
  expect(decision.triggered).toEqual([])
})

test('a wrong answer is asked again, the last one goes into its own branch, and nothing is kept', () => {
  const here = asked()
  expect(texts(here.hear(dm('not an e-mail')))).toEqual(['Once more, please'])
  expect(texts(here.hear(dm('what for?')))).toEqual(['Once more, please'])
  const last = here.hear(dm('no'))
  expect(texts(last)).toEqual(['Write to us instead'])
  expect(last.runs).toMatchObject([{ state: 'gave_up', saved: {}, leadId: null, tries: 3 }])
  expect(last.leads).toEqual([])
})

test('without a retry text there is a sentence for it, and the time to answer begins anew', () => {
  const here = asked({ steps: [ask()] })
  here.now = minutesLater(60)
  expect(texts(here.hear(dm('hm')))[0]).toContain('email address')
  expect(here.conversation.waiting?.wakeAt).toEqual(minutesLater(60 + 1440))
})

test.each([
  ['a comment with an address', comment('ana@x.com')],
  ['a mention in a story', dm(null, { storyMention: true })],
  ['a reaction', dm(null, { kind: 'reaction' })],
  ['a tap on some button', tap('PRICE')],
])('%s answers no question', (_, happened) => {
  const here = asked()
  const decision = here.hear(happened)
  expect(decision.outcome).toBe('skipped')
  expect(here.conversation.waiting?.stepId).toBe('ask')
})

test('a voice note is asked for in words, with the owner’s or ours, and is a try that ends nothing', () => {
  const voice = () => dm(null, { attachments: [{ type: 'audio' }] })
  const here = asked({ steps: [ask()] })
  here.now = minutesLater(60)
  const decision = here.hear(voice())
  expect(texts(decision)).toEqual(['I can only read text here. Could you write your email address, like name@example.com?'])
  expect(decision.trace.map(explainStep).map(inEnglish)).toContain('The message has no text, so it does not answer step “ask”.')
  expect(here.conversation.waiting).toMatchObject({ tries: 1, wakeAt: minutesLater(60 + 1440) })
  // An album comes as one message after the other: asked twice, then nothing, and the question stands.
  expect(texts(here.hear(voice()))).toHaveLength(1)
  for (let photo = 0; photo < 5; photo++) expect(here.hear(voice())).toMatchObject({ outcome: 'continued', messages: [] })
  expect(here.conversation.waiting).toMatchObject({ stepId: 'ask', tries: 2 })
  expect(here.hear(dm('ana@x.com')).runs[0]).toMatchObject({ answer: 'ana@x.com' })

  const own = asked({ steps: [ask({ retryText: 'In words, please', maxTries: 1 })] })
  expect(texts(own.hear(voice()))).toEqual(['In words, please'])
  expect(own.conversation.waiting?.stepId).toBe('ask')
})

test('while any text is waited for, only words that mean nothing else opt out', () => {
  const asksCity = { steps: [ask({ answer: 'text' as const, next: 'save' }), { id: 'save', type: 'save' as const, field: 'city' }] }
  for (const city of ['Baja', 'End', 'Cancel', 'Sair', 'quit', 'Beenden', 'remover'])
    expect(asked(asksCity).hear(dm(city)), city).toMatchObject({ outcome: 'continued', leads: [{ fields: { city } }] })
  for (const word of ['STOP', 'unsubscribe', 'stopall', 'Parar', 'abmelden', 'pare', 'darme de baja'])
    expect(asked(asksCity).hear(dm(word)), word).toMatchObject({ outcome: 'opted_out', leads: [] })
  // Politeness and repetition change nothing about words that mean nothing else; with the others they make another sentence.
  for (const word of ['Stop, please', 'STOP STOP!', 'pls stop', 'Bitte abmelden', 'unsubscribe me'])
    expect(asked(asksCity).hear(dm(word)), word).toMatchObject({ outcome: 'opted_out', leads: [] })
  for (const text of ['please cancel', 'stop by the shop', 'non stop', 'Baja California', 'end of May', 'the last stop'])
    expect(shop([]).hear(dm(text)), text).toMatchObject({ outcome: 'skipped' })
  // A question that no such word can answer, one that is over, and none at all.
  expect(asked().hear(dm('Cancel')).outcome).toBe('opted_out')
  const over = asked(asksCity)
  over.change([])
  expect(over.hear(dm('Cancel')).outcome).toBe('opted_out')
  expect(shop([]).hear(dm('baja')).outcome).toBe('opted_out')
})

test('a quick reply answers', () => {
  expect(asked().hear(dm('ana@x.com', { quickReply: true, payload: 'ana@x.com' })).leads).toHaveLength(1)
})

test('a second comment does not ask twice', () => {
  const decision = asked().hear(comment('guide'))
  expect(decision).toMatchObject({ outcome: 'skipped', silence: 'no_match', messages: [], candidates: [{ reason: 'already_running' }] })
})

test('two answers at once: the first is the answer, the second a message like any other', () => {
  const here = asked()
  here.hear(dm('ana@x.com'))
  expect(here.hear(dm('ana@y.com'))).toMatchObject({ outcome: 'skipped', leads: [] })
})

test('a question goes on in the version it began with, after an edit', () => {
  const here = asked()
  here.change([
    automation('leads', { ...leadFlow, steps: [{ id: 'new', type: 'message', texts: ['New'] }] }, { versionId: 'leads-v2', version: 2 }),
  ])
  const decision = here.hear(dm('ana@x.com'))
  expect(decision.matched?.versionId).toBe('leads-v1')
  expect(texts(decision)[0]).toContain('Thanks')
})

test('an automation that was switched off asks no further, and the message is looked at by the others', () => {
  const here = asked()
  here.change([automation('other', { triggers: [trigger({ on: 'message' })], steps: [{ id: 'dm', type: 'message', texts: ['Hi'] }] })])
  const decision = here.hear(dm('ana@x.com'))
  expect(decision.runs.map(({ automationId, state }) => [automationId, state])).toEqual([
    ['leads', 'stopped'],
    ['other', 'done'],
  ])
  expect(decision.leads).toEqual([])
})

test('when nobody answers in time the no-answer branch is taken, once', () => {
  const here = asked()
  here.now = minutesLater(1439)
  expect(here.wake().messages).toEqual([])
  here.now = minutesLater(1440)
  const run = here.conversation.waiting!
  const decision = here.wake()
  expect(texts(decision)).toEqual(['Never mind'])
  expect(decision.runs).toMatchObject([{ id: run.id, state: 'no_answer', wakeAt: null }])
  expect(here.conversation.waiting).toBeNull()
})

test('a later question takes the place of the one that waits', () => {
  const here = shop([
    automation('leads', leadFlow),
    automation('poll', { triggers: [trigger({ keywords: ['poll'] })], steps: [ask({ answer: 'number' })] }),
  ])
  here.hear(comment('guide'))
  const decision = here.hear(comment('poll'))
  expect(decision.runs.map(({ automationId, state }) => [automationId, state])).toEqual([
    ['leads', 'superseded'],
    ['poll', 'waiting_answer'],
  ])
  expect(here.hear(dm('7')).matched?.automationId).toBe('poll')
})

test('a delay lets time pass and goes on afterwards, other events in between', () => {
  const here = shop([
    automation('slow', {
      triggers: [trigger({ keywords: ['price'] })],
      steps: [
        { id: 'public', type: 'reply', texts: ['Soon'] },
        { id: 'delay', type: 'delay', minutes: 5 },
        { id: 'dm', type: 'message', texts: ['Here'] },
      ],
    }),
  ])
  const begun = here.hear(comment('price', { externalId: 'c-1' }))
  expect(texts(begun)).toEqual(['Soon'])
  expect(here.conversation.open).toMatchObject([{ state: 'waiting_time', wakeAt: minutesLater(5) }])
  expect(here.hear(comment('price')).candidates).toMatchObject([{ reason: 'already_running' }])
  here.now = minutesLater(5)
  const decision = here.wake()
  expect(decision.messages).toMatchObject([{ kind: 'private_reply', commentId: 'c-1', content: { text: 'Here' } }])
  expect(here.conversation.open).toEqual([])
})

test('a delayed answer waits while a person talks, and is dropped when the account is switched off', () => {
  const here = shop([
    automation('slow', {
      steps: [
        { id: 'delay', type: 'delay', minutes: 5 },
        { id: 'dm', type: 'message', texts: ['Here'] },
      ],
    }),
  ])
  here.hear(comment('price'))
  here.now = minutesLater(5)
  here.conversation.botPausedUntil = minutesLater(30)
  expect(here.wake()).toMatchObject({ silence: 'bot_paused', messages: [], runs: [{ state: 'waiting_time', wakeAt: minutesLater(30) }] })
  here.now = minutesLater(30)
  here.active = false
  expect(here.wake()).toMatchObject({ silence: 'account_inactive', messages: [], runs: [{ state: 'stopped' }] })
})

test('a wait takes any text as the answer', () => {
  const here = asked({
    steps: [
      { id: 'w', type: 'wait', timeoutMinutes: 60 },
      { id: 's', type: 'save', field: 'wish' },
    ],
  })
  expect(here.hear(dm(' blue ')).leads).toMatchObject([{ fields: { wish: 'blue' } }])
})

test('several answers of one run are one lead', () => {
  const here = asked({
    steps: [
      ask(),
      { id: 's1', type: 'save', field: 'email' },
      ask({ id: 'ask2', answer: 'phone' }),
      { id: 's2', type: 'save', field: 'phone' },
    ],
  })
  const first = here.hear(dm('ana@x.com')).leads[0]!
  const second = here.hear(dm('(202) 555-0143')).leads[0]!
  expect(second).toMatchObject({ leadId: first.leadId, fields: { email: 'ana@x.com', phone: '+12025550143' } })
})

test('with save_to_database false the lead is not kept', () => {
  const here = asked({ lead: { saveToDatabase: false, notificationEmail: null, webhookUrl: null } })
  expect(here.hear(dm('ana@x.com')).leads).toMatchObject([{ keep: false }])
})

test.each([
  [
    'a circle',
    [
      { id: 'a', type: 'message', texts: ['a'], next: 'b' },
      { id: 'b', type: 'message', texts: ['b'], next: 'a' },
    ],
    ['a', 'b'],
    'endless_loop',
  ],
  ['a step that does not exist', [{ id: 'a', type: 'message', texts: ['a'], next: 'z' }], ['a'], 'unknown_step'],
] as [string, Step[], string[], string][])('%s ends the run', (_, broken, said, stage) => {
  const decision = shop([automation('broken', { steps: broken })]).hear(comment('hi'))
  expect(texts(decision)).toEqual(said)
  expect(decision.trace.map((line) => line.stage)).toContain(stage)
  expect(decision.runs).toMatchObject([{ state: 'done', endedAt: noon }])
})

test('a wait for the person lasts a minute at least, whatever an earlier version stored', () => {
  const here = shop([automation('quick', { steps: [ask({ timeoutMinutes: 0.000001, noAnswer: 'ask' })] })])
  expect(here.hear(comment('hi')).runs).toMatchObject([{ state: 'waiting_answer', wakeAt: minutesLater(1) }])
})

test('no variation is said twice to a person before all were said', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 4 }), (count, rounds) => {
      const variations = Array.from({ length: count }, (_, index) => `text ${index}`)
      const here = shop([automation('many', { steps: [{ id: 'dm', type: 'message', texts: variations }] })])
      for (let round = 0; round < rounds; round++) {
        const said = variations.map(() => here.hear(comment('hi')).messages[0]!)
        expect(said.map(({ content }) => wordsOf(content) ?? '').toSorted()).toEqual(variations)
        for (const { variation, content } of said) expect(wordsOf(content)).toBe(`text ${variation}`)
        here.conversation.guardCount = 0
      }
    }),
    { numRuns: 100 },
  )
})

test('a wrong answer is never kept', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'binary' }).filter((text) => !text.includes('@') && !text.includes('＠')),
        { maxLength: 4 },
      ),
      (answers) => {
        const here = asked()
        for (const answer of answers) expect(here.hear(dm(answer)).leads).toEqual([])
        expect(here.conversation.fields).toEqual({})
      },
    ),
    { numRuns: 200 },
  )
})
