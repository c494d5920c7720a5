import { expect, test } from 'vitest';
import { addTallies, closingLine, playwrightTally, vitestTally } from './tally.ts';

const vitestFile = (status: string, ...statuses: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: statuses.map((each, i) => ({ fullName: `test ${i}`, status: each })),
});

test('counts vitest’s tests by their outcome', () => {
  const report = {
    testResults: [vitestFile('failed', 'passed', 'failed', 'skipped'), vitestFile('passed', 'passed')],
  };
  expect(vitestTally(report, false)).toEqual({ passed: 2, failed: 1, skipped: ['test 2'] });
});

test('a file that could not be loaded is a failure', () => {
  expect(vitestTally({ testResults: [vitestFile('failed')] }, false).failed).toBe(1);
});

test('a runner that failed without a failed test, or left no report, is a failure', () => {
  expect(vitestTally({ testResults: [vitestFile('passed', 'passed')] }, false)).toMatchObject({
    passed: 1,
    failed: 1,
  });
  expect(vitestTally(null, true).failed).toBe(1);
  expect(playwrightTally(null, true).failed).toBe(1);
});

test('counts Playwright’s tests in nested suites, a flaky one as failed, with the reason of a skip', () => {
  const spec = (title: string, status: string, annotations: unknown[] = []) => ({
    title,
    tests: [{ status, annotations }],
  });
  const report = {
    suites: [
      {
        specs: [spec('a', 'expected'), spec('b', 'unexpected')],
        suites: [
          {
            specs: [
              spec('c', 'flaky'),
              spec('d', 'skipped', [{ type: 'skip', description: 'no binary' }]),
              spec('e', 'skipped'),
            ],
          },
        ],
      },
    ],
    errors: [],
  };
  expect(playwrightTally(report, false)).toEqual({ passed: 1, failed: 2, skipped: ['d (no binary)', 'e'] });
});

test('the closing line adds everything up', () => {
  const total = addTallies([
    { passed: 2, failed: 0, skipped: ['x'] },
    { passed: 1, failed: 1, skipped: [] },
  ]);
  expect(closingLine(total)).toBe('3 passed, 1 failed, 1 skipped');
});
