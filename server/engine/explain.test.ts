import { expect, test } from 'vitest'
import { silences, skipReasons } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { ask, automation, comment, dm, minutesLater, shop, trigger } from './examples.ts'
import { explainSilence, explainSkip, explainStep } from './explain.ts'
import { explainAll } from './explainAll.ts'
import { inEnglish } from '../texts.ts'
import { sentences as catalogue } from './sentences.ts'

const price = { triggers: [trigger({ keywords: ['price', 'cost'] })] }

test.each([
  ['no keyword was in it', comment('hello'), price, 'no_keyword', 'No keyword matched: its keywords are “price”, “cost”.'],
  [
    'it was about another post',
    comment('price'),
    { triggers: [trigger({ media: ['post-2'] })] },
    'other_post',
    'Its trigger is for another post or story.',
  ],
  ['it was no comment', dm('price'), price, 'other_kind', 'It is triggered by a comment, but this was a direct message.'],
  [
    'an excluded word was in it',
    comment('price refund'),
    { triggers: [trigger({ exclude: ['refund'] })] },
    'excluded_word',
    'The text has the excluded word “refund”.',
  ],
  [
    'of its two triggers the nearer one lacked its word',
    comment('hi'),
    { triggers: [trigger({ on: 'message' }), trigger({ keywords: ['price'] })] },
    'no_keyword',
    'No keyword matched: its keywords are “price”.',
  ],
] as [string, InboundEvent, Parameters<typeof automation>[1], string, string][])(
  'an owner reads that %s',
  (_, happened, changes, reason, text) => {
    const one = automation('price', changes)
    const decision = shop([one]).hear(happened)
    const [line] = explainAll(happened, [one], decision)
    expect(line).toMatchObject({ automationId: 'price', matched: false, reason })
    expect(inEnglish(line!.words)).toBe(text)
  },
)

test('every automation has its line: the one that answered first, then why not each other one', () => {
  const all = [
    automation('draft', price, { live: false }),
    automation('tired', { ...price, cooldownMinutes: 60 }, { priority: 9 }),
    automation('answers', price),
    automation('late', price, { createdAt: minutesLater(1) }),
    automation('dms', { triggers: [trigger({ on: 'message' })] }),
  ]
  const here = shop(all)
  here.conversation.lastStarted.set('tired', minutesLater(-59))
  const happened = comment('price?')
  const lines = explainAll(happened, all, here.hear(happened))
  expect(lines.map(({ name, matched, reason }) => [name, matched, reason])).toEqual([
    ['answers', true, null],
    ['draft', false, 'not_live'],
    ['tired', false, 'cooling_down'],
    ['late', false, 'lower_priority'],
    ['dms', false, 'other_kind'],
  ])
  expect(inEnglish(lines.find(({ name }) => name === 'tired')!.words)).toBe('It replied to this person less than 60 minutes ago.')
})

test('with more candidates than are stored, the others are explained all the same', () => {
  const all = Array.from({ length: 40 }, (_, index) => automation(`a${index}`, price, { createdAt: minutesLater(index) }))
  const happened = comment('price')
  const decision = shop(all).hear(happened)
  expect(decision.candidates.length).toBeLessThan(40)
  expect(
    explainAll(happened, all, decision)
      .slice(1)
      .every(({ reason }) => reason === 'lower_priority'),
  ).toBe(true)
})

test('an automation that would have answered somebody who opted out says so', () => {
  const all = [automation('price', price)]
  const here = shop(all)
  here.conversation.optedOutAt = minutesLater(-1)
  const happened = comment('price')
  const [line] = explainAll(happened, all, here.hear(happened))
  expect(line!.reason).toBe('opted_out')
  expect(inEnglish(line!.words)).toBe('It would have replied. This person opted out of messages.')
})

test('an answer to a question explains itself, and why the others kept out of it', () => {
  const all = [automation('ask', { triggers: [trigger()], steps: [ask()] }), automation('any', { triggers: [trigger({ on: 'message' })] })]
  const here = shop(all)
  here.hear(comment('hi'))
  const answer = dm('ana@x.com')
  const lines = explainAll(answer, all, here.hear(answer))
  expect(lines).toMatchObject([
    { name: 'ask', matched: true },
    { name: 'any', reason: 'lower_priority' },
  ])
  expect(inEnglish(lines[1]!.words)).toContain('a question to this person was waiting')
})

test('every reason, silence and stage has a whole sentence with nothing left to fill', () => {
  const one = automation('price', { ...price, cooldownMinutes: 5 })
  const stages = Object.keys(catalogue).flatMap((key) =>
    key.startsWith('trace.') && key !== 'trace.newer_stage' ? [key.slice('trace.'.length)] : [],
  )
  const sentences = [
    ...skipReasons.map((reason) => explainSkip(reason, one, comment('hello'))),
    ...silences.map(explainSilence),
    ...stages.map((stage) => explainStep({ stage, data: { stepId: 'ask' } })),
  ].map(inEnglish)
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z“].*[.?]$/)
  for (const sentence of sentences) expect(sentence).not.toContain('{{')
})

test('a trace can be read aloud', () => {
  const here = shop([automation('Guide', { steps: [{ id: 'public', type: 'reply', texts: ['a', 'b'] }, ask()] })])
  const lines = here.hear(comment('hi')).trace.map(explainStep).map(inEnglish)
  expect(lines).toEqual([
    '“Guide”, version 1, replies.',
    expect.stringMatching(/^Planned a public reply \(step “public”\)\. Variation [12] of 2\.$/),
    'Planned a private reply (step “ask”).',
    'Waits for an answer (an email address) for 1440 minutes.',
    'The public reply (step “public”) is posted when the DM (step “ask”) was sent.',
  ])
  expect(inEnglish(explainStep({ stage: 'from_the_future', data: {} }))).toBe('from the future.')
})
