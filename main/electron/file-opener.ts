/** Files that are opened from outside the page: kept until the page listens, then handed over one by one. */

import { basename, extname } from 'node:path';
import type { OpenedFile } from '#contract/shell.ts';

/** Read here and handed over as text; every other file is data, read by the lab from its path. */
const experimentExtensions = ['.fisherlab', '.json'];

/** What the open dialog offers. */
export const fileFilters = [
  {
    name: 'Experiments and data',
    extensions: ['fisherlab', 'json', 'csv', 'tsv', 'txt', 'data', 'svm', 'libsvm', 'arff', 'parquet', 'npy'],
  },
  { name: 'All files', extensions: ['*'] },
];

export interface FileOpenerOptions {
  /** Reads an experiment file; rejects with a LabError. */
  readonly readText: (path: string) => Promise<string>;
  readonly deliver: (file: OpenedFile) => void;
  readonly onOpened: (path: string) => void;
  readonly onFailure: (path: string, error: unknown) => void;
}

export class FileOpener {
  readonly #options: FileOpenerOptions;
  #waiting: string[] = [];
  #listening = false;

  constructor(options: FileOpenerOptions) {
    this.#options = options;
  }

  async open(paths: readonly string[]): Promise<void> {
    this.#waiting.push(...paths);
    await this.#handOver();
  }

  /** The page listens. */
  async ready(): Promise<void> {
    this.#listening = true;
    await this.#handOver();
  }

  /** The page is gone or being loaded again. */
  away(): void {
    this.#listening = false;
  }

  async #handOver(): Promise<void> {
    while (this.#listening) {
      const path = this.#waiting.shift();
      if (path === undefined) return;
      try {
        const isExperiment = experimentExtensions.includes(extname(path).toLowerCase());
        const text = isExperiment ? await this.#options.readText(path) : null;
        this.#options.deliver({ name: basename(path), path, text });
        this.#options.onOpened(path);
      } catch (error) {
        this.#options.onFailure(path, error);
      }
    }
  }
}
