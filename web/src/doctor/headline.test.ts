import { expect, test } from 'vitest'
import { headline } from './headline.ts'

const run = (accountId: string, problems = 0, checkedAt: string | null = '2026-11-30T00:00:00.000Z') => ({ accountId, problems, checkedAt })
const account = (id: string, status: 'active' | 'paused' | 'reconnect_needed') => ({ id, status })

test.each([
  ['a dead account is a problem, whether a check found it or not', [run('a'), run('b', 0, null)], { problems: 2, unchecked: 1 }],
  ['and no second one beside what was found', [run('a', 2), run('b', 1)], { problems: 3, unchecked: 0 }],
  ['one that is well is none', [run('c')], { problems: 0, unchecked: 0 }],
] as const)('%s', (_, accounts, expected) => {
  const known = [account('a', 'reconnect_needed'), account('b', 'paused'), account('c', 'active')]
  expect(headline({ instance: null, accounts: [...accounts] }, known)).toEqual(expected)
})
