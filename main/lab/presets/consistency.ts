/** Eq. 17: the empirical Fisher at the minimum approaches the Fisher when the model is right, and only then. */

import type { SyntheticName } from '#contract/dataset.ts';
import { consistencyChart, quantile } from '#figures/consistency.ts';
import { shortNumber } from '#figures/format.ts';
import { bright } from '#figures/palette.ts';
import { logSlope } from './numbers.ts';
import { verdictOn, type PresetDefinition } from './preset.ts';

const cases: readonly {
  panel: string;
  title: string;
  synthetic: SyntheticName;
  model: 'logistic' | 'linear';
  right: boolean;
}[] = [
  {
    panel: 'logistic-right',
    title: 'logistic, right',
    synthetic: 'figure-2-correct',
    model: 'logistic',
    right: true,
  },
  {
    panel: 'linear-right',
    title: 'linear, right',
    synthetic: 'figure-2-linear-correct',
    model: 'linear',
    right: true,
  },
  {
    panel: 'logistic-wrong-a',
    title: 'logistic, wrong (A)',
    synthetic: 'figure-2-a',
    model: 'logistic',
    right: false,
  },
  {
    panel: 'logistic-wrong-b',
    title: 'logistic, wrong (B)',
    synthetic: 'figure-2-b',
    model: 'logistic',
    right: false,
  },
  {
    panel: 'linear-wrong',
    title: 'linear, wrong mean',
    synthetic: 'figure-2-linear-model',
    model: 'linear',
    right: false,
  },
];

export const consistencyPreset: PresetDefinition = {
  id: 'consistency',
  title: 'Consistency needs a right model',
  claim:
    'At the minimum |EF - F|/|F| falls like N^(-1/2) when the model is right, and stays at a constant when it is not, however many data there are.',
  section: 'Section 4.2, Eq. 17',
  look: 'The slopes: lines parallel to the dotted one are consistent, level ones are not.',
  onMyData: null,
  panels: () =>
    cases.map(({ panel, title, synthetic, model }) => ({
      panel,
      spec: {
        version: 1 as const,
        kind: 'consistency' as const,
        name: `Consistency: ${title}`,
        dataset: { synthetic },
        model: { kind: model },
        sizes: [100, 1000, 10_000, 100_000, 1_000_000],
        seeds: 10,
      },
    })),
  figures: (results, theme) => [
    {
      name: 'consistency',
      title: 'Relative difference of EF and F at the minimum against the number of rows',
      theme,
      columns: 1,
      panelWidth: 560,
      panelHeight: 360,
      panels: [
        {
          title: '',
          chart: consistencyChart(
            cases.flatMap(({ panel, title, right }, i) => {
              const result = results.get(panel)?.consistency;
              return result === undefined
                ? []
                : [{ label: title, color: bright[i]!, dash: right ? [] : [8, 4], result }];
            }),
            theme,
          ),
        },
      ],
      legend: [],
      caption: ['Medians over ten seeds, bands from the 10% to the 90% quantile.'],
    },
  ],
  verdicts: (results) =>
    cases.map(({ panel, title, right }) =>
      verdictOn(results, [panel], ({ consistency }) => {
        const { sizes, relativeDifference } = consistency!;
        const medians = relativeDifference.map((values) => quantile(values, 0.5));
        const slope = logSlope(sizes, medians);
        // The constant is reached from above: the wrong models are judged on the larger half of the sizes.
        const half = Math.floor(sizes.length / 2);
        const late = logSlope(sizes.slice(half), medians.slice(half));
        const holds = right ? Math.abs(slope + 0.5) < 0.1 : Math.abs(late) < 0.1 && medians.at(-1)! > 0.1;
        return {
          holds,
          statement: right
            ? `${title}: slope ${shortNumber(slope)} in log-log over N = ${sizes[0]}..${sizes.at(-1)}, down to ${shortNumber(medians.at(-1)!)}: EF ${holds ? 'approaches F at the rate N^(-1/2)' : 'does not approach F at the rate N^(-1/2)'}.`
            : `${title}: slope ${shortNumber(late)} beyond N = ${sizes[half]}, level at ${shortNumber(medians.at(-1)!)}: more data ${holds ? 'do not bring EF to F' : 'bring EF to F after all'}.`,
        };
      }),
    ),
};
