import { expect, test } from 'vitest'
import { summarise } from './testSummary.mjs'

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((one) => ({ status: one })) })
const report = (numPassedTests: number, ...testResults: ReturnType<typeof file>[]) => ({ numPassedTests, numPendingTests: 1, testResults })

test.each([
  [
    'passed and failed tests',
    report(2, file('failed', 'passed', 'failed'), file('passed', 'passed')),
    1,
    { passed: 2, failed: 1, skipped: 1 },
  ],
  ['a file that could not be loaded', report(1, file('passed', 'passed'), file('failed')), 1, { passed: 1, failed: 1, skipped: 1 }],
  ['an error outside of all tests', report(1, file('passed', 'passed')), 1, { passed: 1, failed: 1, skipped: 1 }],
  ['a run that all passed', report(1, file('passed', 'passed')), 0, { passed: 1, failed: 0, skipped: 1 }],
  ['a runner that died', null, 1, { passed: 0, failed: 1, skipped: 0 }],
])('counts %s', (_, given, exitCode, expected) => {
  expect(summarise(given, exitCode)).toEqual(expected)
})
