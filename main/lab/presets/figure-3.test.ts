import { describe, expect, it } from 'vitest';
import { hasSharedData, reproduceHere, testContext } from '../../../tests/support/presets.ts';
import { lowestCosine } from './figure-3.ts';
import { runOf } from './preset.ts';

describe('figure 3 with the printed hyper-parameters', async () => {
  const { results, verdicts, figures, tables, lines } = await reproduceHere('figure-3', {
    context: { ...testContext(), dataset: (id) => ({ id }) },
  });

  it('ends where the paper ends', () => {
    const last = (panel: string, id: string) => runOf(results.get(panel)!, id).finalLoss;
    expect(last('BreastCancer', 'gd')).toBeCloseTo(0.4647, 4);
    expect(last('BreastCancer', 'ngd')).toBeCloseTo(5.04e-4, 6); // 5.16e-4 in the paper, which clips
    expect(last('Boston', 'gd')).toBeCloseTo(38.75, 2);
    expect(last('Boston', 'ngd')).toBeCloseTo(10.9474, 4);
    expect(last('Boston', 'efgd')).toBeCloseTo(10.9474, 4);
  });

  it('says so from the numbers', () => {
    const boston = results.get('Boston')!;
    expect(runOf(boston, 'efgd').series['cosineToNaturalGradient']![0]).toBeCloseTo(-0.287, 3);
    expect(lowestCosine(boston).value).toBeLessThan(-0.5);
    expect(verdicts.map(({ holds }) => holds)).toEqual([true, true, null]);
    expect(verdicts[1]!.statement).toMatch(/^Boston: cos\(NG, EFG\) falls to −0\.\d+ at iteration \d+/);
  });

  it('skips a panel without its file, with a line that says so', () => {
    expect(results.has('a1a')).toBe(false);
    expect(lines.find((line) => line.includes('a1a: skipped'))).toContain('not on this machine');
    expect(figures[0]!.columns).toBe(2);
    expect(figures[0]!.panels.map((panel) => panel!.title)).toEqual(['BreastCancer', 'Boston', '', '']);
  });

  it('draws the damped cosine as dots from -1 to 1, and says which it is', () => {
    const { chart } = figures[0]!.panels[3]!;
    const [dots] = chart.data.datasets as unknown as [Record<string, unknown> & { data: { y: number }[] }];
    expect(dots).toMatchObject({ showLine: false, pointStyle: 'circle', borderColor: '#BB5566' });
    expect(dots.data.map(({ y }) => y)).toEqual(
      runOf(results.get('Boston')!, 'efgd').series['cosineToNaturalGradient'],
    );
    expect(chart.options!.scales!['y']).toMatchObject({ min: -1, max: 1 });
    expect(figures[0]!.caption.join(' ')).toContain('both directions have the damping of EFGD');
  });

  it('tables the printed exponents beside those used: the sign of Boston is a misprint', () => {
    const row = tables[0]!.rows.find(([data, method]) => data === 'Boston' && method === 'EFGD')!;
    expect(row.slice(2, 6)).toEqual(['−1.25', '−8', '1.25', '−8']);
  });
});

describe.skipIf(!hasSharedData)(
  'figure 3 with the file of a1a (skipped where ../shared/data is absent)',
  () => {
    it('shows the empirical Fisher as a good approximation there', async () => {
      const { results, verdicts } = await reproduceHere('figure-3');
      const a1a = results.get('a1a')!;
      expect(a1a.dataset).toMatchObject({ n: 1605, p: 120 });
      expect(verdicts[2]!.holds).toBe(true);
      expect(runOf(a1a, 'gd').status).toBe('completed');
    });
  },
);
