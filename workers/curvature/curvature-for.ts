/**
 * The factory of curvature matrices: which matrix, of which structure, at which theta. Optimizers and the
 * curvature analysis build every preconditioner through it.
 */

import { LabError } from '#contract/errors.ts';
import type { Structure } from '#contract/optimizers.ts';
import type { Linearization, Objective } from '../models/objective.ts';
import type { OutputFactors } from '../models/output-factors.ts';
import type { RandomStream } from '../random.ts';
import { blockMatrix, BlockMatrix } from './block-matrix.ts';
import { gradientCovariance, gradientVariance } from './covariance.ts';
import type { CurvatureMatrix } from './curvature.ts';
import { fullMatrix, scaledMatrix } from './dense-matrix.ts';
import { diagonalMatrix, DiagonalMatrix } from './diagonal-matrix.ts';
import { ekfacMatrix } from './ekfac-matrix.ts';
import { drawLabels, exactFactors, labelFactors, modeLabels } from './factors.ts';
import { denseHessian, hessianBlocks, hessianDiagonal } from './hessian.ts';
import { kroneckerMatrix } from './kronecker-matrix.ts';
import { lowRankMatrix } from './low-rank-matrix.ts';
import { hessianProducts, MatrixFree, matrixFreeProducts, type CgLimits } from './matrix-free.ts';
import type { OuterProducts } from './outer-products.ts';

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
 * @throws LabError `not-available` for a structure that the matrix does not have; `too-large` for a full one above
 * D = 5000
 */
export function curvatureFor(
  objective: Objective,
  theta: Float64Array,
  options: CurvatureOptions,
): CurvatureMatrix {
  const kind = simplify(options);
  // A linear predictor's Hessian is its Fisher: the cheap way.
  if (kind === 'hessian' && !objective.linear) return hessianMatrix(objective, theta, options);
  if (kind === 'covariance') return covarianceMatrix(objective, theta, options);
  const source = outerProductsOf(objective, theta, options);
  switch (options.structure ?? 'full') {
    case 'full':
      return fullMatrix(source);
    case 'diagonal':
      return diagonalMatrix(source);
    case 'block':
      // One layer is one block, and the full matrix has the faster kernel.
      return objective.layers.length === 1 ? fullMatrix(source) : blockMatrix(source);
    case 'kronecker':
      return kroneckerMatrix(source);
    case 'ekfac':
      return ekfacMatrix(source);
    case 'low-rank':
      return lowRankMatrix(source);
    case 'matrix-free':
      return new MatrixFree(matrixFreeProducts(source), cgLimits(options));
  }
}

/**
 * Fisher or empirical Fisher (or the splits equal to them) as the sum of outer products that every structure is
 * built from. A monte-carlo Fisher draws its labels here, once.
 */
export function outerProductsOf(
  objective: Objective,
  theta: Float64Array,
  options: CurvatureOptions,
): OuterProducts {
  const linearization = objective.linearize(theta);
  const ownPenalty = simplify(options) === 'empirical-fisher' ? 0 : objective.l2;
  return {
    objective,
    linearization,
    factors: factorsFor(objective, linearization, options),
    weight: objective.weight,
    penalty: options.penalty ?? ownPenalty,
  };
}

/** The splits of the Gauss-Newton matrix are other matrices by other names. */
function simplify(options: CurvatureOptions): 'fisher' | 'empirical-fisher' | 'hessian' | 'covariance' {
  if (options.matrix !== 'ggn') return options.matrix;
  if (options.split === 'trivial') return 'hessian';
  return options.split === 'empirical' ? 'empirical-fisher' : 'fisher';
}

function factorsFor(
  { likelihood, target }: Objective,
  { outputs }: Linearization,
  options: CurvatureOptions,
): OutputFactors {
  if (simplify(options) === 'empirical-fisher') return labelFactors(likelihood, outputs, [target]);
  const fisher = options.matrix === 'fisher' ? (options.fisher ?? 'exact') : 'exact';
  switch (fisher) {
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

function hessianMatrix(
  objective: Objective,
  theta: Float64Array,
  options: CurvatureOptions,
): CurvatureMatrix {
  const n = objective.dimension;
  const penalty = options.penalty ?? objective.l2;
  const correction = penalty - objective.l2;
  const structure = options.structure ?? 'full';
  switch (structure) {
    case 'full':
      return scaledMatrix(denseHessian(objective, theta), n, 1, correction);
    case 'diagonal':
      return new DiagonalMatrix(hessianDiagonal(objective, theta).map((entry) => entry + correction));
    case 'block': {
      const blocks = hessianBlocks(objective, theta);
      for (const { entries, size } of blocks) {
        for (let i = 0; i < size; i++) entries[i * (size + 1)]! += correction;
      }
      return new BlockMatrix(n, blocks);
    }
    case 'matrix-free':
      return new MatrixFree(hessianProducts(objective, theta, penalty), cgLimits(options));
    case 'kronecker':
    case 'ekfac':
    case 'low-rank':
      throw new LabError(
        'not-available',
        `structure: ${structure} needs a sum of outer products, which the Hessian of a perceptron is not`,
      );
  }
}

function covarianceMatrix(
  objective: Objective,
  theta: Float64Array,
  options: CurvatureOptions,
): CurvatureMatrix {
  const penalty = options.penalty ?? 0;
  const structure = options.structure ?? 'full';
  if (structure === 'full') {
    return scaledMatrix(gradientCovariance(objective, theta), objective.dimension, 1, penalty);
  }
  if (structure === 'diagonal') {
    return new DiagonalMatrix(gradientVariance(objective, theta).map((entry) => entry + penalty));
  }
  throw new LabError('not-available', `structure: a covariance is full or diagonal, not ${structure}`);
}

function cgLimits({ cgIterations = 50, cgTolerance = 1e-10 }: CurvatureOptions): CgLimits {
  return { iterations: cgIterations, tolerance: cgTolerance };
}
