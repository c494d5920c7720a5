/** The hyper-parameters that the paper prints (Table 6) for its seven data sets, and what is known of them. */

import type { ExperimentInput } from '#contract/experiment.ts';
import type { PresetContext } from './preset.ts';

export interface PublishedSet {
  /** Name in the paper. */
  readonly name: string;
  /** Data set of this lab. */
  readonly id: string;
  readonly model: 'logistic' | 'linear';
  /** log10 of step size and damping. */
  readonly gd: number;
  readonly ngd: readonly [number, number];
  readonly efgd: readonly [number, number];
  /** The step size exponent of EFGD as printed, where it is a misprint. */
  readonly printedEfgd?: number;
  /** The file comes from the user. */
  readonly optional?: true;
  /** Iterations on the figure's axis. */
  readonly shown: number;
}

export const figure3Sets: readonly PublishedSet[] = [
  {
    name: 'BreastCancer',
    id: 'breast-cancer',
    model: 'logistic',
    gd: -5.125,
    ngd: [0.125, -10],
    efgd: [-1.25, -10],
    shown: 100,
  },
  {
    name: 'Boston',
    id: 'boston',
    model: 'linear',
    gd: -5.25,
    ngd: [0.125, -10],
    efgd: [1.25, -8],
    printedEfgd: -1.25,
    shown: 100,
  },
  {
    name: 'a1a',
    id: 'a1a',
    model: 'logistic',
    gd: 0.25,
    ngd: [0.25, -10],
    efgd: [-0.375, -8],
    optional: true,
    shown: 50,
  },
];

export const appendixSets: readonly PublishedSet[] = [
  { name: 'Wine', id: 'wine', model: 'linear', gd: -5.625, ngd: [0, -8.5], efgd: [-1.375, -6], shown: 100 },
  {
    name: 'Energy',
    id: 'energy',
    model: 'linear',
    gd: -5.5,
    ngd: [0, -7.5],
    efgd: [0.875, -3],
    optional: true,
    shown: 100,
  },
  {
    name: 'Powerplant',
    id: 'powerplant',
    model: 'linear',
    gd: -5.75,
    ngd: [-0.625, -8],
    efgd: [3.375, -1],
    optional: true,
    shown: 100,
  },
  {
    name: 'Yacht',
    id: 'yacht',
    model: 'linear',
    gd: -1.5,
    ngd: [-0.75, -7.5],
    efgd: [1.625, -6.5],
    optional: true,
    shown: 100,
  },
];

const stepSizes = { logspace: [-20, 10, 241] as [number, number, number] };
const dampings = { logspace: [-10, 10, 41] as [number, number, number] };

/** Full batch, raw features and a bias, from zero, mean scaling, 100 iterations; printed values or the whole grid. */
export function comparison(set: PublishedSet, { search, dataset }: PresetContext): ExperimentInput {
  const full = search === 'full';
  const preconditioned = (kind: 'ngd' | 'efgd') => ({
    id: kind,
    kind,
    stepSize: full ? stepSizes : 10 ** set[kind][0],
    damping: full ? dampings : 10 ** set[kind][1],
  });
  return {
    version: 1,
    kind: 'compare',
    name: `${set.name}: GD, NGD and EFGD`,
    dataset: dataset(set.id),
    model: { kind: set.model },
    iterations: 100,
    record: [
      'loss',
      'gradientNorm',
      'stepNorm',
      'cosineToNaturalGradient',
      'cosineToNaturalGradientUndamped',
    ],
    optimizers: [
      { id: 'gd', kind: 'gd', stepSize: full ? stepSizes : 10 ** set.gd },
      preconditioned('ngd'),
      preconditioned('efgd'),
    ],
  };
}
