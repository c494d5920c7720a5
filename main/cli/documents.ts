/** Experiment files as the command line reads them. */

import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';

/**
 * Reads an experiment file. A relative `dataset.path` in it is taken from the file's folder and made absolute.
 * Throws LabError 'invalid-input'.
 */
export async function readDocument(path: string): Promise<unknown> {
  const text = (await readBytes(path)).toString('utf8');
  return withAbsolutePath(parseJson(text.replace(/^\uFEFF/, ''), path), dirname(path));
}

/** Throws LabError 'invalid-input' where there is no such file. */
export function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'a folder, not a file',
      EACCES: 'you may not read it',
    };
    const reason = reasons[cause.code ?? ''] ?? cause.message;
    throw new LabError('invalid-input', `${path}: ${reason}`, [], { cause });
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('invalid-input', `${path}: not JSON: ${message}`, [], { cause });
  }
}

function withAbsolutePath(document: unknown, folder: string): unknown {
  if (!isRecord(document) || !isRecord(document['dataset'])) return document;
  const { path } = document['dataset'];
  if (typeof path !== 'string' || path === '' || isAbsolute(path)) return document;
  return { ...document, dataset: { ...document['dataset'], path: resolve(folder, path) } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
