/**
 * Matrices of the form weight sum_n J_n^T C_n J_n + penalty I: Fisher in all its forms, empirical Fisher, canonical
 * and empirical Gauss-Newton. Each structure of math.md section 3 is built from this description, in its own file.
 */

import type { LayerChunk, Linearization, Objective } from '../models/objective.ts';
import type { OutputFactors } from '../models/output-factors.ts';

export interface OuterProducts {
  readonly objective: Objective;
  readonly linearization: Linearization;
  readonly factors: OutputFactors;
  /** 1/N or 1, the objective's. */
  readonly weight: number;
  readonly penalty: number;
}

/** Shows each layer's inputs and derivatives chunk by chunk, for every column s_k of the factors in turn. */
export function sweepColumns(source: OuterProducts, visit: (chunk: LayerChunk, k: number) => void): void {
  const { objective, linearization, factors } = source;
  const s = new Float64Array(objective.rows * objective.outputs);
  for (let k = 0; k < factors.count; k++) {
    factors.column(k, 0, objective.rows, s);
    linearization.sweep(s, (chunk) => visit(chunk, k));
  }
}
