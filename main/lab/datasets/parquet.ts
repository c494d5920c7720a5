/** Parquet files: flat columns, fetched and decoded a column of a row group at a time. */

import type { FileMetaData } from 'hyparquet';
import { LabError } from '#contract/errors.ts';
import type { DecodedChunk } from '#workers/data/parquet.ts';
import { checkColumnCount, checkValueCount, parquetLimits } from './limits.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import { uniqueNames } from './sample.ts';
import type { ByteSource } from './source.ts';

export interface ParquetFile {
  readonly rows: number;
  /** Names of the columns with one value a row (lists and structures are left out). */
  readonly names: readonly string[];
  /**
   * Calls `take` with the cells of some columns (positions in `names`), a row group at a time, each column's in order;
   * rows count from 0.
   */
  read(
    columns: readonly number[],
    take: (column: number, cells: DecodedChunk, from: number) => void,
    options: {
      /** Only the first rows. */
      readonly rows?: number;
      readonly signal?: AbortSignal | undefined;
      /** Called before each part with the share done, 0 to 1. */
      readonly onPart?: (done: number) => void;
    },
  ): Promise<void>;
}

type RowGroup = FileMetaData['row_groups'][number];

/** Throws LabError 'invalid-data' for a damaged file, 'too-large' for one beyond the limits, 'cancelled'. */
export async function openParquet(
  source: ByteSource,
  decoder: ParquetDecoder,
  signal?: AbortSignal,
): Promise<ParquetFile> {
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LabError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new LabError('invalid-data', `${source.name}: damaged Parquet (${reason})`, [], { cause: error });
    }
  };
  return guard(async () => {
    const metadata = await decoder.footer(await tailOf(source), signal);
    const flat = flatColumns(metadata);
    checkColumnCount(flat.length, 'dense');
    if (new Set(flat).size < flat.length) throw new Error('two columns of one name');
    const rows = checkedRows(metadata, source);
    return {
      rows,
      names: uniqueNames(flat, source.name),
      read: (columns, take, { rows: limit = rows, signal: stop, onPart }) =>
        guard(async () => {
          checkValueCount(Math.min(limit, rows) * columns.length);
          let start = 0;
          for (const [g, group] of metadata.row_groups.entries()) {
            const count = Math.min(Number(group.num_rows), limit - start);
            if (count <= 0) break;
            for (const [k, column] of columns.entries()) {
              onPart?.((g + k / columns.length) / metadata.row_groups.length);
              const request = await chunkRequest(source, metadata, group, flat[column]!, count);
              const cells = await decoder.chunk(
                request,
                shareOfLimits(request.metadata.row_groups[0]!),
                stop,
              );
              take(column, cells, start);
            }
            start += count;
          }
        }),
    };
  });
}

/** The bytes that describe the file, which its last eight give the length of. */
async function tailOf(source: ByteSource): Promise<Uint8Array> {
  const end = await source.slice(source.size - 8, source.size);
  if (end.length < 8) throw new Error('too short');
  const length = new DataView(end.buffer, end.byteOffset, end.byteLength).getUint32(0, true) + 8;
  if (length > source.size) throw new Error('its description is longer than the file');
  if (length > parquetLimits.footerBytes) {
    throw new LabError('too-large', `${source.name}: a description of ${length} bytes`);
  }
  return source.slice(source.size - length, source.size);
}

/** Names of the top columns that are neither lists nor structures. */
function flatColumns(metadata: FileMetaData): string[] {
  const flat: string[] = [];
  const [, ...elements] = metadata.schema;
  for (let i = 0; i < elements.length;) {
    const element = elements[i]!;
    if ((element.num_children ?? 0) === 0 && element.repetition_type !== 'REPEATED') flat.push(element.name);
    // Skip the element's descendants.
    for (let open = 1; open > 0 && i < elements.length; i++) open += (elements[i]!.num_children ?? 0) - 1;
  }
  return flat;
}

/** The row count, after checking what the description promises against the file and the limits. */
function checkedRows(metadata: FileMetaData, source: ByteSource): number {
  let rows = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    if (!(groupRows >= 0)) throw new Error('a row group with a negative number of rows');
    rows += groupRows;
    for (const column of group.columns) {
      const { from, length, unpacked } = placeOf(column);
      if (!(length >= 0 && from >= 0 && from + length <= source.size)) {
        throw new Error('a column lies beyond the end of the file');
      }
      if (Math.max(unpacked, length) > parquetLimits.chunkBytes || groupRows > parquetLimits.groupRows) {
        throw new LabError(
          'too-large',
          `${source.name}: a row group of ${groupRows} rows and ${unpacked} bytes a column; write it with smaller row groups`,
        );
      }
    }
  }
  if (rows !== Number(metadata.num_rows))
    throw new Error('the row groups do not add up to the number of rows');
  return rows;
}

function placeOf({ meta_data: chunk }: RowGroup['columns'][number]) {
  if (chunk === undefined) throw new Error('a column without its description');
  const from = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
  return {
    from,
    length: Number(chunk.total_compressed_size),
    unpacked: Number(chunk.total_uncompressed_size),
  };
}

/** What is packed more tightly than this is so even that unpacking it takes no time to speak of. */
const slowExpansion = 64;

/**
 * How long the first column of a row group may take, as a share of the longest. What the file says of its unpacked
 * size counts only as far as its bytes bear it out: a small file that is damaged must be given up soon.
 */
function shareOfLimits({ num_rows: rows, columns: [column] }: RowGroup): number {
  const { length, unpacked } = placeOf(column!);
  return Math.max(
    Math.max(length, Math.min(unpacked, slowExpansion * length)) / parquetLimits.chunkBytes,
    Number(rows) / parquetLimits.groupRows,
  );
}

/** What decoding one column of a row group needs, and no more. */
async function chunkRequest(
  source: ByteSource,
  metadata: FileMetaData,
  group: RowGroup,
  name: string,
  rows: number,
) {
  const column = group.columns.find(({ meta_data: chunk }) => chunk?.path_in_schema.join('.') === name);
  const element = metadata.schema.find((candidate, i) => i > 0 && candidate.name === name);
  if (column === undefined || element === undefined)
    throw new Error(`column ${name} is not in every row group`);
  const { from, length } = placeOf(column);
  return {
    metadata: {
      ...metadata,
      schema: [{ ...metadata.schema[0]!, num_children: 1 }, element],
      row_groups: [{ ...group, columns: [column] }],
      num_rows: group.num_rows,
      key_value_metadata: [],
    },
    column: name,
    rows,
    size: source.size,
    from,
    bytes: await source.slice(from, from + length),
  };
}
