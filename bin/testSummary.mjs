/**
 * @typedef {{ numPassedTests: number, numPendingTests: number, numTodoTests?: number, testResults: { status: string, assertionResults: {
 * status: string }[] }[] }} TestReport vitest's JSON report
 */

/**
 * The closing line of `npm test`, taken from the runner's own report.
 * A file that could not even be loaded holds no failed test, yet it failed: it counts as one. So does a run that ended badly although
 * every test passed (an error outside the tests), or left no report.
 * @param {TestReport | null} report
 * @param {number} exitCode the runner's
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function summarise(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  let failed = 0
  for (const { status, assertionResults } of report.testResults) {
    const here = assertionResults.filter((result) => result.status === 'failed').length
    failed += here === 0 && status === 'failed' ? 1 : here
  }
  if (failed === 0 && exitCode !== 0) failed = 1
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + (report.numTodoTests ?? 0) }
}
