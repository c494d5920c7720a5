/** Every data set that can be named: bundled, in the catalogue, imported, a file by its path, synthetic. */

import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  datasetSchema,
  syntheticNames,
  type Correlations,
  type DatasetDetail,
  type DatasetEntry,
  type DatasetReference,
  type DatasetSummary,
  type FileDataset,
  type NamedDataset,
  type SyntheticDataset,
} from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import type { MissingOutcome } from '#contract/missing-values.ts';
import { correlate } from '#workers/data/correlations.ts';
import { describeTable, type Description } from '#workers/data/describe.ts';
import { prepare } from '#workers/data/prepare.ts';
import { checkDenseSize } from '#workers/data/size.ts';
import { drawSynthetic } from '#workers/data/synthetic.ts';
import type { Table } from '#workers/data/table.ts';
import type { DataSource, LoadedData } from '../data-source.ts';
import { machineMemory } from '../machine-memory.ts';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import {
  catalogueEntry,
  damagedEntry,
  fileEntry,
  hintOf,
  importedEntry,
  syntheticEntries,
  syntheticEntry,
} from './entries.ts';
import type { ImportedRecord } from './imported-record.ts';
import type { ImportedStore } from './imported-store.ts';
import { openStrictly } from './open-file.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import { entryFailures } from './recognise.ts';
import { fileSource } from './source.ts';

/** A data set before the options of an experiment apply, with what a results file and a list say of it. */
export interface OpenedDataset {
  readonly table: Table;
  readonly summary: Pick<DatasetSummary, 'id' | 'name' | 'sha256'>;
  readonly listed: DatasetEntry;
  readonly notes: Readonly<Record<string, string>>;
  readonly missing: MissingOutcome | null;
}

export interface LoadedDataset extends LoadedData {
  /** Names of the design's columns, the bias column included. */
  readonly columns: readonly string[];
}

export interface LibraryOptions {
  /** The folder with the bundled files and catalog.json. */
  readonly datasetsDirectory: string;
  /** The user's data folder; relative paths that come over the API are taken from it. */
  readonly dataDirectory: string;
}

export class DatasetLibrary implements DataSource {
  readonly #options: LibraryOptions;
  readonly #catalogue: Catalogue;
  readonly #store: ImportedStore;
  readonly #parquet: ParquetDecoder;

  constructor(options: LibraryOptions, catalogue: Catalogue, store: ImportedStore, parquet: ParquetDecoder) {
    this.#options = options;
    this.#catalogue = catalogue;
    this.#store = store;
    this.#parquet = parquet;
  }

  /** Bundled and catalogue sets, then imported, then damaged, then synthetic ones. */
  async list(): Promise<DatasetEntry[]> {
    const { records, damaged } = await this.#store.list();
    const fills = (id: string) =>
      records.find((record) => record.origin === 'catalogue' && record.id === id) ?? null;
    const catalogued = (id: string) => this.#catalogue.datasets.some((entry) => entry.id === id);
    return [
      ...this.#catalogue.datasets.map((entry) =>
        catalogueEntry(entry, fills(entry.id), damaged.find(({ id }) => id === entry.id)?.reason),
      ),
      ...records.filter(({ origin }) => origin === 'imported').map(importedEntry),
      ...damaged.filter(({ id }) => !catalogued(id)).map(damagedEntry),
      ...syntheticEntries(),
    ];
  }

  /** Throws LabError 'not-found'. */
  async entry(id: string): Promise<DatasetEntry> {
    const entry = (await this.list()).find((candidate) => candidate.id === id);
    if (entry === undefined) throw await this.#unknown(id);
    return entry;
  }

  /** The details of a listed data set; those of a synthetic one are of a draw with the defaults. */
  async show(id: string, signal?: AbortSignal): Promise<DatasetDetail> {
    const synthetic = syntheticNames.find((name) => name === id);
    const reference = datasetSchema.parse(synthetic === undefined ? { id } : { synthetic });
    return this.describe(reference, signal);
  }

  /** The details of any reference: of its raw table, whatever its preprocessing options. */
  async describe(reference: DatasetReference, signal?: AbortSignal): Promise<DatasetDetail> {
    const options = { baseDirectory: this.#options.dataDirectory, ...(signal && { signal }) };
    const { table, summary, listed, notes, missing } = await this.open(reference, options);
    const description =
      (await this.#storedDescription(reference)) ??
      (await describeTable(table, { notes, yieldNow: turns(signal) }));
    return {
      ...listed,
      ...description,
      missing,
      // A synthetic set has no bias column beside its own column of ones.
      warnings: description.warnings.filter(({ kind }) => kind !== 'constant' || !('synthetic' in reference)),
      n: table.features.rows,
      features: table.features.columns,
      target: table.targetName,
      task: table.task,
      classes: description.classCounts.length > 0 ? description.classCounts.length : null,
      sha256: summary.sha256,
    };
  }

  /** Between the columns of the raw table. */
  async correlations(reference: DatasetReference, signal?: AbortSignal): Promise<Correlations> {
    const options = { baseDirectory: this.#options.dataDirectory, ...(signal && { signal }) };
    const { table } = await this.open(reference, options);
    return correlate(table, { yieldNow: turns(signal) });
  }

  /** Imported sets were described when they came in (under the task that they had then). */
  async #storedDescription(reference: DatasetReference): Promise<Description | null> {
    if (!('id' in reference)) return null;
    const record = await this.#store.find(reference.id);
    if (record === null || (reference.task ?? record.task) !== record.task) return null;
    return this.#store.describe(record.id);
  }

  async load(
    reference: DatasetReference,
    options: { readonly bias: boolean; readonly baseDirectory: string; readonly signal?: AbortSignal },
  ): Promise<LoadedDataset> {
    const { table, summary } = await this.open(reference, options);
    const { problem, facts, columns } = prepare(table, {
      ...reference,
      bias: options.bias,
      memory: machineMemory(),
    });
    return {
      problem,
      facts,
      columns,
      summary: { ...summary, n: facts.rows, p: facts.columns, task: facts.task, target: facts.target },
    };
  }

  /** The raw table of a reference; its preprocessing options are not looked at. */
  async open(
    reference: DatasetReference,
    options: { readonly baseDirectory: string; readonly signal?: AbortSignal },
  ): Promise<OpenedDataset> {
    if ('synthetic' in reference) return openSynthetic(reference);
    if ('path' in reference) return openPath(reference, { ...options, parquet: this.#parquet });
    const opened = await this.#openNamed(reference, options.signal);
    return reference.task === undefined
      ? opened
      : { ...opened, table: { ...opened.table, task: reference.task } };
  }

  async #openNamed({ id }: NamedDataset, signal: AbortSignal | undefined): Promise<OpenedDataset> {
    const entry = this.#catalogue.datasets.find((candidate) => candidate.id === id) ?? null;
    if (entry !== null && entry.file !== null) return this.#openBundled(entry, entry.file, signal);
    const record = await this.#store.find(id);
    if (record !== null) return this.#openImported(record, entry);
    if (entry !== null) throw new LabError('not-available', hintOf(entry));
    throw await this.#unknown(id);
  }

  async #openBundled(
    entry: CatalogueEntry,
    file: string,
    signal: AbortSignal | undefined,
  ): Promise<OpenedDataset> {
    const { id, name, target, task, columnNotes } = entry;
    const path = join(this.#options.datasetsDirectory, file);
    const { table, sha256 } = await openStrictly(
      await fileSource(path),
      { target, task },
      { parquet: this.#parquet, signal },
    );
    const failures = entryFailures(entry, table);
    if (sha256 !== entry.checks.sha256) failures.push(`SHA-256 ${sha256} instead of ${entry.checks.sha256}`);
    if (failures.length > 0) {
      throw new LabError(
        'invalid-data',
        `${path}: not the data set ${id} (${failures.join('; ')}); install again`,
      );
    }
    return {
      table,
      summary: { id, name, sha256 },
      listed: catalogueEntry(entry, null),
      notes: columnNotes,
      missing: null,
    };
  }

  async #openImported(record: ImportedRecord, entry: CatalogueEntry | null): Promise<OpenedDataset> {
    const { id, name, sha256 } = record;
    return {
      table: await this.#store.open(record),
      summary: { id, name, sha256 },
      listed: entry === null ? importedEntry(record) : catalogueEntry(entry, record),
      notes: entry?.columnNotes ?? {},
      missing: { policy: record.options.missing, outcome: record.missing },
    };
  }

  async #unknown(id: string): Promise<LabError> {
    const { records } = await this.#store.list();
    const known = [...this.#catalogue.datasets, ...records.filter(({ origin }) => origin === 'imported')];
    return new LabError(
      'not-found',
      `dataset.id: there is no data set "${id}"; there are ${known.map((candidate) => candidate.id).join(', ')}`,
    );
  }
}

/** Lets other work run, and stops when the caller went away. */
export function turns(signal: AbortSignal | undefined): () => Promise<void> {
  return async () => {
    if (signal?.aborted === true) throw new LabError('cancelled', 'cancelled');
    await setImmediate();
  };
}

async function openPath(
  reference: FileDataset,
  options: {
    readonly baseDirectory: string;
    readonly signal?: AbortSignal;
    readonly parquet: ParquetDecoder;
  },
): Promise<OpenedDataset> {
  const source = await fileSource(resolve(options.baseDirectory, reference.path));
  const { target, task } = reference;
  const { table, sha256 } = await openStrictly(source, { target, task }, options);
  const summary = { id: reference.path, name: source.name, sha256 };
  return { table, summary, listed: fileEntry(summary), notes: {}, missing: null };
}

function openSynthetic(reference: SyntheticDataset): OpenedDataset {
  const { synthetic, n, d, seed, task } = reference;
  const size = { rows: n, columns: d };
  checkDenseSize(
    size,
    machineMemory(),
    `dataset: ${synthetic} does not fit into memory`,
    'draw fewer rows (n) or features (d)',
  );
  const table = drawSynthetic(synthetic, n, d, seed);
  const generator = JSON.stringify({ synthetic, n, d, seed });
  return {
    table: task === undefined ? table : { ...table, task },
    summary: {
      id: synthetic,
      name: `${synthetic}, ${n} rows, seed ${seed}`,
      sha256: createHash('sha256').update(generator).digest('hex'),
    },
    listed: syntheticEntry(synthetic),
    notes: {},
    missing: null,
  };
}
