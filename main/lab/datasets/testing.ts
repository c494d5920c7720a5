/** What the tests of the data sets share: a service on a data folder of its own, and requests to it. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EventData } from '#contract/api.ts';
import type { ImportOptions, ImportOptionsInput, ImportPreview } from '#contract/dataset-import.ts';
import { importOptionsSchema } from '#contract/dataset-import.ts';
import type { DatasetEntry, DatasetReference } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import type { DownloadLimits } from './download.ts';
import { ParquetDecoder } from './parquet-decoder.ts';
import type { LoadedDataset } from './library.ts';
import { DatasetService } from './service.ts';

export const datasetsDirectory = resolve(import.meta.dirname, '../../../datasets');
export const sharedData = resolve(import.meta.dirname, '../../../../shared/data');

/** The worker that decodes Parquet. */
export const workerFile = resolve(import.meta.dirname, '../../../workers/entry.ts');
/** For reading files outside a service. */
export const reading = { parquet: new ParquetDecoder(workerFile) };

export const preprocessing = {
  rows: null,
  testFraction: 0,
  standardize: false,
  standardizeTarget: false,
  seed: 0,
} as const;

export class TestBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'datasets-test-'));
  readonly progress: EventData<'datasets.progress'>[] = [];
  /** Answers of the history. */
  users: string[] = [];
  changes = 0;
  service!: DatasetService;

  static async open(
    options: { datasetsDirectory?: string; download?: Partial<DownloadLimits> } = {},
  ): Promise<TestBench> {
    const bench = new TestBench();
    await bench.restart(options);
    return bench;
  }

  /** A new service on the same data folder. */
  async restart(
    options: { datasetsDirectory?: string; download?: Partial<DownloadLimits> } = {},
  ): Promise<void> {
    this.service = await DatasetService.create({
      datasetsDirectory: options.datasetsDirectory ?? datasetsDirectory,
      dataDirectory: this.folder,
      workerFile,
      sink: {
        emit: (event, data) => {
          if (event === 'datasets.progress') this.progress.push(data as EventData<'datasets.progress'>);
          if (event === 'datasets.changed') this.changes++;
        },
      },
      usersOf: () => this.users,
      ...(options.download && { download: options.download }),
    });
  }

  async close(): Promise<void> {
    await this.service.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Every file and folder of the data folder, sorted. */
  files(): string[] {
    return readdirSync(this.folder, { recursive: true }).map(String).sort();
  }

  async upload(name: string, content: string | Uint8Array, chunk = 100_000): Promise<string> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const { handlers } = this.service;
    const { upload } = await handlers['datasets.beginUpload']({ name, size: bytes.length }, context());
    for (let offset = 0; offset < bytes.length; offset += chunk) {
      const piece = new Uint8Array(bytes.subarray(offset, offset + chunk));
      await handlers['datasets.upload']({ upload, offset, bytes: piece }, context());
    }
    return upload;
  }

  async preview(upload: string, options: ImportOptionsInput = {}): Promise<ImportPreview> {
    return this.service.handlers['datasets.preview']({ upload, options: parsed(options) }, context());
  }

  async import(
    upload: string,
    options: ImportOptionsInput = {},
    name?: string,
    signal?: AbortSignal,
  ): Promise<DatasetEntry> {
    const request = { upload, options: parsed(options), name };
    return (await this.service.handlers['datasets.import'](request, context(signal))).dataset;
  }

  load(reference: object, bias = false): Promise<LoadedDataset> {
    const full = { ...preprocessing, ...reference } as DatasetReference;
    return this.service.load(full, { bias, baseDirectory: this.folder });
  }
}

const parsed = (options: ImportOptionsInput): ImportOptions => importOptionsSchema.parse(options);

export const context = (signal: AbortSignal = new AbortController().signal) => ({ signal });

export function denseRows({ problem: { train } }: LoadedDataset): number[][] {
  const { design } = train;
  if (design.kind !== 'dense') throw new Error('sparse');
  return Array.from({ length: design.rows }, (_, i) =>
    Array.from(design.values.subarray(i * design.columns, (i + 1) * design.columns)),
  );
}

/** The LabError that is thrown; anything else passes on. */
export async function failure(run: Promise<unknown>): Promise<LabError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
