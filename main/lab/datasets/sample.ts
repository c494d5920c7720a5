/** The first rows of a file, its column names, and what its columns seem to be. */

import type { Layout } from '#contract/data-file.ts';
import { LabError } from '#contract/errors.ts';
import { isMissing, numberOf, type Cell } from './cells.ts';
import { checkColumnCount } from './limits.ts';

export type ColumnType = 'number' | 'category';

export interface Sample {
  /** Of all columns, unique. */
  readonly names: readonly string[];
  readonly types: readonly ColumnType[];
  readonly rows: readonly (readonly Cell[])[];
}

/** @param rows the first rows of the file, the header row included where the layout has one */
export function sampleOf(rows: readonly (readonly Cell[])[], layout: Layout, fileName: string): Sample {
  const first = rows[0];
  if (first === undefined) throw new LabError('invalid-data', `${fileName}: no rows`);
  checkColumnCount(first.length, 'dense');
  const names = layout.header ? uniqueNames(first.map(String), fileName) : numberedNames(first.length);
  const body = layout.header ? rows.slice(1) : rows;
  return namedSample(names, body, layout.decimalComma);
}

/** A sample whose names are known; types are guessed from its cells. */
export function namedSample(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  decimalComma: boolean,
): Sample {
  const types = names.map((_, j) =>
    typeOf(
      rows.map((row) => row[j] ?? null),
      decimalComma,
    ),
  );
  return { names, types, rows };
}

export const numberedNames = (count: number) => Array.from({ length: count }, (_, j) => `c${j + 1}`);

/** Refuses the one name that a JavaScript object cannot carry as a key of its own. */
export function checkedName(name: string, fileName: string): string {
  if (name === '__proto__') {
    throw new LabError('invalid-data', `${fileName}: a column is called __proto__; rename it`);
  }
  return name;
}

/** Names as in the header; an empty one is numbered, a repeated one gets a count. */
export function uniqueNames(header: readonly string[], fileName: string): string[] {
  const seen = new Map<string, number>();
  return header.map((text, j) => {
    const name = text.trim() === '' ? `c${j + 1}` : text.trim();
    checkedName(name, fileName);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** A column is of numbers unless one of its values is a text that is neither a number nor missing. */
function typeOf(cells: readonly Cell[], decimalComma: boolean): ColumnType {
  const isText = (cell: Cell) =>
    typeof cell === 'string' && !isMissing(cell) && Number.isNaN(numberOf(cell, decimalComma));
  return cells.some(isText) ? 'category' : 'number';
}
