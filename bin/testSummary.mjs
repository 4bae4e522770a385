/**
 * @typedef {{ numPassedTests: number, numPendingTests: number, numTodoTests?: number, testResults: { status: string, assertionResults: {
 * status: string }[] }[] }} TestReport vitest's JSON report
 */

/**
 * The last line of `npm test`, from the runner's report.
 * A file that could not be loaded has no failed test, but counts as one. So does a run with an exit code other than 0 although
 * every test passed (an error outside the tests), and a run without a report.
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
