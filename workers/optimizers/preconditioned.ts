/** Rules theta <- theta - gamma (B + lambda I)^{-1} g: what Newton, NGD, EFGD and GGN share. */

import type { CurvatureOptions } from '../curvature/curvature-for.ts';
import type { CurvatureMatrix, Solved } from '../curvature/curvature.ts';
import { MovingCurvature } from '../curvature/moving-average.ts';
import { DampingControl, raiseEvents, type DampingRule } from './damping.ts';
import type { Optimizer, OptimizerContext, RuleEvent } from './optimizer.ts';
import type { Point } from './point.ts';
import { steppingRule, type SteppingOptions } from './stepping.ts';

export interface PreconditionedOptions extends SteppingOptions {
  readonly damping: number | { readonly relative: number };
  readonly dampingRule: DampingRule;
}

/** Where the matrix B of a step comes from. */
export interface MatrixSource {
  /** B at a point for step t (from 1), penalty included; asked again for the same step, the same. */
  at(point: Point, t: number): CurvatureMatrix;
  /** One-row gradients that B takes besides those of the gradient itself, for so many rows. */
  gradientEvaluations(rows: number): number;
}

export function preconditionedRule(
  options: PreconditionedOptions,
  context: OptimizerContext,
  source: MatrixSource,
): Optimizer {
  const damping = new DampingControl(options.damping, options.dampingRule);
  return steppingRule(options, context, {
    propose(point, t, out) {
      const matrix = source.at(point, t);
      const requestedDamping = damping.lambdaFor(matrix);
      const solved = matrix.solve(point.gradient, requestedDamping, out);
      const events = [...raiseEvents(requestedDamping, solved), ...cgEvents(solved)];
      return { damping: solved.damping, requestedDamping, events };
    },
    preconditioner: (point, t) => source.at(point, t),
    commit: (ratio) => damping.observe(ratio),
    observesRatio: damping.adapts,
    gradientEvaluations: (rows) => rows + source.gradientEvaluations(rows),
  });
}

/** B of the step's own rows. */
export function matrixOf(options: CurvatureOptions): MatrixSource {
  return { at: (point) => point.matrix(options), gradientEvaluations: () => 0 };
}

/** B as the bias-corrected exponential moving average over the steps' rows (math.md section 4). */
export function averagedMatrix(options: CurvatureOptions, decay: number): MatrixSource {
  const average = new MovingCurvature(options, decay);
  return {
    at: oncePerStep((point) => average.update(point.objective, point.theta)),
    gradientEvaluations: () => 0,
  };
}

/** Makes a matrix at the first proposal of a step and keeps it until the next step. */
export function oncePerStep(make: (point: Point, t: number) => CurvatureMatrix): MatrixSource['at'] {
  let step = 0;
  let matrix: CurvatureMatrix | null = null;
  return (point, t) => {
    if (matrix !== null && t === step) return matrix;
    matrix = make(point, t);
    step = t;
    return matrix;
  };
}

function cgEvents({ cg }: Solved): RuleEvent[] {
  if (cg === undefined || cg.converged) return [];
  const { iterations, relativeResidual } = cg;
  const message = `conjugate gradients stopped after ${iterations} steps at a relative residual of ${relativeResidual}`;
  return [{ kind: 'cg-not-converged', iterations, relativeResidual, message }];
}
