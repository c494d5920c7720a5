import { describe, expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment, type ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { RunResult } from '#contract/results.ts';
import { bundledTable } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { runTask } from '../entry.ts';
import { jobKey, type FinishedJob, type Job } from '../jobs.ts';
import { assemble, type Assembled } from './assemble.ts';
import { nextJobs } from './plan.ts';

const { problem, facts } = prepare(bundledTable('boston', 'regression'), {
  rows: null,
  testFraction: 0,
  standardize: false,
  standardizeTarget: false,
  seed: 0,
  bias: true,
});

function experimentOf(spec: Record<string, unknown>): ResolvedExperiment {
  const parsed = parseExperiment({
    version: 1,
    dataset: { id: 'boston' },
    model: { kind: 'linear' },
    ...spec,
  });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const resolved = resolveExperiment(parsed.value, facts);
  if (!resolved.ok) throw new Error(resolved.issues.map((issue) => issue.message).join('\n'));
  return resolved.value;
}

const searched = experimentOf({
  iterations: 4,
  repeats: 2,
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: { logspace: [-7, -5, 5] } },
    { id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: { logspace: [-4, 0, 3] } },
    { id: 'adam', kind: 'adam', stepSize: 0.01, batchSize: 16 },
  ],
});

const run = async (job: Job): Promise<FinishedJob> => {
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const result = await runTask({ experiment: searched, job, problem, cancel, kernel: 'js', port: null });
  return { job, result, reason: null };
};

/** Runs all jobs, at each turn the one that `choose` picks of those that can start. */
async function runAll(choose: (jobs: readonly Job[]) => Job): Promise<FinishedJob[]> {
  const finished: FinishedJob[] = [];
  for (
    let jobs = nextJobs(searched, facts, []);
    jobs.length > 0;
    jobs = nextJobs(searched, facts, finished)
  ) {
    finished.push(await run(choose(jobs)));
  }
  return finished;
}

/** Results without the clock. */
const timeless = (results: Assembled) => ({
  ...results,
  runs: results.runs.map((result): RunResult => ({ ...result, seconds: 0 })),
});

const inOrder = await runAll((jobs) => jobs[0]!);
const results = assemble(searched, facts, inOrder);

test('results do not depend on the order in which jobs finish', async () => {
  const backwards = await runAll((jobs) => jobs.at(-1)!);
  expect(backwards.map(({ job }) => jobKey(job))).not.toEqual(inOrder.map(({ job }) => jobKey(job)));
  expect(timeless(assemble(searched, facts, backwards))).toEqual(timeless(results));
});

test('runs of a search wait for all its cells, and for no other optimizer', () => {
  const first = nextJobs(searched, facts, []).map(jobKey);
  expect(first).toContain('run 4'); // adam's first repeat
  expect(first).not.toContain('run 0');
  const cells = inOrder.filter(({ job }) => job.kind === 'cells' && job.optimizer === 0);
  const then = nextJobs(searched, facts, cells).map(jobKey);
  expect(then).toContain('run 0');
  expect(then).not.toContain('run 2');
  expect(then).not.toContain(jobKey(cells[0]!.job));
});

test('every job has its own key', () => {
  const keys = inOrder.map(({ job }) => jobKey(job));
  expect(new Set(keys).size).toBe(keys.length);
});

test('runs come optimizer by optimizer, repeat by repeat; best names their positions', () => {
  expect(results.runs.map(({ optimizer, repeat }) => `${optimizer} ${repeat}`)).toEqual([
    'gd 0',
    'gd 1',
    'ngd 0',
    'ngd 1',
    'adam 0',
    'adam 1',
  ]);
  expect(results.best['gd']!.run).toBe(0);
  expect(results.best['ngd']!.run).toBe(2);
  const { run: best } = results.best['adam']!;
  const [a, b] = [results.runs[4]!.finalLoss, results.runs[5]!.finalLoss];
  expect(best).toBe(a <= b ? 4 : 5);
  expect(results.grid).toHaveLength(5 + 3);
  expect(results.minimum!.status).toBe('found');
});

describe('what is left when something goes wrong', () => {
  test('a crashed worker fails its run with the reason; the others stand', () => {
    const crashed = inOrder.map((done): FinishedJob =>
      jobKey(done.job) === 'run 5' ? { job: done.job, result: null, reason: 'out of memory' } : done,
    );
    const { runs, best } = assemble(searched, facts, crashed);
    expect(runs[5]).toMatchObject({
      optimizer: 'adam',
      repeat: 1,
      status: 'failed',
      reason: 'out of memory',
    });
    expect(best['adam']!.run).toBe(4);
  });

  test('a crashed block of cells leaves its cells out of the grid', () => {
    const crashed = inOrder.map((done): FinishedJob =>
      done.job.kind === 'cells' && done.job.optimizer === 0 && done.job.from === 0
        ? { job: done.job, result: null, reason: 'gone' }
        : done,
    );
    const { grid } = assemble(searched, facts, crashed);
    expect(grid.filter((cell) => cell.optimizer === 'gd').length).toBeLessThan(5);
    expect(grid.filter((cell) => cell.optimizer === 'ngd')).toHaveLength(3);
  });

  test('a cancelled experiment keeps what it has', () => {
    const some = inOrder.filter(({ job }) => job.kind === 'run' && job.index >= 4);
    const { runs, best, grid } = assemble(searched, facts, some);
    expect(runs.map(({ optimizer }) => optimizer)).toEqual(['adam', 'adam']);
    expect(best['adam']!.run).toBeLessThan(2);
    expect(best['gd']).toBeUndefined();
    expect(grid).toEqual([]);
    expect(assemble(searched, facts, []).runs).toEqual([]);
  });
});
