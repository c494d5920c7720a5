/**
 * columns.bin, little-endian, each part padded to 8 bytes: the target (f64), then each feature column in the smallest
 * of u8, i32, f64 that holds it exactly; of a sparse set instead rowStart (u32), columnIndex (u32), values (f64).
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { LabError } from '#contract/errors.ts';
import type { Table } from '#workers/data/table.ts';
import { storageError } from '../files/storage-error.ts';

export const columnTypes = ['u8', 'i32', 'f64'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** What there is to know of columns.bin in order to read it. */
export interface ColumnsFile {
  readonly features:
    | { readonly kind: 'columns'; readonly types: readonly ColumnType[] }
    | { readonly kind: 'sparse'; readonly entries: number };
  /** Length of the file. */
  readonly bytes: number;
}

export interface WriteProgress {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, bytes: number) => void;
}

const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
const width: Record<ColumnType, number> = { u8: 1, i32: 4, f64: 8 };

/**
 * The target and the features of columns.bin; dense columns are read when they are asked for. Throws LabError
 * 'storage' when the file is not as it was written.
 */
export async function openColumns(
  path: string,
  rows: number,
  columns: number,
  { features, bytes }: ColumnsFile,
): Promise<Pick<Table, 'features' | 'target'>> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw storageError(error, `cannot read ${path}`);
  });
  if (size !== bytes)
    throw new LabError('storage', `${path}: ${size} bytes instead of ${bytes}; import the data again`);
  const target = new Float64Array(rows);
  readInto(path, 0, target);
  return {
    target,
    features:
      features.kind === 'columns'
        ? storedColumns(path, rows, features.types)
        : sparseOf(path, rows, columns, features.entries),
  };
}

/** The smallest type that holds all values exactly (-0 needs f64). */
function smallestType(values: Float64Array): ColumnType {
  let type: ColumnType = 'u8';
  for (const value of values) {
    if (type === 'u8' && !(value >= 0 && value <= 255)) type = 'i32';
    if ((value | 0) !== value || Object.is(value, -0)) return 'f64';
  }
  return type;
}

function encoded(values: Float64Array, type: ColumnType): Uint8Array {
  const typed = type === 'u8' ? new Uint8Array(values) : type === 'i32' ? new Int32Array(values) : values;
  return bytesOf(typed);
}

const bytesOf = (values: Float64Array | Int32Array | Uint32Array | Uint8Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Writes the file, which must not exist, and flushes it. Throws 'cancelled' and what the disk says. */
export async function writeColumns(
  path: string,
  table: Table,
  { signal, onProgress }: WriteProgress,
): Promise<{
  features: { kind: 'columns'; types: ColumnType[] } | { kind: 'sparse'; entries: number };
  bytes: number;
}> {
  const { features } = table;
  const file = await open(path, 'wx');
  let bytes = 0;
  const append = async (part: Uint8Array) => {
    if (signal?.aborted === true) throw new LabError('cancelled', 'cancelled');
    await file.writeFile(part);
    const padding = padded(part.length) - part.length;
    if (padding > 0) await file.writeFile(new Uint8Array(padding));
    bytes += part.length + padding;
  };
  try {
    await append(bytesOf(table.target));
    if (features.kind === 'sparse') {
      await append(bytesOf(features.rowStart));
      await append(bytesOf(features.columnIndex));
      await append(bytesOf(features.values));
      await file.sync();
      return { features: { kind: 'sparse', entries: features.values.length }, bytes };
    }
    const types: ColumnType[] = [];
    for (let j = 0; j < features.columns; j++) {
      const values = features.column(j);
      const type = smallestType(values);
      types.push(type);
      await append(encoded(values, type));
      onProgress?.((j + 1) / features.columns, bytes);
    }
    await file.sync();
    return { features: { kind: 'columns', types }, bytes };
  } finally {
    await file.close();
  }
}

/** Fills an array from a place in a file; synchronous, since tables hand out their columns synchronously. */
function readInto(
  path: string,
  position: number,
  into: Float64Array | Int32Array | Uint32Array | Uint8Array,
): void {
  const bytes = bytesOf(into);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length;) {
      const count = readSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30), position + at);
      if (count === 0) throw new LabError('storage', `${path}: cut off; import the data again`);
      at += count;
    }
  } catch (error) {
    throw storageError(error, `cannot read ${path}`);
  } finally {
    closeSync(file);
  }
}

function storedColumns(path: string, rows: number, types: readonly ColumnType[]): Table['features'] {
  const positions: number[] = [];
  let end = padded(8 * rows);
  for (const type of types) {
    positions.push(end);
    end += padded(width[type] * rows);
  }
  const values = new Float64Array(rows);
  const narrow = {
    u8: new Uint8Array(types.includes('u8') ? rows : 0),
    i32: new Int32Array(types.includes('i32') ? rows : 0),
  };
  return {
    kind: 'columns',
    rows,
    columns: types.length,
    column: (j) => {
      const type = types[j]!;
      if (type === 'f64') readInto(path, positions[j]!, values);
      else {
        readInto(path, positions[j]!, narrow[type]);
        values.set(narrow[type]);
      }
      return values;
    },
  };
}

function sparseOf(path: string, rows: number, columns: number, entries: number): Table['features'] {
  const rowStart = new Uint32Array(rows + 1);
  const columnIndex = new Uint32Array(entries);
  const values = new Float64Array(entries);
  let at = padded(8 * rows);
  for (const part of [rowStart, columnIndex, values]) {
    readInto(path, at, part);
    at += padded(part.byteLength);
  }
  return { kind: 'sparse', rows, columns, rowStart, columnIndex, values };
}
