/** Counts of tests, read from the runners' own reports. */

import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Titles, so that what was not run is seen. */
  readonly skipped: readonly string[];
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Of vitest's JSON report. A runner that failed without a failed test (an unhandled error, no report) counts one. */
export function vitestTally(report: unknown, succeeded: boolean): Tally {
  const parsed = vitestReport.safeParse(report);
  const files = parsed.success ? parsed.data.testResults : [];
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const skipped = tests.filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status));
  const failedTests = tests.length - passed - skipped.length;
  // A file that could not be loaded has no tests of its own.
  const failedFiles = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return settle(
    { passed, failed: failedTests + failedFiles, skipped: skipped.map((test) => test.fullName) },
    succeeded && parsed.success,
  );
}

interface Suite {
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly { readonly status: string; readonly annotations?: readonly Annotation[] }[];
  }[];
  readonly suites?: readonly Suite[] | undefined;
}
interface Annotation {
  readonly type: string;
  readonly description?: string | undefined;
}

const suiteSchema: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(
      z.object({
        title: z.string(),
        tests: z.array(
          z.object({
            status: z.string(),
            annotations: z
              .array(z.object({ type: z.string(), description: z.string().optional() }))
              .default([]),
          }),
        ),
      }),
    ),
    suites: z.array(suiteSchema).optional(),
  }),
);
const playwrightReport = z.object({ suites: z.array(suiteSchema), errors: z.array(z.unknown()).default([]) });

/** Of Playwright's JSON report. A flaky test counts as failed: nothing is retried here without a reason. */
export function playwrightTally(report: unknown, succeeded: boolean): Tally {
  const parsed = playwrightReport.safeParse(report);
  const skipped: string[] = [];
  let passed = 0;
  let failed = parsed.success ? parsed.data.errors.length : 0;
  const walk = (suite: Suite): void => {
    for (const { title, tests } of suite.specs) {
      for (const { status, annotations } of tests) {
        if (status === 'expected') passed++;
        else if (status === 'skipped') {
          const reason = annotations?.find((annotation) => annotation.type === 'skip')?.description;
          skipped.push(reason === undefined ? title : `${title} (${reason})`);
        } else failed++;
      }
    }
    suite.suites?.forEach(walk);
  };
  if (parsed.success) parsed.data.suites.forEach(walk);
  return settle({ passed, failed, skipped }, succeeded && parsed.success);
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

function settle(tally: Tally, succeeded: boolean): Tally {
  return !succeeded && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
