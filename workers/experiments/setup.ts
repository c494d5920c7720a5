/** What every job of an experiment needs: its objectives, and where runs start. */

import { LabError } from '#contract/errors.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Problem } from '../data/problem.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { createObjective } from '../models/create-objective.ts';
import type { Objective } from '../models/objective.ts';
import { scaledMinimum, startPoint, usualStart } from './start.ts';

export interface Setup {
  readonly problem: Problem;
  readonly kernels: Kernels;
  readonly objective: Objective;
  /** On the test rows, scaled like the training loss. */
  readonly test: Objective | null;
  /**
   * theta_0 (D) of a repeat.
   * @param factor starting-points: start at factor x theta* whatever the experiment's start says; else null
   */
  startAt(repeat: number, minimum: Float64Array | null, factor: number | null): Float64Array;
  /** Where the search for the minimum starts (D): the first repeat's theta_0, or the usual one when that is theta*. */
  searchStart(): Float64Array;
}

export function setUp(experiment: ResolvedExperiment, problem: Problem | null, kernels: Kernels): Setup {
  if (problem === null) throw new LabError('internal', 'the job came without its data');
  const { model, scaling } = experiment;
  const { classes, train, test } = problem;
  const objective = createObjective(model, train, classes, scaling);
  const facts = { dimension: objective.dimension, layers: objective.layers };
  const { start, seed } = experiment;
  return {
    problem,
    kernels,
    objective,
    test: test === null ? null : createObjective(model, test, classes, scaling),
    startAt(repeat, minimum, factor) {
      if (factor !== null) return scaledMinimum(minimum, factor);
      return startPoint(start, { ...facts, seed: seed + repeat, minimum });
    },
    searchStart: () =>
      startPoint(start.kind === 'minimum' ? usualStart(model) : start, { ...facts, seed, minimum: null }),
  };
}
