/** Section 4.3: far from the optimum EFGD's steps are inversely proportional to the gradient. */

import type { ExperimentInput } from '#contract/experiment.ts';
import type { RunResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { firstSteps, scalingFigure } from '#figures/paper/scaling-figure.ts';
import { logSlope } from './numbers.ts';
import { verdictOn, type PresetDefinition, type PresetPanel } from './preset.ts';

/** theta = (1 + 10^k) theta*: from very near the optimum to very far. */
const farFactors = Array.from({ length: 19 }, (_, i) => 1 + 10 ** ((i - 6) / 2));

const kinds = ['gd', 'ngd', 'efgd'] as const;

/** Slope of step length against gradient norm over the four starts that are furthest away. */
export function farSlope(runs: readonly RunResult[]): number {
  const far = firstSteps(runs).slice(-4);
  return logSlope(
    far.map(({ x }) => x),
    far.map(({ y }) => y),
  );
}

type StartingPoints = Extract<ExperimentInput, { kind: 'starting-points' }>;

/** One step of each optimizer on standardised Boston from every one of the far factors. */
export function firstStepsOnBoston(name: string, optimizers: StartingPoints['optimizers']): PresetPanel {
  return {
    panel: 'boston',
    spec: {
      version: 1,
      kind: 'starting-points',
      name,
      dataset: { id: 'boston', standardize: true },
      model: { kind: 'linear' },
      iterations: 1,
      record: ['loss', 'gradientNorm', 'stepNorm'],
      factors: farFactors,
      optimizers,
    },
  };
}

export const scaling: PresetDefinition = {
  id: 'scaling',
  title: 'The inverse scaling of EFGD steps',
  claim:
    'Far from the optimum the EF-preconditioned step shrinks like one over the gradient, so its step size must be tuned to the starting point.',
  section: 'Section 4.3',
  look: 'On the right GD and NGD have slope +1, EFGD has slope −1; near the optimum (left) EFGD behaves.',
  onMyData: 'boston',
  panels: () => [
    firstStepsOnBoston('Boston: the first step from near and far', [
      { id: 'gd', kind: 'gd', stepSize: 1e-3 },
      { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-10 },
      { id: 'efgd', kind: 'efgd', stepSize: 1, damping: 1e-10 },
    ]),
  ],
  figures: (results, theme) => {
    const found = results.get('boston');
    if (found === undefined) return [];
    return [
      scalingFigure(
        'scaling',
        'Step length against gradient norm for GD, NGD and EFGD',
        kinds.map((kind) => ({
          label: kind.toUpperCase(),
          kind,
          runs: found.runs.filter((run) => run.optimizer === kind),
        })),
        theme,
      ),
    ];
  },
  verdicts: (results) => [
    verdictOn(results, ['boston'], ({ runs }) => {
      const [gd, ngd, efgd] = kinds.map((kind) => farSlope(runs.filter((run) => run.optimizer === kind)));
      const holds = Math.abs(efgd! + 1) < 0.05 && Math.abs(ngd! - 1) < 0.05 && Math.abs(gd! - 1) < 0.05;
      return {
        holds,
        statement: `Far from the optimum the step length goes with |g| to the power ${shortNumber(gd!)} for GD, ${shortNumber(ngd!)} for NGD and ${shortNumber(efgd!)} for EFGD: the EF step is ${holds ? 'inversely proportional to the gradient' : 'not inversely proportional to the gradient'}.`,
      };
    }),
  ],
};
