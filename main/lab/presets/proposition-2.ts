/** Proposition 2: how far the GGN is from the Hessian, along a training path, and the erratum's counter-example. */

import type { ExperimentInput } from '#contract/experiment.ts';
import type { CurvatureResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { bright } from '#figures/palette.ts';
import { xyChart } from '#figures/xy-chart.ts';
import { runOf, verdictOn, type PanelResults, type PresetDefinition, type PresetPanel } from './preset.ts';

const iterations = [0, 1, 2, 3, 5, 8, 12, 20, 30, 40, 50, 60, 70, 80];
const panelAt = (iteration: number) => `at-${iteration}`;

const dataset = { synthetic: 'teacher-mlp', n: 40, d: 2, seed: 0 } as const;
const model: ExperimentInput['model'] = { kind: 'mlp', hidden: [12], activation: 'tanh', output: 'linear' };

/** The single point x = 0, y = -9 and f = v (w x + b) + c: at theta = 0 H - G has norm 9, like f = theta^2/2. */
function counterExample(file: (name: string) => string): ExperimentInput {
  return {
    version: 1,
    kind: 'curvature',
    name: 'The counter-example to the printed form of Proposition 2',
    dataset: { path: file('one-point.csv'), target: 'y', task: 'regression' },
    model: { kind: 'mlp', hidden: [1], activation: 'identity', output: 'linear' },
    at: { kind: 'values', values: [0, 0, 0, 0] },
  };
}

function curvatureAt(values: readonly number[], iteration: number): PresetPanel {
  return {
    panel: panelAt(iteration),
    spec: {
      version: 1,
      kind: 'curvature',
      name: `Proposition 2 at iteration ${iteration}`,
      dataset,
      model,
      at: { kind: 'values', values: [...values] },
    },
  };
}

const along = (results: PanelResults) =>
  iterations.flatMap((iteration): { iteration: number; curvature: CurvatureResult }[] => {
    const curvature = results.get(panelAt(iteration))?.curvature;
    return curvature === undefined ? [] : [{ iteration, curvature }];
  });

export const proposition2: PresetDefinition = {
  id: 'proposition-2',
  title: 'The GGN approaches the Hessian as the residuals vanish',
  claim:
    'The error of the GGN is bounded by the residuals times the smoothness of the outputs: |H - G| <= beta r, with the norm itself and not its square as printed.',
  section: 'Section 3.4, Proposition 2; appendix C.2',
  look: 'The error stays below its bound and falls with the residuals as the network learns.',
  onMyData: null,
  panels: ({ file }) => [
    {
      panel: 'training',
      spec: {
        version: 1,
        kind: 'compare',
        name: 'Proposition 2: a network learns',
        dataset,
        model,
        start: { kind: 'xavier', seed: 1 },
        iterations: 80,
        record: ['loss', 'gradientNorm', 'theta'],
        optimizers: [
          {
            id: 'ngd',
            kind: 'ngd',
            stepSize: 1,
            damping: 1e-2,
            dampingRule: 'levenberg-marquardt',
            rejectSteps: true,
          },
        ],
      },
    },
    { panel: 'counter-example', spec: counterExample(file) },
  ],
  followUp: (results) => {
    const training = results.get('training');
    if (training === undefined) return [];
    const { path } = runOf(training, 'ngd');
    return iterations.flatMap((k) => (path?.[k] === undefined ? [] : [curvatureAt(path[k], k)]));
  },
  figures: (results, theme) => {
    const points = along(results);
    const curve = (pick: (curvature: CurvatureResult) => number) =>
      points.map(({ iteration, curvature }) => ({ x: iteration, y: pick(curvature) }));
    return [
      {
        name: 'proposition-2',
        title: 'The distance of the GGN to the Hessian and its bound along a training path',
        theme,
        columns: 1,
        panelWidth: 520,
        panelHeight: 320,
        panels: [
          {
            title: '',
            chart: xyChart({
              x: { title: 'Iteration' },
              y: { title: 'Spectral norm (mean)', type: 'logarithmic' },
              theme,
              legend: true,
              series: [
                {
                  label: 'bound β r',
                  points: curve(({ proposition2: { right } }) => right),
                  color: theme.text,
                  dash: [6, 4],
                  point: 'rect',
                },
                {
                  label: '|H − G|',
                  points: curve(({ proposition2: { left } }) => left),
                  color: theme.name === 'dark' ? '#77AADD' : bright[0],
                  point: 'circle',
                },
              ],
            }),
          },
        ],
        legend: [],
        caption: [],
      },
    ];
  },
  verdicts: (results) => [
    verdictOn(results, iterations.map(panelAt), () => {
      const ratios = along(results).map(({ curvature: { proposition2: p } }) => p.left / p.right);
      const [first, last] = [along(results)[0]!, along(results).at(-1)!];
      const holds = ratios.every((ratio) => ratio <= 1 + 1e-9);
      return {
        holds,
        statement: `Along the path |H − G| is at most ${shortNumber(Math.max(...ratios))} times its bound; it falls from ${shortNumber(first.curvature.proposition2.left)} to ${shortNumber(last.curvature.proposition2.left)} as the loss falls from ${shortNumber(first.curvature.loss)} to ${shortNumber(last.curvature.loss)}: the bound ${holds ? 'holds' : 'is broken'}.`,
      };
    }),
    verdictOn(results, ['counter-example'], ({ curvature }) => {
      const { left, right } = curvature!.proposition2;
      const holds = left <= right * (1 + 1e-9) && left ** 2 > right;
      return {
        holds,
        statement: `One point with residual 9: |H − G| = ${shortNumber(left)} and β r = ${shortNumber(right)}, |H − G|² = ${shortNumber(left ** 2)}: ${holds ? 'the printed, squared form fails where the form without the square holds' : 'no counter-example to the printed form'}.`,
      };
    }),
  ],
};
