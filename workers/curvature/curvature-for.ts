/**
 * The factory of curvature matrices: which matrix, of which structure, at which theta. Optimizers and the
 * curvature analysis build every preconditioner through it.
 */

import { LabError } from '#contract/errors.ts';
import type { Structure } from '#contract/optimizers.ts';
import type { Linearization, Objective } from '../models/objective.ts';
import type { OutputFactors } from '../models/output-factors.ts';
import type { RandomStream } from '../random.ts';
import type { CurvatureMatrix } from './curvature.ts';
import { gradientCovariance } from './covariance.ts';
import { DenseMatrix } from './dense-matrix.ts';
import { drawLabels, exactFactors, labelFactors, modeLabels } from './factors.ts';
import { denseHessian } from './hessian.ts';

export interface CurvatureOptions {
  /**
   * fisher: see `fisher`. empirical-fisher: Eq. 3. hessian: Eq. 8. ggn: see `split`. covariance: of one-row
   * gradients.
   */
  readonly matrix: 'fisher' | 'empirical-fisher' | 'hessian' | 'ggn' | 'covariance';
  /** Default full. Which pairs exist: contract/support.ts. */
  readonly structure?: Structure;
  /** fisher only; default exact. monte-carlo draws `samples` labels a row from `random`. */
  readonly fisher?: 'exact' | 'monte-carlo' | 'mode-label';
  readonly samples?: number;
  readonly random?: RandomStream;
  /** ggn only; default canonical (equal to the exact Fisher). trivial gives the Hessian, empirical Eq. 14's EF. */
  readonly split?: 'canonical' | 'trivial' | 'empirical';
  /** matrix-free only: conjugate gradient steps a solve (default 50) and relative residual (default 1e-10). */
  readonly cgIterations?: number;
  readonly cgTolerance?: number;
  /**
   * c of the c I that is added. Default: the objective's l2 for fisher, ggn and hessian, 0 for empirical-fisher and
   * covariance (efgd passes the objective's l2).
   */
  readonly penalty?: number;
}

/**
 * The curvature matrix of `objective` at `theta`, scaled like the objective (1/N for "mean").
 * @param theta D parameters; copied where the matrix needs them later
 * @throws TypeError for a monte-carlo Fisher without `random`
 */
export function curvatureFor(
  objective: Objective,
  theta: Float64Array,
  options: CurvatureOptions,
): CurvatureMatrix {
  if ((options.structure ?? 'full') !== 'full') {
    throw new LabError('not-available', `structure: ${options.structure} is not available yet`);
  }
  const kind = simplify(options);
  const ownPenalty = kind === 'empirical-fisher' || kind === 'covariance' ? 0 : objective.l2;
  const penalty = options.penalty ?? ownPenalty;
  if (kind === 'hessian' && !objective.linear) {
    return dense(objective, denseHessian(objective, theta), 1, penalty - objective.l2);
  }
  if (kind === 'covariance') return dense(objective, gradientCovariance(objective, theta), 1, penalty);
  const linearization = objective.linearize(theta);
  const gram = new Float64Array(objective.dimension * objective.dimension);
  linearization.gram(factorsFor(objective, linearization, kind, options), gram);
  return dense(objective, gram, objective.weight, penalty);
}

/** The splits of the Gauss-Newton matrix are other matrices by other names. */
function simplify(options: CurvatureOptions): 'fisher' | 'empirical-fisher' | 'hessian' | 'covariance' {
  if (options.matrix !== 'ggn') return options.matrix;
  if (options.split === 'trivial') return 'hessian';
  return options.split === 'empirical' ? 'empirical-fisher' : 'fisher';
}

function factorsFor(
  objective: Objective,
  { outputs }: Linearization,
  kind: 'fisher' | 'empirical-fisher' | 'hessian',
  options: CurvatureOptions,
): OutputFactors {
  const { likelihood, target } = objective;
  if (kind === 'empirical-fisher') return labelFactors(likelihood, outputs, [target]);
  if (kind === 'hessian' || options.matrix === 'ggn') return exactFactors(likelihood, outputs);
  switch (options.fisher ?? 'exact') {
    case 'exact':
      return exactFactors(likelihood, outputs);
    case 'mode-label':
      return labelFactors(likelihood, outputs, [modeLabels(likelihood, outputs)]);
    case 'monte-carlo': {
      if (options.random === undefined) throw new TypeError('a Monte-Carlo Fisher needs a random stream');
      const labels = drawLabels(likelihood, outputs, options.samples ?? 1, options.random);
      return labelFactors(likelihood, outputs, labels);
    }
  }
}

function dense(
  objective: Objective,
  entries: Float64Array,
  weight: number,
  penalty: number,
): CurvatureMatrix {
  const n = objective.dimension;
  if (weight !== 1) for (let i = 0; i < entries.length; i++) entries[i]! *= weight;
  if (penalty !== 0) for (let i = 0; i < n; i++) entries[i * (n + 1)]! += penalty;
  return new DenseMatrix(entries, n);
}
