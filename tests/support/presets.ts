/** Reproduces presets in this thread, for tests: the engine and the data sets without a store or a pool. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { biasOf } from '#contract/dataset.ts';
import type { ExperimentInput } from '#contract/experiment.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { parameterCount } from '#contract/model.ts';
import type { Results } from '#contract/results.ts';
import { DatasetService } from '#main/lab/datasets/service.ts';
import type { PresetContext } from '#main/lab/presets/preset.ts';
import { presetContext } from '#main/lab/presets/service.ts';
import { reproduce, type Reproduction } from '#main/lab/presets/reproduce.ts';
import { runPrepared } from './experiments.ts';

const root = new URL('../../', import.meta.url);
const datasetsDirectory = fileURLToPath(new URL('datasets', root));

const sharedFiles: Readonly<Record<string, { file: string; task: 'binary' | 'regression' }>> = {
  a1a: { file: 'a1a.libsvm', task: 'binary' },
  energy: { file: 'energy.txt', task: 'regression' },
  powerplant: { file: 'powerplant.txt', task: 'regression' },
  yacht: { file: 'yacht.txt', task: 'regression' },
};

const sharedPath = (id: string) => {
  const path = fileURLToPath(new URL(`../shared/data/${sharedFiles[id]?.file ?? ''}`, root));
  return sharedFiles[id] !== undefined && existsSync(path) ? path : null;
};

/** Whether the folder with the paper's data that no package carries is there. */
export const hasSharedData = sharedPath('a1a') !== null;

/** Data sets by id; those of the folder above by their path where it is there. */
export function testContext(search: PresetContext['search'] = 'published'): PresetContext {
  return {
    ...presetContext(datasetsDirectory, search),
    dataset: (id) => {
      const path = sharedPath(id);
      return path === null ? { id } : { path, task: sharedFiles[id]!.task };
    },
  };
}

/** Runs one document in this thread. Throws what the lab would throw. */
export async function runDocument(document: unknown): Promise<Results> {
  const parsed = parseExperiment(document);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  const { dataset, model } = parsed.value;
  const service = await DatasetService.create({
    datasetsDirectory,
    dataDirectory: datasetsDirectory,
    workerFile: '',
    sink: { emit: () => undefined },
    usersOf: () => [],
  });
  const { problem, facts, summary } = await service.load(dataset, {
    bias: biasOf(dataset, model.kind),
    baseDirectory: datasetsDirectory,
  });
  const { experiment, finished, grid, ...computed } = await runPrepared(parsed.value, { problem, facts });
  void finished;
  void grid;
  return {
    version: 1,
    spec: experiment,
    environment: { app: 'test', node: '', platform: '', cpu: '', threads: 1, kernel: 'auto' },
    dataset: { ...summary, d: parameterCount(model, facts.columns, facts.classes) },
    ...computed,
  };
}

export interface HereOptions {
  readonly context?: PresetContext;
  readonly out?: string;
  /** A smaller document for a quick test. */
  readonly reduce?: (document: ExperimentInput) => object;
}

export async function reproduceHere(
  id: string,
  { context = testContext(), out, reduce = (document) => document }: HereOptions = {},
): Promise<Reproduction & { readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const reproduction = await reproduce(id, {
    ...context,
    out: out ?? null,
    run: (document) => runDocument(reduce(document as ExperimentInput)),
    log: (line) => lines.push(line),
  });
  return { ...reproduction, lines };
}
