/** Which columns of a feature matrix depend linearly on the others. */

import type { DenseColumns } from './table.ts';

export interface ColumnRank {
  /** Of the matrix [X 1], a column of ones included. */
  readonly rank: number;
  /** Columns that are linear combinations of the ones and the columns before them. */
  readonly dependent: readonly number[];
}

/** A column whose part outside the span of the earlier ones is below this share of its own length depends on them. */
const tolerance = 1e-10;

/** Numbers in a block of rows; a column is asked for once a block. */
const blockValues = 2 ** 20;

/**
 * Numerical rank of [X 1], X N x P: columns centred and scaled to length one, reduced to a P x P triangle by
 * Householder reflections over blocks of rows (R^T R = Z^T Z without ever forming Z^T Z), whose columns are then
 * orthogonalized in order, twice. About 4 N P^2 operations, memory 2 P^2 + a block of rows.
 *
 * @param yieldNow awaited between blocks, so that long work lets other work run
 */
export async function columnRank(features: DenseColumns, yieldNow: () => Promise<void>): Promise<ColumnRank> {
  const { rows, columns } = features;
  const scales = Array.from({ length: columns }, (_, j) => centreAndLength(features.column(j)));
  // Column-major: column j of [R; block] at stacked[j * height ...].
  const block = Math.min(rows, Math.max(columns, Math.ceil(blockValues / columns)));
  const height = columns + block;
  const stacked = new Float64Array(columns * height);
  for (let from = 0; from < rows; from += block) {
    const taken = Math.min(block, rows - from);
    for (let j = 0; j < columns; j++) {
      const { centre, length } = scales[j]!;
      const column = features.column(j);
      const at = j * height + columns;
      stacked.fill(0, at, at + block);
      if (length === 0) continue;
      for (let i = 0; i < taken; i++) stacked[at + i] = (column[from + i]! - centre) / length;
    }
    triangularize(stacked, height, columns);
    await yieldNow();
  }
  const dependent = dependentColumns(stacked, height, columns);
  return { rank: columns - dependent.length + 1, dependent };
}

function centreAndLength(column: Float64Array): { centre: number; length: number } {
  const first = column[0]!;
  if (column.every((value) => value === first)) return { centre: first, length: 0 };
  const centre = column.reduce((sum, value) => sum + value, 0) / column.length;
  return { centre, length: Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0)) };
}

/** Householder reflections make the height x columns matrix upper triangular, in place. */
function triangularize(a: Float64Array, height: number, columns: number): void {
  for (let k = 0; k < columns; k++) {
    const pivot = k * height + k;
    // Below the old triangle only the block's rows are not zero.
    const tailFrom = k * height + columns;
    const tailTo = (k + 1) * height;
    let norm = a[pivot]! ** 2;
    for (let i = tailFrom; i < tailTo; i++) norm += a[i]! ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const diagonal = a[pivot]! > 0 ? -norm : norm;
    const head = a[pivot]! - diagonal;
    let length = head * head;
    for (let i = tailFrom; i < tailTo; i++) length += a[i]! ** 2;
    a[pivot] = diagonal;
    for (let j = k + 1; j < columns; j++) {
      const offset = (j - k) * height;
      let product = head * a[pivot + offset]!;
      for (let i = tailFrom; i < tailTo; i++) product += a[i]! * a[i + offset]!;
      const factor = (2 * product) / length;
      a[pivot + offset]! -= factor * head;
      for (let i = tailFrom; i < tailTo; i++) a[i + offset]! -= factor * a[i]!;
    }
    a.fill(0, tailFrom, tailTo);
  }
}

/** Gram-Schmidt over the columns of R, in order; a column that leaves no remainder is dependent. */
function dependentColumns(r: Float64Array, height: number, columns: number): number[] {
  const basis: Float64Array[] = [];
  const dependent: number[] = [];
  for (let j = 0; j < columns; j++) {
    const rest = r.slice(j * height, j * height + columns);
    const before = norm(rest);
    if (before === 0) {
      dependent.push(j);
      continue;
    }
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) {
        let product = 0;
        for (let i = 0; i <= j; i++) product += direction[i]! * rest[i]!;
        for (let i = 0; i <= j; i++) rest[i]! -= product * direction[i]!;
      }
    }
    const after = norm(rest);
    if (after <= tolerance * before) dependent.push(j);
    else basis.push(rest.map((value) => value / after));
  }
  return dependent;
}

const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
