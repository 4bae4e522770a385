import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Automation, matchModes, type Trigger } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'
import { compileSet, findCandidates } from './compileSet.ts'
import { automation, comment, dm, minutesLater, tap, trigger } from './examples.ts'
import { whyNotHeard } from './hearing.ts'

const heardBy = (event: InboundEvent, automations: Automation[]): string[] =>
  [...findCandidates(event, compileSet(automations))].map(({ id }) => id)
const listening = (changes: Partial<Trigger>): Automation =>
  automation('it', { triggers: [trigger({ keywords: ['price', 'price list'], ...changes })] })

test.each([
  ['hears a keyword whatever its case', 'PRICE please', {}, {}, true],
  ['hears a keyword among others', 'the price list', {}, {}, true],
  ['hears whole words only', 'priceless!', {}, {}, false],
  ['looks inside words when asked to', 'priceless!', { match: 'contains' }, {}, true],
  ['hears the exact text', 'Price', { match: 'exact' }, {}, true],
  ['hears nothing but the exact text', 'price please', { match: 'exact' }, {}, false],
  ['hears any text without keywords', 'lovely', { keywords: [] }, {}, true],
  ['hears nothing when its only keyword is blank', 'lovely', { keywords: [' '] }, {}, false],
  ['is silenced by an excluded word', 'price refund', { exclude: ['refund'] }, {}, false],
  ['is not silenced by a part of a word', 'price refunded', { exclude: ['refund'] }, {}, true],
  ['is silenced by a part of a word when it looks inside words', 'price refunded', { match: 'contains', exclude: ['refund'] }, {}, false],
  ['without keywords is silenced too', 'a refund!', { keywords: [], exclude: ['refund'] }, {}, false],
  ['keeps to its own post', 'price', { media: ['post-2'] }, {}, false],
  ['answers under its own post', 'price', { media: ['post-2', 'post-1'] }, {}, true],
  ['answers under a boosted copy of its post', 'price', { media: ['post-1'] }, { mediaId: 'ad-9', originalMediaId: 'post-1' }, true],
  ['for comments does not hear a DM', 'price', {}, { kind: 'message' }, false],
  ['for comments hears a live video', 'price', {}, { kind: 'live_comment' }, true],
  ['for live videos hears them alone', 'price', { on: 'live_comment' }, {}, false],
  ['for DMs does not hear a comment', 'price', { on: 'message' }, {}, false],
  ['for DMs hears an answer to a story', 'price', { on: 'message' }, { kind: 'message', replyTo: { storyId: 's-1' } }, true],
  [
    'for a story hears answers to it',
    'price',
    { on: 'story_reply', media: ['s-1'] },
    { kind: 'message', replyTo: { storyId: 's-1' } },
    true,
  ],
  [
    'for a story does not hear answers to another',
    'price',
    { on: 'story_reply', media: ['s-1'] },
    { kind: 'message', replyTo: { storyId: 's-2' } },
    false,
  ],
  ['for stories does not hear a plain DM', 'price', { on: 'story_reply' }, { kind: 'message' }, false],
  ['for mentions hears a mention in a story', null, { on: 'story_mention', keywords: [] }, { kind: 'message', storyMention: true }, true],
  ['without keywords hears a photo', null, { on: 'message', keywords: [] }, { kind: 'message' }, true],
  ['with keywords does not hear a photo', null, { on: 'message' }, { kind: 'message' }, false],
  ['hears a read mark never', null, { on: 'message', keywords: [] }, { kind: 'read' }, false],
] as [string, string | null, Partial<Trigger>, Partial<InboundEvent>, boolean][])('an automation %s', (_, text, changes, about, heard) => {
  expect(heardBy(comment(text ?? '', { text, ...about }), [listening(changes)])).toEqual(heard ? ['it'] : [])
})

test('a tap is heard by its payload, letter by letter', () => {
  const buttons = listening({ on: 'postback', keywords: ['PRICE'] })
  expect(heardBy(tap('PRICE'), [buttons])).toEqual(['it'])
  expect(heardBy(tap('price'), [buttons])).toEqual([])
  expect(heardBy(dm('PRICE'), [buttons])).toEqual([])
})

test('who is not live is not in the index', () => {
  expect(heardBy(comment('price'), [{ ...listening({}), live: false }])).toEqual([])
})

test('a single post comes before any post, then the priority counts, then the age', () => {
  const words = { keywords: ['price'] }
  const all = [
    automation('young', { triggers: [trigger(words)] }, { createdAt: minutesLater(5) }),
    automation('old', { triggers: [trigger(words)] }, { createdAt: minutesLater(1) }),
    automation('important', { triggers: [trigger(words)] }, { priority: 3, createdAt: minutesLater(9) }),
    automation('own post', { triggers: [trigger({ ...words, media: ['post-1'] })] }, { createdAt: minutesLater(9) }),
    automation('both', { triggers: [trigger(words), trigger({ ...words, media: ['post-1'] })] }, { createdAt: minutesLater(8) }),
  ]
  expect(heardBy(comment('price'), all)).toEqual(['both', 'own post', 'important', 'old', 'young'])
})

test('within a priority, matching words come before any text, whatever is older', () => {
  const all = [
    automation('any', { triggers: [trigger({ on: 'message' })] }),
    automation('shipping', { triggers: [trigger({ on: 'message', keywords: ['shipping'] })] }, { createdAt: minutesLater(5) }),
    automation(
      'both',
      { triggers: [trigger({ on: 'message' }), trigger({ on: 'message', keywords: ['ship'] })] },
      { createdAt: minutesLater(9) },
    ),
    automation('urgent', { triggers: [trigger({ on: 'message' })] }, { priority: 1, createdAt: minutesLater(9) }),
  ]
  expect(heardBy(dm('shipping?'), all)).toEqual(['urgent', 'shipping', 'any', 'both'])
  expect(heardBy(dm('ship, shipping'), all)).toEqual(['urgent', 'shipping', 'both', 'any'])
  expect(heardBy(dm('hello'), all)).toEqual(['urgent', 'any', 'both'])
})

test('the index finds the same as reading every automation slowly', () => {
  const word = fc.constantFrom(
    'a',
    'ab',
    'ba',
    'price',
    'prices',
    'rice',
    '价格',
    '格',
    '🔥',
    'ß',
    'É',
    '#',
    "'",
    '2',
    '@',
    '@ab',
    'x.',
    '\u200b',
    '٢',
  )
  const phraseOf = (maxLength: number) =>
    fc.array(word, { maxLength }).chain((parts) => fc.constantFrom(' ', '', ', ').map((blank) => parts.join(blank)))
  const phrase = phraseOf(2)
  const media = fc.uniqueArray(fc.constantFrom('post-1', 'post-2', 'post-3'), { maxLength: 2 })
  const anyTrigger: fc.Arbitrary<Trigger> = fc.record({
    on: fc.constantFrom('comment', 'live_comment', 'message', 'story_reply', 'postback'),
    media,
    keywords: fc.array(phrase, { maxLength: 3 }),
    match: fc.constantFrom(...matchModes),
    exclude: fc.array(phrase, { maxLength: 1 }),
  })
  const several = fc.array(fc.record({ triggers: fc.array(anyTrigger, { maxLength: 3 }), priority: fc.integer({ min: 0, max: 1 }) }), {
    maxLength: 8,
  })
  const happened = fc.record({
    kind: fc.constantFrom('comment' as const, 'live_comment' as const, 'message' as const, 'postback' as const),
    text: fc.option(phraseOf(8)),
    payload: fc.option(phrase),
    mediaId: fc.option(fc.constantFrom('post-1', 'post-2')),
    originalMediaId: fc.option(fc.constant('post-3')),
    replyTo: fc.option(fc.constant({ storyId: 'post-2' })),
  })
  let hits = 0
  fc.assert(
    fc.property(several, happened, (made, changes) => {
      const all = made.map(({ triggers, priority }, index) =>
        automation(`a${index}`, { triggers }, { priority, createdAt: minutesLater(index) }),
      )
      const it = comment('', changes)
      const hearing = (one: Automation, single: boolean, words: boolean): boolean =>
        one.definition.triggers.some(
          (on) => on.media.length > 0 === single && on.keywords.length > 0 === words && whyNotHeard(on, it) === null,
        )
      const listed = (is: boolean): Automation[] =>
        [1, 0].flatMap((priority) =>
          [true, false].flatMap((words) => all.filter((one) => one.priority === priority && hearing(one, is, words))),
        )
      const single = [...new Set(listed(true))]
      const rest = [...new Set(listed(false))].filter((one) => !single.includes(one))
      hits += single.length + rest.length
      expect(heardBy(it, all)).toEqual([...single, ...rest].map(({ id }) => id))
    }),
    { numRuns: 1500 },
  )
  expect(hits).toBeGreaterThan(300)
})
