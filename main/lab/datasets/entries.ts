/** Entries of the data set list: from the catalogue, the generators, the imported sets, files by path. */

import {
  syntheticNames,
  type DatasetEntry,
  type DatasetSummary,
  type SyntheticName,
} from '#contract/dataset.ts';
import { generators } from '#workers/data/synthetic.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { ImportedRecord } from './imported-record.ts';
import type { DamagedSet } from './imported-store.ts';

/**
 * @param filled the imported set that fills an entry without a bundled file, or null
 * @param damage what is wrong with the files of the set that filled it
 */
export function catalogueEntry(
  entry: CatalogueEntry,
  filled: ImportedRecord | null,
  damage?: string,
): DatasetEntry {
  const bundled = entry.file !== null;
  const available = bundled || filled !== null;
  const { classCounts, sha256 } = entry.checks;
  return {
    id: entry.id,
    name: entry.name,
    description: entry.description,
    origin: bundled ? 'bundled' : 'catalogue',
    available,
    hint: available ? '' : (damage ?? hintOf(entry)),
    n: entry.rows,
    features: entry.features,
    target: entry.target,
    task: entry.task,
    classes: classCounts === null ? null : Object.keys(classCounts).length,
    source: entry.source,
    licence: entry.licence,
    sha256: filled?.sha256 ?? sha256,
  };
}

/** What to do about a catalogue entry whose file is not here. */
export function hintOf(entry: CatalogueEntry): string {
  return `${entry.name} (${entry.id}) is not on this machine: no package carries it. Download ${entry.url}, or drop the file on the window, or run: fisher-lab datasets download ${entry.id}, or datasets import FILE`;
}

export function importedEntry(record: ImportedRecord): DatasetEntry {
  const { id, name, description, rows, columns, target, task, classes, sourceName, sha256, importedAt } =
    record;
  return {
    id,
    name,
    description:
      description ?? `Imported from ${sourceName} on ${new Date(importedAt).toISOString().slice(0, 10)}.`,
    origin: 'imported',
    available: true,
    hint: '',
    n: rows,
    features: columns.length,
    target,
    task,
    classes,
    source: sourceName,
    licence: '',
    sha256,
  };
}

/** A set whose files are damaged: it is seen, said to be so, and can be removed. */
export function damagedEntry({ id, reason }: DamagedSet): DatasetEntry {
  return {
    ...fileEntry({ id, name: id, sha256: '' }),
    description: 'An imported data set whose files are damaged.',
    available: false,
    hint: reason,
    source: '',
    sha256: null,
  };
}

/** What there is to say of a file that no list knows. */
export function fileEntry({
  id,
  name,
  sha256,
}: Pick<DatasetSummary, 'id' | 'name' | 'sha256'>): DatasetEntry {
  return {
    id,
    name,
    description: '',
    origin: 'imported',
    available: true,
    hint: '',
    n: null,
    features: null,
    target: '',
    task: 'regression',
    classes: null,
    source: id,
    licence: '',
    sha256,
  };
}

export function syntheticEntry(name: SyntheticName): DatasetEntry {
  const { task, description, columns } = generators[name];
  const sized = columns(2).length !== columns(3).length;
  return {
    id: name,
    name,
    description,
    origin: 'synthetic',
    available: true,
    hint: '',
    n: null,
    features: sized ? null : columns(2).length,
    target: 'y',
    task,
    classes: task === 'binary' ? 2 : null,
    source: 'drawn by the app from a seed',
    licence: '',
    sha256: null,
  };
}

export const syntheticEntries = (): DatasetEntry[] => syntheticNames.map(syntheticEntry);
