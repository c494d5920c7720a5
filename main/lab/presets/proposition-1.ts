/** Proposition 1: the Fisher is the generalized Gauss-Newton matrix of the canonical split. */

import type { ExperimentInput } from '#contract/experiment.ts';
import { shortNumber } from '#figures/format.ts';
import { largestEntry } from '#figures/heatmap.ts';
import { dotChart } from '#figures/paper/matrices-figure.ts';
import { verdictOn, type PanelResults, type PresetDefinition } from './preset.ts';

interface Case {
  readonly panel: string;
  readonly title: string;
  readonly dataset: ExperimentInput['dataset'];
  readonly model: ExperimentInput['model'];
}

const iris = { id: 'iris', standardize: true };
const wineCounts = { id: 'wine', standardize: true, task: 'count' as const };

const cases: readonly Case[] = [
  {
    panel: 'least-squares',
    title: 'linear, Gaussian (Boston)',
    dataset: { id: 'boston', standardize: true },
    model: { kind: 'linear' },
  },
  {
    panel: 'logistic',
    title: 'linear, Bernoulli (WDBC)',
    dataset: { id: 'breast-cancer', standardize: true },
    model: { kind: 'logistic' },
  },
  { panel: 'softmax', title: 'linear, categorical (Iris)', dataset: iris, model: { kind: 'softmax' } },
  { panel: 'poisson', title: 'linear, Poisson (Wine)', dataset: wineCounts, model: { kind: 'poisson' } },
  {
    panel: 'mlp-least-squares',
    title: 'MLP tanh, Gaussian (Boston)',
    dataset: { id: 'boston', standardize: true },
    model: { kind: 'mlp', hidden: [4], activation: 'tanh', output: 'linear' },
  },
  {
    panel: 'mlp-logistic',
    title: 'MLP sigmoid, Bernoulli (synthetic)',
    dataset: { synthetic: 'gaussian-logistic', n: 200, d: 3 },
    model: { kind: 'mlp', hidden: [4], activation: 'sigmoid', output: 'logistic' },
  },
  {
    panel: 'mlp-softmax',
    title: 'MLP softplus, categorical (Iris)',
    dataset: iris,
    model: { kind: 'mlp', hidden: [5], activation: 'softplus', output: 'softmax' },
  },
  {
    panel: 'mlp-poisson',
    title: 'MLP ReLU, Poisson (Wine)',
    dataset: wineCounts,
    model: { kind: 'mlp', hidden: [3], activation: 'relu', output: 'poisson' },
  },
];

/** Largest |F - G| over the largest |F|; NaN where a panel is missing. */
function relativeError(results: PanelResults, panel: string): number {
  const curvature = results.get(panel)?.curvature;
  if (curvature === undefined) return Number.NaN;
  return curvature.proposition1.maxAbsError / largestEntry(curvature.fisher);
}

export const proposition1: PresetDefinition = {
  id: 'proposition-1',
  title: 'The Fisher is the generalized Gauss-Newton matrix',
  claim:
    'For exponential families in their natural parameters the Fisher equals the generalized Gauss-Newton matrix of the canonical split, whatever the predictor.',
  section: 'Section 3.4, Proposition 1',
  look: 'The largest difference of the two matrices, relative to the largest entry: rounding everywhere.',
  onMyData: 'logistic',
  panels: () =>
    cases.map(({ panel, title, dataset, model }) => ({
      panel,
      spec: {
        version: 1,
        kind: 'curvature',
        name: `Proposition 1: ${title}`,
        dataset,
        model,
        start: { kind: 'normal', scale: 0.3, seed: 1 },
        at: { kind: 'start' },
      },
    })),
  figures: (results, theme) => [
    {
      name: 'proposition-1',
      title: 'Largest difference of Fisher and GGN, relative to the largest entry, for eight models',
      theme,
      columns: 1,
      panelWidth: 560,
      panelHeight: 300,
      panels: [
        {
          title: '',
          chart: dotChart(
            cases.map(({ title }) => title),
            [
              {
                label: '',
                // A log axis has no zero: exact equality stands at a tenth of the rounding unit.
                values: cases.map(({ panel }) => Math.max(relativeError(results, panel), 2e-17)),
              },
            ],
            'max |F − G| / max |F|',
            theme,
          ),
        },
      ],
      legend: [],
      caption: ['Entries that agree to the last bit are drawn at 2e-17.'],
    },
  ],
  verdicts: (results) => [
    verdictOn(
      results,
      cases.map(({ panel }) => panel),
      () => {
        const worst = Math.max(...cases.map(({ panel }) => relativeError(results, panel)));
        return {
          holds: worst < 1e-12,
          statement: `Over four likelihoods and two predictors the largest relative difference of F and the canonical GGN is ${shortNumber(worst)}: they are ${worst < 1e-12 ? 'equal to rounding' : 'not equal'}.`,
        };
      },
    ),
  ],
};
