/** How a data file is read: its format and layout, as detected or as the user says. */

import { z } from 'zod';
import { flag, oneOf } from './leaves.ts';

export const fileFormats = [
  'csv',
  'tsv',
  'whitespace',
  'libsvm',
  'json',
  'jsonl',
  'arff',
  'parquet',
] as const;
const fileFormatSchema = oneOf(fileFormats);
export type FileFormat = z.infer<typeof fileFormatSchema>;

/** Endings of file names by what they usually hold, for dialogs and associations; what is in a file decides. */
export const formatEndings: Readonly<Record<FileFormat, readonly string[]>> = {
  csv: ['csv'],
  tsv: ['tsv'],
  whitespace: ['txt', 'dat', 'data'],
  libsvm: ['libsvm', 'svm'],
  json: ['json'],
  jsonl: ['jsonl', 'ndjson'],
  arff: ['arff'],
  parquet: ['parquet'],
};
/** Of any text format, packed. */
export const gzipEnding = 'gz';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin-1'] as const;
export const separators = [',', ';', '\t', '|'] as const;

export const layoutSchema = z.object({
  format: fileFormatSchema,
  /** Of text formats; ignored for Parquet. */
  encoding: oneOf(encodings),
  /** Between fields, for csv and tsv. */
  separator: oneOf(separators),
  /** Whether the first row names the columns, for csv, tsv and whitespace. */
  header: flag(),
  /** Whether 1,5 is one and a half, for csv, tsv and whitespace. */
  decimalComma: flag(),
});
export type Layout = z.infer<typeof layoutSchema>;
