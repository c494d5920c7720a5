import { describe, expect, it } from 'vitest';
import type { ScreenRun } from '../../stores/screen-run.ts';
import { filterRuns, groupRuns, runColumns, sortRuns } from './run-rows.ts';

const run = (key: string, more: Partial<ScreenRun>): ScreenRun =>
  ({
    key,
    optimizer: 'gd',
    kind: 'gd',
    experiment: 'x',
    repeat: 0,
    stepSize: 1,
    damping: null,
    status: 'completed',
    iterations: 10,
    finalLoss: 1,
    bestLoss: 1,
    seconds: 1,
    notes: '',
    tags: [],
    ...more,
  }) as ScreenRun;
const runs = [
  run('a', { stepSize: 0.1, finalLoss: 3 }),
  run('b', { optimizer: 'ngd', kind: 'ngd', damping: 1e-8, finalLoss: Number.NaN, status: 'diverged' }),
  run('c', { stepSize: 0.1, damping: 1e-8, finalLoss: 2, notes: 'Slow but SURE', tags: ['paper'] }),
  run('d', { experiment: 'y', finalLoss: 3 }),
];
const keys = (list: readonly ScreenRun[]) => list.map(({ key }) => key).join('');

describe('the rows of the runs table', () => {
  it('are sorted either way, what is no number last, equal ones as they were', () => {
    expect(keys(sortRuns(runs, { column: 'finalLoss', descending: false }))).toBe('cadb');
    expect(keys(sortRuns(runs, { column: 'finalLoss', descending: true }))).toBe('adcb');
    expect(keys(sortRuns(runs, { column: 'optimizer', descending: true }))).toBe('bacd');
    expect(keys(sortRuns(runs, null))).toBe('abcd');
  });

  it('are filtered by all words, in notes, tags and status too', () => {
    expect(keys(filterRuns(runs, 'sure PAPER'))).toBe('c');
    expect(keys(filterRuns(runs, 'diverged'))).toBe('b');
    expect(keys(filterRuns(runs, 'sure diverged'))).toBe('');
    expect(keys(filterRuns(runs, '  '))).toBe('abcd');
  });

  it('are grouped by any parameter, in the order of the first of each group', () => {
    const grouped = (by: (typeof runColumns)[number]) => groupRuns(runs, by).map((group) => keys(group.runs));
    expect(grouped('optimizer')).toEqual(['acd', 'b']);
    expect(grouped('stepSize')).toEqual(['ac', 'bd']);
    expect(grouped('damping')).toEqual(['ad', 'bc']);
    expect(grouped('status')).toEqual(['acd', 'b']);
    expect(grouped('experiment')).toEqual(['abc', 'd']);
    for (const column of runColumns) {
      expect(keys(groupRuns(runs, column).flatMap((group) => group.runs)), column).toHaveLength(4);
    }
    expect(groupRuns(runs, 'damping', (value) => `λ ${value}`).map(({ title }) => title)).toEqual([
      'λ null',
      'λ 1e-8',
    ]);
    expect(groupRuns(runs, null)).toEqual([{ title: '', runs }]);
  });
});
