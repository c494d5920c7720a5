/**
 * The `.fisherlab` file: a zip with a fixed set of entries. Opening never writes an entry by its name; it reads the
 * entries that the format knows into memory, within limits, and refuses everything else.
 *
 *   bundle.json    version, app, when, what is known of the data, SHA-256 of the data file
 *   spec.json, results.json, runs.csv, grid.csv, log.jsonl    as in the results folder
 *   data/NAME      the data, unless they are bundled with the app or drawn from a seed
 */

import { unzipSync } from 'fflate';
import { LabError } from '#contract/errors.ts';

export const bundleSuffix = '.fisherlab';

const documents = ['bundle.json', 'spec.json', 'results.json', 'runs.csv', 'grid.csv', 'log.jsonl'];
/** One plain file name: no folders, no dots alone, nothing that a file system treats apart. */
const dataEntry = /^data\/(?!\.)[^/\\:\0]{1,200}$/;

const mostEntries = 20;
/** Of one entry, uncompressed; the whole is held in memory. */
const mostBytes = 512 * 1024 * 1024;
/** Deflate does not do better than this; a zip bomb claims more. */
const mostRatio = 1100;

export interface BundleEntries {
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly data: { readonly name: string; readonly bytes: Uint8Array } | null;
}

/** Throws LabError 'invalid-data' with the reason, 'too-large' beyond the limits. */
export function readArchive(bytes: Uint8Array): BundleEntries {
  let count = 0;
  let total = 0;
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        count += 1;
        total += originalSize;
        if (count > mostEntries) throw refused(`it has more than ${mostEntries} entries`);
        if (!documents.includes(name) && !dataEntry.test(name)) {
          throw refused(`it has an entry ${JSON.stringify(name.slice(0, 100))} that does not belong there`);
        }
        if (total > mostBytes || originalSize > size * mostRatio + 1024) {
          throw new LabError(
            'too-large',
            `not opened: it would unpack to more than ${mostBytes / 2 ** 20} MB, or is packed beyond what is plausible`,
          );
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw refused('it is not a zip file, or a damaged one', error);
  }
  const entries = new Map(Object.entries(unpacked));
  const data = [...entries].filter(([name]) => name.startsWith('data/'));
  if (data.length > 1) throw refused('it has more than one data file');
  return {
    documents: new Map([...entries].filter(([name]) => documents.includes(name))),
    data: data[0] === undefined ? null : { name: data[0][0].slice('data/'.length), bytes: data[0][1] },
  };
}

/** An error for a bundle that is not what it says. */
export function refused(reason: string, cause?: unknown): LabError {
  return new LabError('invalid-data', `not a Fisher Lab bundle: ${reason}`, [], { cause });
}
