/** The plots that belong to an experiment of each kind: what the results folder and the exports contain. */

import type { GridColumns } from '#contract/api/experiments.ts';
import type { Experiment } from '#contract/experiment.ts';
import type { OptimizerSpec } from '#contract/optimizers.ts';
import { quantityNames, type QuantityName } from '#contract/quantities.ts';
import type {
  Best,
  ConsistencyResult,
  CurvatureResult,
  QuadraticResult,
  VectorFieldResult,
} from '#contract/results.ts';
import type { Terminology } from '#contract/terminology.ts';
import { seenConsistency } from './consistency.ts';
import { curvaturePanels, spectrumChart } from './curvature.ts';
import type { Figure, Panel, PanelChart } from './figure.ts';
import { shortNumber } from './format.ts';
import { gridCaption, gridHeatmap } from './heatmap.ts';
import { learningCurves } from './learning-curves.ts';
import { pointsChart } from './points-chart.ts';
import { quadraticLegend, quadraticPanel } from './quadratic.ts';
import { runLabel } from './method-style.ts';
import { figureSaidIn } from './said-in.ts';
import { factorRuns, type FactorRun } from './starting-points.ts';
import { methodWords, quantityWords } from './terminology.ts';
import { themeOf, type Theme, type ThemeName } from './theme.ts';
import { vectorFieldPanels } from './vector-field.ts';
import { withinSentence } from './within-sentence.ts';

/** The part of results.json, or of a stored experiment, that plots are made from. */
export interface PlottableResults {
  readonly spec: Experiment;
  readonly runs: readonly FactorRun[];
  readonly best?: Best;
  readonly grids?: readonly GridColumns[];
  readonly curvature?: CurvatureResult | null | undefined;
  readonly vectorField?: VectorFieldResult | null | undefined;
  readonly quadratic?: QuadraticResult | null | undefined;
  readonly consistency?: ConsistencyResult | null | undefined;
}

/**
 * Every plot of an experiment's kind, in the order of the folder.
 * @param terminology default: machine learning's, as in the folder
 */
export function plotsOf(
  results: PlottableResults,
  themeName?: ThemeName | Theme,
  terminology: Terminology = 'machine-learning',
): Figure[] {
  const theme = themeOf(themeName);
  const { spec } = results;
  const heading = spec.name === '' ? '' : `${spec.name}: `;
  /** The name of the experiment and those of its optimizers are the user's own. */
  const said = (figure: Figure): Figure => {
    const own = figureSaidIn(figure, terminology);
    return { ...own, title: `${heading}${own.title}` };
  };
  switch (spec.kind) {
    case 'compare':
      return [
        ...curveFigures(results, named(results.runs, terminology), heading, theme, terminology),
        ...gridFigures(results, heading, theme),
      ];
    case 'starting-points':
      return curveFigures(results, factorRuns(results.runs, terminology), heading, theme, terminology);
    case 'vector-field':
      return results.vectorField
        ? [vectorFieldFigure(results.vectorField, spec, heading, theme, terminology)]
        : [];
    case 'quadratic':
      return results.quadratic ? [said(quadraticFigure(results.quadratic, theme))] : [];
    case 'curvature':
      return results.curvature ? curvatureFigures(results.curvature, theme).map(said) : [];
    case 'consistency':
      return results.consistency ? [said(consistencyFigure(results.consistency, theme))] : [];
  }
}

/** The runs, labelled where a terminology calls a method otherwise than its kind does. */
function named(runs: readonly FactorRun[], terminology: Terminology): readonly FactorRun[] {
  return runs.map((run) => {
    const label = runLabel(run, terminology);
    return label === runLabel(run) ? run : { ...run, label };
  });
}

/** Quantities that are x axes, not plots. */
const axesOnly: ReadonlySet<QuantityName> = new Set(['seconds', 'epochs', 'gradientEvaluations']);

function curveFigures(
  { spec }: PlottableResults,
  runs: readonly FactorRun[],
  heading: string,
  theme: Theme,
  terminology: Terminology,
): Figure[] {
  const recordEvery = 'recordEvery' in spec ? spec.recordEvery : 1;
  const drawn = runs.map((run) => ({ ...run, recordEvery }));
  const recorded = quantityNames.filter(
    (name) => !axesOnly.has(name) && runs.some((run) => name in run.series),
  );
  return recorded.map((quantity) =>
    single({
      name: fileName(quantity),
      title: `${heading}${withinSentence(quantityWords(quantity, terminology).label)} of ${runs.length} runs`,
      theme,
      chart: learningCurves(drawn, { quantity, theme, scaling: spec.scaling, terminology }),
    }),
  );
}

/** `cosineToNaturalGradient` as `cosine-to-natural-gradient`. */
export function fileName(quantity: string): string {
  return quantity.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function single(figure: { name: string; title: string; theme: Theme; chart: PanelChart }): Figure {
  const { name, title, theme, chart } = figure;
  return {
    name,
    title,
    theme,
    columns: 1,
    panelWidth: 560,
    panelHeight: 340,
    panels: [{ title: '', chart }],
    legend: [],
    caption: [],
  };
}

function gridFigures({ grids = [], best }: PlottableResults, heading: string, theme: Theme): Figure[] {
  return (
    grids
      // Of a search that was cut short before its first cell there is nothing to see.
      .filter(({ finalLoss, status }) => finalLoss.length > 1 && status.some((code) => code !== 0))
      .map((grid) => ({
        ...single({
          name: `grid-${grid.optimizer.replace(/[^\w.-]+/g, '-')}`,
          title: `${heading}last loss of ${grid.optimizer} over step size and damping`,
          theme,
          chart: gridHeatmap(grid, best?.[grid.optimizer] ?? null, theme),
        }),
        caption: [gridCaption(grid)],
      }))
  );
}

function vectorFieldFigure(
  field: VectorFieldResult,
  spec: Extract<Experiment, { kind: 'vector-field' }>,
  heading: string,
  theme: Theme,
  terminology: Terminology,
): Figure {
  const optimizers = spec.optimizers.map((optimizer) => fieldOptimizer(optimizer, terminology));
  const panels = vectorFieldPanels(field, optimizers, parameterTitles, theme);
  return squares('vector-field', `${heading}vector fields and flows`, panels, theme);
}

const parameterTitles = { x: 'θ₁', y: 'θ₂' };

function fieldOptimizer({ id, kind }: OptimizerSpec, terminology: Terminology) {
  return { id, kind, title: id === kind ? methodWords(kind, terminology).short : id };
}

function squares(name: string, title: string, panels: readonly Panel[], theme: Theme): Figure {
  return {
    name,
    title,
    theme,
    columns: Math.min(4, panels.length),
    panelWidth: 280,
    panelHeight: 270,
    panels,
    legend: [],
    caption: [],
  };
}

function quadraticFigure(quadratic: QuadraticResult, theme: Theme): Figure {
  const panels = [quadraticPanel(quadratic, '', parameterTitles, theme)];
  const ratios = quadratic.generalizedEigenvalues.map((value) => shortNumber(value)).join(', ');
  return {
    ...squares('quadratic', 'quadratic approximations at the minimum', panels, theme),
    panelWidth: 400,
    panelHeight: 390,
    legend: quadraticLegend(theme),
    caption: [`Generalized eigenvalues of (EF, F): ${ratios}.`],
  };
}

function curvatureFigures(curvature: CurvatureResult, theme: Theme): Figure[] {
  const matrices = curvaturePanels(curvature, theme);
  const spectrum = pointsChart(spectrumChart(curvature), theme);
  return [
    ...(matrices.length === 0
      ? []
      : [squares('matrices', 'curvature matrices on one colour scale', matrices, theme)]),
    single({ name: 'spectra', title: 'eigenvalues', theme, chart: spectrum }),
  ];
}

function consistencyFigure(result: ConsistencyResult, theme: Theme): Figure {
  return {
    ...single({
      name: 'consistency',
      title: 'relative difference of EF and F against the number of rows',
      theme,
      chart: seenConsistency(result, theme),
    }),
    caption: [`Fitted slope in log-log: ${shortNumber(result.slope)}.`],
  };
}
