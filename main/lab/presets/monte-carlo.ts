/** Appendix B: what sampled labels cost and how good they are. */

import type { PresetTable } from '#contract/api/presets.ts';
import { shortNumber } from '#figures/format.ts';
import { learningCurves } from '#figures/learning-curves.ts';
import { methodColor } from '#figures/method-style.ts';
import { bright } from '#figures/palette.ts';
import { xyChart } from '#figures/xy-chart.ts';
import { logSlope, mean, relativeDistance } from './numbers.ts';
import { runOf, verdictOn, type PanelResults, type PresetDefinition, type PresetPanel } from './preset.ts';

const sampleCounts = [1, 4, 16, 64, 256];
const seeds = [0, 1, 2, 3];
const panelOf = (samples: number, seed: number) => `samples-${samples}-seed-${seed}`;
const allPanels = sampleCounts.flatMap((samples) => seeds.map((seed) => panelOf(samples, seed)));

const dataset = { id: 'breast-cancer', standardize: true };
const model = { kind: 'logistic' } as const;

function fisherAt(samples: number, seed: number): PresetPanel {
  return {
    panel: panelOf(samples, seed),
    spec: {
      version: 1,
      kind: 'curvature',
      name: `Monte-Carlo Fisher with ${samples} samples a row, seed ${seed}`,
      dataset,
      model,
      start: { kind: 'normal', scale: 0.2, seed: 0 },
      at: { kind: 'start' },
      seed,
      monteCarloSamples: samples,
    },
  };
}

const common = { kind: 'ngd', stepSize: 0.5, damping: 1e-3 } as const;

export const monteCarlo: PresetDefinition = {
  id: 'monte-carlo',
  title: 'The Fisher by sampling',
  claim:
    'An unbiased estimate of the Fisher costs no more than the empirical Fisher: one sampled label a row; its error falls with the square root of the number of samples. The most likely label instead of a sample is biased.',
  section: 'Appendix B',
  look: 'Left: the error of k samples falls with slope −1/2; the mode label and the EF keep theirs, whatever they cost. Right: NGD with sampled Fishers follows the exact one; the mode label goes with the EF.',
  onMyData: 'training',
  panels: () => [
    ...sampleCounts.flatMap((samples) => seeds.map((seed) => fisherAt(samples, seed))),
    {
      panel: 'training',
      spec: {
        version: 1,
        kind: 'compare',
        name: 'NGD with exact, sampled and mode-label Fishers',
        dataset,
        model: { kind: 'logistic', l2: 1e-3 },
        iterations: 40,
        record: ['loss', 'gradientNorm', 'gradientEvaluations', 'seconds'],
        optimizers: [
          { id: 'exact', ...common },
          { id: '1 sample', ...common, fisher: 'monte-carlo', samples: 1 },
          { id: '16 samples', ...common, fisher: 'monte-carlo', samples: 16 },
          { id: 'mode label', ...common, fisher: 'mode-label' },
          { id: 'empirical', kind: 'efgd', stepSize: 0.5, damping: 1e-3 },
        ],
      },
    },
  ],
  figures: (results, theme) => {
    const training = results.get('training');
    const errors = errorsOf(results);
    if (training === undefined || errors === null) return [];
    const level = (y: number) => sampleCounts.map((x) => ({ x, y }));
    return [
      {
        name: 'monte-carlo',
        title: 'Error of the sampled Fisher against the number of samples, and NGD with each Fisher',
        theme,
        columns: 2,
        panelWidth: 380,
        panelHeight: 300,
        panels: [
          {
            title: '',
            chart: xyChart({
              x: { title: 'Samples a row (cost in Jacobian passes)', type: 'logarithmic' },
              y: { title: 'Relative distance to F', type: 'logarithmic' },
              theme,
              legend: true,
              series: [
                {
                  label: 'Monte-Carlo',
                  points: sampleCounts.map((x, i) => ({ x, y: errors.sampled[i]! })),
                  color: methodColor('ngd', theme),
                  point: 'rectRot',
                },
                {
                  label: 'mode label',
                  points: level(errors.modeLabel),
                  color: theme.name === 'dark' ? '#DD77AA' : bright[5],
                  dash: [3, 3],
                },
                {
                  label: 'empirical Fisher',
                  points: level(errors.empirical),
                  color: methodColor('efgd', theme),
                  dash: [8, 3, 2, 3],
                },
              ],
            }),
          },
          {
            title: '',
            chart: learningCurves(training.runs, {
              quantity: 'loss',
              theme,
              scaling: 'mean',
              labels: 'legend',
              xBounds: [0, 20],
            }),
          },
        ],
        legend: [],
        caption: [],
      },
    ];
  },
  verdicts: (results) => [
    verdictOn(results, allPanels, () => {
      const { sampled } = errorsOf(results)!;
      const slope = logSlope(sampleCounts, sampled);
      return {
        holds: Math.abs(slope + 0.5) < 0.1,
        statement: `The relative error of the sampled Fisher is ${shortNumber(sampled[0]!)} with one sample a row and ${shortNumber(sampled.at(-1)!)} with ${sampleCounts.at(-1)}: slope ${shortNumber(slope)} in log-log.`,
      };
    }),
    verdictOn(results, allPanels, () => {
      const { sampled, modeLabel, empirical } = errorsOf(results)!;
      const best = sampled.at(-1)!;
      const holds = modeLabel > 3 * best && empirical > 3 * best;
      return {
        holds,
        statement: `The mode-label matrix is ${shortNumber(modeLabel)} from the Fisher, the empirical Fisher ${shortNumber(empirical)}, ${sampleCounts.at(-1)} samples ${shortNumber(best)}: ${holds ? 'neither of the two is an estimate of it' : 'they are as near as the samples'}.`,
      };
    }),
    verdictOn(results, ['training'], (found) => {
      const last = (id: string) => runOf(found, id).finalLoss;
      const gap = (id: string) => Math.abs(last(id) / last('exact') - 1);
      return {
        holds: gap('16 samples') < 0.02 && gap('16 samples') < gap('empirical'),
        statement: `After 40 steps NGD ends at ${shortNumber(last('exact'), 4)} with the exact Fisher, ${shortNumber(last('1 sample'), 4)} with one sample, ${shortNumber(last('16 samples'), 4)} with sixteen, ${shortNumber(last('mode label'), 4)} with the mode label; EFGD at ${shortNumber(last('empirical'), 4)}.`,
      };
    }),
  ],
  tables: (results) => {
    const training = results.get('training');
    return training === undefined ? [] : [costTable(training.runs)];
  },
};

/** Mean relative distances over the seeds; the other two do not depend on them. */
function errorsOf(results: PanelResults) {
  if (allPanels.some((panel) => results.get(panel)?.curvature === undefined)) return null;
  const curvature = (samples: number, seed: number) => results.get(panelOf(samples, seed))!.curvature!;
  const first = curvature(sampleCounts[0]!, seeds[0]!);
  return {
    sampled: sampleCounts.map((samples) =>
      mean(
        seeds.map((seed) => {
          const { monteCarloFisher, fisher } = curvature(samples, seed);
          return relativeDistance(monteCarloFisher, fisher);
        }),
      ),
    ),
    modeLabel: relativeDistance(first.modeLabelFisher, first.fisher),
    empirical: relativeDistance(first.empiricalFisher, first.fisher),
  };
}

function costTable(runs: Parameters<typeof runOf>[0]['runs']): PresetTable {
  return {
    name: 'cost',
    title: 'One-row gradients that each method computed in 40 steps',
    columns: ['Fisher', 'one-row gradients', 'last loss'],
    rows: runs.map(({ optimizer, series, finalLoss }) => [
      optimizer,
      shortNumber(series['gradientEvaluations']!.at(-1)!, 6),
      shortNumber(finalLoss, 5),
    ]),
  };
}
