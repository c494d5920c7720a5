/** Figures 2 and 4: the empirical Fisher as a quadratic approximation at the minimum, model right and wrong. */

import type { SyntheticName } from '#contract/dataset.ts';
import type { Verdict } from '#contract/api/presets.ts';
import type { QuadraticResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import {
  classesChart,
  classesLegend,
  lineLegend,
  quadraticFigure,
  regressionChart,
} from '#figures/paper/quadratic-figure.ts';
import type { Theme } from '#figures/theme.ts';
import { verdictOn, type PanelResults, type PresetDefinition } from './preset.ts';
import { syntheticRows } from './synthetic-data.ts';

type Bounds = [[number, number], [number, number]];

interface Column {
  readonly panel: string;
  readonly title: string;
  readonly synthetic: SyntheticName;
  readonly bounds: Bounds;
}

const square = (x: number, y: number, half: number): Bounds => [
  [x - half, x + half],
  [y - half, y + half],
];

const classification: readonly Column[] = [
  { panel: 'correct', title: 'Correct', synthetic: 'figure-2-correct', bounds: square(-0.5, -0.5, 0.3) },
  {
    panel: 'misspecified-a',
    title: 'Misspecified (A)',
    synthetic: 'figure-2-a',
    bounds: square(-0.62, -0.62, 0.3),
  },
  {
    panel: 'misspecified-b',
    title: 'Misspecified (B)',
    synthetic: 'figure-2-b',
    bounds: square(-0.75, -0.75, 0.35),
  },
];

const regression: readonly Column[] = [
  {
    panel: 'correct',
    title: 'Correct',
    synthetic: 'figure-2-linear-correct',
    bounds: square(1, 1, 0.3),
  },
  {
    panel: 'misspecified-noise',
    title: 'Misspecified (A)',
    synthetic: 'figure-2-linear-noise',
    bounds: square(1, 1, 0.3),
  },
  {
    panel: 'misspecified-model',
    title: 'Misspecified (B)',
    synthetic: 'figure-2-linear-model',
    bounds: square(1, 1.5, 0.3),
  },
];

const experiments = (columns: readonly Column[], model: 'logistic' | 'linear') =>
  columns.map(({ panel, title, synthetic, bounds }) => ({
    panel,
    spec: {
      version: 1 as const,
      kind: 'quadratic' as const,
      name: `Quadratic approximations at the minimum: ${title.toLowerCase()}`,
      dataset: { synthetic, n: 1000, seed: 0 },
      model: { kind: model },
      bounds,
      density: 41,
    },
  }));

/** The furthest generalized eigenvalue of (EF, F) from 1. */
const departure = ({ generalizedEigenvalues }: QuadraticResult) =>
  Math.max(...generalizedEigenvalues.map((value) => Math.abs(value - 1)));

function eigenvalueVerdicts(results: PanelResults, columns: readonly Column[]): Verdict[] {
  return columns.map(({ panel, title }, i) =>
    verdictOn(results, [panel], ({ quadratic }) => {
      const away = departure(quadratic!);
      const holds = i === 0 ? away < 0.2 : away > 0.2;
      const ratios = quadratic!.generalizedEigenvalues.map((value) => shortNumber(value)).join(' and ');
      const accuracy =
        quadratic!.accuracy === null ? '' : ` at ${shortNumber(100 * quadratic!.accuracy)}% accuracy`;
      return {
        holds,
        statement: `${title}: EF is ${ratios} times F along their common axes${accuracy}: ${away < 0.2 ? 'a good approximation' : 'not an approximation of the Fisher, even at the minimum'}.`,
      };
    }),
  );
}

function columnsOf(
  results: PanelResults,
  columns: readonly Column[],
  data: (panel: string, theme: Theme) => ReturnType<typeof classesChart>,
  theme: Theme,
) {
  return columns.flatMap(({ panel, title }) => {
    const quadratic = results.get(panel)?.quadratic;
    return quadratic === undefined ? [] : [{ title, quadratic, data: data(panel, theme) }];
  });
}

export const figure2: PresetDefinition = {
  id: 'figure-2',
  title: 'Quadratic approximations at the minimum, logistic regression',
  claim:
    'At the minimum the empirical Fisher is near the Fisher when the model is right, and can be arbitrarily wrong when it is not, however well the model classifies.',
  section: 'Section 4.2, Figure 2',
  look: 'The ellipses: they coincide on the left and differ in size (A) and in shape (B) where the class covariances differ.',
  onMyData: null,
  panels: () => experiments(classification, 'logistic'),
  figures: (results, theme) => [
    quadraticFigure(
      'figure-2',
      'Quadratic approximations of the loss by the Fisher and the empirical Fisher, logistic regression',
      columnsOf(
        results,
        classification,
        (panel) => classesChart(syntheticRows(results.get(panel)!.spec), theme),
        theme,
      ),
      { x: 'θ₁', y: 'θ₂' },
      classesLegend(theme),
      theme,
    ),
  ],
  verdicts: (results) => [
    ...eigenvalueVerdicts(results, classification),
    verdictOn(
      results,
      classification.map(({ panel }) => panel),
      (...found) => {
        const accuracies = found.map(({ quadratic }) => quadratic!.accuracy!);
        const holds = accuracies[1]! > accuracies[0]! && accuracies[2]! > accuracies[0]!;
        return {
          holds,
          statement: `Accuracies ${accuracies.map((value) => `${shortNumber(100 * value)}%`).join(', ')}: the misspecified models classify ${holds ? 'better than' : 'no better than'} the right one.`,
        };
      },
    ),
  ],
};

export const figure2Linear: PresetDefinition = {
  id: 'figure-2-linear',
  title: 'Quadratic approximations at the minimum, linear regression',
  claim:
    'In linear regression too, the empirical Fisher at the minimum is near the Fisher only when noise and mean are modelled correctly.',
  section: 'Appendix, Figure 4',
  look: 'The ellipses: equal on the left, EF too narrow by a factor when the noise is larger (A), of another shape when the mean is wrong (B).',
  onMyData: null,
  panels: () => experiments(regression, 'linear'),
  figures: (results, theme) => [
    quadraticFigure(
      'figure-2-linear',
      'Quadratic approximations of the loss by the Fisher and the empirical Fisher, linear regression',
      columnsOf(
        results,
        regression,
        (panel) => {
          const { spec, quadratic } = results.get(panel)!;
          const rows = syntheticRows(spec).map(({ x, target }) => ({ x, y: target }));
          return regressionChart(rows, quadratic!.minimum, theme);
        },
        theme,
      ),
      { x: 'slope', y: 'intercept' },
      lineLegend(theme),
      theme,
    ),
  ],
  verdicts: (results) => eigenvalueVerdicts(results, regression),
};
