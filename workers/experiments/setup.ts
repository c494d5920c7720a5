/** What every job of an experiment needs: its objectives, and where runs start. */

import { LabError } from '#contract/errors.ts';
import type { ResolvedExperiment } from '#contract/experiment.ts';
import type { Problem } from '../data/problem.ts';
import { createObjective } from '../models/create-objective.ts';
import type { Objective } from '../models/objective.ts';
import { scaledMinimum, startPoint } from './start.ts';

/** The kinds that run optimizers. */
export type Running = Extract<ResolvedExperiment, { kind: 'compare' | 'starting-points' }>;

export interface Setup {
  readonly objective: Objective;
  /** On the test rows, scaled like the training loss. */
  readonly test: Objective | null;
  /**
   * theta_0 (D) of a repeat.
   * @param factor starting-points: start at factor x theta* whatever the experiment's start says; else null
   */
  startAt(repeat: number, minimum: Float64Array | null, factor: number | null): Float64Array;
}

export function setUp(experiment: ResolvedExperiment, problem: Problem | null): Setup {
  if (problem === null) throw new LabError('internal', 'the job came without its data');
  const { model, scaling } = experiment;
  const { classes, train, test } = problem;
  const objective = createObjective(model, train, classes, scaling);
  return {
    objective,
    test: test === null ? null : createObjective(model, test, classes, scaling),
    startAt(repeat, minimum, factor) {
      if (factor !== null) return scaledMinimum(minimum, factor);
      return startPoint(experiment.start, {
        model,
        columns: train.design.columns,
        classes,
        dimension: objective.dimension,
        seed: experiment.seed + repeat,
        minimum,
      });
    },
  };
}
