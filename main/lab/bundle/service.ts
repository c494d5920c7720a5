/** `.fisherlab` files: out of the history, and into that of another machine. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatasetEntry, DatasetReference } from '#contract/dataset.ts';
import type { EventSink, Handlers } from '#contract/api.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import { LabError } from '#contract/errors.ts';
import { parameterCount } from '#contract/model.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { RunResult } from '#contract/results.ts';
import type { RunJob } from '#workers/jobs.ts';
import { newId } from '../experiments/id.ts';
import { GridRecorder } from '../experiments/grid-recorder.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import { hashOf } from '../experiments/prepare.ts';
import { writeFileAtomic } from '../files/atomic.ts';
import type { RunStore } from '../store/run-store.ts';
import { readBundle, type OpenedBundle } from './read.ts';
import { finishedJobs } from './restore.ts';
import { readDataFile, writeBundle } from './write.ts';

export interface BundleServices {
  readonly store: RunStore;
  readonly sink: EventSink;
  readonly dataDirectory: string;
  /** Version of the app. */
  readonly version: string;
  readonly outcome: (id: string) => ExperimentOutcome;
  readonly datasets: Pick<Handlers, 'datasets.list' | 'datasets.export'>;
}

const context = { signal: new AbortController().signal };

interface LocalDataset {
  readonly reference: DatasetReference;
  readonly source: OpenedBundle['results']['dataset'];
}

export class BundleService {
  readonly #services: BundleServices;

  constructor(services: BundleServices) {
    this.#services = services;
  }

  /** Throws LabError 'not-found'. */
  write(id: string): Promise<ExportedFile> {
    const outcome = this.#services.outcome(id);
    const { sha256 } = outcome.results.dataset;
    return writeBundle(outcome, (reference) => this.#dataFile(reference, sha256), this.#services.version);
  }

  /** What is bundled with the app or drawn from a seed stays out: every Fisher Lab has it. */
  async #dataFile(reference: DatasetReference, sha256: string) {
    if ('synthetic' in reference) return null;
    if ('path' in reference) return readDataFile(reference.path, sha256);
    const { datasets } = await this.#services.datasets['datasets.list']({}, context);
    const entry = datasets.find(({ id }) => id === reference.id);
    if (entry === undefined || !entry.available || entry.origin === 'bundled') return null;
    return this.#services.datasets['datasets.export']({ id: reference.id }, context);
  }

  /** Takes a bundle into the history as a new experiment. Throws LabError 'invalid-data' or 'too-large'. */
  async open(bytes: Uint8Array): Promise<{ id: string; notes: string[] }> {
    const bundle = readBundle(bytes);
    const notes: string[] = [];
    const { environment } = bundle.results;
    if (environment.app !== this.#services.version) {
      notes.push(`Computed by Fisher Lab ${environment.app}; this is ${this.#services.version}.`);
    }
    const { reference, source } = await this.#localDataset(bundle, notes);
    const spec = { ...bundle.spec, dataset: reference } as ResolvedExperiment;
    const id = newId();
    this.#insert(id, spec, { ...bundle, results: { ...bundle.results, dataset: source } });
    this.#services.sink.emit('experiments.changed', { id, status: bundle.manifest.status });
    return { id, notes };
  }

  /** The data as this machine has them: a data file of the bundle is kept in the data folder, and is the source then. */
  async #localDataset(bundle: OpenedBundle, notes: string[]): Promise<LocalDataset> {
    const { dataset } = bundle.spec;
    const { data, manifest, results } = bundle;
    const asItWas = { reference: dataset, source: results.dataset };
    if ('synthetic' in dataset) return asItWas;
    if ('id' in dataset) {
      const { datasets } = await this.#services.datasets['datasets.list']({}, context);
      const known = datasets.find(({ id }) => id === dataset.id);
      if (known?.available === true && (data === null || (await this.#holdsSame(known, bundle)))) {
        return asItWas;
      }
    }
    if (data === null || manifest.data === null) {
      notes.push(
        `The data (${results.dataset.name}) are not in the bundle: it can be looked at, not run again.`,
      );
      return asItWas;
    }
    const { sha256 } = manifest.data;
    const path = join(this.#services.dataDirectory, 'bundles', sha256.slice(0, 16), data.name);
    await writeFileAtomic(path, data.bytes);
    const { id: _, ...options } = { id: '', ...dataset };
    const { target } = manifest.facts;
    return {
      reference: { ...options, path, target, task: dataset.task ?? manifest.facts.task },
      source: { ...results.dataset, id: path, sha256 },
    };
  }

  /** The same source can be imported with other options: of an imported set what comes of them is compared. */
  async #holdsSame(
    { id, origin, sha256 }: DatasetEntry,
    { manifest, results }: OpenedBundle,
  ): Promise<boolean> {
    if (sha256 !== results.dataset.sha256) return false;
    if (origin !== 'imported') return true;
    try {
      const { bytes } = await this.#services.datasets['datasets.export']({ id }, context);
      return createHash('sha256').update(bytes).digest('hex') === manifest.data?.sha256;
    } catch (error) {
      // Damaged here, or too large to be exported: the bundle has its own.
      if (error instanceof LabError) return false;
      throw error;
    }
  }

  #insert(id: string, spec: ResolvedExperiment, bundle: OpenedBundle): void {
    const { store } = this.#services;
    const { manifest, results, grid } = bundle;
    const { facts } = manifest;
    const dataset = { ...results.dataset, d: parameterCount(spec.model, facts.columns, facts.classes) };
    const named = { ...spec, name: manifest.name };
    const optimizers = 'optimizers' in spec ? spec.optimizers : [];
    const jobs = finishedJobs(spec, results, grid);
    const recorder = new GridRecorder(spec);
    store.write(() => {
      const source = { id, spec: named, facts, dataset, environment: results.environment };
      store.experiments.insert(source, hashOf({ spec, dataset }), store.instance);
      for (const [i, optimizer] of optimizers.entries()) {
        const cells = grid.filter((cell) => cell.optimizer === optimizer.id);
        if (cells.length > 0) store.jobs.saveCells(id, i, recorder.add(i, cells));
      }
      for (const finished of jobs) {
        const { job, result } = finished;
        if (job.kind === 'run' && result?.kind === 'run') {
          this.#insertRun(id, spec, job, result.run);
          // What was cut short is there to be seen, and is computed again when the experiment is resumed.
          if (result.run.status === 'cancelled' || result.run.status === 'interrupted') continue;
        }
        store.jobs.save(id, finished);
      }
      store.experiments.setStatus(id, manifest.status, manifest.reason);
      store.experiments.annotate(id, { notes: manifest.notes });
      store.log(id, { kind: 'opened-from-bundle', app: manifest.app, createdAt: manifest.createdAt });
    });
  }

  #insertRun(id: string, spec: ResolvedExperiment, job: RunJob, run: RunResult): void {
    const { store } = this.#services;
    const { optimizer, kind, repeat, stepSize, damping } = run;
    const totalIterations = 'iterations' in spec ? spec.iterations : run.iterations;
    const { index, factor } = job;
    store.runs.start(id, { index, optimizer, kind, repeat, stepSize, damping, factor, totalIterations });
    store.runs.finish(id, index, run);
  }
}
