/** Live what-if: comparisons, planes and analyses on a warm thread of their own; the newest request wins. */

import { curvatureWork, liveCurvatureWork, type LiveRun } from '#contract/api/live.ts';
import type { PlaneAnswer, PlaneRequest } from '#contract/api/plane.ts';
import type { Handlers } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import { isSearched } from '#contract/optimizers.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Damping } from '#contract/ranges.ts';
import type { CurvatureResult, RunResult } from '#contract/results.ts';
import { dampingNumber } from '#workers/experiments/grid.ts';
import { nextJobs } from '#workers/experiments/plan.ts';
import { packedQuantities } from '#workers/experiments/packed-run.ts';
import { runSlots } from '#workers/experiments/slots.ts';
import type { FinishedJob } from '#workers/jobs.ts';
import type { DataSource, LoadedData } from '../data-source.ts';
import { prepareExperiment, type PreparedExperiment } from '../experiments/prepare.ts';
import { Cancellation } from '../pool/cancellation.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

type LiveHandlers = Pick<Handlers, 'live.compare' | 'live.curvature' | 'live.plane'>;

export class LiveService {
  readonly #pool: WorkerPool;
  readonly #data: DataSource;
  #newest: Cancellation | null = null;
  #newestPlane: Cancellation | null = null;
  #newestCurvature: Cancellation | null = null;
  /** Answers of one thread come one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param pool one thread that nobody else uses */
  constructor(pool: WorkerPool, data: DataSource) {
    this.#pool = pool;
    this.#data = new LastLoaded(data);
  }

  readonly handlers: LiveHandlers = {
    'live.compare': async ({ spec }, { signal }) => {
      const started = performance.now();
      const runs = await this.compare(spec, signal);
      return { runs, milliseconds: performance.now() - started };
    },
    'live.curvature': ({ spec }, { signal }) => this.curvature(spec, signal),
    'live.plane': (request, { signal }) => this.plane(request, signal),
  };

  /** Throws LabError 'cancelled' when a newer request came, and what `prepareExperiment` throws. */
  async compare(document: unknown, signal: AbortSignal): Promise<LiveRun[]> {
    this.#newest?.cancel();
    const cancellation = (this.#newest = cancelledBy(signal));
    const prepared = await prepareExperiment(document, this.#data, signal);
    assertLive(prepared.spec);
    const run = packedPathSuffices(prepared.spec) ? this.#packed : this.#runs;
    return this.#inTurn(() => run.call(this, prepared, cancellation));
  }

  /** Throws LabError 'cancelled' and what `prepareExperiment` throws, 'not-available' for other than two parameters. */
  async plane({ spec: document, ...request }: PlaneRequest, signal: AbortSignal): Promise<PlaneAnswer> {
    this.#newestPlane?.cancel();
    const cancellation = (this.#newestPlane = cancelledBy(signal));
    const { spec, problem, dataset } = await prepareExperiment(document, this.#data, signal);
    if (dataset.d !== 2) {
      throw new LabError('not-available', `the model has ${dataset.d} parameters; a plane has two`);
    }
    return this.#inTurn(async () => {
      if (cancellation.requested) throw superseded();
      const answer = await this.#pool.runPlane({ experiment: spec, problem, request }, cancellation);
      if (answer === null) throw superseded();
      return answer;
    });
  }

  /** Throws LabError 'cancelled' and what `prepareExperiment` throws, 'not-available' for what takes too long. */
  async curvature(document: unknown, signal: AbortSignal): Promise<CurvatureResult> {
    this.#newestCurvature?.cancel();
    const cancellation = (this.#newestCurvature = cancelledBy(signal));
    const prepared = await prepareExperiment(document, this.#data, signal);
    assertQuickAnalysis(prepared);
    return this.#inTurn(() => this.#analysis(prepared, cancellation));
  }

  async #analysis(
    { spec, facts, problem }: PreparedExperiment,
    cancellation: Cancellation,
  ): Promise<CurvatureResult> {
    const finished: FinishedJob[] = [];
    for (;;) {
      if (cancellation.requested) throw superseded();
      const job = nextJobs(spec, facts, finished)[0]!;
      const result = await this.#pool
        .run({ experiment: spec, job, problem }, cancellation, () => undefined)
        .catch((error: unknown) => {
          throw cancellation.requested ? superseded() : error;
        });
      if (result.kind === 'analysis' && result.curvature !== undefined) return result.curvature;
      finished.push({ job, result, reason: null });
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const answer = this.#turn.then(work);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** The engine's packed path. */
  async #packed({ spec, problem }: PreparedExperiment, cancellation: Cancellation): Promise<LiveRun[]> {
    if (cancellation.requested) throw superseded();
    const runs = await this.#pool.runLive({ experiment: spec, problem }, cancellation);
    if (runs === null || spec.kind !== 'compare') throw superseded();
    return runs.map(({ status, series, theta }, i) => {
      const { id, kind, stepSize, ...options } = spec.optimizers[i]!;
      const damping = 'damping' in options ? (options.damping as Damping) : null;
      const loss = series['loss']!;
      return {
        ...{ optimizer: id, kind, repeat: 0, stepSize: stepSize as number, damping: dampingNumber(damping) },
        ...{ status, iterations: loss.length - 1, finalLoss: loss.at(-1)!, series, theta, path: null },
      };
    });
  }

  async #runs({ spec, facts, problem }: PreparedExperiment, cancellation: Cancellation): Promise<LiveRun[]> {
    const finished: FinishedJob[] = [];
    // A minimum that no run waits for comes last, and is left out.
    const runs = runSlots(spec).length;
    while (finished.filter(({ job }) => job.kind === 'run').length < runs) {
      const job = nextJobs(spec, facts, finished)[0]!;
      if (cancellation.requested) throw superseded();
      const result = await this.#pool.run({ experiment: spec, job, problem }, cancellation, () => undefined);
      finished.push({ job, result, reason: null });
    }
    if (cancellation.requested) throw superseded();
    return finished.flatMap(({ result }) => (result?.kind === 'run' ? [liveRun(result.run)] : []));
  }

  async close(): Promise<void> {
    this.#newest?.cancel();
    this.#newestPlane?.cancel();
    this.#newestCurvature?.cancel();
    await this.#turn;
    await this.#pool.close();
  }
}

/** Keeps the last data set: a slider asks for the same one sixty times a second. */
class LastLoaded implements DataSource {
  readonly #data: DataSource;
  #key = '';
  #loaded: Promise<LoadedData> | null = null;

  constructor(data: DataSource) {
    this.#data = data;
  }

  load(...[reference, options]: Parameters<DataSource['load']>): Promise<LoadedData> {
    const key = JSON.stringify([reference, options.bias, options.baseDirectory]);
    if (this.#loaded !== null && key === this.#key) return this.#loaded;
    // Without the request's signal: the next request will want the data, whatever becomes of this one.
    const { bias, baseDirectory } = options;
    const loaded = this.#data.load(reference, { bias, baseDirectory });
    this.#key = key;
    this.#loaded = loaded;
    loaded.catch(() => {
      if (this.#loaded === loaded) this.#loaded = null;
    });
    return loaded;
  }
}

function cancelledBy(signal: AbortSignal): Cancellation {
  const cancellation = new Cancellation();
  signal.addEventListener('abort', () => cancellation.cancel(), { once: true });
  return cancellation;
}

function assertLive(spec: ResolvedExperiment): void {
  if (spec.kind !== 'compare') {
    throw new LabError('not-available', `kind: ${spec.kind} does not run live; compare does`);
  }
  const searched = spec.optimizers.findIndex(isSearched);
  if (searched >= 0) {
    throw new LabError('not-available', `optimizers[${searched}]: a range does not run live`);
  }
}

function assertQuickAnalysis({ spec, dataset }: PreparedExperiment): void {
  if (spec.kind !== 'curvature' || spec.informationMatrixTest) {
    throw new LabError(
      'not-available',
      'kind: only curvature without its information-matrix test is analysed live',
    );
  }
  const { model, structures } = spec;
  if (curvatureWork(dataset, { perceptron: model.kind === 'mlp', structures }) > liveCurvatureWork) {
    throw new LabError(
      'not-available',
      `${dataset.n} rows and ${dataset.d} parameters are too many to follow a slider${structures ? ' with the structured approximations' : ''}`,
    );
  }
}

/** Whether the experiment asks for nothing but what the engine's packed path computes. */
function packedPathSuffices(spec: ResolvedExperiment): boolean {
  return (
    spec.kind === 'compare' &&
    spec.record !== undefined &&
    spec.record.every((name) => packedQuantities.some((known) => known === name)) &&
    spec.recordEvery === 1 &&
    spec.repeats === 1 &&
    spec.start.kind !== 'minimum' &&
    spec.optimizers.every(({ batchSize }) => batchSize === null)
  );
}

function superseded(): LabError {
  return new LabError('cancelled', 'a newer request came');
}

function liveRun(run: RunResult): LiveRun {
  const { optimizer, kind, repeat, stepSize, damping, status, iterations, finalLoss } = run;
  return {
    ...{ optimizer, kind, repeat, stepSize, damping, status, iterations, finalLoss },
    series: Object.fromEntries(
      Object.entries(run.series).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
    theta: Float64Array.from(run.theta),
    path: run.path === undefined ? null : Float64Array.from(run.path.flat()),
  };
}
