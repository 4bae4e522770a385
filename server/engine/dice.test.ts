import { expect, test } from 'vitest'
import { chooseVariation } from './chooseVariation.ts'
import { diceFor } from './dice.ts'

test('the same seed gives the same throws, another seed others', () => {
  const throws = (seed: string): number[] => Array.from({ length: 5 }, diceFor(seed))
  expect(throws('a')).toEqual(throws('a'))
  expect(throws('a')).not.toEqual(throws('b'))
})

test('over many people every variation has its share', () => {
  const counts = [0, 0, 0, 0]
  for (let person = 0; person < 4000; person++) counts[chooseVariation(4, [], diceFor(`comment-${person}`)).index]!++
  for (const count of counts) expect(count).toBeGreaterThan(850)
})

test('nobody reads the same line twice in a row when a new round begins', () => {
  for (let seed = 0; seed < 50; seed++) expect(chooseVariation(3, [0, 2, 1], diceFor(`${seed}`)).index).not.toBe(1)
})

test.each([[0], [0.999999], [1], [-1], [Number.NaN]])('whatever the dice say (%d), there is a text', (value) => {
  const { index } = chooseVariation(3, [1], () => value)
  expect([0, 2]).toContain(index)
})

test('an edit that removed texts is no trouble', () => {
  expect(chooseVariation(2, [7, 1, -1], () => 0)).toEqual({ index: 0, used: [1, 0] })
  expect(chooseVariation(1, [0], () => 0)).toEqual({ index: 0, used: [0] })
})
