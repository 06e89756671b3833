/**
 * Counting what the parts of `npm test` found.
 *
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ status: string, fullName?: string, failureMessages?: string[] }} ReportedTest
 * @typedef {{ status: string, name?: string, message?: string, assertionResults: ReportedTest[] }} ReportedFile
 */

/** Characters of a failure's message that the end of a run repeats: seeds and counterexamples come first in it. */
const MESSAGE = 600;

/**
 * Counts one Vitest JSON report. A file that failed outside its tests (an import that throws) counts as one failure,
 * and so does a run that failed though every test passed (an error that nobody awaited, or no test at all).
 *
 * @param {string | undefined} json the report, undefined when Vitest wrote none
 * @param {number} exitCode Vitest's own
 * @returns {Count}
 */
export function countReport(json, exitCode) {
  /** @type {{ testResults: ReportedFile[] }} */
  let report;
  try {
    report = JSON.parse(json ?? '');
  } catch {
    return { passed: 0, failed: 1 };
  }
  const count = { passed: 0, failed: 0 };
  for (const file of report.testResults) {
    const failedTests = file.assertionResults.filter(({ status }) => status === 'failed').length;
    count.passed += file.assertionResults.filter(({ status }) => status === 'passed').length;
    count.failed += failedTests === 0 && file.status === 'failed' ? 1 : failedTests;
  }
  if (exitCode !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

/**
 * The failures of one Vitest JSON report, for the end of a long log: which test of which file, and what it said.
 *
 * @param {string | undefined} json
 * @returns {string[]}
 */
export function listFailures(json) {
  /** @type {ReportedFile[]} */
  let files;
  try {
    files = JSON.parse(json ?? '').testResults;
  } catch {
    return [];
  }
  return files.flatMap(({ status, name = '', message = '', assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`${name}: ${message.slice(0, MESSAGE)}`];
    return failed.map(
      ({ fullName = '', failureMessages = [] }) =>
        `${name}: ${fullName}\n${failureMessages.join('\n').slice(0, MESSAGE)}`,
    );
  });
}

/**
 * @param {number} exitCode of a part that is one check: lint, types, build
 * @returns {Count}
 */
export const countCheck = (exitCode) =>
  exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sumCounts(counts) {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  return { passed, failed };
}
