/** Section 5: the empirical Fisher as an adaptation to gradient noise instead of curvature. */

import type { PresetTable } from '#contract/api/presets.ts';
import type { ExperimentInput } from '#contract/experiment.ts';
import type { Results } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import type { Panel } from '#figures/figure.ts';
import { methodColor, methodStyle } from '#figures/method-style.ts';
import { bright } from '#figures/palette.ts';
import { meanCurves } from '#figures/paper/mean-curves.ts';
import { dotChart } from '#figures/paper/matrices-figure.ts';
import type { Theme } from '#figures/theme.ts';
import { adaptationErrors, type AdaptationError, type AdaptationName } from './adaptation-errors.ts';
import { mean } from './numbers.ts';
import { verdictOn, type PanelResults, type PresetDefinition } from './preset.ts';

const draws = 20_000;
const batches = [
  { panel: 'one-row', batchSize: 1, title: 'One row a step' },
  { panel: 'small-batches', batchSize: 16, title: 'Sixteen rows a step' },
];
const factorsPanel = (batchSize: number) => `factors-${batchSize}`;

const dataset = { synthetic: 'gaussian-logistic', n: 500, d: 10, seed: 0 } as const;

/** Curves of the figure: label and look by optimizer id. */
const curves = [
  { id: 'sgd', label: 'SGD', color: null, dash: [] },
  { id: 'scalar', label: 'scalar', color: bright[4], dash: [] },
  { id: 'diagonal', label: 'diagonal', color: bright[2], dash: [] },
  { id: 'full', label: 'full, as printed', color: bright[5], dash: [8, 3, 2, 3] },
  { id: 'full-optimal', label: 'full-optimal', color: '#EE7733', dash: [] },
  { id: 'diagonal-running', label: 'diagonal, running', color: bright[2], dash: [3, 3] },
  { id: 'full-optimal-running', label: 'full-optimal, running', color: '#EE7733', dash: [3, 3] },
  { id: 'adam', label: 'Adam', color: null, dash: [12, 3, 3, 3] },
  { id: 'sign', label: 'Sign', color: null, dash: [3, 3] },
] as const;

function training(batchSize: number, title: string): ExperimentInput {
  const batch = { batchSize, replacement: true } as const;
  const adapted = (id: string, adaptation: 'scalar' | 'diagonal' | 'full' | 'full-optimal') => ({
    id,
    kind: 'variance-adapted' as const,
    stepSize: 1,
    adaptation,
    ...batch,
  });
  return {
    version: 1,
    kind: 'compare',
    name: `Variance adaptation: ${title.toLowerCase()}`,
    dataset,
    model: { kind: 'logistic' },
    iterations: 600,
    repeats: 10,
    record: ['loss', 'distanceToMinimum'],
    optimizers: [
      { id: 'sgd', kind: 'sgd', stepSize: 1, ...batch },
      adapted('scalar', 'scalar'),
      adapted('diagonal', 'diagonal'),
      adapted('full', 'full'),
      adapted('full-optimal', 'full-optimal'),
      { ...adapted('diagonal-running', 'diagonal'), estimator: 'running' },
      { ...adapted('full-optimal-running', 'full-optimal'), estimator: 'running' },
      { id: 'adam', kind: 'adam', stepSize: 0.03, ...batch },
      { id: 'sign', kind: 'sign', stepSize: 0.01, ...batch },
    ],
  };
}

export const varianceAdaptation: PresetDefinition = {
  id: 'variance-adaptation',
  title: 'Variance adaptation',
  claim:
    'The empirical Fisher tells how noisy the stochastic gradient is; used to scale noisy gradients back (Eq. 19 and its relatives) it brings the update nearer to the true gradient and removes the noise floor of SGD.',
  section: 'Section 5, Eq. 18-19',
  look: 'Above: the excess loss over ten seeds; adapted steps go below the level at which SGD stays. Below: the error of each adapted gradient, theory and measurement; Eq. 19 as printed is not the minimiser, its transpose is.',
  onMyData: 'small-batches',
  panels: () => [
    ...batches.map(({ panel, batchSize, title }) => ({ panel, spec: training(batchSize, title) })),
    ...batches.map(({ batchSize }) => ({
      panel: factorsPanel(batchSize),
      spec: {
        version: 1 as const,
        kind: 'curvature' as const,
        name: `Variance adaptation factors, ${batchSize} rows a step`,
        dataset,
        model: { kind: 'logistic' as const },
        start: { kind: 'normal' as const, scale: 0.3, seed: 0 },
        at: { kind: 'start' as const },
        batchSize,
        replacement: true,
      },
    })),
  ],
  figures: (results, theme) => [
    {
      name: 'variance-adaptation',
      title:
        'Excess loss of SGD with variance adaptation over ten seeds, and the error of the adapted gradients',
      theme,
      columns: 2,
      panelWidth: 440,
      panelHeight: 330,
      panels: [
        ...batches.map(({ panel, title }) => curvesPanel(results.get(panel), title, theme)),
        ...batches.map(({ batchSize }) => errorsPanel(results.get(factorsPanel(batchSize)), theme)),
      ],
      legend: [],
      caption: ['Geometric means over ten seeds, bands from the 10% to the 90% quantile.'],
    },
  ],
  verdicts: (results) => [
    ...batches.map(({ batchSize }) =>
      verdictOn(results, [factorsPanel(batchSize)], (found) => theoryVerdict(found, batchSize)),
    ),
    ...batches.map(({ panel, title }) => verdictOn(results, [panel], (found) => floorVerdict(found, title))),
  ],
  tables: (results) => [errorTable(results)],
};

function curvesPanel(found: Results | undefined, title: string, theme: Theme): Panel | null {
  if (found === undefined) return null;
  const look = ({ id, color }: (typeof curves)[number]) => color ?? methodColor(id, theme);
  return {
    title,
    chart: meanCurves(
      curves.map((curve) => ({
        label: curve.label,
        color: look(curve),
        dash: curve.color === null ? methodStyle(curve.id).dash : curve.dash,
        runs: found.runs.filter(({ optimizer }) => optimizer === curve.id),
      })),
      { quantity: 'loss', yTitle: 'Loss − minimum (mean)', offset: found.minimum!.loss, theme },
    ),
  };
}

/** Verdict, table and figure ask for the same draws of the same results. */
const known = new WeakMap<Results, AdaptationError[]>();

function errorsOf(found: Results): AdaptationError[] {
  const errors = known.get(found) ?? adaptationErrors(found, draws);
  known.set(found, errors);
  return errors;
}

const caseTitles: Readonly<Record<AdaptationName, string>> = {
  none: 'none (SGD)',
  scalar: 'scalar',
  diagonal: 'diagonal',
  full: 'full, as printed',
  'full-optimal': 'full-optimal',
};

function errorsPanel(found: Results | undefined, theme: Theme): Panel | null {
  if (found?.curvature === undefined) return null;
  const errors = errorsOf(found);
  return {
    title: '',
    chart: dotChart(
      errors.map(({ name }) => caseTitles[name]),
      [
        {
          label: 'theory',
          values: errors.map(({ theory }) => theory),
          color: bright[0],
          point: 'rect',
          radius: 7,
        },
        {
          label: `mean of ${draws} draws`,
          values: errors.map(({ measured }) => measured),
          color: bright[1],
          point: 'circle',
          radius: 3,
        },
      ],
      'E|M ĝ − g|² (mean)',
      theme,
    ),
  };
}

const byName = (errors: readonly AdaptationError[], name: AdaptationName) =>
  errors.find((error) => error.name === name)!;

function theoryVerdict(found: Results, batchSize: number) {
  const errors = errorsOf(found);
  const deviations = errors.map(({ theory, measured, error }) => Math.abs(measured - theory) / error);
  const [printed, optimal] = [byName(errors, 'full'), byName(errors, 'full-optimal')];
  const ordered = ['none', 'scalar', 'diagonal', 'full-optimal'] as const;
  const falling = ordered.every(
    (name, i) => i === 0 || byName(errors, name).theory <= byName(errors, ordered[i - 1]!).theory,
  );
  const holds = Math.max(...deviations) < 4.5 && falling && printed.theory > optimal.theory;
  return {
    holds,
    statement: `Batch size ${batchSize}: E|Mĝ − g|² is ${ordered.map((name) => `${shortNumber(byName(errors, name).theory)} (${name})`).join(', ')}, and ${shortNumber(printed.theory)} for Eq. 19 as printed, ${shortNumber(printed.theory / optimal.theory)} times that of its transpose; measured on ${draws} draws within ${shortNumber(Math.max(...deviations), 2)} standard errors.`,
  };
}

/** Mean excess loss over the last quarter of the iterations and all seeds. */
function floorOf({ runs, minimum }: Results, id: string): number {
  return mean(
    runs
      .filter(({ optimizer }) => optimizer === id)
      .flatMap(({ series }) => series['loss']!.slice(-Math.floor(series['loss']!.length / 4)))
      .map((loss) => loss - minimum!.loss),
  );
}

function floorVerdict(found: Results, title: string) {
  const ids = ['sgd', 'scalar', 'diagonal', 'full-optimal'] as const;
  const [sgd, scalar, diagonal, optimal] = ids.map((id) => floorOf(found, id));
  const holds = [scalar, diagonal, optimal].every((floor) => floor! < sgd! / 2);
  return {
    holds,
    statement: `${title}, same step size: SGD stays ${shortNumber(sgd!)} above the minimum; with adaptation it is ${shortNumber(scalar!)} (scalar), ${shortNumber(diagonal!)} (diagonal), ${shortNumber(optimal!)} (full-optimal): the noise floor is ${holds ? 'lowered' : 'not lowered'}.`,
  };
}

function errorTable(results: PanelResults): PresetTable {
  return {
    name: 'errors',
    title: 'E|M ghat - g|^2 by theory and measured',
    columns: ['batch size', 'adaptation', 'theory', 'measured', 'standard error'],
    rows: batches.flatMap(({ batchSize }) => {
      const found = results.get(factorsPanel(batchSize));
      if (found?.curvature === undefined) return [];
      return errorsOf(found).map(({ name, theory, measured, error }) => [
        String(batchSize),
        caseTitles[name],
        shortNumber(theory, 4),
        shortNumber(measured, 4),
        shortNumber(error, 2),
      ]);
    }),
  };
}
