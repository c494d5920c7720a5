/** Figures 3 and 5 (appendix): GD, NGD and EFGD on seven data sets, with the printed or the searched settings. */

import type { Verdict } from '#contract/api/presets.ts';
import type { Results } from '#contract/results.ts';
import { shortNumber } from '#figures/format.ts';
import { comparisonFigure } from '#figures/paper/comparison-figure.ts';
import { searchFigure } from '#figures/paper/search-figure.ts';
import { hyperParameterTable } from './hyper-parameters.ts';
import { verdictOn, runOf, type PanelResults, type PresetDefinition } from './preset.ts';
import { appendixSets, comparison, figure3Sets, type PublishedSet } from './published.ts';

export const figure3: PresetDefinition = {
  id: 'figure-3',
  title: 'NGD against EFGD on three data sets',
  claim:
    'The empirical Fisher can be a good preconditioner (a1a), but it may point against the natural gradient (Boston) or take steps of the wrong length (BreastCancer).',
  section: 'Section 4.3, Figure 3',
  look: "Above: how far each method's loss falls. Below: the cosine between EFGD's direction and the natural gradient along EFGD's path.",
  onMyData: 'BreastCancer',
  ...shared('figure-3', figure3Sets),
  verdicts: (results) => [
    slowerVerdict(results, 'BreastCancer'),
    verdictOn(results, ['Boston'], oppositeVerdict('Boston')),
    verdictOn(results, ['a1a'], (a1a) => {
      const [ngd, efgd] = [runOf(a1a, 'ngd'), runOf(a1a, 'efgd')];
      const ratio = efgd.finalLoss / ngd.finalLoss;
      return {
        holds: ratio < 1.05,
        statement: `a1a: EFGD ends at ${shortNumber(efgd.finalLoss, 4)}, NGD at ${shortNumber(ngd.finalLoss, 4)}: here the empirical Fisher is a good approximation${ratio < 1.05 ? '' : ' no longer'}.`,
      };
    }),
  ],
};

export const figure3Appendix: PresetDefinition = {
  id: 'figure-3-appendix',
  title: 'NGD against EFGD on four more data sets',
  claim:
    'On further linear regressions EFGD needs more steps than NGD, and its direction often opposes the natural gradient.',
  section: 'Appendix D, Figure 5',
  look: "The cosine below: where it is negative, EFGD's step goes against the natural gradient.",
  onMyData: 'Wine',
  ...shared('figure-3-appendix', appendixSets),
  verdicts: (results) => appendixSets.map(({ name }) => slowerVerdict(results, name)),
};

function shared(id: string, sets: readonly PublishedSet[]) {
  return {
    panels: (context) =>
      sets.map((set) => ({
        panel: set.name,
        spec: comparison(set, context),
        ...(set.optional ? { optional: true } : {}),
      })),
    figures: (results, theme) => {
      const names = sets.map(({ name }) => name).join(', ');
      const curves = comparisonFigure(
        id,
        `Loss of GD, NGD and EFGD, and the cosine of EFGD to the natural gradient, on ${names}`,
        sets.map(({ name, shown }) => {
          const found = results.get(name);
          if (found === undefined) return null;
          return {
            title: name,
            runs: found.runs,
            shown,
            ...(name === 'a1a' ? { lossBounds: [undefined, 1] as const } : {}),
          };
        }),
        theme,
      );
      const search = searchFigure(
        `${id}-search`,
        `Last loss over step size and damping of NGD and EFGD on ${names}`,
        sets.flatMap(({ name }) => {
          const found = results.get(name);
          return found === undefined ? [] : [{ title: name, grids: found.grids ?? [], best: found.best }];
        }),
        theme,
      );
      return search === null ? [curves] : [curves, search];
    },
    tables: (results) => [hyperParameterTable(results, sets)],
  } satisfies Pick<PresetDefinition, 'panels' | 'figures' | 'tables'>;
}

/** NGD is done (within 1% of where it ends, on a log scale of the decrease) long before EFGD. */
function slowerVerdict(results: PanelResults, panel: string): Verdict {
  return verdictOn(results, [panel], (found) => {
    const [ngd, efgd] = [runOf(found, 'ngd'), runOf(found, 'efgd')];
    const target = Math.max(ngd.finalLoss, efgd.finalLoss) * 1.01;
    const steps = [ngd, efgd].map(({ series }) => series['loss']!.findIndex((loss) => loss <= target));
    const minimum = lowestCosine(found);
    const holds = steps[1]! > steps[0]! || efgd.finalLoss > ngd.finalLoss * 1.01;
    return {
      holds,
      statement: `${panel}: NGD ends at ${shortNumber(ngd.finalLoss, 4)}, EFGD at ${shortNumber(efgd.finalLoss, 4)}; to come within 1% of the higher of the two NGD takes ${steps[0]} steps, EFGD ${steps[1]}; lowest cosine ${shortNumber(minimum.value)} at iteration ${minimum.iteration}: EFGD is ${holds ? 'the slower one' : 'not slower'} here.`,
    };
  });
}

function oppositeVerdict(panel: string) {
  return (found: Results): Verdict => {
    const { value, iteration } = lowestCosine(found);
    const holds = value < -0.5;
    return {
      holds,
      statement: `${panel}: cos(NG, EFG) falls to ${shortNumber(value)} at iteration ${iteration}: the two directions ${holds ? 'nearly oppose each other' : 'never oppose each other'} here.`,
    };
  };
}

export function lowestCosine(results: Results): { value: number; iteration: number } {
  const cosines = runOf(results, 'efgd').series['cosineToNaturalGradient']!;
  return cosines.reduce(
    (lowest, value, iteration) => (value < lowest.value ? { value, iteration } : lowest),
    { value: Infinity, iteration: -1 },
  );
}
