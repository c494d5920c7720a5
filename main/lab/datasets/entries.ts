/** Entries of the data set list, from the catalogue and the generators. */

import { syntheticNames, type DatasetEntry, type SyntheticName } from '#contract/dataset.ts';
import { generators } from '#workers/data/synthetic.ts';
import type { CatalogueEntry } from './catalogue.ts';

export function catalogueEntry(entry: CatalogueEntry): DatasetEntry {
  const available = entry.file !== null;
  const { classCounts, sha256 } = entry.checks;
  return {
    id: entry.id,
    name: entry.name,
    description: entry.description,
    origin: available ? 'bundled' : 'catalogue',
    available,
    hint: available ? '' : hintOf(entry),
    n: entry.rows,
    features: entry.features,
    target: entry.target,
    task: entry.task,
    classes: classCounts === null ? null : Object.keys(classCounts).length,
    source: entry.source,
    licence: entry.licence,
    sha256,
  };
}

/** What to do about a catalogue entry whose file is not here. */
export function hintOf(entry: CatalogueEntry): string {
  return `${entry.name} (${entry.id}) is not on this machine: no package carries it. Download ${entry.url}, or drop the file on the window, or run: fisher-lab datasets import FILE`;
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
