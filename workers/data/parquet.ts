/**
 * Decodes Parquet by hyparquet. It runs in a thread of its own that can be ended: a damaged file can make a decoder
 * loop or ask for all memory.
 */

import { parquetMetadata, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { checkPages } from './parquet-pages.ts';

/** The description of the file, from its last bytes; throws where they do not hold it, or it is damaged. */
export function parquetFooter(tail: Uint8Array): FileMetaData {
  return parquetMetadata(tail, { geoparquet: false });
}

export interface ChunkRequest {
  /** Of one row group with one column: the schema is the root and that column. */
  readonly metadata: FileMetaData;
  readonly column: string;
  /** Rows wanted, from the first of the group. */
  readonly rows: number;
  readonly size: number;
  /** Where `bytes` begin in the file. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** Numbers as they are (NaN where missing), or cells: texts, numbers, null where missing. */
export type DecodedChunk = Float64Array | readonly (string | number | null)[];

/** The values of a column in a row group. Throws for damaged data and where there are fewer values than rows. */
export async function decodeParquetChunk(request: ChunkRequest): Promise<DecodedChunk> {
  const { metadata, column, rows, size, from, bytes } = request;
  const description = metadata.row_groups[0]?.columns[0]?.meta_data;
  if (description === undefined) throw new Error('a column without its description');
  checkPages(bytes, description);
  const cells: (string | number | null)[] = [];
  // An error thrown inside the callback would be lost, or end the thread.
  let failure: unknown = null;
  await parquetRead({
    file: windowOn(size, from, bytes),
    metadata,
    columns: [column],
    rowStart: 0,
    rowEnd: rows,
    compressors,
    geoparquet: false,
    onChunk: ({ columnData, rowStart }) => {
      try {
        if (rowStart !== cells.length) throw new Error(`column ${column} is not in order`);
        const wanted = Math.min(columnData.length, rows - cells.length);
        for (let i = 0; i < wanted; i++) cells.push(cellOf(columnData[i]));
      } catch (error) {
        failure ??= error;
      }
    },
  });
  if (failure !== null) throw failure as Error;
  if (cells.length < rows) throw new Error(`column ${column} has fewer values than rows`);
  return cells.some((cell) => typeof cell === 'string')
    ? cells
    : Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)));
}

/** A file of which only some bytes are here. */
function windowOn(size: number, from: number, bytes: Uint8Array): AsyncBuffer {
  return {
    byteLength: size,
    slice: (start, end = size) => {
      if (start < from || end > from + bytes.length)
        throw new Error('a part lies beyond its place in the file');
      return bytes.slice(start - from, end - from).buffer as ArrayBuffer;
    },
  };
}

function cellOf(value: unknown): string | number | null {
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
