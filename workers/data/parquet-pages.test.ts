import { parquetMetadata, type ColumnMetaData } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { checkPages } from './parquet-pages.ts';

/** A column of a file with a dictionary, the file's bytes of it, and its description. */
function column(): { bytes: Uint8Array; description: ColumnMetaData } {
  const data = Array.from({ length: 50 }, (_, i) => `kind ${i % 3}`);
  const file = parquetWriteBuffer({ columnData: [{ name: 'kind', data, type: 'STRING' }] });
  const description = parquetMetadata(file).row_groups[0]!.columns[0]!.meta_data!;
  const from = Number(description.dictionary_page_offset ?? description.data_page_offset);
  return { bytes: new Uint8Array(file, from, Number(description.total_compressed_size)), description };
}

it('takes the pages of a whole column', () => {
  const { bytes, description } = column();
  expect(description.dictionary_page_offset).toBeDefined();
  expect(() => checkPages(bytes, description)).not.toThrow();
});

it('what follows the last value is not looked at', () => {
  const { bytes, description } = column();
  expect(() => checkPages(Uint8Array.from([...bytes, 0, 0, 0, 0]), description)).not.toThrow();
});

it.each([
  ['more bytes than there are', (d: ColumnMetaData) => d, (b: Uint8Array) => b.subarray(0, -1)],
  ['more values than the column', (d: ColumnMetaData) => ({ ...d, num_values: 2n }), null],
  ['no sizes', (d: ColumnMetaData) => d, (b: Uint8Array) => new Uint8Array(b.length)],
] as const)('refuses a page with %s', (_, describe, damage) => {
  const { bytes, description } = column();
  expect(() => checkPages(damage === null ? bytes : damage(bytes), describe(description))).toThrow(
    /^page \d has a damaged header$/,
  );
});
