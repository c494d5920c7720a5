/** Eq. 10-16: one loss, three splits, three generalized Gauss-Newton matrices; Definition 1 tells them apart. */

import type { PresetTable } from '#contract/api/presets.ts';
import type { ExperimentInput } from '#contract/experiment.ts';
import type { CurvatureResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { matricesFigure } from '#figures/paper/matrices-figure.ts';
import { relativeDistance } from './numbers.ts';
import { verdictOn, type PanelResults, type PresetDefinition } from './preset.ts';

const models: readonly { panel: string; title: string; spec: Pick<ExperimentInput, 'dataset' | 'model'> }[] =
  [
    {
      panel: 'network',
      title: 'MLP, least squares',
      spec: {
        dataset: { synthetic: 'teacher-mlp', n: 60, d: 2, seed: 0, standardizeTarget: true },
        model: { kind: 'mlp', hidden: [3], activation: 'tanh', output: 'linear' },
      },
    },
    {
      panel: 'least-squares',
      title: 'linear least squares',
      spec: { dataset: { id: 'boston', standardize: true }, model: { kind: 'linear' } },
    },
    {
      panel: 'logistic',
      title: 'logistic regression',
      spec: { dataset: { id: 'breast-cancer', standardize: true }, model: { kind: 'logistic' } },
    },
    {
      panel: 'poisson',
      title: 'Poisson regression',
      spec: { dataset: { id: 'wine', standardize: true, task: 'count' }, model: { kind: 'poisson' } },
    },
  ];

const splits = ['canonical', 'trivial', 'empirical'] as const;
const splitTitles = {
  canonical: 'canonical: a = −log p(y|b), b = f',
  trivial: 'trivial: b = θ',
  empirical: 'EF: a = −log b, b = p(y|f)',
} as const;

export const splitsPreset: PresetDefinition = {
  id: 'splits',
  title: 'Which split makes a useful Gauss-Newton matrix',
  claim:
    'The empirical Fisher is the GGN of a split whose inner gradient can never vanish, so it lacks what makes a GGN approach the Hessian; Definition 1 excludes it.',
  section: 'Sections 3.3 and 4.1, Eq. 10-16',
  look: 'The trivial split is the Hessian itself, the canonical one is near it, the EF split is another matrix.',
  onMyData: 'logistic',
  panels: () =>
    models.map(({ panel, title, spec }) => ({
      panel,
      spec: {
        version: 1 as const,
        kind: 'curvature' as const,
        name: `Splits: ${title}`,
        ...spec,
        start: { kind: 'normal' as const, scale: 0.7, seed: 2 },
        at: { kind: 'start' as const },
      },
    })),
  figures: (results, theme) => {
    const network = results.get('network')?.curvature;
    if (network === undefined) return [];
    const { hessian, ggn } = network;
    return [
      matricesFigure(
        'splits',
        'The Hessian of a small network and the GGN matrices of three splits, on one colour scale',
        [
          { title: 'Hessian', matrix: hessian },
          { title: 'GGN, canonical', matrix: ggn.canonical },
          { title: 'GGN, trivial', matrix: ggn.trivial },
          { title: 'GGN, EF split', matrix: ggn.empirical },
        ],
        theme,
        [
          `Distance to the Hessian (Frobenius, relative): ${splits.map((split) => `${split} ${shortNumber(relativeDistance(ggn[split], hessian))}`).join(', ')}.`,
        ],
      ),
    ];
  },
  verdicts: (results) => [
    verdictOn(results, ['network'], ({ curvature }) => {
      const { hessian, ggn, empiricalFisher } = curvature!;
      const distances = splits.map((split) => relativeDistance(ggn[split], hessian));
      const identity = relativeDistance(ggn.empirical, empiricalFisher);
      const holds = distances[0]! < distances[2]! && identity < 1e-12;
      return {
        holds,
        statement: `On the network the GGN of the canonical split is ${shortNumber(distances[0]!)} from the Hessian (the trivial split’s GGN, by Eq. 11), that of the EF split ${shortNumber(distances[2]!)}; the EF split's GGN is the empirical Fisher to ${shortNumber(identity)} (footnote 3: the second derivative of −log b is the square of its first).`,
      };
    }),
    verdictOn(
      results,
      models.map(({ panel }) => panel),
      (...found) => {
        const verdicts = found.map(({ curvature }) => curvature!.admissibleSplits);
        const never = verdicts.every(({ empirical }) => empirical.admissible === 'no');
        return {
          holds: never,
          statement: `Definition 1 ${never ? 'excludes the EF split for every model' : 'admits the EF split somewhere'}; the canonical split is admissible for ${verdicts.filter(({ canonical }) => canonical.admissible === 'yes').length} of ${verdicts.length} models and in the limit for ${verdicts.filter(({ canonical }) => canonical.admissible === 'in the limit').length}.`,
        };
      },
    ),
  ],
  tables: (results) => [admissibleTable(results)],
};

function admissibleTable(results: PanelResults): PresetTable {
  const verdict = (curvature: CurvatureResult, split: (typeof splits)[number]) => {
    const { admissible, reason } = curvature.admissibleSplits[split];
    return reason === '' ? admissible : `${admissible}: ${reason}`;
  };
  return {
    name: 'admissible-splits',
    title: 'Definition 1 on each split',
    columns: ['model', ...splits.map((split) => splitTitles[split])],
    rows: models.flatMap(({ panel, title }) => {
      const curvature = results.get(panel)?.curvature;
      return curvature === undefined ? [] : [[title, ...splits.map((split) => verdict(curvature, split))]];
    }),
  };
}
