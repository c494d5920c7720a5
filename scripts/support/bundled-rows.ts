/** The rows of a data file as plain numbers, read without the lab: what an independent recomputation starts from. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');

/** A bundled data set: one header line, the target last. */
export function bundledRows(id: string): { rows: number[][]; target: number[] } {
  const lines = readFileSync(resolve(root, 'datasets', `${id}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').map(Number));
  return { rows: lines.map((line) => line.slice(0, -1)), target: lines.map((line) => line.at(-1)!) };
}

/** How many columns of a LIBSVM file are non-zero for rows of one label only. */
export function oneLabelColumns(file: string): number {
  const labels = new Map<string, Set<string>>();
  for (const line of readFileSync(file, 'utf8').trim().split(/\r?\n/)) {
    const [label, ...entries] = line.trim().split(/\s+/);
    for (const entry of entries) {
      const [column, value] = entry.split(':') as [string, string];
      if (Number(value) === 0) continue;
      labels.set(column, (labels.get(column) ?? new Set()).add(label!));
    }
  }
  return [...labels.values()].filter(({ size }) => size === 1).length;
}
