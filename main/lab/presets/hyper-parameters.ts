/** The printed hyper-parameters beside those of the search: where they lie in it, ties and fragile cells marked. */

import type { GridColumns } from '#contract/api/experiments.ts';
import type { PresetTable } from '#contract/api/presets.ts';
import { shortNumber } from '#figures/format.ts';
import { runOf, type PanelResults } from './preset.ts';
import type { PublishedSet } from './published.ts';

const columns = [
  'data',
  'method',
  'printed step',
  'printed damping',
  'step',
  'damping',
  'last loss',
  'tied cells',
  'fragile tied cells',
  'printed cell',
];

/** Exponents of 10. Without a search the settings used are the printed ones, and the last columns are empty. */
export function hyperParameterTable(results: PanelResults, sets: readonly PublishedSet[]): PresetTable {
  const rows = sets.flatMap((set) => {
    const found = results.get(set.name);
    if (found === undefined) return [];
    return (['gd', 'ngd', 'efgd'] as const).map((kind) => {
      const [stepSize, damping] = kind === 'gd' ? [set.gd, null] : set[kind];
      const printedStep = kind === 'efgd' && set.printedEfgd !== undefined ? set.printedEfgd : stepSize;
      const run = runOf(found, kind);
      const grid = found.grids?.find(({ optimizer }) => optimizer === kind);
      return [
        set.name,
        kind.toUpperCase(),
        shortNumber(printedStep, 4),
        damping === null ? '' : shortNumber(damping, 4),
        exponent(run.stepSize),
        run.damping === null ? '' : exponent(run.damping),
        shortNumber(run.finalLoss, 5),
        ...(grid === undefined ? ['', '', ''] : searchCells(grid, stepSize, damping)),
      ];
    });
  });
  return {
    name: 'hyper-parameters',
    title: 'Hyper-parameters, printed (Table 6) and used here, as exponents of 10',
    columns,
    rows,
  };
}

const exponent = (value: number) => shortNumber(Math.log10(value), 4);

/** How many cells tie with the best, how many of them are fragile, and what became of the printed cell. */
function searchCells(grid: GridColumns, stepSize: number, damping: number | null): [string, string, string] {
  const tied = Array.from(grid.tied, (value, i) => ({ i, tied: value === 1 })).filter((cell) => cell.tied);
  const fragile = tied.filter(({ i }) => grid.fragile[i] === 1).length;
  const step = nearest(grid.stepSizes, stepSize);
  const row = damping === null ? 0 : nearest(grid.dampings, damping);
  const cell = step * Math.max(1, grid.dampings.length) + row;
  const place =
    grid.tied[cell] === 1
      ? 'tied with the best'
      : grid.status[cell] === 1
        ? `ends at ${shortNumber(grid.finalLoss[cell]!, 5)}`
        : grid.status[cell] === 2
          ? 'diverges'
          : 'fails';
  return [String(tied.length), String(fragile), place];
}

/** Position of the value whose exponent is nearest. */
function nearest(values: ArrayLike<number>, wanted: number): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    const distance = (j: number) => Math.abs(Math.log10(values[j]!) - wanted);
    if (distance(i) < distance(best)) best = i;
  }
  return best;
}
