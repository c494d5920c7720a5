/** Data coming in and going: previews, imports, downloads, renaming, export, removal. */

import { join } from 'node:path';
import type { EventSink } from '#contract/api.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import { importOptionsSchema, type ImportOptions, type ImportPreview } from '#contract/dataset-import.ts';
import { syntheticNames, type DatasetEntry } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { describeTable } from '#workers/data/describe.ts';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { download, downloadLimits, type DownloadLimits } from './download.ts';
import { exportTable } from './export-table.ts';
import type { ImportedStore, Labels } from './imported-store.ts';
import { makeWorkFolder, removeFolder, removeLeftovers } from './leftovers.ts';
import { turns, type DatasetLibrary } from './library.ts';
import { openFile } from './open-file.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import { previewFile } from './preview.ts';
import { asEntry, entryFailures, recognise } from './recognise.ts';
import { fileSource, type ByteSource } from './source.ts';
import { Throttle } from './throttle.ts';

export interface ImportServices {
  readonly dataDirectory: string;
  readonly catalogue: Catalogue;
  readonly store: ImportedStore;
  readonly library: DatasetLibrary;
  readonly parquet: ParquetDecoder;
  readonly sink: EventSink;
  /** Names of the experiments in the history that were computed from a data set. */
  readonly usersOf: (id: string) => readonly string[];
  readonly download?: Partial<DownloadLimits> | undefined;
}

export interface ImportRequest {
  readonly options: ImportOptions;
  readonly name?: string | undefined;
  /** Named in the progress events. */
  readonly task: string;
  readonly signal: AbortSignal;
}

export class DatasetImports {
  readonly #services: ImportServices;

  constructor(services: ImportServices) {
    this.#services = services;
  }

  async clean(): Promise<void> {
    await this.#services.store.clean();
    await removeLeftovers(this.#downloads);
  }

  get #downloads(): string {
    return join(this.#services.dataDirectory, 'downloads');
  }

  preview(source: ByteSource, options: ImportOptions, signal?: AbortSignal): Promise<ImportPreview> {
    const { catalogue, parquet } = this.#services;
    return previewFile(source, options, { catalogue, parquet, signal, yieldNow: turns(signal) });
  }

  /**
   * Reads a whole file and stores it. A file that is a set of the catalogue fills that entry; is it filled already,
   * nothing changes. Throws what reading and storing throw; then nothing is left behind.
   */
  async import(source: ByteSource, request: ImportRequest): Promise<DatasetEntry> {
    const { catalogue, library, parquet } = this.#services;
    const { options, task, signal } = request;
    const opened = await openFile(source, options, {
      parquet,
      signal,
      onProgress: this.#progress(task, 'reading'),
    });
    const entry = recognise(catalogue, opened.table);
    if (entry !== null && (await this.#isFilled(entry.id))) return library.entry(entry.id);
    return this.#store(source.name, opened, entry, request);
  }

  /** Whether an entry of the catalogue has its data; damaged ones are taken away, to make place for the same again. */
  async #isFilled(id: string): Promise<boolean> {
    const { store } = this.#services;
    if (!(await store.has(id))) return false;
    const whole = await store.find(id).catch(() => null);
    if (whole === null) await store.remove(id);
    return whole !== null;
  }

  async #store(
    sourceName: string,
    { table: read, missing, sha256, layout }: Awaited<ReturnType<typeof openFile>>,
    entry: CatalogueEntry | null,
    { options, name, task, signal }: ImportRequest,
  ): Promise<DatasetEntry> {
    const { store, library, sink } = this.#services;
    const table = entry === null ? read : asEntry(entry, read);
    const notes = entry?.columnNotes ?? {};
    const description = await describeTable(table, { notes, yieldNow: turns(signal) });
    const shownName = entry?.name ?? name ?? nameOf(sourceName);
    const id = entry?.id ?? (await this.#freeId(shownName));
    const onProgress = this.#progress(task, 'storing');
    const origin = entry === null ? ('imported' as const) : ('catalogue' as const);
    await store.write(
      { id, name: shownName, origin, sourceName, sha256, options, missing, layout },
      table,
      description,
      {
        signal,
        onProgress,
      },
    );
    sink.emit('datasets.changed', {});
    return library.entry(id);
  }

  /** Fetches the file of a catalogue entry, checks that it is what it should be, and stores it. */
  async download(id: string, signal: AbortSignal): Promise<DatasetEntry> {
    const { catalogue, library, parquet } = this.#services;
    const entry = catalogue.datasets.find((candidate) => candidate.id === id);
    if (entry === undefined) return library.entry(id);
    if (entry.url === null || (await this.#isFilled(id))) return library.entry(id);
    const folder = await makeWorkFolder(this.#downloads);
    try {
      const path = join(folder, entry.fileNames[0] ?? entry.id);
      const report = this.#progress(id, 'downloading');
      try {
        await download(entry.url, path, {
          limits: { ...downloadLimits, ...this.#services.download },
          signal,
          onProgress: (bytes, total) => report(total === null ? null : bytes / total, bytes),
        });
      } catch (error) {
        if (!(error instanceof LabError) || error.code !== 'not-available') throw error;
        throw new LabError(
          'not-available',
          `${error.message}. Get the file elsewhere and drop it on the window.`,
          [],
          {
            cause: error,
          },
        );
      }
      const options = importOptionsSchema.parse({});
      const opened = await openFile(await fileSource(path), options, { parquet, signal });
      const failures = entryFailures(entry, opened.table);
      if (failures.length > 0) {
        throw new LabError('invalid-data', `${entry.url}: not the data set ${id} (${failures.join('; ')})`);
      }
      return await this.#store(entry.fileNames[0] ?? entry.id, opened, entry, { options, task: id, signal });
    } finally {
      await removeFolder(folder);
    }
  }

  async update(id: string, labels: Labels): Promise<DatasetEntry> {
    const { store, library, sink } = this.#services;
    await this.#own(id, 'renamed or described anew');
    await store.update(id, labels);
    sink.emit('datasets.changed', {});
    return library.entry(id);
  }

  /** Throws LabError 'conflict' with the list of the experiments that need it. */
  async remove(id: string): Promise<void> {
    const { store, sink, usersOf } = this.#services;
    if (!(await store.has(id))) await this.#own(id, 'removed');
    const users = usersOf(id);
    if (users.length > 0) {
      const list = users.slice(0, 10).join(', ');
      throw new LabError(
        'conflict',
        `${id}: ${users.length} ${users.length === 1 ? 'experiment' : 'experiments'} of the history ${users.length === 1 ? 'was' : 'were'} computed from it: ${list}${users.length > 10 ? ', ...' : ''}. Delete them first.`,
      );
    }
    await store.remove(id);
    sink.emit('datasets.changed', {});
  }

  async export(id: string, signal: AbortSignal): Promise<ExportedFile> {
    const reference = syntheticNames.some((name) => name === id) ? { synthetic: id } : { id };
    const { table } = await this.#services.library.open(
      {
        rows: null,
        testFraction: 0,
        standardize: false,
        standardizeTarget: false,
        seed: 0,
        n: 1000,
        d: 2,
        ...reference,
      } as never,
      { baseDirectory: this.#services.dataDirectory, signal },
    );
    return exportTable(id, table);
  }

  /** Only what the user imported can be changed. */
  async #own(id: string, what: string): Promise<void> {
    const { origin } = await this.#services.library.entry(id);
    if (origin !== 'imported')
      throw new LabError('conflict', `${id} came with the app; it cannot be ${what}`);
  }

  async #freeId(name: string): Promise<string> {
    const { catalogue, store } = this.#services;
    const base = slugOf(name);
    const taken = (id: string) =>
      catalogue.datasets.some((entry) => entry.id === id) ||
      syntheticNames.some((synthetic) => synthetic === id);
    for (let k = 1; ; k++) {
      const id = k === 1 ? base : `${base}-${k}`;
      if (!taken(id) && !(await store.has(id))) return id;
    }
  }

  #progress(task: string, stage: 'downloading' | 'reading' | 'storing') {
    const throttle = new Throttle(100);
    return (done: number | null, bytes: number) => {
      if (throttle.pass(done === 1))
        this.#services.sink.emit('datasets.progress', { task, stage, done, bytes });
    };
  }
}

/** The file's name without its endings. */
function nameOf(fileName: string): string {
  const name = fileName
    .replace(/\.gz$/i, '')
    .replace(/\.(?:csv|tsv|txt|data|dat|libsvm|svm|json|jsonl|ndjson|arff|parquet)$/i, '');
  return name === '' ? fileName : name;
}

/** A plain word for the folder and the experiment files. */
function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return plain === '' ? 'data' : plain;
}
