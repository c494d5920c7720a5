/** Makes a `.fisherlab` file of an experiment. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetReference } from '#contract/dataset.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import { stringifyExact } from '#contract/numbers.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import { resultFiles } from '../results/files.ts';
import { zipFiles } from '../results/zip.ts';
import { bundleSuffix } from './archive.ts';
import type { Manifest } from './manifest.ts';

/** The data of a reference as a file, or null where another machine has them anyway (bundled, synthetic). */
export type DataFile = (reference: DatasetReference) => Promise<{ name: string; bytes: Uint8Array } | null>;

export async function writeBundle(
  outcome: ExperimentOutcome,
  dataFile: DataFile,
  app: string,
): Promise<ExportedFile> {
  const { stored, results } = outcome;
  const { summary, facts } = stored;
  const file = await dataFile(results.spec.dataset);
  const name = file === null ? '' : safeName(file.name);
  const manifest: Manifest = {
    format: 'fisherlab',
    version: 1,
    app,
    createdAt: summary.createdAt,
    name: summary.name,
    notes: summary.notes,
    status: summary.status === 'running' || summary.status === 'queued' ? 'interrupted' : summary.status,
    reason: summary.reason,
    facts,
    data:
      file === null ? null : { file: name, sha256: createHash('sha256').update(file.bytes).digest('hex') },
  };
  const files = [
    { name: 'bundle.json', content: [`${stringifyExact(manifest, 2)}\n`] },
    ...resultFiles(outcome),
    ...(file === null ? [] : [{ name: `data/${name}`, content: [file.bytes] }]),
  ];
  return { name: `${stored.id}${bundleSuffix}`, type: 'application/zip', bytes: zipFiles(null, files) };
}

/** The bytes of a data file by its path; null when it is not there any more, or not what it was. */
export async function readDataFile(path: string, sha256: string) {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sha256) return null;
  return { name: basename(path), bytes };
}

function safeName(name: string): string {
  return (
    name
      .replaceAll(/[/\\:\0]/g, '_')
      .replace(/^\.+/, '')
      .slice(-200) || 'data'
  );
}
