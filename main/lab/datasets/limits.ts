/** What a data file may ask of the machine; beyond it a file is refused with the limit in the message. */

import { LabError } from '#contract/errors.ts';

/** Columns of a dense file; of a sparse one, the highest index. */
const columnLimit = { dense: 20_000, sparse: 100_000 } as const;
/** Numbers of a data set: 4 GiB of them. */
export const valueLimit = 2 ** 29;
/** Different texts of a column read as a category. */
export const levelLimit = 1000;
/** No honest row is longer: 20,000 columns of 25 characters are an eighth of it. */
const rowCharacterLimit = 4 * 1024 * 1024;
/** Real tables shrink by 3 to 50; gzip reaches 1,000 on nothing but zeros. Counted from 16 MiB on. */
export const expansionLimit = { factor: 200, from: 16 * 1024 * 1024 } as const;

export function checkRowLength(length: number, line: number): void {
  if (length > rowCharacterLimit) {
    throw new LabError(
      'too-large',
      `line ${line}: longer than ${rowCharacterLimit} characters; either the file is not a table or a quote is never closed`,
    );
  }
}

export function checkColumnCount(count: number, kind: keyof typeof columnLimit): void {
  if (count > columnLimit[kind]) {
    throw new LabError(
      'too-large',
      `${count} columns; a ${kind} data set may have ${columnLimit[kind]} (leave columns out, or reduce them first)`,
    );
  }
}

/** @param count numbers that will be kept: of a dense set rows x columns, of a sparse one its entries and labels */
export function checkValueCount(count: number): void {
  if (count > valueLimit) {
    throw new LabError(
      'too-large',
      `more than ${valueLimit.toLocaleString('en')} numbers, the most that a data set may have; leave columns out or take fewer rows`,
    );
  }
}

/** Of a Parquet file, which is decoded a column of a row group at a time. */
export const parquetLimits = {
  footerBytes: 64 * 1024 * 1024,
  chunkBytes: 256 * 1024 * 1024,
  groupRows: 16 * 1024 * 1024,
} as const;

/** Bytes of a file that is uploaded or downloaded. */
export const uploadLimit = 8 * 1024 ** 3;
