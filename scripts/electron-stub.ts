/** A folder that electron-builder takes for Electron's distribution: its files, and a binary that only has fuses. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What @electron/fuses looks for: the sentinel, the version of the wire, its length, one byte a fuse. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron ships them: run-as-node, NODE_OPTIONS, the inspector and file: privileges on, the archive unchecked. */
const shippedFuses = '101100011';

/** Makes the folder and returns it. */
export function makeElectronStub(folder: string, version: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'), { recursive: true });
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(join(folder, 'version'), version);
  const wire = Buffer.concat([
    Buffer.from('#!/bin/sh\nexit 1\n'),
    Buffer.from(fuseSentinel),
    Buffer.from([1, shippedFuses.length]),
    Buffer.from(shippedFuses),
  ]);
  const binary = join(folder, 'electron');
  writeFileSync(binary, wire);
  chmodSync(binary, 0o755);
  return folder;
}
