/**
 * A verdict that holds on what was computed must fail on what contradicts the claim: each preset judges its own
 * results once as they are and once with the roles exchanged or the numbers spoilt.
 */

import { describe, expect, it } from 'vitest';
import type { CurvatureResult, Results, RunResult } from '#contract/results.ts';
import { reproduceHere } from '../../../tests/support/presets.ts';
import type { PanelResults } from './preset.ts';
import { presetDefinition } from './registry.ts';

type Change = (results: Results, panel: string, all: PanelResults) => Results;
type Matrix = number[][];

const times = (matrix: readonly (readonly number[])[], factor: number): Matrix =>
  matrix.map((row) => row.map((entry) => factor * entry));

const onCurvature =
  (change: (curvature: CurvatureResult) => Partial<CurvatureResult>): Change =>
  (results) =>
    results.curvature === undefined
      ? results
      : { ...results, curvature: { ...results.curvature, ...change(results.curvature) } };

/** The results with two optimizers' runs under each other's name. */
const exchange =
  (a: string, b: string): Change =>
  (results) => ({
    ...results,
    runs: results.runs.map((run): RunResult => {
      const other = run.optimizer === a ? b : run.optimizer === b ? a : null;
      return other === null ? run : { ...run, optimizer: other, kind: other };
    }),
  });

/** A panel's results in another one's place. */
const inPlaceOf =
  (pairs: Readonly<Record<string, string>>): Change =>
  (results, panel, all) =>
    all.get(pairs[panel] ?? panel) ?? results;

const fewSteps = (document: object) => ({
  ...document,
  ...('flow' in document ? { flow: { ...(document.flow as object), steps: 5000, stepSize: 1e-2 } } : {}),
  ...('sizes' in document ? { sizes: [100, 1000, 10_000], seeds: 20 } : {}),
  ...('repeats' in document ? { iterations: 100, repeats: 2 } : {}),
  dataset: fewRows((document as { dataset: object }).dataset),
});
const fewRows = (dataset: object) =>
  'n' in dataset && (dataset.n as number) > 20_000 ? { ...dataset, n: 20_000 } : dataset;

/** By preset: a change of its results, and the places of the verdicts that must fall with it. */
const counterfeits: readonly (readonly [string, string, Change, readonly number[]])[] = [
  [
    'figure-1',
    'the fields and flows of NGD and EF exchanged',
    (results) => {
      const { fields, flows } = results.vectorField!;
      const swapped = <T>(of: Readonly<Record<string, T>>) => ({
        ...of,
        ngd: of['efgd']!,
        efgd: of['ngd']!,
      });
      return {
        ...results,
        vectorField: { ...results.vectorField!, fields: swapped(fields), flows: swapped(flows) },
      };
    },
    [0, 1],
  ],
  [
    'figure-2',
    'the right and a wrong model exchanged',
    inPlaceOf({ correct: 'misspecified-a', 'misspecified-a': 'correct' }),
    [0, 1, 3],
  ],
  ['figure-2-linear', 'the same', inPlaceOf({ correct: 'misspecified-model' }), [0]],
  ['figure-3', 'NGD and EFGD exchanged', exchange('ngd', 'efgd'), [0]],
  ['starting-points', 'NGD and EFGD exchanged', exchange('ngd', 'efgd'), [0, 1]],
  [
    'table-1',
    'EF in the place of F',
    onCurvature(({ empiricalFisher }) => ({ fisher: empiricalFisher })),
    [0],
  ],
  ['proposition-1', 'an error of 1e-6', onCurvature(() => ({ proposition1: { maxAbsError: 1e-6 } })), [0]],
  [
    'proposition-2',
    'the error ten times as large',
    onCurvature(({ proposition2: p }) => ({ proposition2: { ...p, left: 10 * p.left } })),
    [0, 1],
  ],
  [
    'splits',
    'a GGN of the EF split a millionth larger',
    onCurvature(({ ggn }) => ({ ggn: { ...ggn, empirical: times(ggn.empirical, 1 + 1e-6) } })),
    [0],
  ],
  [
    'splits',
    'an EF split that is admissible',
    onCurvature(({ admissibleSplits: all }) => ({ admissibleSplits: { ...all, empirical: all.canonical } })),
    [1],
  ],
  [
    'consistency',
    'right and wrong models exchanged',
    inPlaceOf({
      'logistic-right': 'logistic-wrong-a',
      'linear-right': 'linear-wrong',
      'logistic-wrong-a': 'logistic-right',
      'logistic-wrong-b': 'linear-right',
      'linear-wrong': 'linear-right',
    }),
    [0, 1, 2, 3, 4],
  ],
  [
    'overparameterised',
    'F in the place of EF',
    onCurvature(({ fisher }) => ({ empiricalFisher: fisher })),
    [0, 1],
  ],
  [
    'overparameterised',
    'a Hessian that vanishes',
    onCurvature(({ hessian }) => ({ hessian: times(hessian, 0) })),
    [0],
  ],
  ['scaling', 'NGD and EFGD exchanged', exchange('ngd', 'efgd'), [0]],
  ['adam', 'Adam and the EF diagonal exchanged', exchange('adam', 'efgd-diagonal'), [0, 1, 2]],
  ['adam', 'Adam and NGD exchanged', exchange('adam', 'ngd'), [3]],
  [
    'monte-carlo',
    'the mode label in the place of the samples',
    onCurvature(({ modeLabelFisher }) => ({ monteCarloFisher: modeLabelFisher })),
    [0, 1],
  ],
  ['monte-carlo', 'sixteen samples and the mode label exchanged', exchange('16 samples', 'mode label'), [2]],
  [
    'variance-adaptation',
    'a covariance of twice the size',
    onCurvature(({ covariance }) => ({ covariance: times(covariance, 2) })),
    [0, 1],
  ],
  ['variance-adaptation', 'SGD and the diagonal adaptation exchanged', exchange('sgd', 'diagonal'), [2, 3]],
];

const presets = [...new Set(counterfeits.map(([id]) => id))];

describe.each(presets)('%s', (id) => {
  it(
    'holds on its results and falls with counterfeits',
    async () => {
      const { results } = await reproduceHere(id, { reduce: fewSteps });
      const { verdicts } = presetDefinition(id);
      const honest = verdicts(results);
      for (const [, what, change, fallen] of counterfeits.filter(([of]) => of === id)) {
        const spoilt = new Map([...results].map(([panel, found]) => [panel, change(found, panel, results)]));
        const judged = verdicts(spoilt);
        for (const at of fallen) {
          expect(honest[at]!.holds, honest[at]!.statement).toBe(true);
          expect(judged[at]!.holds, `${what}: ${judged[at]!.statement}`).toBe(false);
          expect(judged[at]!.statement).not.toBe(honest[at]!.statement);
        }
      }
    },
    3 * 60_000,
  );
});
