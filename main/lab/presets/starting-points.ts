/** Figure 6: how the starting point decides whether a step size of EFGD works. */

import type { ExperimentInput } from '#contract/experiment.ts';
import { shortNumber } from '#figures/format.ts';
import { startingPointsFigure } from '#figures/paper/starting-points-figure.ts';
import { runOf, verdictOn, type PresetDefinition } from './preset.ts';
import { figure3Sets } from './published.ts';

const starts = [0.5, 1, 2, 4];
const panelOf = (start: number) => `one-dimension-from-${start}`;

export const startingPoints: PresetDefinition = {
  id: 'starting-points',
  title: 'The step size of EFGD depends on the starting point',
  claim:
    'NGD contracts at the same rate from everywhere; EFGD with the same step size crawls when it starts far away, because its steps are inversely proportional to the gradient.',
  section: 'Appendix E, Figure 6',
  look: 'The slopes: all NGD lines are parallel; the EFGD lines bend the later, the further away they start.',
  onMyData: 'boston',
  panels: ({ file }) => {
    const boston = figure3Sets.find(({ id }) => id === 'boston')!;
    const best = (kind: 'ngd' | 'efgd') => ({
      id: kind,
      kind,
      stepSize: 10 ** boston[kind][0],
      damping: 10 ** boston[kind][1],
    });
    return [
      {
        panel: 'boston',
        spec: {
          version: 1,
          kind: 'starting-points',
          name: 'Boston from several starting points',
          dataset: { id: 'boston' },
          model: { kind: 'linear' },
          iterations: 20,
          record: ['loss', 'gradientNorm', 'stepNorm', 'distanceToMinimum'],
          optimizers: [best('ngd'), best('efgd')],
        },
      },
      ...starts.map((start) => ({ panel: panelOf(start), spec: oneDimension(start, file) })),
    ];
  },
  figures: (results, theme) => [
    startingPointsFigure(
      results.get('boston')?.runs ?? null,
      starts.flatMap((start) => results.get(panelOf(start))?.runs ?? []),
      theme,
    ),
  ],
  verdicts: (results) => [
    verdictOn(results, ['boston'], ({ runs, minimum }) => {
      const excess = (kind: string) =>
        runs.filter((run) => run.kind === kind).map(({ finalLoss }) => finalLoss / minimum!.loss - 1);
      const [ngd, efgd] = [Math.max(...excess('ngd')), Math.max(...excess('efgd'))];
      return {
        holds: ngd < 0.01 && efgd > 0.1 && efgd > 10 * ngd,
        statement: `Boston, 20 iterations: NGD ends ${ngd < 1e-12 ? 'at the minimum to rounding' : `within ${shortNumber(100 * ngd)}% of the minimum`} from every start, EFGD up to ${shortNumber(100 * efgd)}% above it.`,
      };
    }),
    verdictOn(results, [panelOf(4)], (found) => {
      const [ngd, efgd] = ['ngd', 'efgd'].map((kind) => runOf(found, kind).series['distanceToMinimum']!) as [
        number[],
        number[],
      ];
      const ratio = ngd[1]! / ngd[0]!;
      return {
        holds: Math.abs(ratio - 0.5) < 1e-4 && efgd[10]! > 2,
        statement: `One dimension from 4: each NGD step leaves ${shortNumber(ratio, 4)} of the distance; after ten steps NGD is at ${shortNumber(ngd[10]!)}, EFGD still at ${shortNumber(efgd[10]!, 5)}.`,
      };
    }),
  ],
};

/** x = 1 twice, y = +-1/2: L is the mean of the half squares, with its minimum at 0. */
function oneDimension(start: number, file: (name: string) => string): ExperimentInput {
  return {
    version: 1,
    kind: 'compare',
    name: `One dimension from ${start}`,
    dataset: { path: file('two-points.csv'), target: 'y', task: 'regression', bias: false },
    model: { kind: 'linear' },
    start: { kind: 'values', values: [start] },
    iterations: 10,
    record: ['loss', 'gradientNorm', 'stepNorm', 'distanceToMinimum'],
    optimizers: [
      { id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 1e-6 },
      { id: 'efgd', kind: 'efgd', stepSize: 0.5, damping: 1e-6 },
    ],
  };
}
