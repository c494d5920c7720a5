import { describe, expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment, type DataFacts, type ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { sharedFloat64, type Problem } from '../data/problem.ts';
import { memoryEstimate, refuseOversized } from './memory.ts';

const facts: DataFacts = { task: 'binary', columns: 1000, rows: 4000, classes: 2, target: 'y' };

function experiment(more: Record<string, unknown>): ResolvedExperiment {
  const parsed = parseExperiment({ version: 1, dataset: { id: 'x' }, model: { kind: 'logistic' }, ...more });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const resolved = resolveExperiment(parsed.value, facts);
  if (!resolved.ok) throw new Error(resolved.issues.map((issue) => issue.message).join('\n'));
  return resolved.value;
}

const problem: Problem = {
  train: {
    design: { kind: 'dense', rows: 4000, columns: 1000, values: sharedFloat64(4_000_000) },
    target: sharedFloat64(4000),
  },
  test: null,
  classes: 2,
};

describe('the memory of an experiment', () => {
  test('counts the data once and the dense matrices of a full preconditioner', () => {
    const ngd = { optimizers: [{ id: 'a', kind: 'ngd', stepSize: 1, damping: 1 }] };
    const full = memoryEstimate(experiment(ngd), facts, problem);
    expect(full.data).toBe(32_000_000);
    expect(full.largest).toBe('dense matrices of 1000 x 1000');
    const free = { optimizers: [{ ...ngd.optimizers[0], structure: 'matrix-free' }] };
    expect(memoryEstimate(experiment(free), facts, problem).thread).toBe(full.thread - 40_000_000);
  });

  const [hidden, layers] = [
    [30, 20],
    [1001 * 30, 31 * 20, 21],
  ];
  const network = (structure: string) =>
    memoryEstimate(
      experiment({
        model: { kind: 'mlp', hidden, output: 'logistic' },
        optimizers: [{ id: 'a', kind: 'ngd', stepSize: 1, damping: 1, structure }],
      }),
      facts,
      problem,
    ).thread;

  test('counts the blocks and factors of all layers at once', () => {
    const free = network('matrix-free');
    const side = (sizes: number[]) =>
      sizes.reduce((sum, n) => sum + 16 * n * n, 0) + 24 * Math.max(...sizes) ** 2;
    expect(network('kronecker') - free).toBe(side([1001, 30, 31, 20, 21, 1]));
    expect(network('ekfac')).toBe(network('kronecker'));
    expect(network('block') - free).toBe(side(layers));
    // 4,000 rows and one output: fewer gradients than parameters.
    expect(network('low-rank') - free).toBe((2 * 4000 * (30_030 + 620 + 21) + 5 * 4000 ** 2) * 8);
  });

  test('counts no matrix of an analysis that stores none', () => {
    const analysis = (hidden: number[]) =>
      memoryEstimate(
        experiment({ kind: 'curvature', model: { kind: 'mlp', hidden, output: 'logistic' } }),
        facts,
        problem,
      ).thread;
    expect(analysis([1000])).toBeLessThan(2 ** 30);
    expect(analysis([1]) - analysis([2])).toBeGreaterThan(5 * 1003 ** 2 * 8 - 1e6);
  });

  test('counts the cells of a grid', () => {
    const logspace = [-3, 0, 1000];
    const searched = { id: 'a', kind: 'gd', stepSize: { logspace } };
    const single = { id: 'a', kind: 'gd', stepSize: 1 };
    const of = (optimizer: object) => memoryEstimate(experiment({ optimizers: [optimizer] }), facts, problem);
    expect(of(searched).thread - of(single).thread).toBeGreaterThanOrEqual(1000 * 400);
  });

  test('counts a recorded path', () => {
    const gd = { optimizers: [{ id: 'a', kind: 'gd', stepSize: 1 }], iterations: 1_000_000 };
    const without = memoryEstimate(experiment({ ...gd, record: ['loss'] }), facts, problem);
    const path = memoryEstimate(experiment({ ...gd, record: ['loss', 'theta'] }), facts, problem);
    expect(path.thread - without.thread).toBeGreaterThan(8 * 1e9);
    expect(path.largest).toBe('the path of 1000000 states of 1000 parameters');
  });

  test('an experiment beyond the machine is refused with the estimate and a way out', () => {
    const estimate = { data: 2 ** 30, thread: 3 * 2 ** 30, largest: 'dense matrices of 9000 x 9000' };
    expect(() => refuseOversized(estimate, 4 * 2 ** 30)).not.toThrow();
    expect(() => refuseOversized(estimate, 2 ** 31)).toThrow(
      /needs about 4\.00 GiB of memory \(most of it for dense matrices of 9000 x 9000\), and this machine has 2\.00 GiB/,
    );
  });
});
