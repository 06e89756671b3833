import { describe, expect, it } from 'vitest';
import { countCheck, countReport, sumCounts } from '../../tools/lib/report.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const report = (...testResults: object[]) => JSON.stringify({ testResults });

describe('countReport', () => {
  it('counts tests, not those skipped', () => {
    const json = report(file('failed', 'passed', 'failed', 'skipped'), file('passed', 'passed', 'todo'));
    expect(countReport(json, 1)).toEqual({ passed: 2, failed: 1 });
  });

  it('counts a file that failed to load', () => {
    expect(countReport(report(file('passed', 'passed'), file('failed')), 1)).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  it('counts a failed run whose tests all passed', () => {
    expect(countReport(report(file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a crash as one failure', () => {
    expect(countReport(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(countReport('{"testRes', 137)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('sumCounts', () => {
  it('adds checks and tests', () => {
    const counts = [countCheck(0), countCheck(2), { passed: 40, failed: 3 }];
    expect(sumCounts(counts)).toEqual({ passed: 41, failed: 4 });
    expect(sumCounts([])).toEqual({ passed: 0, failed: 0 });
  });
});
