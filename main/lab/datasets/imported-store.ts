/**
 * Imported data sets in the data folder: `datasets/<id>/` with dataset.json (what it is and how it was imported),
 * description.json (what it looks like) and columns.bin (its numbers). A set is written beside its place and renamed
 * into it, so that it is there as a whole or not at all.
 *
 * columns.bin, little-endian, each part padded to 8 bytes: the target (f64), then each feature column in the smallest
 * of u8, i32, f64 that holds it exactly; of a sparse set instead rowStart (u32), columnIndex (u32), values (f64).
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { layoutSchema } from '#contract/data-file.ts';
import { importOptionsSchema } from '#contract/dataset-import.ts';
import { columnSchema, dataWarningSchema, taskSchema } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import type { Description } from '#workers/data/describe.ts';
import type { Table } from '#workers/data/table.ts';
import { writeFileAtomic } from '../files/atomic.ts';
import { storageError } from '../files/storage-error.ts';
import { makeWorkFolder, removeFolder, removeLeftovers } from './leftovers.ts';

const columnTypes = ['u8', 'i32', 'f64'] as const;
type ColumnType = (typeof columnTypes)[number];

const recordSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** catalogue: it fills the catalogue's entry of this id. */
  origin: z.enum(['imported', 'catalogue']),
  sourceName: z.string(),
  /** Of the source file. */
  sha256: z.string(),
  /** Milliseconds since 1970. */
  importedAt: z.number(),
  options: importOptionsSchema,
  layout: layoutSchema,
  rows: z.int(),
  columns: z.array(z.string()),
  target: z.string(),
  labels: z.array(z.string()).nullable(),
  task: taskSchema,
  classes: z.int().nullable(),
  features: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('columns'), types: z.array(z.enum(columnTypes)) }),
    z.strictObject({ kind: z.literal('sparse'), entries: z.int() }),
  ]),
  /** Length of columns.bin. */
  bytes: z.int(),
});
export type ImportedRecord = z.infer<typeof recordSchema>;

const descriptionSchema = z.strictObject({
  columns: z.array(columnSchema),
  classCounts: z.array(z.object({ label: z.string(), count: z.int() })),
  rank: z.int().nullable(),
  warnings: z.array(dataWarningSchema),
});

type Origin = Pick<ImportedRecord, 'id' | 'name' | 'origin' | 'sourceName' | 'sha256' | 'options' | 'layout'>;

export interface WriteProgress {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, bytes: number) => void;
}

const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
const width: Record<ColumnType, number> = { u8: 1, i32: 4, f64: 8 };

export class ImportedStore {
  readonly #folder: string;

  constructor(dataDirectory: string) {
    this.#folder = join(dataDirectory, 'datasets');
  }

  /** Removes what a process that was killed left half-written. */
  async clean(): Promise<void> {
    await removeLeftovers(this.#folder);
  }

  /** All sets that can be read, by id. A damaged one is left out (asking for it says what is wrong). */
  async list(): Promise<ImportedRecord[]> {
    const names = (await readdir(this.#folder).catch(() => [])).filter(isId).sort();
    const records = await Promise.all(names.map((id) => this.find(id).catch(() => null)));
    return records.filter((record) => record !== null);
  }

  /** null where there is no such set; throws LabError 'storage' for a damaged one. */
  async find(id: string): Promise<ImportedRecord | null> {
    if (!isId(id)) return null;
    const path = join(this.#folder, id, 'dataset.json');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null;
      throw storageError(error, `cannot read ${path}`);
    }
    try {
      return recordSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new LabError('storage', `${path}: damaged; import the data again`, [], { cause });
    }
  }

  async describe(id: string): Promise<Description> {
    const path = join(this.#folder, id, 'description.json');
    try {
      return descriptionSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (cause) {
      throw new LabError('storage', `${path}: damaged; import the data again`, [], { cause });
    }
  }

  /** The table of a set; its columns are read when they are asked for. Throws LabError 'storage' when damaged. */
  async open(record: ImportedRecord): Promise<Table> {
    const path = join(this.#folder, record.id, 'columns.bin');
    const { size } = await stat(path).catch((error: unknown) => {
      throw storageError(error, `cannot read ${path}`);
    });
    if (size !== record.bytes) {
      throw new LabError('storage', `${path}: ${size} bytes instead of ${record.bytes}; import the data again`);
    }
    const { rows, features } = record;
    const target = new Float64Array(rows);
    readInto(path, 0, target);
    return {
      features: features.kind === 'columns' ? storedColumns(path, rows, features.types) : sparseOf(path, record, features.entries),
      target,
      labels: record.labels,
      columns: record.columns,
      targetName: record.target,
      task: record.task,
    };
  }

  /**
   * Writes a set and its description. Throws LabError 'conflict' when the id is taken, 'cancelled', 'storage'; then
   * nothing is left of it.
   */
  async write(
    origin: Origin,
    table: Table,
    description: Description,
    progress: WriteProgress = {},
  ): Promise<ImportedRecord> {
    const folder = await makeWorkFolder(this.#folder);
    try {
      const written = await writeColumns(join(folder, 'columns.bin'), table, progress);
      const record: ImportedRecord = {
        version: 1,
        ...origin,
        importedAt: Date.now(),
        rows: table.features.rows,
        columns: [...table.columns],
        target: table.targetName,
        labels: table.labels === null ? null : [...table.labels],
        task: table.task,
        classes: description.classCounts.length > 0 ? description.classCounts.length : null,
        ...written,
      };
      await writeFile(join(folder, 'description.json'), JSON.stringify(description));
      await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(record, null, 2)}\n`, { flush: true });
      await rename(folder, join(this.#folder, origin.id));
      return record;
    } catch (error) {
      await removeFolder(folder);
      const { code } = error as { code?: string };
      if (code === 'ENOTEMPTY' || code === 'EEXIST') {
        throw new LabError('conflict', `there is a data set ${origin.id} already`, [], { cause: error });
      }
      throw storageError(error, 'cannot store the data set');
    }
  }

  async rename(id: string, name: string): Promise<ImportedRecord> {
    const record = await this.find(id);
    if (record === null) throw new LabError('not-found', `there is no imported data set ${id}`);
    const renamed = { ...record, name };
    await writeFileAtomic(join(this.#folder, id, 'dataset.json'), `${JSON.stringify(renamed, null, 2)}\n`);
    return renamed;
  }

  /** Takes the set away at once, then its files. */
  async remove(id: string): Promise<void> {
    if (!isId(id)) return;
    const folder = await makeWorkFolder(this.#folder);
    try {
      await rename(join(this.#folder, id), join(folder, id));
    } catch (error) {
      await removeFolder(folder);
      throw storageError(error, `cannot remove the data set ${id}`);
    }
    await removeFolder(folder);
  }
}

/** Ids are plain words, so that none leads out of the folder. */
export const isId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,79}$/.test(text);

// ---- columns.bin ----------------------------------------------------------------------------------------------------

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

async function writeColumns(
  path: string,
  table: Table,
  { signal, onProgress }: WriteProgress,
): Promise<Pick<ImportedRecord, 'features' | 'bytes'>> {
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
function readInto(path: string, position: number, into: Float64Array | Int32Array | Uint32Array | Uint8Array): void {
  const bytes = bytesOf(into);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length; ) {
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
  const narrow = { u8: new Uint8Array(types.includes('u8') ? rows : 0), i32: new Int32Array(types.includes('i32') ? rows : 0) };
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

function sparseOf(path: string, { rows, columns }: ImportedRecord, entries: number): Table['features'] {
  const rowStart = new Uint32Array(rows + 1);
  const columnIndex = new Uint32Array(entries);
  const values = new Float64Array(entries);
  let at = padded(8 * rows);
  for (const part of [rowStart, columnIndex, values]) {
    readInto(path, at, part);
    at += padded(part.byteLength);
  }
  return { kind: 'sparse', rows, columns: columns.length, rowStart, columnIndex, values };
}
