/**
 * Every preset's verdict and key numbers, in a size that a test run can afford: the long ones with fewer rows, steps
 * or seeds, which the comments say. verdicts.full.test.ts runs them whole.
 */

import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '#contract/experiment.ts';
import type { Results } from '#contract/results.ts';
import { reproduceHere, runDocument, testContext } from '../../../tests/support/presets.ts';
import { mean } from './numbers.ts';
import { presetDefinition } from './registry.ts';
import { runOf } from './preset.ts';

const minutes = 60_000;

function holdsAll(verdicts: readonly { holds: boolean | null; statement: string }[]): void {
  for (const { holds, statement } of verdicts) expect(holds, statement).toBe(true);
}

describe('figure-1', () => {
  it(
    'NGD goes straight, EF strays',
    async () => {
      // A tenth of the steps, ten times as long.
      const { verdicts, figures } = await reproduceHere('figure-1', {
        reduce: (document) => ({
          ...document,
          flow: { ...(document as { flow: object }).flow, steps: 5000, stepSize: 1e-2 },
        }),
      });
      holdsAll(verdicts);
      expect(figures[0]!.panels.map((panel) => panel!.title)).toEqual(['Data', 'GD', 'NGD', 'EF']);
    },
    3 * minutes,
  );
});

describe('figure-2 and figure-2-linear', () => {
  it.each(['figure-2', 'figure-2-linear'])(
    '%s: near F when right, not when wrong',
    async (id) => {
      const { verdicts, figures } = await reproduceHere(id);
      holdsAll(verdicts);
      expect(figures[0]!.panels).toHaveLength(6);
    },
    2 * minutes,
  );

  // math.md: accuracies 76 +- 1.3, 87 +- 1.0, 85.6 +- 1.0 %; eigenvalues near 1, 1.4-1.6, 0.4-1.6. The mean of 20
  // draws has a fourth of those deviations; the tolerances are about four standard errors of it.
  it.each([
    ['correct', 0.76, 0.012, [1, 1], 0.08],
    ['misspecified-a', 0.87, 0.01, [1.4, 1.65], 0.12],
    ['misspecified-b', 0.856, 0.01, [0.4, 1.7], 0.12],
  ] as const)(
    'figure-2 %s, mean of 20 seeds',
    async (panel, accuracy, tolerance, eigenvalues, spread) => {
      const { spec } = presetDefinition('figure-2')
        .panels(testContext())
        .find((candidate) => candidate.panel === panel)!;
      const found: Results[] = [];
      for (let seed = 0; seed < 20; seed++) {
        found.push(await runDocument({ ...spec, density: 2, dataset: { ...spec.dataset, seed } }));
      }
      expect(Math.abs(mean(found.map(({ quadratic }) => quadratic!.accuracy!)) - accuracy)).toBeLessThan(
        tolerance,
      );
      eigenvalues.forEach((expected, i) => {
        const values = found.map(({ quadratic }) => quadratic!.generalizedEigenvalues[i]!);
        expect(Math.abs(mean(values) - expected)).toBeLessThan(spread);
      });
    },
    2 * minutes,
  );
});

describe('starting-points', () => {
  it(
    'NGD contracts by a half from anywhere; EFGD from 4 is at 2.5375 after ten steps',
    async () => {
      const { verdicts, results } = await reproduceHere('starting-points');
      holdsAll(verdicts);
      const far = results.get('one-dimension-from-4')!;
      expect(runOf(far, 'efgd').series['distanceToMinimum']![10]).toBeCloseTo(2.5375, 4);
      for (const start of [0.5, 1, 2, 4]) {
        const distances = runOf(results.get(`one-dimension-from-${start}`)!, 'ngd').series[
          'distanceToMinimum'
        ]!;
        distances.forEach((value, k) => expect(value).toBeCloseTo(start * 0.5 ** k, 4));
      }
    },
    2 * minutes,
  );
});

describe('table-1', () => {
  it(
    'Eq. 5 and 6 agree up to sampling, Eq. 7 is another matrix',
    async () => {
      // 20,000 fresh inputs instead of 200,000.
      const { verdicts, tables } = await reproduceHere('table-1', { reduce: fewerRows(20_000) });
      holdsAll(verdicts);
      expect(tables[0]!.rows.map((row) => row.slice(0, 3))).toEqual([
        ['Eq. (5)', 'Fisher', '(no name)'],
        ['Eq. (6)', 'empirical Fisher', 'Fisher'],
        ['Eq. (7)', '(no name)', 'empirical Fisher'],
      ]);
    },
    2 * minutes,
  );
});

const fewerRows = (limit: number) => (document: ExperimentInput) => {
  const { dataset } = document as { dataset: { n?: number } };
  return { ...document, dataset: { ...dataset, n: Math.min(limit, dataset.n ?? limit) } };
};

describe('the propositions', () => {
  it(
    'proposition-1: F is the canonical GGN to rounding',
    async () => {
      holdsAll((await reproduceHere('proposition-1')).verdicts);
    },
    3 * minutes,
  );

  it(
    'proposition-2: the bound holds along a path; its square fails on one point, 81 > 9',
    async () => {
      const { verdicts, results } = await reproduceHere('proposition-2');
      holdsAll(verdicts);
      const { left, right } = results.get('counter-example')!.curvature!.proposition2;
      expect(left).toBeCloseTo(9, 8);
      expect(right).toBeCloseTo(9, 8);
    },
    3 * minutes,
  );

  it(
    'splits: only the EF split is never admissible',
    async () => {
      const { verdicts, tables } = await reproduceHere('splits');
      holdsAll(verdicts);
      expect(tables[0]!.rows).toHaveLength(4);
    },
    2 * minutes,
  );
});

describe('consistency', () => {
  it(
    'slope -1/2 when right, level when wrong',
    async () => {
      // Up to 10,000 rows and 4 seeds instead of 1,000,000 and 10.
      const { results } = await reproduceHere('consistency', {
        reduce: (document) => ({ ...document, sizes: [100, 1000, 10_000], seeds: 4 }),
      });
      const slope = (panel: string) => results.get(panel)!.consistency!.slope;
      // 4 seeds: the slope of a right model has a deviation of about 0.1.
      for (const panel of ['logistic-right', 'linear-right']) {
        expect(slope(panel)).toBeLessThan(-0.25);
        expect(slope(panel)).toBeGreaterThan(-0.75);
      }
      for (const panel of ['logistic-wrong-a', 'logistic-wrong-b', 'linear-wrong']) {
        expect(Math.abs(slope(panel))).toBeLessThan(0.15);
      }
    },
    3 * minutes,
  );
});

describe('sections 4 and 5', () => {
  it(
    'overparameterised: EF vanishes before F',
    async () => {
      holdsAll((await reproduceHere('overparameterised')).verdicts);
    },
    3 * minutes,
  );

  it(
    'scaling: slope -1 for EFGD, +1 for GD and NGD',
    async () => {
      holdsAll((await reproduceHere('scaling')).verdicts);
    },
    2 * minutes,
  );

  it(
    'adam: slope 0, as sign descent',
    async () => {
      const { verdicts, results } = await reproduceHere('adam');
      holdsAll(verdicts);
      // By hand: a loss 100 times as large has gradients 100 times, an empirical Fisher 10,000 times as large.
      const firstStep = (panel: string, id: string) => runOf(results.get(panel)!, id).series['stepNorm']![0]!;
      const ratio = (id: string) => firstStep('training-loud', id) / firstStep('training', id);
      expect(ratio('gd')).toBeCloseTo(100, 6);
      expect(ratio('efgd-diagonal')).toBeCloseTo(0.01, 6);
      expect(ratio('ngd')).toBeCloseTo(1, 6);
      expect(ratio('adam')).toBeCloseTo(1, 6);
    },
    2 * minutes,
  );

  it(
    'monte-carlo: unbiased at the cost of the EF, slope -1/2',
    async () => {
      const { verdicts, results } = await reproduceHere('monte-carlo');
      holdsAll(verdicts);
      const cost = (id: string) => runOf(results.get('training')!, id).series['gradientEvaluations']!.at(-1)!;
      const rows = results.get('training')!.dataset.n;
      expect(cost('empirical')).toBe(40 * rows);
      expect(cost('1 sample') - cost('exact')).toBe(40 * rows);
      expect(cost('16 samples') - cost('exact')).toBe(16 * 40 * rows);
    },
    3 * minutes,
  );

  it(
    'variance-adaptation: theory and draws agree; the floor falls',
    async () => {
      // 200 iterations and 3 seeds instead of 600 and 10.
      const { verdicts, tables } = await reproduceHere('variance-adaptation', {
        reduce: (document) =>
          document.kind === 'compare' ? { ...document, iterations: 200, repeats: 3 } : document,
      });
      holdsAll(verdicts);
      const error = (batch: string, name: string) =>
        Number(tables[0]!.rows.find((row) => row[0] === batch && row[1] === name)![2]);
      for (const batch of ['1', '16']) {
        expect(error(batch, 'full-optimal')).toBeLessThan(error(batch, 'full, as printed'));
        expect(error(batch, 'full-optimal')).toBeLessThan(error(batch, 'diagonal'));
      }
    },
    4 * minutes,
  );
});
