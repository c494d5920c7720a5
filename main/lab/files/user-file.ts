/** A small file that the user chose. */

import { readFile, stat } from 'node:fs/promises';
import { LabError } from '#contract/errors.ts';

/** An experiment file is some kilobytes; what is far larger was chosen by mistake. */
const maximumTextBytes = 16 * 1024 * 1024;

/** Throws LabError 'not-found', 'too-large', or 'invalid-input' for what is no UTF-8 text. */
export async function readUserText(path: string): Promise<string> {
  const bytes = await readUserBytes(path, maximumTextBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new LabError('invalid-input', `${path}: cannot be read as UTF-8 text.`, [], { cause: error });
  }
}

/** Throws LabError 'not-found', 'too-large', or 'invalid-input' for what cannot be read. */
export async function readUserBytes(path: string, maximumBytes: number): Promise<Uint8Array> {
  const facts = await stat(path).catch(() => null);
  if (facts === null || !facts.isFile()) throw new LabError('not-found', `${path}: there is no such file.`);
  if (facts.size > maximumBytes) {
    throw new LabError('too-large', `${path}: larger than ${maximumBytes / 2 ** 20} MB.`);
  }
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new LabError('invalid-input', `${path}: cannot be read.`, [], { cause: error });
  }
}
