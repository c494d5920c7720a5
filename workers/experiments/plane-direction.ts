/**
 * Directions of the full-batch rules for a linear predictor with two parameters and one output, in one pass over the
 * rows: what the hundred thousands of Euler steps of a flow are made of. Equal to the rules' own to rounding.
 */

import type { OptimizerSpec } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import type { Problem } from '../data/problem.ts';
import { denseRows } from '../models/design.ts';
import type { Objective } from '../models/objective.ts';

/** Writes B^{-1} g at theta (2) into `out`; false where B + lambda I is not positive definite. */
export type PlaneDirection = (theta: Float64Array, out: Float64Array) => boolean;

/** The direction of a rule, or null where only the rule itself knows it. */
export function planeDirection(
  spec: OptimizerSpec,
  damping: Damping | null,
  problem: Problem,
  objective: Objective,
): PlaneDirection | null {
  const { design } = problem.train;
  if (!objective.linear || objective.outputs !== 1 || objective.dimension !== 2) return null;
  const matrix = matrixOf(spec);
  if (matrix === null) return null;

  const { likelihood, target, weight, l2, rows } = objective;
  const dense = denseRows(design, 0, rows, new Float64Array(2 * rows));
  const x = Float64Array.from({ length: rows }, (_, n) => dense[2 * n]!);
  const y = Float64Array.from({ length: rows }, (_, n) => dense[2 * n + 1]!);
  const f = new Float64Array(rows);
  const r = new Float64Array(rows);
  const w = new Float64Array(rows);

  return (theta, out) => {
    const [a, b] = [theta[0]!, theta[1]!];
    for (let n = 0; n < rows; n++) f[n] = a * x[n]! + b * y[n]!;
    likelihood.residual(f, target, 0, rows, r);
    let g0 = 0;
    let g1 = 0;
    for (let n = 0; n < rows; n++) {
      g0 += r[n]! * x[n]!;
      g1 += r[n]! * y[n]!;
    }
    g0 = weight * g0 + l2 * a;
    g1 = weight * g1 + l2 * b;
    if (matrix === 'identity') {
      out[0] = g0;
      out[1] = g1;
      return true;
    }
    if (matrix === 'fisher') likelihood.curvature(f, 0, rows, w);
    else for (let n = 0; n < rows; n++) w[n] = r[n]! * r[n]!;
    let h00 = 0;
    let h01 = 0;
    let h11 = 0;
    for (let n = 0; n < rows; n++) {
      const wx = w[n]! * x[n]!;
      h00 += wx * x[n]!;
      h01 += wx * y[n]!;
      h11 += w[n]! * y[n]! * y[n]!;
    }
    h00 = weight * h00 + l2;
    h01 *= weight;
    h11 = weight * h11 + l2;
    const lambda = typeof damping === 'number' ? damping : ((damping?.relative ?? 0) * (h00 + h11)) / 2;
    const pivot0 = h00 + lambda;
    const pivot1 = h11 + lambda - (h01 * h01) / pivot0;
    if (!(pivot0 > 0 && pivot1 > 0 && pivot0 < Infinity && pivot1 < Infinity)) return false;
    out[1] = (g1 - (h01 / pivot0) * g0) / pivot1;
    out[0] = (g0 - h01 * out[1]) / pivot0;
    return true;
  };
}

/** Which matrix a rule preconditions with, as far as it is one of these; for a linear predictor H = F = GGN. */
function matrixOf(spec: OptimizerSpec): 'identity' | 'fisher' | 'empirical-fisher' | null {
  if (spec.batchSize !== null) return null;
  if (spec.kind === 'gd') return 'identity';
  if (!('structure' in spec) || spec.structure !== 'full') return null;
  if (spec.kind === 'ngd') return spec.fisher === 'exact' ? 'fisher' : null;
  if (spec.kind === 'ggn') return spec.split === 'empirical' ? 'empirical-fisher' : 'fisher';
  return spec.kind === 'newton' ? 'fisher' : 'empirical-fisher';
}
