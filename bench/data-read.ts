/** Reads a data file into columns in a process of its own, as pandas.read_csv does; prints the seconds. */

import { fileSource } from '#main/lab/datasets/source.ts';
import { openFile } from '#main/lab/datasets/open-file.ts';
import { ParquetDecoder } from '#main/lab/datasets/parquet-decoder.ts';
import { importOptionsSchema } from '#contract/dataset-import.ts';

const parquet = new ParquetDecoder('');
const source = await fileSource(process.argv[2]!);
const start = performance.now();
const { table } = await openFile(source, importOptionsSchema.parse({}), { parquet });
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ seconds, rows: table.features.rows }));
await parquet.close();
