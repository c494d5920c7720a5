/** The rows of the runs table: sorting, filtering, grouping; pure. */

import type { ScreenRun } from '../../stores/screen-run.ts';

export const runColumns = [
  'optimizer',
  'experiment',
  'stepSize',
  'damping',
  'repeat',
  'status',
  'iterations',
  'finalLoss',
  'bestLoss',
  'seconds',
] as const;
export type RunColumn = (typeof runColumns)[number];

export const columnTitles: Readonly<Record<RunColumn, string>> = {
  optimizer: 'Optimizer',
  experiment: 'Experiment',
  stepSize: 'Step size γ',
  damping: 'Damping λ',
  repeat: 'Repeat',
  status: 'Status',
  iterations: 'Iterations',
  finalLoss: 'Last loss',
  bestLoss: 'Best loss',
  seconds: 'Time',
};

export interface Sorting {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/** Runs in the wanted order; equal ones keep theirs; what is no number comes last either way. */
export function sortRuns(runs: readonly ScreenRun[], sorting: Sorting | null): ScreenRun[] {
  if (sorting === null) return [...runs];
  const { column, descending } = sorting;
  return [...runs].sort((a, b) => {
    const x = a[column];
    const y = b[column];
    if (typeof x === 'string' && typeof y === 'string')
      return descending ? y.localeCompare(x) : x.localeCompare(y);
    const p = typeof x === 'number' ? x : Number.NaN;
    const q = typeof y === 'number' ? y : Number.NaN;
    if (Number.isNaN(p) || Number.isNaN(q)) return Number(Number.isNaN(p)) - Number(Number.isNaN(q));
    return descending ? q - p : p - q;
  });
}

/** Runs in which every word of the text occurs: in the id, the kind, the label, the status, the notes or the tags. */
export function filterRuns(runs: readonly ScreenRun[], text: string): ScreenRun[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const said = [run.optimizer, run.kind, run.label ?? '', run.status, run.notes, ...run.tags]
      .join(' ')
      .toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

export interface RunGroup {
  readonly title: string;
  readonly runs: readonly ScreenRun[];
}

/** @param titleOf what a value is called in the heading of its group */
export function groupRuns(
  runs: readonly ScreenRun[],
  by: RunColumn | null,
  titleOf: (value: ScreenRun[RunColumn], by: RunColumn) => string = String,
): RunGroup[] {
  if (by === null) return [{ title: '', runs }];
  const groups = new Map<ScreenRun[RunColumn], ScreenRun[]>();
  for (const run of runs) {
    const value = run[by];
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [run]);
    else group.push(run);
  }
  return [...groups].map(([value, members]) => ({ title: titleOf(value, by), runs: members }));
}
