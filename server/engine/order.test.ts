import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Automation } from '../model/automation.ts'
import { automation, minutesLater, trigger } from './examples.ts'
import { answeringOrder, placeOf, prioritiesFor } from './order.ts'

const listening = (id: string, words: boolean, priority: number, age: number): Automation =>
  automation(id, { triggers: [trigger({ on: 'message', keywords: words ? ['price'] : [] })] }, { priority, createdAt: minutesLater(age) })
const idsOf = (automations: Automation[]): string[] => answeringOrder(automations).map((placed) => placed.automation.id)

test('direct messages are listed before comments, one post before any, then priority, words and age', () => {
  const all = [
    automation('comments', { triggers: [trigger()] }),
    automation('one post', { triggers: [trigger({ media: ['post-1'] })] }),
    automation('any message', { triggers: [trigger({ on: 'message' })] }),
    automation('words', { triggers: [trigger({ on: 'message', keywords: ['price'] })] }, { createdAt: minutesLater(3) }),
    automation('important', { triggers: [trigger({ on: 'message' })] }, { priority: 2, createdAt: minutesLater(4) }),
    automation('story', { triggers: [trigger({ on: 'story_reply', media: ['s-1'] })] }),
    automation('nothing', { triggers: [] }),
  ]
  expect(idsOf(all)).toEqual(['story', 'important', 'words', 'any message', 'one post', 'comments', 'nothing'])
})

test('with several triggers the first group counts', () => {
  const triggers = [trigger({ keywords: ['price'] }), trigger({ on: 'message' })]
  expect(placeOf(automation('a', { triggers }).definition)).toEqual({ group: 'message', words: false })
})

test('moving one gives just that order, and nobody else another priority than needed', () => {
  const several = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -2, max: 2 })), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(several, fc.nat(), fc.nat(), (made, from, to) => {
      const all = made.map(([words, priority], index) => listening(`a${index}`, words, priority, index))
      const list = answeringOrder(all)
      const [moved] = list.splice(from % list.length, 1)
      list.splice(to % (list.length + 1), 0, moved!)
      const changes = prioritiesFor(list, moved!.automation.id)
      const changed = all.map((one) => ({ ...one, priority: changes.get(one.id) ?? one.priority }))
      expect(idsOf(changed)).toEqual(list.map((placed) => placed.automation.id))
      for (const [id, priority] of changes) expect(all.find((one) => one.id === id)!.priority).not.toBe(priority)
      // Those below the moved one's place stay as they are.
      for (const placed of list.slice(list.indexOf(moved!) + 1)) expect(changes.has(placed.automation.id)).toBe(false)
    }),
    { numRuns: 1000 },
  )
})
