/** Table 1: three matrices, two vocabularies. */

import type { PresetTable } from '#contract/api/presets.ts';
import type { CurvatureResult } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { matricesFigure } from '#figures/paper/matrices-figure.ts';
import { relativeDistance } from './numbers.ts';
import { verdictOn, type PanelResults, type PresetDefinition } from './preset.ts';

/** Away from the truth (1, -1, 1)/sqrt(3), so that the labels do not follow the model. */
const theta = [1.5, 1, -0.5];
const draws = 200_000;

const at = (panel: string, n: number, seed: number) => ({
  panel,
  spec: {
    version: 1 as const,
    kind: 'curvature' as const,
    name: `Table 1: ${n} rows`,
    dataset: { synthetic: 'gaussian-logistic' as const, n, d: 3, seed },
    model: { kind: 'logistic' as const },
    at: { kind: 'values' as const, values: theta },
  },
});

const rows = [
  { equation: 'Eq. (5)', statistics: 'Fisher', learning: '(no name)' },
  { equation: 'Eq. (6)', statistics: 'empirical Fisher', learning: 'Fisher' },
  { equation: 'Eq. (7)', statistics: '(no name)', learning: 'empirical Fisher' },
];

export const table1: PresetDefinition = {
  id: 'table-1',
  title: 'Who calls what the empirical Fisher',
  claim:
    'What statistics calls the empirical Fisher (Eq. 6) estimates the Fisher of the joint distribution (Eq. 5); what machine learning calls so (Eq. 7) is another matrix.',
  section: 'Section 3.2, Table 1',
  look: 'The left two matrices agree up to the sampling of x; the right one uses the labels and does not.',
  onMyData: null,
  panels: () => [at('sample', 1000, 0), at('joint', draws, 1)],
  figures: (results, theme) => {
    const matrices = matricesOf(results);
    if (matrices === null) return [];
    return [
      matricesFigure(
        'table-1',
        'The Fisher of the joint distribution, the Fisher and the empirical Fisher on one colour scale',
        matrices.map((matrix, i) => ({
          title: `${rows[i]!.equation}`,
          matrix,
        })),
        theme,
        rows.map(
          ({ equation, statistics, learning }) =>
            `${equation}: ${statistics} in statistics, ${learning} in machine learning.`,
        ),
      ),
    ];
  },
  verdicts: (results) => [
    verdictOn(results, ['sample', 'joint'], (sample, joint) => {
      const [joined, conditional, labels] = threeOf(sample.curvature!, joint.curvature!);
      const sampling = relativeDistance(conditional, joined);
      const naming = relativeDistance(labels, joined);
      const holds = naming > 5 * sampling;
      return {
        holds,
        statement: `Eq. (6) from ${sample.dataset.n} rows is ${shortNumber(100 * sampling)}% from Eq. (5) (${joint.dataset.n} fresh x); Eq. (7) is ${shortNumber(100 * naming)}% away: ${holds ? 'two matrices share one name' : 'the two are one matrix here'}.`,
      };
    }),
  ],
  tables: (results) => {
    const matrices = matricesOf(results);
    return matrices === null ? [] : [termsTable(matrices)];
  },
};

type Matrix = readonly (readonly number[])[];

/** Eq. 5 (estimated by fresh inputs), Eq. 6 and Eq. 7, all with 1/N. */
const threeOf = (sample: CurvatureResult, joint: CurvatureResult): [Matrix, Matrix, Matrix] => [
  joint.fisher,
  sample.fisher,
  sample.empiricalFisher,
];

function matricesOf(results: PanelResults): [Matrix, Matrix, Matrix] | null {
  const sample = results.get('sample')?.curvature;
  const joint = results.get('joint')?.curvature;
  return sample === undefined || joint === undefined ? null : threeOf(sample, joint);
}

function termsTable(matrices: readonly Matrix[]): PresetTable {
  return {
    name: 'terms',
    title: 'Table 1 on a logistic model with three inputs (mean scaling)',
    columns: ['quantity', 'in statistics', 'in machine learning', 'trace', 'distance to Eq. (5)'],
    rows: rows.map(({ equation, statistics, learning }, i) => [
      equation,
      statistics,
      learning,
      shortNumber(matrices[i]!.reduce((sum, row, j) => sum + row[j]!, 0)),
      shortNumber(relativeDistance(matrices[i]!, matrices[0]!)),
    ]),
  };
}
