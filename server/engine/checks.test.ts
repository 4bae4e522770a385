import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Check, Comparison, ConditionStep, Step } from '../model/automation.ts'
import { tagKey } from '../model/tag.ts'
import { cannotHold, holds, isUnfinished, type Known, unknownChannels } from './checks.ts'
import { rememberTexts } from './compare.ts'
import { ask, automation, comment, conversation, dm, minutesLater, shop, texts, trigger } from './examples.ts'
import { explainStep } from './explain.ts'
import { inEnglish } from '../texts.ts'

const known = (changes: Partial<Known> = {}): Known => ({
  values: new Map([
    ['email', 'ana@x.com'],
    ['city', 'São Paulo'],
    ['age', '34'],
    ['note', ' '],
  ]),
  answer: null,
  tags: new Set(['vip']),
  channel: 'instagram',
  windowIsOpen: true,
  textOf: rememberTexts(),
  ...changes,
})
const field = (name: string, comparison: Comparison): Check => ({ what: 'field', field: name, ...comparison })

describe('a check', () => {
  test.each<[string, Check, boolean]>([
    ['an e-mail address that is known', field('email', { is: 'present' }), true],
    ['its name in capitals', field(' Email', { is: 'present' }), true],
    ['a phone number that is not known', field('phone', { is: 'present' }), false],
    ['a blank one, which is not known either', field('note', { is: 'absent' }), true],
    ['a city without its accents', field('city', { is: 'equals', value: 'SAO paulo' }), true],
    ['another city', field('city', { is: 'not_equals', value: 'Rome' }), true],
    ['a part of a city', field('city', { is: 'contains', value: 'são' }), true],
    ['a text of which nothing is seen', field('city', { is: 'not_equals', value: '\u200b' }), true],
    ['no text, which is a part of nothing', field('city', { is: 'contains', value: ' ' }), false],
    ['one of several', field('city', { is: 'one_of', values: ['Rome', 'Sao Paulo'] }), true],
    ['none of several', field('city', { is: 'one_of', values: ['Rome', 'Paulo'] }), false],
    ['an age above', field('age', { is: 'above', number: 33.5 }), true],
    ['an age that is the limit', field('age', { is: 'above', number: 34 }), false],
    ['an age below', field('age', { is: 'below', number: 40 }), true],
    ['a number where there is none', field('city', { is: 'below', number: 40 }), false],
    ['something unknown that is not something', field('phone', { is: 'not_equals', value: '1' }), true],
    ['something unknown that does not contain', field('phone', { is: 'not_contains', value: '1' }), true],
    ['something unknown that is above', field('phone', { is: 'above', number: -1 }), false],
    ['an answer that was never given', { what: 'answer', is: 'absent' }, true],
    ['a tag, whatever its case', { what: 'tag', tag: ' VIP ', is: 'present' }, true],
    ['a tag they do not have', { what: 'tag', tag: 'new', is: 'absent' }, true],
    ['their channel', { what: 'channel', is: 'one_of', values: ['messenger', 'instagram'] }, true],
    ['their channel in capitals', { what: 'channel', is: 'one_of', values: ['Instagram'] }, true],
    ['another channel', { what: 'channel', is: 'one_of', values: ['messenger'] }, false],
    ['an open window', { what: 'window', is: 'open' }, true],
    ['a closed window', { what: 'window', is: 'closed' }, false],
  ])('of %s', (_, check, expected) => expect(holds(check, known())).toBe(expected))

  test.each<[string, Check]>([
    ['whose tag has no name', { what: 'tag', tag: ' ', is: 'present' }],
    ['whose field has no name', field('', { is: 'present' })],
    ['with nothing to compare with', field('city', { is: 'equals', value: '' })],
    ['with one blank among several', field('city', { is: 'one_of', values: ['Rome', ' '] })],
    ['with an invisible text', field('city', { is: 'equals', value: '\u200b' })],
    ['with an invisible one among several', field('city', { is: 'one_of', values: ['Rome', '\u2060'] })],
    ['with a blank channel', { what: 'channel', is: 'one_of', values: [' '] }],
    ['with no channel', { what: 'channel', is: 'one_of', values: [] }],
  ])('%s is not complete', (_, check) => expect(isUnfinished(check)).toBe(true))
})

const condition = (checks: Check[], match: 'all' | 'any' = 'all'): ConditionStep => ({ id: 'c', type: 'condition', match, checks })

describe('a condition that can never hold', () => {
  test.each<[string, Check[]]>([
    [
      'a tag there and not there',
      [
        { what: 'tag', tag: 'vip', is: 'present' },
        { what: 'tag', tag: 'VIP', is: 'absent' },
      ],
    ],
    [
      'a window open and closed',
      [
        { what: 'window', is: 'open' },
        { what: 'window', is: 'closed' },
      ],
    ],
    ['two cities at once', [field('city', { is: 'equals', value: 'Rome' }), field('City', { is: 'one_of', values: ['Oslo', 'Bern'] })]],
    ['a city that is not known and is one', [field('city', { is: 'absent' }), field('city', { is: 'equals', value: 'Rome' })]],
    ['older than the oldest', [field('age', { is: 'above', number: 40 }), field('age', { is: 'below', number: 40 })]],
    [
      'a text in it and a part of that not',
      [field('city', { is: 'contains', value: 'Rome' }), field('city', { is: 'not_contains', value: 'om' })],
    ],
    [
      'channels that have none in common',
      [
        { what: 'channel', is: 'one_of', values: ['a'] },
        { what: 'channel', is: 'one_of', values: ['b'] },
      ],
    ],
  ])('%s is found, and only where all must hold', (_, checks) => {
    expect(cannotHold(condition(checks))).toBe(true)
    expect(checks.length > 1 && cannotHold(condition(checks, 'any'))).toBe(false)
  })

  test('one that asks for another channel than the account’s is found, and it may be alone among "any"', () => {
    const on = (...values: string[]) => condition([{ what: 'channel', is: 'one_of', values }], 'any')
    const channels = { all: ['instagram', 'whatsapp'], own: 'whatsapp' }
    expect(cannotHold(on('Instagram'), channels)).toBe(true)
    expect(cannotHold(on('Instagram', 'WhatsApp'), channels)).toBe(false)
    expect(cannotHold(on('Instagram'), { ...channels, own: null })).toBe(false)
    expect(unknownChannels(on('instgram', 'WhatsApp'), channels)).toEqual(['instgram'])
  })

  test('is never named where somebody fits', () => {
    const text = fc.constantFrom('a', 'b', 'ab', '1', '2', '3')
    const number = fc.constantFrom(1, 2, 3)
    const comparison: fc.Arbitrary<Comparison> = fc.oneof(
      fc.record({ is: fc.constantFrom('present' as const, 'absent' as const) }),
      fc.record({
        is: fc.constantFrom('equals' as const, 'not_equals' as const, 'contains' as const, 'not_contains' as const),
        value: text,
      }),
      fc.record({ is: fc.constant('one_of' as const), values: fc.array(text, { minLength: 1, maxLength: 3 }) }),
      fc.record({ is: fc.constantFrom('above' as const, 'below' as const), number }),
    )
    const check: fc.Arbitrary<Check> = fc.oneof(
      comparison.map((one) => field('city', one)),
      comparison.map((one): Check => ({ what: 'answer', ...one })),
      fc.record({ what: fc.constant('tag' as const), tag: text, is: fc.constantFrom('present' as const, 'absent' as const) }),
      fc.record({ what: fc.constant('window' as const), is: fc.constantFrom('open' as const, 'closed' as const) }),
      fc.record({
        what: fc.constant('channel' as const),
        is: fc.constant('one_of' as const),
        values: fc.array(text, { minLength: 1, maxLength: 2 }),
      }),
    )
    const person = fc.record({
      city: fc.option(fc.constantFrom('a', 'b', 'ab', 'x', '1', '1.5', '2', '3', '4')),
      answer: fc.option(fc.constantFrom('a', 'ba', '2', '0')),
      tags: fc.subarray(['a', 'b', 'ab', '1', '2', '3']),
      windowIsOpen: fc.boolean(),
      channel: text,
    })
    fc.assert(
      fc.property(fc.array(check, { minLength: 1, maxLength: 4 }), person, (checks, { city, tags, ...rest }) => {
        const who = known({ ...rest, tags: new Set(tags), values: new Map(city === null ? [] : [['city', city]]) })
        if (checks.every((one) => holds(one, who))) expect(cannotHold(condition(checks))).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})

test('names of tags are the same whatever their case, blanks and encoding', () => {
  expect(new Set(['VIP  Kunde', 'vip kunde ', 'ＶＩＰ kunde'].map(tagKey)).size).toBe(1)
  expect(tagKey('Café')).toBe(tagKey('Cafe\u0301'))
  expect(tagKey('Café')).not.toBe(tagKey('Cafe'))
})

describe('a run through a condition', () => {
  const steps: Step[] = [
    { id: 'if', type: 'condition', match: 'all', checks: [{ what: 'tag', tag: 'vip', is: 'present' }], otherwise: 'join' },
    { id: 'gift', type: 'message', texts: ['Your gift'], next: null },
    { id: 'join', type: 'message', texts: ['Welcome'] },
    { id: 'tag', type: 'tag', add: ['VIP'], remove: ['new', 'stranger'] },
  ]
  const club = () => {
    const here = shop([automation('club', { triggers: [trigger({ on: 'message', keywords: ['club'] })], steps })])
    here.conversation = conversation({ tags: new Set(['new']) })
    return here
  }

  test('takes the other way the second time, when the person has the tag', () => {
    const here = club()
    const first = here.hear(dm('club'))
    expect(texts(first)).toEqual(['Welcome'])
    expect(first.tags).toEqual([
      { name: 'new', added: false },
      { name: 'VIP', added: true },
    ])
    expect([...here.conversation.tags]).toEqual(['vip'])
    expect(first.trace.map(explainStep).map(inEnglish)).toEqual(
      expect.arrayContaining([
        'The condition of step “if” does not hold: check 1 of 1 fails (tag “vip”).',
        'Removed the tag “new”.',
        'The person does not have the tag “stranger”.',
        'Added the tag “VIP”.',
      ]),
    )
    const second = here.hear(dm('club'))
    expect(texts(second)).toEqual(['Your gift'])
    expect(second.tags).toEqual([])
    expect(second.trace.map(explainStep).map(inEnglish)).toContain('The condition of step “if” holds.')
  })

  test('is a pure one: the state that was handed in stays as it was', () => {
    const here = club()
    const before = here.conversation
    here.hear(dm('club'))
    expect([...before.tags]).toEqual(['new'])
  })

  test('looks at the answer just given, and at the window as it is when the time comes', () => {
    const here = shop([
      automation('quiz', {
        steps: [
          ask({ answer: 'number', next: 'old' }),
          { id: 'old', type: 'condition', match: 'any', checks: [{ what: 'answer', is: 'above', number: 17 }], otherwise: 'no' },
          { id: 'later', type: 'delay', minutes: 31 * 60 },
          { id: 'may', type: 'condition', match: 'all', checks: [{ what: 'window', is: 'open' }], next: 'yes' },
          { id: 'yes', type: 'message', texts: ['Come in'], next: null },
          { id: 'no', type: 'message', texts: ['Grow up first'] },
        ],
      }),
    ])
    here.hear(comment('hi'))
    expect(texts(here.hear(dm('16')))).toEqual(['Grow up first'])
    here.hear(comment('hi'))
    expect(texts(here.hear(dm('18')))).toEqual([])
    here.now = minutesLater(31 * 60)
    const woken = here.wake()
    expect(texts(woken)).toEqual([])
    expect(woken.runs).toMatchObject([{ state: 'done', stepId: 'may' }])
  })

  test('ends when it goes round in a circle', () => {
    const round: Step[] = [{ id: 'c', type: 'condition', match: 'all', checks: [{ what: 'window', is: 'closed' }], next: 'c' }]
    const decision = shop([automation('round', { steps: round })]).hear(comment('hi'))
    expect(decision.trace.map(({ stage }) => stage)).toContain('endless_loop')
    expect(decision.runs).toMatchObject([{ state: 'done' }])
  })
})
