import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runExperiment, tableOf } from '../../tests/support/experiments.ts';

// Whatever the shape and the numbers of the data, a run ends with a status, series of the right lengths and, when it
// completed, finite losses. Shapes: one row, one feature, N < D, constant and collinear columns, outputs up to 1e4.

const optimizers = [
  { id: 'gd', kind: 'gd', stepSize: 1e-3 },
  { id: 'newton', kind: 'newton', stepSize: 1, damping: 1e-6 },
  { id: 'ngd', kind: 'ngd', stepSize: 1, damping: { relative: 1e-6 } },
  { id: 'efgd', kind: 'efgd', stepSize: 0.1, damping: 1e-6 },
  { id: 'diagonal', kind: 'ngd', stepSize: 0.1, damping: 1e-3, structure: 'diagonal' },
  { id: 'lowrank', kind: 'efgd', stepSize: 0.1, damping: 1e-3, structure: 'low-rank' },
  { id: 'adam', kind: 'adam', stepSize: 1e-3, batchSize: 1 },
  { id: 'adapted', kind: 'variance-adapted', stepSize: 1e-3, batchSize: 1, adaptation: 'full-optimal' },
  { id: 'online', kind: 'online-ng', stepSize: 1e-3, damping: 0.1, batchSize: 1 },
];

const value = fc.oneof(
  fc.constant(0),
  fc.constant(1),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
);

const data = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.record({
    rows: fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 7,
    }),
    /** Column 0 copied onto the last one (collinear), or made constant. */
    twist: fc.constantFrom('none', 'collinear', 'constant'),
    labels: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 7, maxLength: 7 }),
    scale: fc.constantFrom(1, 1e2),
  }),
);

const models = [
  [{ kind: 'linear' }, 'regression'],
  [{ kind: 'logistic' }, 'binary'],
  [{ kind: 'softmax' }, 'multiclass'],
  [{ kind: 'poisson' }, 'count'],
  [{ kind: 'mlp', hidden: [2], output: 'linear' }, 'regression'],
] as const;

describe.each(models)('%o', (model, task) => {
  test('every run ends in order', async () => {
    await fc.assert(
      fc.asyncProperty(data, async ({ rows, twist, labels, scale }) => {
        const features = rows.map((row) => {
          const moved = row.map((entry) => scale * entry);
          if (twist === 'collinear') moved[moved.length - 1] = 2 * moved[0]!;
          if (twist === 'constant') moved[moved.length - 1] = 5;
          return moved;
        });
        // Classifiers need their classes to appear in the data.
        const used = rows.map((_, i) => (task === 'binary' ? labels[i]! % 2 : labels[i]!));
        const classes = new Set(used).size;
        if ((task === 'binary' && classes !== 2) || (task === 'multiclass' && classes < 2)) return;
        const { runs } = await runExperiment(
          {
            model,
            optimizers,
            iterations: 3,
            record: ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient'],
          },
          tableOf(features, used, task),
        );
        for (const run of runs) {
          expect(['completed', 'diverged', 'failed']).toContain(run.status);
          expect(run.series['loss']).toHaveLength(run.iterations + 1);
          expect(run.series['stepNorm']).toHaveLength(run.iterations);
          if (run.status === 'completed') expect(run.series['loss']!.every(Number.isFinite)).toBe(true);
          if (run.status === 'failed') expect(run.reason).toMatch(/\w/);
          for (const cosine of run.series['cosineToNaturalGradient']!) {
            if (!Number.isNaN(cosine)) expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

test('separated by one feature: a logistic model has its minimum at infinity', async () => {
  await expect(
    runExperiment(
      {
        model: { kind: 'logistic' },
        optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1 }],
        record: ['distanceToMinimum'],
        dataset: { id: 'test', task: 'binary' },
      },
      tableOf([[1], [2], [3], [-3]], [1, 1, 1, 0], 'binary'),
    ),
  ).rejects.toThrow(/minimum is at infinity/);
});

test('outputs of 1e4 keep a logistic loss finite and exact', async () => {
  const { runs } = await runExperiment(
    {
      dataset: { id: 'test', bias: false },
      model: { kind: 'logistic' },
      start: { kind: 'values', values: [1] },
      iterations: 0,
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1 }],
      record: ['loss', 'gradientNorm'],
    },
    tableOf([[1e4], [-1e4], [1e4]], [0, 0, 1], 'binary'),
  );
  // softplus(1e4) = 1e4 for the wrong one, 0 for the others: mean 1e4/3; gradient 1e4/3.
  expect(runs[0]!.finalLoss).toBeCloseTo(1e4 / 3, 9);
  expect(runs[0]!.series['gradientNorm']![0]).toBeCloseTo(1e4 / 3, 9);
});
