/** What can be saved of an experiment. */

import type { LabClient } from '#contract/api.ts';
import type { HostShell } from '../../lab.ts';

export const plotFormats = ['png', 'svg', 'pdf'] as const;
export type PlotFormat = (typeof plotFormats)[number];

/** Saves the plots of an experiment, as in its results folder; more than one file comes one after the other. */
export async function exportPlots(
  client: LabClient,
  host: HostShell,
  id: string,
  format: PlotFormat,
  theme: 'light' | 'dark' | 'print',
): Promise<number> {
  const { files } = await client.request('exports.plots', { id, format, theme });
  for (const file of files) await host.save(file);
  return files.length;
}

export async function exportResults(client: LabClient, host: HostShell, id: string): Promise<string> {
  const file = await client.request('exports.results', { id });
  await host.save(file);
  return file.name;
}
