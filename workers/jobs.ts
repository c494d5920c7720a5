/**
 * Jobs: the units of work that an experiment is cut into, and what a worker says while it does one.
 *
 * `nextJobs` (experiments/plan.ts) is pure: given the experiment and the results so far it names the jobs that can
 * start now; when it names none, `assemble` (experiments/assemble.ts) makes the results. The lab only carries jobs
 * to threads and stores what they say; it knows nothing of the kinds. Results depend on the jobs alone, never on
 * threads or timing.
 */

import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Damping } from '#contract/ranges.ts';
import type {
  CurvatureResult,
  GridCell,
  Minimum,
  QuadraticResult,
  RunEvent,
  RunResult,
  VectorFieldResult,
} from '#contract/results.ts';
import type { Problem } from './data/problem.ts';

export type KernelName = 'fma' | 'simd' | 'js';

/** One optimizer run with its series. */
export interface RunJob {
  readonly kind: 'run';
  /** Position among the experiment's runs (experiments/slots.ts). */
  readonly index: number;
  /** Position in the experiment's `optimizers`. */
  readonly optimizer: number;
  readonly repeat: number;
  readonly stepSize: number;
  readonly damping: Damping | null;
  /** Kind starting-points: start at factor x theta*. */
  readonly factor: number | null;
  /** theta* where the run needs it (distanceToMinimum, start at the minimum, factors). */
  readonly minimum: Float64Array | null;
}

/** A block of grid cells [from, to) of one optimizer, by position in the grid (experiments/grid.ts). */
export interface CellsJob {
  readonly kind: 'cells';
  readonly optimizer: number;
  readonly from: number;
  readonly to: number;
  /** Positions of the block that an interrupted search has computed already: they are left out. */
  readonly known?: readonly number[];
  readonly minimum: Float64Array | null;
}

/** Fragility of grid cells: each run again with its step size x (1 + 1e-12) and compared with its first outcome. */
export interface FragilityJob {
  readonly kind: 'fragility';
  readonly optimizer: number;
  readonly cells: readonly number[];
  /** What the search found for these cells. */
  readonly outcomes: readonly GridCell[];
  readonly minimum: Float64Array | null;
}

/** The minimum of the experiment's loss, with its status. */
export interface MinimumJob {
  readonly kind: 'minimum';
}

/** Everything of the kinds curvature, vector-field, quadratic and consistency. */
export interface AnalysisJob {
  readonly kind: 'analysis';
  readonly minimum: Minimum | null;
  /** consistency: which (size, seed) pair; vector-field: which optimizer; else 0. */
  readonly part: number;
}

export type Job = RunJob | CellsJob | FragilityJob | MinimumJob | AnalysisJob;

export type JobResult =
  | { readonly kind: 'run'; readonly run: RunResult }
  /** The cells that were not known, by position; fewer when the job was cancelled: those before the first unfinished. */
  | { readonly kind: 'cells'; readonly cells: readonly GridCell[] }
  | { readonly kind: 'fragility'; readonly fragile: readonly boolean[] }
  | { readonly kind: 'minimum'; readonly minimum: Minimum }
  | {
      readonly kind: 'analysis';
      readonly curvature?: CurvatureResult;
      readonly vectorField?: VectorFieldResult;
      readonly quadratic?: QuadraticResult;
      readonly consistency?: {
        readonly size: number;
        readonly seed: number;
        readonly relativeDifference: number;
      };
    };

/** The same for the same job of an experiment: how a caller tells jobs apart. */
export function jobKey(job: Job): string {
  switch (job.kind) {
    case 'run':
      return `run ${job.index}`;
    case 'cells':
      return `cells ${job.optimizer} ${job.from}`;
    case 'fragility':
      return `fragility ${job.optimizer} ${job.cells[0]}`;
    case 'minimum':
      return 'minimum';
    case 'analysis':
      return `analysis ${job.part}`;
  }
}

/** A job and its result; `result` is null where the job failed as a whole (a crashed worker), with the reason. */
export interface FinishedJob {
  readonly job: Job;
  readonly result: JobResult | null;
  readonly reason: string | null;
}

/** What goes to a worker thread. */
export interface Task {
  readonly experiment: ResolvedExperiment;
  readonly job: Job;
  /** null for kinds that draw their own data (consistency). */
  readonly problem: Problem | null;
  /** Int32Array of length 1 in shared memory: non-zero asks the job to stop at the next iteration. */
  readonly cancel: Int32Array;
  readonly kernel: KernelName | 'auto';
  /** Threads that the job may use, its own among them (default 1); no number depends on it. */
  readonly threads?: number;
  /** Where progress goes; null for none. The worker's last message on it is {type: 'end'}. */
  readonly port: MessagePort | null;
}

/** The part of a MessagePort that the engine uses. */
export interface MessagePort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
}

/** What a worker posts while it works. Series chunks of a run arrive in order and do not overlap. */
export type JobMessage =
  | {
      readonly type: 'progress';
      /** Share of this job done, 0 to 1. */
      readonly done: number;
      /** Run jobs: iteration reached, first index of the chunk, and the new values of each series. */
      readonly iteration?: number;
      readonly from?: number;
      readonly series?: Readonly<Record<string, Float64Array>>;
      readonly events?: readonly RunEvent[];
      /** Cells jobs: the cells finished since the last message. */
      readonly cells?: readonly GridCell[];
    }
  | { readonly type: 'end' };
