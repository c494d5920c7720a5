import { describe, expect, it } from 'vitest';
import { sampleGrid } from '#figures/testing/sample-results.ts';
import { searchFigure } from '#figures/paper/search-figure.ts';
import { themes } from '#figures/theme.ts';
import { testContext } from '../../../tests/support/presets.ts';
import { reproduceHere } from '../../../tests/support/presets.ts';
import { hyperParameterTable } from './hyper-parameters.ts';
import { figure3Sets } from './published.ts';

describe('the table of hyper-parameters', async () => {
  const { results } = await reproduceHere('figure-3', {
    context: { ...testContext(), dataset: (id) => ({ id }) },
  });
  const column = (name: string) => hyperParameterTable(results, figure3Sets).columns.indexOf(name);

  it('leaves the columns of the search empty without one', () => {
    const { rows } = hyperParameterTable(results, figure3Sets);
    expect(rows).toHaveLength(6); // two data sets; a1a has no file here
    for (const row of rows) expect(row.slice(-3)).toEqual(['', '', '']);
  });

  it('marks ties, fragile ties and where the printed cell ended', () => {
    const grid = sampleGrid();
    // The cells on the diagonal of best losses tie; the first of them is fragile.
    grid.fragile[grid.tied.indexOf(1)] = 1;
    const searched = new Map([['Boston', { ...results.get('Boston')!, grids: [grid] }]]);
    const row = hyperParameterTable(searched, figure3Sets).rows.find(([, method]) => method === 'EFGD')!;
    expect(row[column('tied cells')]).toBe('11');
    expect(row[column('fragile tied cells')]).toBe('1');
    // 10^1.25 and 10^-8 are nearest to 10^1 and 10^-8: six cells off the diagonal, where the sample diverges.
    expect(row[column('printed cell')]).toBe('diverges');
  });

  it('has a heatmap a searched data set and method, and none without a search', () => {
    const search = { title: 'Boston', grids: [sampleGrid()], best: {} };
    const figure = searchFigure('search', 'Search', [search], themes.light)!;
    expect(figure.panels.map((panel) => panel?.title ?? null)).toEqual([null, 'Boston, EFGD']);
    expect(searchFigure('search', 'Search', [{ ...search, grids: [] }], themes.light)).toBeNull();
  });
});
