/** A lab in a temporary folder for the scripts that make documentation from the paper's presets. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLab } from '#main/lab/lab.ts';
import type { PanelResult, PresetContext } from '#main/lab/presets/preset.ts';
import { presetContext } from '#main/lab/presets/service.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** Data that no package carries, where they are found beside the checkout. */
const sharedFiles: Readonly<Record<string, { file: string; task: 'binary' | 'regression' }>> = {
  a1a: { file: 'a1a.libsvm', task: 'binary' },
  energy: { file: 'energy.txt', task: 'regression' },
  powerplant: { file: 'powerplant.txt', task: 'regression' },
  yacht: { file: 'yacht.txt', task: 'regression' },
};

export interface PaperLab {
  context(search: PresetContext['search']): PresetContext;
  /** Runs a document to its end. Rejects when it does not complete. */
  run(document: unknown): Promise<PanelResult>;
  close(): Promise<void>;
}

export async function openPaperLab(): Promise<PaperLab> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-paper-'));
  const datasetsDirectory = join(root, 'datasets');
  const lab = await createLab({
    dataDirectory,
    workerFile: join(root, 'workers', 'entry.ts'),
    datasetsDirectory,
    sink: { emit: () => undefined },
    shell: 'command-line',
    version: 'documentation',
  });
  return {
    context: (search) => ({
      ...presetContext(datasetsDirectory, search),
      dataset: (id) => {
        const shared = sharedFiles[id];
        const path = resolve(root, '..', 'shared', 'data', shared?.file ?? '');
        return shared !== undefined && existsSync(path) ? { path, task: shared.task } : { id };
      },
    }),
    async run(document) {
      const id = await lab.experiments.start(document);
      const status = await lab.experiments.ended(id);
      const { stored, results, grids } = lab.experiments.outcome(id);
      if (status !== 'completed') throw new Error(stored.summary.reason ?? status);
      return { ...results, grids };
    },
    async close() {
      await lab.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
