/** Parquet by hyparquet: flat columns, read a column of a row group at a time. */

import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { LabError } from '#contract/errors.ts';
import type { Cell } from './cells.ts';
import { checkColumnCount, parquetLimits, valueLimit } from './limits.ts';
import { uniqueNames } from './sample.ts';
import type { ByteSource } from './source.ts';

export interface ParquetFile {
  readonly rows: number;
  /** Names of the columns that can be read: numbers, texts, booleans, dates, one value a row. */
  readonly names: readonly string[];
  /** Columns of lists and structures, which are left out. */
  readonly nested: readonly string[];
  /**
   * Calls `take` with the cells of some columns (positions in `names`), in pieces, each column's in order; rows count
   * from 0. Columns come one after another within a row group.
   */
  read(
    columns: readonly number[],
    take: (column: number, cells: ArrayLike<unknown>, from: number) => void,
    options: { readonly rows?: number; readonly beforeEach?: (done: number) => Promise<void> },
  ): Promise<void>;
}

/** Throws LabError 'invalid-data' for a damaged file, 'too-large' for one beyond the limits. */
export async function openParquet(source: ByteSource): Promise<ParquetFile> {
  const file: AsyncBuffer = {
    byteLength: source.size,
    slice: async (from, to) => {
      const bytes = await source.slice(from, to ?? source.size);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
  const damaged = (cause: unknown) =>
    new LabError(
      'invalid-data',
      `${source.name}: damaged Parquet (${cause instanceof Error ? cause.message : String(cause)})`,
      [],
      { cause },
    );
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof LabError ? error : damaged(error);
    }
  };
  return guard(async () => {
    const metadata = await parquetMetadataAsync(file);
    const { flat, nested } = topColumns(metadata);
    checkColumnCount(flat.length + nested.length, 'dense');
    const names = uniqueNames(flat, source.name);
    if (new Set(flat).size < flat.length) throw new Error('two columns of one name');
    const rows = checkedRows(metadata, source);
    return {
      rows,
      names,
      nested,
      read: (columns, take, options) =>
        guard(() => readGroups(file, metadata, columns.map((column) => [column, flat[column]!] as const), take, options)),
    };
  });
}

function topColumns(metadata: FileMetaData): { flat: string[]; nested: string[] } {
  const flat: string[] = [];
  const nested: string[] = [];
  const [, ...elements] = metadata.schema;
  for (let i = 0; i < elements.length; ) {
    const element = elements[i]!;
    const plain = (element.num_children ?? 0) === 0 && element.repetition_type !== 'REPEATED';
    (plain ? flat : nested).push(element.name);
    // Skip the element's descendants.
    let open = 1;
    while (open > 0 && i < elements.length) open += (elements[i++]!.num_children ?? 0) - 1;
  }
  return { flat, nested };
}

/** The row count, after checking what the footer promises against the file and the limits. */
function checkedRows(metadata: FileMetaData, source: ByteSource): number {
  let rows = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    if (!(groupRows >= 0)) throw new Error('a row group with a negative number of rows');
    rows += groupRows;
    for (const { meta_data: chunk } of group.columns) {
      if (chunk === undefined) throw new Error('a column without its description');
      const compressed = Number(chunk.total_compressed_size);
      const uncompressed = Number(chunk.total_uncompressed_size);
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      if (!(compressed >= 0 && start >= 0 && start + compressed <= source.size)) {
        throw new Error('a column lies beyond the end of the file');
      }
      if (uncompressed > parquetLimits.chunkBytes || groupRows > parquetLimits.groupRows) {
        throw new LabError(
          'too-large',
          `${source.name}: a row group of ${groupRows} rows and ${uncompressed} bytes a column; write it with smaller row groups`,
        );
      }
    }
  }
  if (rows !== Number(metadata.num_rows)) throw new Error('the row groups do not add up to the number of rows');
  if (rows > valueLimit) throw new LabError('too-large', `${source.name}: more than ${valueLimit} values`);
  return rows;
}

async function readGroups(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly (readonly [number, string])[],
  take: (column: number, cells: ArrayLike<unknown>, from: number) => void,
  options: { readonly rows?: number; readonly beforeEach?: (done: number) => Promise<void> },
): Promise<void> {
  const limit = options.rows ?? Infinity;
  let start = 0;
  for (const [g, group] of metadata.row_groups.entries()) {
    const count = Number(group.num_rows);
    const end = Math.min(start + count, limit);
    if (end <= start) break;
    for (const [k, [column, name]] of columns.entries()) {
      await options.beforeEach?.((g + k / columns.length) / metadata.row_groups.length);
      let at = start;
      // An error thrown inside the callback would be lost, or end the process.
      let failure: unknown = null;
      await parquetRead({
        file,
        metadata,
        columns: [name],
        rowStart: start,
        rowEnd: end,
        compressors,
        onChunk: ({ columnData, rowStart, rowEnd }) => {
          try {
            if (rowStart !== at) throw new Error(`column ${name} is not in order`);
            at = rowEnd;
            const wanted = Math.min(rowEnd, end) - rowStart;
            if (wanted > 0) take(column, Array.prototype.slice.call(columnData, 0, wanted), rowStart);
          } catch (error) {
            failure ??= error;
          }
        },
      });
      if (failure !== null) throw failure as Error;
      if (at < end) throw new Error(`column ${name} has fewer values than rows`);
    }
    start += count;
  }
}

/** What a Parquet value is as a cell. */
export function cellOfParquet(value: unknown): Cell {
  switch (typeof value) {
    case 'number':
    case 'string':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    default:
      if (value === null || value === undefined) return null;
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
  }
}
