/** The plain twin of the published program: with the engine where nothing is clipped, and where the paper ends. */

import { describe, expect, it } from 'vitest';
import { bundledTable, runExperiment } from '../tests/support/experiments.ts';
import {
  divergenceFactor,
  publishedClip,
  publishedLosses,
  type PublishedProblem,
} from './support/published-program.ts';
import { bundledRows } from './support/bundled-rows.ts';

const wdbc: PublishedProblem = bundledRows('breast-cancer');
const ngd = { kind: 'ngd', stepSize: 10 ** 0.125, damping: 1e-10, iterations: 100 } as const;

describe('without clipping', () => {
  // Ten steps: EFGD's rounding errors grow along its path.
  it.each([
    { kind: 'gd', stepSize: 10 ** -5.125, damping: 0, iterations: 10 },
    { ...ngd, iterations: 10 },
    { kind: 'efgd', stepSize: 10 ** -1.25, damping: 1e-10, iterations: 10 },
  ] as const)('$kind follows the engine', async ({ damping, ...settings }) => {
    const { iterations, kind, stepSize } = settings;
    const { runs } = await runExperiment(
      {
        model: { kind: 'logistic' },
        iterations,
        record: ['loss'],
        optimizers: [{ id: kind, kind, stepSize, ...(kind === 'gd' ? {} : { damping }) }],
      },
      bundledTable('breast-cancer', 'binary'),
    );
    const plain = publishedLosses(wdbc, { ...settings, damping, clip: 0 });
    expect(plain).toHaveLength(11);
    plain.forEach((loss, k) => expect(loss / runs[0]!.series['loss']![k]!).toBeCloseTo(1, 7));
  });
});

describe('with the published clipping', () => {
  it('NGD on BreastCancer ends at the 5.16e-4 of the published figure', () => {
    expect(publishedLosses(wdbc, { ...ngd, clip: publishedClip }).at(-1)).toBeCloseTo(5.16e-4, 6);
  });

  it('no logistic run can exceed 100 times its first loss: every row loses at most -log(1e-8)', () => {
    const losses = publishedLosses(wdbc, { ...ngd, kind: 'gd', stepSize: 1, clip: publishedClip });
    expect(losses).toHaveLength(101);
    expect(Math.max(...losses)).toBeLessThanOrEqual(-Math.log(publishedClip) * (1 + 1e-9));
    expect(-Math.log(publishedClip)).toBeLessThan(divergenceFactor * losses[0]!);
    // Without it the first step already does.
    expect(publishedLosses(wdbc, { ...ngd, kind: 'gd', stepSize: 1, clip: 0 })).toHaveLength(2);
  });
});
