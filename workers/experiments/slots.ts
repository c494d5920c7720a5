/** The runs of an experiment: which there are and in which order, known before anything has run. */

import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';

/** The kinds of experiment that run optimizers. */
export type Running = Extract<ResolvedExperiment, { kind: 'compare' | 'starting-points' }>;

/** One place in `results.runs`. */
export interface RunSlot {
  /** Position in the experiment's `optimizers`. */
  readonly optimizer: number;
  readonly repeat: number;
  /** Kind starting-points: start at factor x theta*; else null. */
  readonly factor: number | null;
}

/**
 * The runs in the order of `results.runs`: optimizer by optimizer, within one factor by factor, within one repeat by
 * repeat. An optimizer that searches a grid has the slots of its best cell. Empty for kinds without runs.
 */
export function runSlots(experiment: ResolvedExperiment): RunSlot[] {
  if (experiment.kind !== 'compare' && experiment.kind !== 'starting-points') return [];
  const factors = experiment.kind === 'starting-points' ? experiment.factors : [null];
  return experiment.optimizers.flatMap((_, optimizer) =>
    factors.flatMap((factor) =>
      Array.from({ length: experiment.repeats }, (_, repeat) => ({ optimizer, repeat, factor })),
    ),
  );
}
