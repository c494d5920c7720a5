/** Files that are opened from outside the page: kept until the page listens, then handed over one by one. */

import { basename, extname } from 'node:path';
import { formatEndings, gzipEnding } from '#contract/data-file.ts';
import { LabError } from '#contract/errors.ts';
import type { OpenedContent, OpenedFile } from '#contract/shell.ts';

/** What the open dialog offers. */
export const fileFilters = [
  {
    name: 'Experiments and data',
    extensions: [...new Set(['fisherlab', 'json', ...Object.values(formatEndings).flat(), gzipEnding])],
  },
  { name: 'All files', extensions: ['*'] },
];

export interface FileOpenerOptions {
  /** Read a file of a size that fits a message; reject with a LabError, 'not-found' where there is none. */
  readonly readText: (path: string) => Promise<string>;
  readonly readBytes: (path: string) => Promise<Uint8Array>;
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
        this.#options.deliver({ name: basename(path), path, content: await this.#contentOf(path) });
        this.#options.onOpened(path);
      } catch (error) {
        this.#options.onFailure(path, error);
      }
    }
  }

  async #contentOf(path: string): Promise<OpenedContent> {
    const ending = extname(path).toLowerCase();
    if (ending === '.fisherlab') return { kind: 'bundle', bytes: await this.#options.readBytes(path) };
    if (ending !== '.json') return { kind: 'data' };
    try {
      return { kind: 'text', text: await this.#options.readText(path) };
    } catch (error) {
      // Too large or in another encoding: no experiment, but perhaps data.
      if (error instanceof LabError && error.code !== 'not-found') return { kind: 'data' };
      throw error;
    }
  }
}
