/** A table as a file: CSV, the target last; LIBSVM for a sparse one. */

import type { ExportedFile } from '#contract/api/exports.ts';
import { LabError } from '#contract/errors.ts';
import type { Table } from '#workers/data/table.ts';
import { csvLine } from '../results/csv.ts';
import { compareLevels } from './assemble.ts';

/** A reply of the API carries at most 64 MiB. */
const byteLimit = 60 * 1024 * 1024;
const chunkRows = 1000;

/** Throws LabError 'too-large'. */
export function exportTable(id: string, table: Table): ExportedFile {
  const sparse = table.features.kind === 'sparse';
  const chunks: Buffer[] = [];
  let size = 0;
  for (const text of sparse ? libsvmText(table) : csvText(table)) {
    const chunk = Buffer.from(text);
    size += chunk.length;
    if (size > byteLimit) {
      throw new LabError('too-large', `${id}: more than ${byteLimit} bytes as text; export a part of it`);
    }
    chunks.push(chunk);
  }
  return {
    name: sparse ? `${id}.libsvm` : `${id}.csv`,
    type: sparse ? 'text/plain' : 'text/csv',
    bytes: new Uint8Array(Buffer.concat(chunks)),
  };
}

function* csvText({ features, target, labels, columns, targetName }: Table): Generator<string> {
  if (features.kind !== 'columns') return;
  yield csvLine([...columns, targetName]);
  // Reading sorts labels: in another order (the user chose class 1) the classes are written by their numbers.
  const texts = labels?.every((label, k) => k === 0 || compareLevels(labels[k - 1]!, label) < 0)
    ? labels
    : null;
  for (let from = 0; from < features.rows; from += chunkRows) {
    const to = Math.min(features.rows, from + chunkRows);
    const parts = columns.map((_, j) => features.column(j).slice(from, to));
    let text = '';
    for (let i = from; i < to; i++) {
      const answer = texts?.[target[i]!] ?? target[i]!;
      text += csvLine([...parts.map((part) => part[i - from]!), answer]);
    }
    yield text;
  }
}

function* libsvmText({ features, target }: Table): Generator<string> {
  if (features.kind !== 'sparse') return;
  for (let i = 0; i < features.rows; i++) {
    let line = String(target[i]);
    for (let k = features.rowStart[i]!; k < features.rowStart[i + 1]!; k++) {
      line += ` ${features.columnIndex[k]! + 1}:${features.values[k]}`;
    }
    yield `${line}\n`;
  }
}
