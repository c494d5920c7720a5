/** The data sets of the lab: bundled, in the catalogue, files by path, synthetic. */

import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Handlers } from '#contract/api.ts';
import type { datasetMethods } from '#contract/api/datasets.ts';
import {
  datasetSchema,
  syntheticNames,
  type DatasetDetail,
  type DatasetEntry,
  type DatasetReference,
  type DatasetSummary,
  type FileDataset,
  type NamedDataset,
  type SyntheticDataset,
} from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { classCountsOf, describeTable } from '#workers/data/describe.ts';
import { prepare } from '#workers/data/prepare.ts';
import { columnsOf } from '#workers/data/sparse-columns.ts';
import { drawSynthetic } from '#workers/data/synthetic.ts';
import type { Table } from '#workers/data/table.ts';
import type { DataSource, LoadedData } from '../data-source.ts';
import { failedChecks, readCatalogue, type Catalogue, type CatalogueEntry } from './catalogue.ts';
import { catalogueEntry, hintOf, syntheticEntries, syntheticEntry } from './entries.ts';
import { openStrictly } from './open-file.ts';
import { fileSource } from './source.ts';

/** A data set before the options of an experiment apply, with what a results file says of it. */
export interface OpenedDataset {
  readonly table: Table;
  readonly summary: Pick<DatasetSummary, 'id' | 'name' | 'sha256'>;
  readonly entry: CatalogueEntry | null;
}

export interface LoadedDataset extends LoadedData {
  /** Names of the design's columns, the bias column included. */
  readonly columns: readonly string[];
}

export interface DatasetServiceOptions {
  /** The folder with the bundled files and catalog.json. */
  readonly datasetsDirectory: string;
  /** The user's data folder; relative paths that come over the API are taken from it. */
  readonly dataDirectory: string;
}

type DatasetHandlers = Pick<Handlers, keyof typeof datasetMethods>;

function notYet(): never {
  throw new LabError('not-available', 'importing data is not available yet');
}

export class DatasetService implements DataSource {
  readonly #options: DatasetServiceOptions;
  readonly #catalogue: Catalogue;

  private constructor(options: DatasetServiceOptions, catalogue: Catalogue) {
    this.#options = options;
    this.#catalogue = catalogue;
  }

  static async create(options: DatasetServiceOptions): Promise<DatasetService> {
    return new DatasetService(options, await readCatalogue(options.datasetsDirectory));
  }

  readonly handlers: DatasetHandlers = {
    'datasets.list': () => ({ datasets: this.list() }),
    'datasets.show': ({ id }, { signal }) => this.show(id, signal),
    'datasets.describe': ({ dataset }, { signal }) => this.describe(dataset, signal),
    'datasets.beginUpload': notYet,
    'datasets.upload': notYet,
    'datasets.openFile': notYet,
    'datasets.preview': notYet,
    'datasets.import': notYet,
    'datasets.discardUpload': notYet,
    'datasets.download': notYet,
    'datasets.rename': notYet,
    'datasets.remove': notYet,
    'datasets.export': notYet,
  };

  list(): DatasetEntry[] {
    return [...this.#catalogue.datasets.map(catalogueEntry), ...syntheticEntries()];
  }

  /** The details of a listed data set; those of a synthetic one are of a draw with the defaults. */
  async show(id: string, signal?: AbortSignal): Promise<DatasetDetail> {
    const synthetic = syntheticNames.find((name) => name === id);
    return this.describe(
      datasetSchema.parse(synthetic === undefined ? { id } : { synthetic }),
      signal,
    );
  }

  /** The details of any reference: of its raw table, whatever its preprocessing options. */
  async describe(reference: DatasetReference, signal?: AbortSignal): Promise<DatasetDetail> {
    const options = { baseDirectory: this.#options.dataDirectory, ...(signal && { signal }) };
    const { table, summary, entry } = await this.open(reference, options);
    const description = await describeTable(table, entry?.columnNotes, async () => {
      if (signal?.aborted === true) throw new LabError('cancelled', 'cancelled');
      await setImmediate();
    });
    const listed =
      entry !== null
        ? catalogueEntry(entry)
        : 'synthetic' in reference
          ? syntheticEntry(reference.synthetic)
          : fileEntry(summary);
    return {
      ...listed,
      ...description,
      n: table.features.rows,
      features: table.features.columns,
      target: table.targetName,
      task: table.task,
      classes: description.classCounts.length > 0 ? description.classCounts.length : null,
      sha256: summary.sha256,
    };
  }

  async load(
    reference: DatasetReference,
    options: { readonly bias: boolean; readonly baseDirectory: string; readonly signal?: AbortSignal },
  ): Promise<LoadedDataset> {
    const { table, summary } = await this.open(reference, options);
    const { problem, facts, columns } = prepare(table, { ...reference, bias: options.bias });
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
    if ('path' in reference) return openPath(reference, options);
    return this.#openNamed(reference, options.signal);
  }

  async #openNamed({ id, task }: NamedDataset, signal: AbortSignal | undefined): Promise<OpenedDataset> {
    const entry = this.#catalogue.datasets.find((candidate) => candidate.id === id);
    if (entry === undefined) {
      const known = this.#catalogue.datasets.map((candidate) => candidate.id).join(', ');
      throw new LabError('not-found', `dataset.id: there is no data set "${id}"; there are ${known}`);
    }
    if (entry.file === null) throw new LabError('not-available', hintOf(entry));
    const path = join(this.#options.datasetsDirectory, entry.file);
    const choice = { target: entry.target, task: entry.task };
    const { table, sha256 } = await openStrictly(await fileSource(path), choice, { signal });
    const failures = failedChecks(entry, checkedView(table), [...table.columns, table.targetName]);
    if (sha256 !== entry.checks.sha256) failures.push(`SHA-256 ${sha256} instead of ${entry.checks.sha256}`);
    if (failures.length > 0) {
      throw new LabError(
        'invalid-data',
        `${path}: not the data set ${id} (${failures.join('; ')}); install again`,
      );
    }
    return {
      table: task === undefined ? table : { ...table, task },
      summary: { id, name: entry.name, sha256 },
      entry,
    };
  }
}

/** What there is to say of a file that no list knows. */
function fileEntry({ id, name, sha256 }: OpenedDataset['summary']): DatasetEntry {
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

async function openPath(
  reference: FileDataset,
  options: { readonly baseDirectory: string; readonly signal?: AbortSignal },
): Promise<OpenedDataset> {
  const source = await fileSource(resolve(options.baseDirectory, reference.path));
  const { target, task } = reference;
  const { table, sha256 } = await openStrictly(source, { target, task }, { signal: options.signal });
  return { table, summary: { id: reference.path, name: source.name, sha256 }, entry: null };
}

function openSynthetic(reference: SyntheticDataset): OpenedDataset {
  const { synthetic, n, d, seed, task } = reference;
  const table = drawSynthetic(synthetic, n, d, seed);
  const generator = JSON.stringify({ synthetic, n, d, seed });
  return {
    table: task === undefined ? table : { ...table, task },
    summary: {
      id: synthetic,
      name: `${synthetic}, ${n} rows, seed ${seed}`,
      sha256: createHash('sha256').update(generator).digest('hex'),
    },
    entry: null,
  };
}

function checkedView(table: Table) {
  const columns = columnsOf(table.features);
  return {
    rows: columns.rows,
    features: columns.columns,
    task: table.task,
    classCounts: new Map(classCountsOf(table).map(({ label, count }) => [label, count])),
    meanOf: (j: number) => {
      const values = j === columns.columns ? table.target : columns.column(j);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    },
  };
}
