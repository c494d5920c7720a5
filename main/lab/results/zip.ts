/** A results folder as one zip. */

import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { ResultFile } from './files.ts';

/** All files, compressed, under one folder name where one is given. */
export function zipFiles(folder: string | null, files: Iterable<ResultFile>): Uint8Array {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const { name, content } of files) {
    const entry = new ZipDeflate(folder === null ? name : `${folder}/${name}`, { level: 6 });
    zip.add(entry);
    for (const piece of content) entry.push(typeof piece === 'string' ? strToU8(piece) : piece);
    entry.push(new Uint8Array(0), true);
  }
  zip.end();
  return Buffer.concat(chunks);
}
