/**
 * The information-matrix test (White, 1982; math.md section 6). H0: the model is well specified, so that
 * E[EF - F] = 0 at theta*. Indicators are the distinct entries of (r r^T - Lambda) (x) x x^T; their covariance V is
 * taken under the model given x and projected on the scores (the efficient form), so that under H0
 * N dbar^T V^+ dbar is chi-squared with rank(V) degrees of freedom.
 */

import { LabError } from '#contract/errors.ts';
import { gaussian } from '../likelihoods/gaussian.ts';
import type { Likelihood } from '../likelihoods/likelihood.ts';
import { chiSquaredTail } from '../likelihoods/special-functions.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';
import { chooseProducts, independentInputs, type TestDesign } from './information-matrix-design.ts';
import { estimated, statisticOf } from './information-matrix-statistic.ts';
import { fitLinear, freeOutputs, type LinearFit } from './maximum-likelihood.ts';

export interface InformationMatrixTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Of the chi-squared distribution. */
  readonly pValue: number;
  /** (1 + #{T* >= T})/(B + 1) over B data sets drawn from the fitted model; null without a bootstrap (0 draws, or too much work). */
  readonly bootstrapPValue: number | null;
  /** Indicators used, coinciding ones dropped. */
  readonly indicators: number;
  /** "full", or "diagonal" with the reason. */
  readonly form: string;
}

export interface InformationMatrixOptions {
  /** auto: full, but diagonal where the full form has more than N/5 indicators. */
  readonly form?: 'auto' | 'full' | 'diagonal';
  /** B, at least 999 for a usable p-value; 0 for none. */
  readonly bootstrap?: number;
  readonly seed?: number;
  /** Called before each draw of the bootstrap with the share that is done; may throw to stop. */
  readonly tick?: (share: number) => void;
}

/**
 * @param objective of a linear predictor without penalty; the test is at its maximum likelihood, found here
 * @throws LabError `not-available` for a perceptron or a penalty, `invalid-input` where there is no maximum, or an exact fit
 */
export function informationMatrixTest(
  objective: Objective,
  options: InformationMatrixOptions = {},
): InformationMatrixTest {
  refuseUnfit(objective);
  const { rows, target } = objective;
  // Least squares: s2 is estimated, so the variance that the spec fixes plays no part; 1 serves for the fit.
  const likelihood = objective.likelihood.name === 'gaussian' ? gaussian(1) : objective.likelihood;
  const { x, columns } = independentInputs(objective);
  const { products, form } = chooseProducts(x, rows, columns, likelihood, options.form ?? 'auto');
  const design: TestDesign = { x, rows, columns, products, diagonal: form !== 'full' };
  const start = new Float64Array(freeOutputs(likelihood) * columns);
  const fit = fitLinear(likelihood, x, rows, columns, target, start);
  if (fit === null) {
    throw new LabError(
      'invalid-input',
      'informationMatrixTest: no maximum of the likelihood was reached (separable data have none)',
    );
  }
  if (likelihood.name === 'gaussian') refuseExactFit(fit, target);
  const result = statisticOf(design, estimated(likelihood, fit, target), fit, target);
  return {
    statistic: result.statistic,
    degreesOfFreedom: result.rank,
    pValue: chiSquaredTail(result.statistic, result.rank),
    bootstrapPValue: bootstrap(design, likelihood, fit, result.statistic, target, options),
    indicators: result.indicators,
    form,
  };
}

function refuseUnfit({ linear, l2, layers, likelihood }: Objective): void {
  if (!linear || layers.length !== 1) {
    throw new LabError('not-available', 'informationMatrixTest: for linear predictors only, not for an mlp');
  }
  if (l2 !== 0) {
    throw new LabError(
      'not-available',
      'informationMatrixTest: needs model.l2 = 0; with a penalty theta* is not the maximum of the likelihood',
    );
  }
  if (likelihood.name === 'categorical' && likelihood.outputs < 2) {
    throw new LabError('invalid-input', 'informationMatrixTest: needs two classes or more');
  }
}

/** Residuals that are rounding errors have no variance to test. */
function refuseExactFit({ outputs }: LinearFit, target: Float64Array): void {
  const size = target.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
  if (target.some((y, n) => Math.abs(y - outputs[n]!) > 1e-12 * size)) return;
  throw new LabError(
    'invalid-input',
    'informationMatrixTest: the model fits every row exactly, so that it estimates a variance of 0',
  );
}

/** Multiplications, roughly: about a minute. Beyond it there is no bootstrap. */
const mostBootstrapWork = 2e10;

/** Draws B data sets from the fitted model, refits each, and counts statistics at least as large. */
function bootstrap(
  design: TestDesign,
  likelihood: Likelihood,
  fit: LinearFit,
  statistic: number,
  target: Float64Array,
  { bootstrap = 0, seed = 0, tick }: InformationMatrixOptions,
): number | null {
  if (bootstrap === 0) return null;
  const { x, rows, columns } = design;
  const width = design.products.length / rows + columns;
  if (bootstrap * rows * (freeOutputs(likelihood) * width) ** 2 > mostBootstrapWork) return null;
  const model = estimated(likelihood, fit, target);
  const y = new Float64Array(rows);
  let exceeding = 0;
  for (let b = 0; b < bootstrap; b++) {
    tick?.(b / bootstrap);
    const random = new RandomStream(seed, 'information-matrix-test', b);
    for (let n = 0; n < rows; n++) y[n] = model.sample(fit.outputs, n, random);
    const refit = fitLinear(likelihood, x, rows, columns, y, fit.theta);
    // A draw without a maximum counts against rejection.
    const drawn =
      refit === null ? Infinity : statisticOf(design, estimated(likelihood, refit, y), refit, y).statistic;
    if (!(drawn < statistic)) exceeding += 1;
  }
  return (1 + exceeding) / (bootstrap + 1);
}
