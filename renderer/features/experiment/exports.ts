/** What can be saved of an experiment. */

import type { LabClient } from '#contract/api.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import type { Picture } from '#contract/picture.ts';
import type { Terminology } from '#contract/terminology.ts';
import type { HostShell } from '../../lab.ts';

/** Saves the plots of an experiment, as in its results folder; more than one file comes one after the other. */
export async function exportPlots(
  client: LabClient,
  host: HostShell,
  id: string,
  format: Picture['format'],
  theme: 'light' | 'dark' | 'print',
  terminology: Terminology,
): Promise<number> {
  const { files } = await client.request('exports.plots', { id, format, theme, terminology });
  for (const file of files) await host.save(file);
  return files.length;
}

/** The exports of one file each, beside the plots. */
export const fileExports = {
  results: 'results folder (zip)',
  csv: 'run log (CSV)',
  jsonl: 'run log (JSON Lines)',
  grid: 'grid (CSV)',
  bundle: 'bundle to open elsewhere (.fisherlab)',
} as const;
export type FileExport = keyof typeof fileExports;

/** Saves one file and says its name. */
export async function exportFile(
  client: LabClient,
  host: HostShell,
  id: string,
  what: FileExport,
): Promise<string> {
  const file = await requestFile(client, id, what);
  await host.save(file);
  return file.name;
}

function requestFile(client: LabClient, id: string, what: FileExport): Promise<ExportedFile> {
  switch (what) {
    case 'results':
      return client.request('exports.results', { id });
    case 'csv':
    case 'jsonl':
      return client.request('exports.runs', { id, format: what });
    case 'grid':
      return client.request('exports.grid', { id });
    case 'bundle':
      return client.request('exports.bundle', { id });
  }
}
