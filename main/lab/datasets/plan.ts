/** Which columns of a file are read, as what, and what each is for: detected, then as the user says. */

import type { ImportOptions, PreviewColumn } from '#contract/dataset-import.ts';
import { showValue } from '#contract/issues.ts';
import { isMissing } from './cells.ts';
import type { ColumnPlan } from './columns.ts';
import type { ColumnType, Sample } from './sample.ts';

export interface PlannedColumn {
  readonly name: string;
  readonly position: number;
  readonly type: ColumnType;
  readonly use: PreviewColumn['use'];
  readonly detected: boolean;
  readonly note: string;
}

export interface Plan {
  readonly columns: readonly PlannedColumn[];
  readonly target: string;
  /** Options that this file does not allow, in words. */
  readonly faults: readonly string[];
}

/** A text column with more levels than this in the sample, most of them once, is taken for names or identifiers. */
const identifierLevels = 50;

const noValues = 'no row has a value';

type PlanOptions = Pick<ImportOptions, 'target' | 'columns'>;

export function planColumns(sample: Sample, options: PlanOptions): Plan {
  const faults: string[] = [];
  const wanted = new Map(options.columns.map((column) => [column.name, column]));
  for (const name of wanted.keys()) {
    if (!sample.names.includes(name)) faults.push(noColumn(name, sample.names));
  }
  const seen = sample.names.map((name, position) => {
    const type = wanted.get(name)?.type ?? sample.types[position]!;
    const note = isEmpty(sample, position)
      ? noValues
      : type === 'category' && looksLikeIdentifiers(sample, position)
        ? 'almost every row has a text of its own'
        : '';
    return {
      name,
      position,
      type,
      used: wanted.get(name)?.use ?? (note === '' || options.target === name),
      note,
    };
  });
  if (options.target !== undefined && !sample.names.includes(options.target)) {
    faults.push(noColumn(options.target, sample.names));
  }
  const usable = seen.filter(({ used }) => used);
  const target = seen.find(({ name }) => name === options.target) ?? usable.at(-1) ?? seen.at(-1)!;
  if (!target.used) faults.push(`the target ${target.name} is left out`);
  if (!usable.some((column) => column !== target)) {
    const leftOut = seen
      .filter(({ used }) => !used)
      .map(({ name, note }) => (note === '' ? name : `${name}: ${note}`));
    faults.push(
      sample.names.length === 1
        ? 'one column; a data set needs a target and a feature'
        : `no feature is left beside the target ${target.name}; left out: ${leftOut.slice(0, 5).join('; ')}`,
    );
  }
  return {
    columns: seen.map((column) => ({
      name: column.name,
      position: column.position,
      type: column.type,
      use: column === target ? 'target' : column.used ? 'feature' : 'none',
      detected: !wanted.has(column.name) && options.target !== column.name,
      note: column.note,
    })),
    target: target.name,
    faults,
  };
}

/** What the reader needs: the used columns, and the empty ones, which must stay so. */
export function readPlans(plan: Plan, required: boolean): ColumnPlan[] {
  return plan.columns.flatMap<ColumnPlan>(({ name, position, type, use, detected, note }) => {
    if (use !== 'none') return [{ name, position, type, required }];
    return detected && note === noValues ? [{ name, position, type: 'empty', required }] : [];
  });
}

function isEmpty(sample: Sample, position: number): boolean {
  return sample.rows.length > 0 && sample.rows.every((row) => isMissing(row[position] ?? null));
}

function looksLikeIdentifiers(sample: Sample, position: number): boolean {
  const texts = sample.rows.map((row) => row[position] ?? null).filter((cell) => !isMissing(cell));
  const levels = new Set(texts.map(String)).size;
  return levels > identifierLevels && levels > texts.length / 2;
}

function noColumn(wanted: string, names: readonly string[]): string {
  const list =
    names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')}, ... (${names.length})`;
  return `there is no column ${showValue(wanted)}; there are ${list}`;
}
