/** Section 4.1-4.2: models that can fit every row. EF vanishes while F and H do not, and the EFGD step with it. */

import type { ExperimentInput } from '#contract/experiment.ts';
import type { CurvatureResult, Results } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { methodColor, methodStyle } from '#figures/method-style.ts';
import type { Theme } from '#figures/theme.ts';
import { xyChart, type XySeries } from '#figures/xy-chart.ts';
import { frobenius } from './numbers.ts';
import { runOf, verdictOn, type PanelResults, type PresetDefinition, type PresetPanel } from './preset.ts';

interface Case {
  readonly panel: string;
  readonly title: string;
  readonly iterations: readonly number[];
  readonly dataset: ExperimentInput['dataset'];
  readonly model: ExperimentInput['model'];
}

const iterations = [0, 1, 2, 4, 7, 12, 20, 30, 38, 45, 50, 55, 60];

const cases: readonly Case[] = [
  {
    panel: 'least-squares',
    title: 'Least squares, a network of 81 parameters on 20 rows',
    iterations,
    dataset: { synthetic: 'teacher-mlp', n: 20, d: 2, seed: 3 },
    model: { kind: 'mlp', hidden: [20], activation: 'tanh', output: 'linear' },
  },
  {
    panel: 'cross-entropy',
    title: 'Cross-entropy, 40 parameters on 20 rows',
    iterations,
    dataset: { synthetic: 'gaussian-logistic', n: 20, d: 40, seed: 3 },
    model: { kind: 'logistic' },
  },
];

const panelAt = (panel: string, iteration: number) => `${panel}-at-${iteration}`;
/** Damping of the two directions that are compared along the path. */
const damping = 1e-8;

export const overparameterised: PresetDefinition = {
  id: 'overparameterised',
  title: 'Fitting every row: the empirical Fisher vanishes',
  claim:
    'When a flexible model fits all training rows, the individual gradients and with them the empirical Fisher go to zero, while Fisher and Hessian of least squares do not.',
  section: 'Sections 4.1 and 4.2',
  look: 'Left: EF falls with the square of the residuals, F and H stay, and the EF step explodes against the natural one. Right: with cross-entropy all three vanish, EF faster than F.',
  onMyData: null,
  panels: () =>
    cases.map(({ panel, title, dataset, model, iterations }) => ({
      panel,
      spec: {
        version: 1 as const,
        kind: 'compare' as const,
        name: title,
        dataset,
        model,
        iterations: Math.max(...iterations),
        record: ['loss', 'gradientNorm', 'theta'],
        optimizers: [
          {
            id: 'ngd',
            kind: 'ngd' as const,
            stepSize: 1,
            damping: 0.1,
            dampingRule: 'levenberg-marquardt' as const,
            rejectSteps: true,
          },
        ],
      },
    })),
  followUp: (results) => cases.flatMap((kind) => pointsOf(kind, results.get(kind.panel))),
  figures: (results, theme) => [
    {
      name: 'overparameterised',
      title: 'Fisher, Hessian and empirical Fisher of networks that fit every row, along training',
      theme,
      columns: 2,
      panelWidth: 360,
      panelHeight: 250,
      panels: [
        ...cases.map(({ title, panel, iterations }) => ({
          title,
          chart: xyChart({
            x: { title: 'Iteration' },
            y: { title: 'Frobenius norm (mean)', type: 'logarithmic' },
            theme,
            legend: true,
            series: matrixSeries(along(results, panel, iterations), theme),
          }),
        })),
        ...cases.map(({ panel, iterations }) => ({
          title: '',
          chart: xyChart({
            x: { title: 'Iteration' },
            y: { title: 'Length of the direction', type: 'logarithmic' },
            theme,
            legend: true,
            series: directionSeries(along(results, panel, iterations), theme),
          }),
        })),
      ],
      legend: [],
      caption: [`Directions with damping ${damping}.`],
    },
  ],
  verdicts: (results) => [
    verdictOn(results, pathPanels(cases[0]!), () => leastSquares(ends(results, cases[0]!))),
    verdictOn(results, pathPanels(cases[1]!), () => crossEntropy(ends(results, cases[1]!))),
  ],
};

const pathPanels = ({ panel, iterations }: Case) => iterations.map((k) => panelAt(panel, k));

function pointsOf({ panel, title, dataset, model, iterations }: Case, training?: Results): PresetPanel[] {
  const path = training === undefined ? undefined : runOf(training, 'ngd').path;
  return iterations.flatMap((k) =>
    path?.[k] === undefined
      ? []
      : [
          {
            panel: panelAt(panel, k),
            spec: {
              version: 1,
              kind: 'curvature',
              name: `${title}: iteration ${k}`,
              dataset,
              model,
              at: { kind: 'values', values: [...path[k]] },
              damping,
            },
          },
        ],
  );
}

interface PathPoint {
  readonly iteration: number;
  readonly curvature: CurvatureResult;
}

function along(results: PanelResults, panel: string, iterations: readonly number[]): PathPoint[] {
  return iterations.flatMap((iteration) => {
    const curvature = results.get(panelAt(panel, iteration))?.curvature;
    return curvature === undefined ? [] : [{ iteration, curvature }];
  });
}

function ends(results: PanelResults, { panel, iterations }: Case): [CurvatureResult, CurvatureResult] {
  const points = along(results, panel, iterations);
  return [points[0]!.curvature, points.at(-1)!.curvature];
}

const norms = ({ fisher, hessian, empiricalFisher }: CurvatureResult) => ({
  fisher: frobenius(fisher),
  hessian: frobenius(hessian),
  empiricalFisher: frobenius(empiricalFisher),
});

function curve(
  points: readonly PathPoint[],
  label: string,
  kind: string,
  pick: (curvature: CurvatureResult) => number,
  theme: Theme,
): XySeries {
  const { dash, point } = methodStyle(kind);
  return {
    label,
    points: points.map(({ iteration, curvature }) => ({ x: iteration, y: pick(curvature) })),
    color: methodColor(kind, theme),
    dash,
    point,
  };
}

function matrixSeries(points: readonly PathPoint[], theme: Theme): XySeries[] {
  return [
    curve(points, 'Fisher', 'ngd', (c) => norms(c).fisher, theme),
    curve(points, 'Hessian', 'newton', (c) => norms(c).hessian, theme),
    curve(points, 'empirical Fisher', 'efgd', (c) => norms(c).empiricalFisher, theme),
  ];
}

function directionSeries(points: readonly PathPoint[], theme: Theme): XySeries[] {
  return [
    curve(points, 'gradient', 'gd', (c) => Math.hypot(...c.directions.gradient), theme),
    curve(points, 'natural gradient', 'ngd', (c) => Math.hypot(...c.directions.naturalGradient), theme),
    curve(points, 'EF direction', 'efgd', (c) => Math.hypot(...c.directions.empiricalNaturalGradient), theme),
  ];
}

function leastSquares([first, last]: [CurvatureResult, CurvatureResult]) {
  const [before, after] = [norms(first), norms(last)];
  const ratio = (c: CurvatureResult) =>
    Math.hypot(...c.directions.empiricalNaturalGradient) / Math.hypot(...c.directions.naturalGradient);
  const holds =
    after.empiricalFisher < 1e-6 * before.empiricalFisher &&
    after.fisher > 1e-3 * before.fisher &&
    after.hessian > 1e-3 * before.hessian &&
    ratio(last) > 1e3 * ratio(first);
  return {
    holds,
    statement: `Least squares: |EF| falls from ${shortNumber(before.empiricalFisher)} to ${shortNumber(after.empiricalFisher)} while |F| goes from ${shortNumber(before.fisher)} to ${shortNumber(after.fisher)} and |H| to ${shortNumber(after.hessian)}; the EF direction is ${shortNumber(ratio(first))} times the natural one at first and ${shortNumber(ratio(last))} times at the end.`,
  };
}

function crossEntropy([first, last]: [CurvatureResult, CurvatureResult]) {
  const [before, after] = [norms(first), norms(last)];
  const ratio = (n: ReturnType<typeof norms>) => n.empiricalFisher / n.fisher;
  const holds =
    after.fisher < 0.01 * before.fisher &&
    after.hessian < 0.01 * before.hessian &&
    ratio(after) < 0.1 * ratio(before);
  return {
    holds,
    statement: `Cross-entropy: |F| falls from ${shortNumber(before.fisher)} to ${shortNumber(after.fisher)}, |H| to ${shortNumber(after.hessian)}, |EF| to ${shortNumber(after.empiricalFisher)}: ${holds ? 'all vanish' : 'they do not all vanish'}, and |EF|/|F| goes from ${shortNumber(ratio(before))} to ${shortNumber(ratio(after))}.`,
  };
}
