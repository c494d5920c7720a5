/** Section 5, last paragraph: what the square root of the empirical Fisher's diagonal does. */

import type { ExperimentInput } from '#contract/experiment.ts';
import type { RunResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { learningCurves } from '#figures/learning-curves.ts';
import { scalingFigure } from '#figures/paper/scaling-figure.ts';
import { runOf, verdictOn, type PresetDefinition } from './preset.ts';
import { farSlope, firstStepsOnBoston } from './scaling.ts';

const rows = 506;

const methods = [
  { id: 'gd', label: 'GD', kind: 'gd', expected: 1 },
  { id: 'efgd-diagonal', label: 'EF diagonal', kind: 'efgd', expected: -1 },
  { id: 'adam', label: 'Adam', kind: 'adam', expected: 0 },
  { id: 'sign', label: 'Sign descent', kind: 'sign', expected: 0 },
] as const;

const labelled = (run: RunResult) => ({
  ...run,
  label: methods.find(({ id }) => id === run.optimizer)?.label ?? 'NGD',
});

/** Factor on the loss of the second training: the same problem with all gradients so much larger. */
const loudness = 100;
/** Steps over which the two trainings are compared: later Adam's epsilon is no longer small against the gradient. */
const comparedSteps = 100;

/** The noise variance divides the loss, its gradient and the Fisher, and nothing else. */
const training = (factor: number): ExperimentInput => ({
  version: 1,
  kind: 'compare',
  name: `Boston: Adam, sign descent and the EF diagonal, full batch${factor === 1 ? '' : `, the loss times ${factor}`}`,
  dataset: { id: 'boston', standardize: true },
  model: { kind: 'linear', noiseVariance: 1 / factor },
  iterations: 300,
  record: ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient'],
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 0.1 },
    { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-8 },
    { id: 'efgd-diagonal', kind: 'efgd', structure: 'diagonal', stepSize: 1, damping: 1e-8 },
    { id: 'adam', kind: 'adam', stepSize: 0.3, batchSize: rows },
    { id: 'sign', kind: 'sign', stepSize: 0.3, batchSize: rows, schedule: 'inverse-sqrt' },
  ],
});

export const adam: PresetDefinition = {
  id: 'adam',
  title: 'Adam cancels the size of the gradient',
  claim:
    'Preconditioning with the square root of the EF, as Adam does, avoids the inverse scaling but cancels the gradient magnitude: it is close to sign descent, not to a natural gradient.',
  section: 'Section 5',
  look: 'Step length against gradient norm: −1 for the EF diagonal, level for Adam and sign descent, which coincide.',
  onMyData: 'boston',
  panels: () => [
    firstStepsOnBoston('Boston: the first step of Adam and its relatives', [
      { id: 'gd', kind: 'gd', stepSize: 1e-3 },
      { id: 'efgd-diagonal', kind: 'efgd', structure: 'diagonal', stepSize: 1, damping: 1e-10 },
      { id: 'adam', kind: 'adam', stepSize: 1e-2, batchSize: rows },
      { id: 'sign', kind: 'sign', stepSize: 1e-2, batchSize: rows },
    ]),
    { panel: 'training', spec: training(1) },
    { panel: 'training-loud', spec: training(loudness) },
  ],
  figures: (results, theme) => {
    const found = results.get('boston');
    const training = results.get('training');
    if (found === undefined || training === undefined) return [];
    const steps = scalingFigure(
      'adam',
      'Adam and sign descent take steps of one length; the EF diagonal takes longer steps for smaller gradients',
      methods.map(({ id, label, kind }) => ({
        label,
        kind,
        runs: found.runs.filter((run) => run.optimizer === id),
      })),
      theme,
    );
    return [
      {
        ...steps,
        columns: 2,
        panelWidth: 420,
        panels: [
          ...steps.panels,
          {
            title: '',
            chart: learningCurves(training.runs.map(labelled), {
              quantity: 'loss',
              theme,
              scaling: 'mean',
              labels: 'legend',
            }),
          },
        ],
      },
    ];
  },
  verdicts: (results) => [
    verdictOn(results, ['boston'], ({ runs }) => {
      const slopes = methods.map(({ id }) => farSlope(runs.filter((run) => run.optimizer === id)));
      const holds = methods.every(({ expected }, i) => Math.abs(slopes[i]! - expected) < 0.05);
      const parts = methods.map(({ label }, i) => `${label} ${shortNumber(slopes[i]!)}`);
      return {
        holds,
        statement: `The step length goes with |g| to the power: ${parts.join(', ')}; the square root ${holds ? 'cancels the gradient magnitude' : 'does not cancel the gradient magnitude'}.`,
      };
    }),
    verdictOn(results, ['boston'], ({ runs }) => {
      const lengths = (id: string) =>
        runs.filter((run) => run.optimizer === id).map(({ series }) => series['stepNorm']![0]!);
      const gap = Math.max(...lengths('adam').map((length, i) => Math.abs(length / lengths('sign')[i]! - 1)));
      return {
        holds: gap < 1e-3,
        statement: `Adam's first step is as long as that of sign descent to ${shortNumber(gap)} relative, at every distance.`,
      };
    }),
    verdictOn(results, ['training', 'training-loud'], (quiet, loud) => {
      const ratios = (id: string) => {
        const [before, after] = [quiet, loud].map((found) => runOf(found, id).series['stepNorm']!) as [
          number[],
          number[],
        ];
        return before.slice(0, comparedSteps).map((length, k) => after[k]! / length);
      };
      const change = (id: string) => Math.max(...ratios(id).map((ratio) => Math.abs(ratio - 1)));
      const first = (id: string) => ratios(id)[0]!;
      const holds =
        change('adam') < 1e-3 &&
        change('sign') < 1e-3 &&
        Math.abs(first('gd') / loudness - 1) < 1e-3 &&
        Math.abs(first('efgd-diagonal') * loudness - 1) < 1e-3;
      return {
        holds,
        statement: `With all gradients ${loudness} times larger the first step of GD is ${shortNumber(first('gd'))} times as long and that of the EF diagonal ${shortNumber(first('efgd-diagonal'))} times; the first ${comparedSteps} steps of Adam change by at most ${shortNumber(change('adam'), 2)} relative and those of sign descent by ${shortNumber(change('sign'), 2)}: with the square root the size of the gradient ${holds ? 'plays no part' : 'still plays a part'}.`,
      };
    }),
    verdictOn(results, ['training'], (found) => {
      const cosine = (id: string) => runOf(found, id).series['cosineToNaturalGradient']![0]!;
      return {
        holds: cosine('adam') < 0.9,
        statement: `At the start Adam's direction has cosine ${shortNumber(cosine('adam'))} to the natural gradient, GD's ${shortNumber(cosine('gd'))}.`,
      };
    }),
  ],
};
