import { expect, test } from 'vitest'
import { compileSet } from '../engine/compileSet.ts'
import { automation, minutesLater, trigger } from '../engine/examples.ts'
import type { Automation, Trigger } from '../model/automation.ts'
import { lintOrder } from './lintOrder.ts'
import { inEnglish } from '../texts.ts'

const named = (name: string, triggers: Partial<Trigger>[], about: Partial<Automation> = {}): Automation =>
  automation(name, { triggers: triggers.map((one) => trigger({ on: 'message', ...one })) }, about)
const found = (mine: Automation, others: Automation[]): string[] => {
  const automations = [...others, ...(mine.createdAt > minutesLater(100) ? [] : [{ ...mine, live: false }])]
  const set = { number: 1, automations, compiled: compileSet(automations), byVersion: new Map() }
  return lintOrder(mine, set).map(({ level, stepId, code, words }) => {
    expect([level, stepId]).toEqual(['warning', null])
    return `${code}: ${inEnglish(words)}`
  })
}
const young = { createdAt: minutesLater(5) }

test('an older automation with the same word answers first', () => {
  expect(found(named('new', [{ keywords: ['cost', 'price'] }], young), [named('old', [{ keywords: ['price'] }])])).toEqual([
    'answered_by_another: “old” answers “price” first, because it comes earlier in the order.',
  ])
})

test('when nothing is left, it says so', () => {
  expect(found(named('new', [{ keywords: ['price'] }], young), [named('any', [{}], { priority: 1 })])).toEqual([
    'answered_by_another: “any” answers “price” first, because it comes earlier in the order. This one never answers.',
  ])
})

test('words and “any” live side by side, as long as nobody has a higher priority', () => {
  const any = named('any', [{}])
  const words = named('words', [{ keywords: ['price'] }], young)
  expect(found(words, [any])).toEqual([])
  expect(found(any, [words])).toEqual([])
  expect(found({ ...any, priority: 1 }, [words])).toEqual([
    'answers_before_another: It answers “price” before “words”, because it comes earlier in the order.',
  ])
})

test('a second automation for any message never answers', () => {
  expect(found(named('new', [{}], young), [named('any', [{}])])).toEqual([
    'answered_by_another: “any” answers everything first, because it comes earlier in the order. This one never answers.',
  ])
})

test('what looks inside words takes whole words of others', () => {
  expect(
    found(named('new', [{ keywords: ['rice'], match: 'contains' }], { priority: 1 }), [named('old', [{ keywords: ['price', 'cost'] }])]),
  ).toEqual(['answers_before_another: It answers “price” before “old”, because it comes earlier in the order.'])
})

test.each([
  ['another kind', [{ on: 'comment' as const, keywords: ['price'] }]],
  ['another word', [{ keywords: ['cost'] }]],
  ['one that is not live', [{ keywords: ['price'] }], { live: false }],
  ['one that a third answers before anyway', [{ keywords: ['price'] }], { createdAt: minutesLater(9) }],
] as [string, Partial<Trigger>[], Partial<Automation>?][])('%s is nobody’s trouble', (what, triggers, about) => {
  const third = what.includes('third') ? [named('third', [{ keywords: ['price'] }], { priority: 3 })] : []
  const told = found(named('new', [{ keywords: ['price'] }], young), [named('other', triggers, about), ...third])
  expect(told.filter((text) => text.includes('“other”'))).toEqual([])
})

test('under each of its posts it is asked who answers first', () => {
  const posts = (name: string, media: string[], about: Partial<Automation> = {}) =>
    named(name, [{ on: 'comment', keywords: ['price'], media }], about)
  expect(found(posts('new', ['a', 'b', 'c'], young), [posts('old', ['b'])])).toEqual([
    'answered_by_another: “old” answers “price” first, because it comes earlier in the order.',
  ])
  expect(found(posts('new', ['a', 'b'], young), [posts('old', ['b', 'a'])])).toEqual([
    'answered_by_another: “old” answers “price” first, because it comes earlier in the order. This one never answers.',
  ])
  expect(found(posts('new', ['a', 'b'], { priority: 1 }), [posts('old', ['c', 'b'])])).toEqual([
    'answers_before_another: It answers “price” before “old”, because it comes earlier in the order.',
  ])
  expect(found(posts('new', ['a'], young), [posts('old', ['b'])])).toEqual([])
})

test('of many only five are named', () => {
  const others = Array.from({ length: 30 }, (_, index) => named(`o${index}`, [{ keywords: [`w${index}`] }]))
  expect(found(named('all', [{}], { priority: 1 }), others)).toHaveLength(5)
})
