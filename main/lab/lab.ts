/**
 * The composition root of the lab's services: data sets, experiments, run store, presets, export. Every way in (the
 * desktop shell, the browser mode, the command line) creates one lab and talks to its handlers.
 */

import { availableParallelism } from 'node:os';
import type { Preset } from '#contract/api/presets.ts';
import type { EventSink, Handlers } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import type { Environment } from '#contract/results.ts';
import { loadKernels } from '#workers/kernels/load.ts';
import type { KernelName } from '#workers/jobs.ts';
import { BundleService } from './bundle/service.ts';
import { DatasetService } from './datasets/service.ts';
import { environmentOf } from './environment.ts';
import { ExperimentService } from './experiments/service.ts';
import { exportHandlers, folderFiles } from './export/service.ts';
import { LiveService } from './live/live-service.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import { listPresets, presetHandlers } from './presets/service.ts';
import type { Shard } from './experiments/shard.ts';
import { shardFiles } from './results/shard-folder.ts';
import { writeResultsFolder } from './results/folder.ts';
import { RunStore } from './store/run-store.ts';

export interface LabOptions {
  /** The user's data folder: run store, imported data. Created when it does not exist. */
  readonly dataDirectory: string;
  /** Absolute path of the worker's file: workers/entry.ts in a checkout, the self-contained bundle elsewhere. */
  readonly workerFile: string;
  /** Absolute path of the folder with the bundled data sets and their catalogue. */
  readonly datasetsDirectory: string;
  /** Where events go. */
  readonly sink: EventSink;
  readonly shell: 'electron' | 'browser' | 'command-line';
  /** Version of the app, for app.info and results. */
  readonly version: string;
  /** Worker threads; default: the available processors. */
  readonly threads?: number;
  /** Kernel of the engine; default: the fastest that the machine validates. */
  readonly kernel?: KernelName | 'auto';
}

export interface Lab {
  readonly handlers: Handlers;
  /** What the command line does beyond the handlers: wait for an end, take an outcome. */
  readonly experiments: ExperimentService;
  readonly datasets: DatasetService;
  readonly environment: Environment;
  readonly presets: readonly Preset[];
  readonly bundles: BundleService;
  /** Writes the results folder of an experiment (of a shard: its part). Throws LabError 'not-found' or 'storage'. */
  writeResults(id: string, directory: string, shard?: Shard): Promise<void>;
  /** What the user should know of the start: a damaged store set aside, interrupted runs found. */
  readonly notices: readonly string[];
  /** Cancels what runs (keeping what was computed), waits for the last writes, closes store and threads. */
  close(): Promise<void>;
}

/** Opens the data folder and starts the services. Throws LabError 'storage' when the folder cannot be used. */
export type CreateLab = (options: LabOptions) => Promise<Lab>;

export const createLab: CreateLab = async (options) => {
  const { dataDirectory, datasetsDirectory, workerFile, sink, shell, version } = options;
  const threads = options.threads ?? availableParallelism();
  const kernel = await kernelOf(options.kernel ?? 'auto');
  const environment = environmentOf(version, threads, kernel);
  const store = RunStore.open(dataDirectory);
  const data = await DatasetService.create({
    datasetsDirectory,
    dataDirectory,
    workerFile,
    sink,
    usersOf: (id) => store.read(() => store.experiments.namesUsing(id)),
  });
  const pool = new WorkerPool({ workerFile, threads, kernel });
  const experiments = new ExperimentService({ store, pool, sink, data, environment });
  const presets = listPresets(datasetsDirectory);
  const outcome = (id: string) => experiments.outcome(id);
  const bundles = new BundleService({
    ...{ store, sink, dataDirectory, version, outcome },
    datasets: data.handlers,
  });
  const live = new LiveService(new WorkerPool({ workerFile, threads: 1, kernel }), data);
  const { notices } = store;
  return {
    handlers: {
      'app.info': () => ({ environment, shell, dataDirectory, notices: [...notices] }),
      ...experiments.handlers,
      ...data.handlers,
      ...live.handlers,
      ...exportHandlers({ outcome, prepare: (spec, signal) => experiments.prepare(spec, signal), bundles }),
      ...presetHandlers(presets, outcome),
    },
    experiments,
    datasets: data,
    environment,
    presets,
    bundles,
    writeResults: async (id, directory, shard) =>
      writeResultsFolder(
        directory,
        shard === undefined ? await folderFiles(outcome(id)) : shardFiles(outcome(id), shard),
      ),
    notices,
    async close() {
      await Promise.all([experiments.close(), live.close()]);
      await pool.close();
      store.close();
    },
  };
};

/** The kernel that `auto` means on this machine, or the one asked for. Throws LabError 'invalid-input'. */
async function kernelOf(choice: KernelName | 'auto'): Promise<KernelName> {
  try {
    return (await loadKernels(choice)).name;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new LabError('invalid-input', error.message, error.issues, { cause: error });
  }
}
