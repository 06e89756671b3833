import { describe, expect, it } from 'vitest';
import { countCheck, countReport, listFailures, sumCounts } from '../../tools/lib/report.mjs';

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

describe('listFailures', () => {
  it('names what failed, and repeats what it said', () => {
    const json = report(
      {
        name: 'a.test.ts',
        ...{ status: 'failed', message: '' },
        assertionResults: [
          { status: 'passed', fullName: 'sums', failureMessages: [] },
          { status: 'failed', fullName: 'divides', failureMessages: ['Error: seed 7', 'x'.repeat(1000)] },
        ],
      },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'c.test.ts', ...file('passed', 'passed') },
    );
    const [divides = '', load] = listFailures(json);
    expect(divides).toMatch(/^a\.test\.ts: divides\nError: seed 7\nx+$/);
    expect(divides.length).toBeLessThan(700);
    expect(load).toBe('b.test.ts: no such module');
    expect(listFailures(json)).toHaveLength(2);
  });

  it('of a crash are none', () => {
    expect(listFailures(undefined)).toEqual([]);
    expect(listFailures('{"testRes')).toEqual([]);
  });
});
