/** The data sets of the lab, put together: what there is, what comes in, and the requests about both. */

import { resolve } from 'node:path';
import type { EventSink, Handlers } from '#contract/api.ts';
import type { datasetMethods } from '#contract/api/datasets.ts';
import type { DatasetReference } from '#contract/dataset.ts';
import type { DataSource } from '../data-source.ts';
import { readCatalogue, type Catalogue } from './catalogue.ts';
import type { DownloadLimits } from './download.ts';
import { ImportedStore } from './imported-store.ts';
import { DatasetImports } from './imports.ts';
import { DatasetLibrary, type LibraryOptions, type LoadedDataset } from './library.ts';
import { ParquetDecoder } from './parquet-decoder.ts';
import { Uploads } from './uploads.ts';

export interface DatasetServiceOptions extends LibraryOptions {
  /** The engine's worker, which decodes Parquet. */
  readonly workerFile: string;
  readonly sink: EventSink;
  /** Names of the experiments in the history that were computed from a data set. */
  readonly usersOf: (id: string) => readonly string[];
  readonly download?: Partial<DownloadLimits>;
}

type DatasetHandlers = Pick<Handlers, keyof typeof datasetMethods>;

export class DatasetService implements DataSource {
  readonly library: DatasetLibrary;
  readonly imports: DatasetImports;
  readonly #uploads: Uploads;
  readonly #dataDirectory: string;

  readonly #parquet: ParquetDecoder;

  private constructor(options: DatasetServiceOptions, catalogue: Catalogue) {
    const { dataDirectory, workerFile, sink, usersOf, download } = options;
    const store = new ImportedStore(dataDirectory);
    const parquet = new ParquetDecoder(workerFile);
    const library = new DatasetLibrary(options, catalogue, store, parquet);
    this.library = library;
    this.imports = new DatasetImports({
      dataDirectory,
      catalogue,
      store,
      library,
      parquet,
      sink,
      usersOf,
      download,
    });
    this.#uploads = new Uploads(dataDirectory);
    this.#dataDirectory = dataDirectory;
    this.#parquet = parquet;
  }

  static async create(options: DatasetServiceOptions): Promise<DatasetService> {
    const service = new DatasetService(options, await readCatalogue(options.datasetsDirectory));
    await Promise.all([service.imports.clean(), service.#uploads.clean()]);
    return service;
  }

  load(
    reference: DatasetReference,
    options: { readonly bias: boolean; readonly baseDirectory: string; readonly signal?: AbortSignal },
  ): Promise<LoadedDataset> {
    return this.library.load(reference, options);
  }

  /** Forgets unfinished uploads, ends the thread. */
  async close(): Promise<void> {
    await this.#uploads.close();
    await this.#parquet.close();
  }

  readonly handlers: DatasetHandlers = {
    'datasets.list': async () => ({ datasets: await this.library.list() }),
    'datasets.show': ({ id }, { signal }) => this.library.show(id, signal),
    'datasets.describe': ({ dataset }, { signal }) => this.library.describe(dataset, signal),
    'datasets.correlations': ({ dataset }, { signal }) => this.library.correlations(dataset, signal),
    'datasets.beginUpload': async ({ name, size }) => ({ upload: await this.#uploads.begin(name, size) }),
    'datasets.upload': async ({ upload, offset, bytes }) => ({
      received: await this.#uploads.append(upload, offset, bytes),
    }),
    'datasets.openFile': async ({ path }) => ({
      upload: await this.#uploads.openFile(resolve(this.#dataDirectory, path)),
    }),
    'datasets.preview': ({ upload, options }, { signal }) =>
      this.#uploads.use(upload, (source) => this.imports.preview(source, options, signal)),
    'datasets.import': async ({ upload, options, name }, { signal }) => {
      const dataset = await this.#uploads.use(upload, (source) =>
        this.imports.import(source, { options, name, task: upload, signal }),
      );
      await this.#uploads.discard(upload);
      return { dataset };
    },
    'datasets.discardUpload': async ({ upload }) => {
      await this.#uploads.discard(upload);
      return {};
    },
    'datasets.download': async ({ id }, { signal }) => ({ dataset: await this.imports.download(id, signal) }),
    'datasets.update': async ({ id, ...labels }) => ({ dataset: await this.imports.update(id, labels) }),
    'datasets.remove': async ({ id }) => {
      await this.imports.remove(id);
      return {};
    },
    'datasets.export': ({ id }, { signal }) => this.imports.export(id, signal),
  };
}
