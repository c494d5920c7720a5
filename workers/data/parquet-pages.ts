/**
 * Checks the headers of a column's pages before anything is decoded. The decoder believes them: one without a size
 * would keep it at the same place for ever, and one with a size of gigabytes would make it set those aside.
 */

import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** A column of a row group may have no more (the importer's limit). */
const mostPageBytes = 256 * 1024 * 1024;

/**
 * Walks over the pages up to the last value of the column, as the decoder does.
 *
 * @param bytes of the column, from its first page
 * @throws Error that says which page is damaged
 */
export function checkPages(bytes: Uint8Array, column: ColumnMetaData): void {
  const values = Number(column.num_values);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  for (let page = 1, found = 0; found < values && reader.offset < bytes.length - 1; page++) {
    const header = parquetHeader(reader);
    const content = header.dictionary_page_header ?? header.data_page_header ?? header.data_page_header_v2;
    // A dictionary may hold texts that no row has.
    const most = header.type === 'DICTIONARY_PAGE' ? header.uncompressed_page_size : values;
    const isSound =
      isCount(header.compressed_page_size, bytes.length - reader.offset) &&
      isCount(header.uncompressed_page_size, mostPageBytes) &&
      isCount(content?.num_values, most);
    if (!isSound) throw new Error(`page ${page} has a damaged header`);
    reader.offset += header.compressed_page_size;
    if (header.type !== 'DICTIONARY_PAGE') found += content!.num_values;
  }
}

/** A damaged header holds anything where a number should be. */
function isCount(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
