import { beforeEach, expect, test, vi } from 'vitest'
import type { Check, Step } from '../model/automation.ts'
import { lint } from '../automations/lint.ts'
import { cannotHold } from './checks.ts'
import { automation, definition, dm, shop, texts, trigger } from './examples.ts'
import { fold, longestFolded } from './fold.ts'

// Folding is what comparing costs: NFKC makes eighteen letters of the one sign that these texts consist of. So the folds are counted.
const folded = vi.hoisted((): string[] => [])
vi.mock('./fold.ts', async (original) => {
  const real = await original<typeof import('./fold.ts')>()
  return { ...real, fold: (text: string) => (folded.push(text), real.fold(text)) }
})
beforeEach(() => void (folded.length = 0))

const worst = 'ﷺ'.repeat(900)
const values = Array.from({ length: 100 }, (_, number) => `product ${number}`)
const field = (check: Partial<Check>): Check => ({ what: 'field', field: 'text', ...check }) as Check

/** An automation of the most conditions there may be, each of the most checks: none holds, so all are gone through. */
function largest(checks: Check[]) {
  const conditions = Array.from({ length: 99 }, (_, at): Step => {
    const below = at < 98 ? `c${at + 1}` : 'dm'
    return { id: `c${at}`, type: 'condition', match: 'any', checks: structuredClone(checks), next: null, otherwise: below }
  })
  const steps: Step[] = [...conditions, { id: 'dm', type: 'message', texts: ['done'] }]
  return automation('largest', { triggers: [trigger({ on: 'message', keywords: ['slow'] })], steps })
}
const timesFolded = (text: string) => folded.filter((one) => one === text).length

test('a text is folded once for all conditions that a decision goes through, and what they want once for all decisions', () => {
  const checks = Array.from({ length: 20 }, () => field({ is: 'one_of', values }))
  const here = shop([largest(checks)])
  const said = `slow ${worst}`
  const without = shop([largest([])])
  without.hear(dm(said))
  const byOthers = timesFolded(said)

  folded.length = 0
  expect(texts(here.hear(dm(said)))).toEqual(['done'])
  expect(timesFolded(said)).toBe(byOthers + 1)
  expect(timesFolded('product 7')).toBe(99 * 20)

  folded.length = 0
  expect(texts(here.hear(dm(said)))).toEqual(['done'])
  expect(timesFolded('product 7')).toBe(0)
})

test('a run goes through as many steps as an automation may have, without waiting', () => {
  const decision = shop([largest([field({ is: 'equals', value: 'x' })])]).hear(dm('slow'))
  expect(texts(decision)).toEqual(['done'])
  expect(decision.trace.filter(({ stage }) => stage === 'condition_none')).toHaveLength(99)
})

test('the linter folds each wanted text once, however many checks exclude each other', () => {
  const wanted = Array.from({ length: 100 }, (_, number) => 'ﷺ'.repeat(5) + number)
  const checks = Array.from({ length: 20 }, (_, at) => field({ is: 'one_of', values: at % 2 ? wanted : wanted.toReversed() }))
  expect(cannotHold({ id: 'c', type: 'condition', match: 'all', checks: [...checks, field({ is: 'equals', value: 'zzz' })] })).toBe(true)
  // Once for each check, and once more where a text is tried.
  expect(folded.length).toBeLessThanOrEqual(20 * 100 + 2)
})

test('the linter folds each keyword, excluded word and reply a few times at most, not once for each other one', () => {
  const words = (kind: string) => Array.from({ length: 100 }, (_, number) => `${kind} ${number}`)
  const triggers = [trigger({ keywords: words('price'), exclude: words('not') })]
  const reply: Step = { id: 'r', type: 'reply', texts: words('Look into your DMs') }
  lint(definition({ triggers, steps: [reply] }))
  expect(folded.length).toBeGreaterThan(300)
  expect(folded.length).toBeLessThan(10 * 300)
})

test('however long a text is, no more of it is folded than a person may write', () => {
  expect(fold(worst).length).toBeLessThan(longestFolded * 1.1)
  expect(fold('Ａ'.repeat(2 * longestFolded))).toBe('a'.repeat(longestFolded))
  expect(fold('A'.repeat(2 * longestFolded))).toBe('a'.repeat(longestFolded))
})
