/**
 * What each quantity of an analysis is: words, formula and scaling as this analysis has them, and where the paper states
 * it; what the paper does not state says so.
 */

import { structureNotes, varianceNotes } from './more-notes.ts';
import type { Words } from '#figures/terminology.ts';

export interface Note {
  readonly title: string;
  readonly text: string;
  readonly tex: string;
  /** Where the paper states it, or that it does not. */
  readonly equation: string;
  /** What the numbers carry. */
  readonly scaling: string;
}

export type Scaling = 'mean' | 'sum';
export const isScaling = (found: unknown): found is Scaling => found === 'mean' || found === 'sum';

const r = String.raw;

export function notesFor(names: Words, scaling: Scaling) {
  const { f, ef, texEf } = names;
  const mean = scaling === 'mean';
  const weight = mean ? r`\frac1N ` : '';
  const scaled = mean ? 'mean (1/N before the sum over rows)' : 'sum (no 1/N before the sum over rows)';
  const ratio = 'none: a ratio';
  const note = (
    title: string,
    text: string,
    tex: string,
    equation: string,
    scalingWords: string = scaled,
  ): Note => ({ title, text, tex, equation, scaling: scalingWords });
  return {
    loss: note(
      'Loss',
      'The negative log-likelihood of the labels, up to constants, with the l2 penalty.',
      r`L(\theta) = ${weight}\sum_n \ell_n(\theta) + \tfrac{c}{2} \|\theta\|^2, \quad \ell_n = -\log p(y_n \mid f_n)`,
      'Eq. 1, which has no penalty',
    ),
    gradientNorm: note(
      'Gradient norm',
      'The Euclidean length of the gradient of the loss, the penalty included.',
      r`\|g\|_2, \quad g = ${weight}\sum_n J_n^\top r_n + c\,\theta`,
      'The gradient of Eq. 1',
    ),
    fisher: note(
      names.fisher,
      'The expectation over the labels that the model itself predicts at the data’s inputs. An l2 penalty adds its multiple of the identity.',
      r`F = ${weight}\sum_n J_n^\top \Lambda_n J_n + c I`,
      'Eq. 2 and 6; in this form Eq. 12',
    ),
    empiricalFisher: note(
      names.empiricalFisher,
      'Outer products of the gradients of single rows, with the labels of the data. Of the data terms only.',
      r`${texEf} = ${weight}\sum_n g_n g_n^\top, \quad g_n = J_n^\top r_n`,
      'Eq. 3 and 7',
    ),
    hessian: note(
      'Hessian',
      `The second derivatives of the loss, an l2 penalty included (it is in ${f}).`,
      r`H = F + ${weight}\sum_{n,m} r_n^{(m)} \nabla^2_\theta f_n^{(m)}`,
      'Eq. 9; for least squares Eq. 8',
    ),
    covariance: note(
      'Gradient covariance',
      mean
        ? `The covariance of the gradient of one row drawn at random: ${ef} without the outer product of ḡ. Of the data terms only: ḡ is the gradient of the loss without its penalty.`
        : `The covariance of N times the gradient of one row drawn at random: N ${ef} without the outer product of ḡ. Of the data terms only: ḡ is the gradient of the loss without its penalty.`,
      mean
        ? r`\Sigma = \frac1N \sum_n (g_n - \bar g)(g_n - \bar g)^\top = ${texEf} - \bar g \bar g^\top, \quad \bar g = \frac1N \sum_n g_n`
        : r`\Sigma = N \sum_n (g_n - \tfrac{\bar g}{N})(g_n - \tfrac{\bar g}{N})^\top = N\,${texEf} - \bar g \bar g^\top, \quad \bar g = \sum_n g_n`,
      mean ? 'Eq. 18, both sides over N squared' : 'Eq. 18',
    ),
    canonical: note(
      'GGN: canonical split',
      `The generalized Gauss-Newton matrix that splits the loss at the model’s output. It is ${f} (Proposition 1).`,
      r`a_n(b) = -\log p(y_n \mid b), \quad b = f(x_n, \theta)`,
      'Eq. 10 and 12',
    ),
    trivial: note(
      'GGN: trivial split',
      'The generalized Gauss-Newton matrix of the split at the parameters. It is the Hessian.',
      r`a_n(b) = \ell_n(b), \quad b = \theta`,
      'Eq. 10 and 11',
    ),
    empirical: note(
      `GGN: ${names.empiricalSplit}`,
      `The generalized Gauss-Newton matrix that splits the loss at the probability of the label. It is ${ef} (footnote 3).`,
      r`a_n(b) = -\log b, \quad b = p(y_n \mid f(x_n, \theta))`,
      'Eq. 10 and 14',
    ),
    monteCarloFisher: note(
      names.monteCarloFisher,
      `Labels drawn from the model, k a row, instead of their expectation. An unbiased estimate of ${f}, whose penalty it has too.`,
      r`${mean ? r`\frac1{Nk}` : r`\frac1k`} \sum_{n,j} g(x_n, \hat y_{nj})\, g(x_n, \hat y_{nj})^\top + c I, \quad \hat y_{nj} \sim p_\theta(y \mid x_n)`,
      'Eq. 38',
    ),
    modeLabelFisher: note(
      names.modeLabelFisher,
      'The most likely label instead of a draw. Biased, and for least squares exactly 0 but for the penalty: shown so that one can see it fail.',
      r`${weight}\sum_n g(x_n, \hat y_n)\, g(x_n, \hat y_n)^\top + c I, \quad \hat y_n = \arg\max_y p_\theta(y \mid x_n)`,
      'Appendix B',
    ),
    jointFisher: note(
      names.jointFisher,
      `The expectation over inputs too, estimated with fresh rows from the generator of the synthetic data. It has the penalty as ${f} has it.`,
      r`${mean ? '' : 'N\\,'}\mathbb{E}_{x \sim p(x),\, y \sim p_\theta(y \mid x)}\left[\nabla \log p_\theta\, \nabla \log p_\theta^\top\right] + c I`,
      mean ? 'Eq. 5, over N' : 'Eq. 5',
    ),
    spectra: note(
      'Eigenvalues',
      'In descending order. Zero and negative eigenvalues have no place on the logarithmic axis and are counted in the table. The condition is the largest over the smallest.',
      r`B v_i = \lambda_i v_i`,
      'Not in the paper',
      `that of the matrix: ${scaled}`,
    ),
    generalized: note(
      `Generalized eigenvalues of (${ef}, ${f})`,
      `The ratio of ${ef} to ${f} along the directions in which both are diagonal. All near 1: the two agree, as the ellipses of Figure 2 do where the model is right.`,
      r`${texEf}\, v_i = \mu_i F v_i`,
      'Not in the paper',
      ratio,
    ),
    relativeDifference: note(
      `Relative difference |${ef} − ${f}| / |${f}|`,
      'In the Frobenius norm, of the data terms. At the minimum of a well-specified model it falls as one over the square root of N.',
      r`\frac{\|${texEf} - F\|_F}{\|F\|_F}`,
      'Not in the paper; that it vanishes is Eq. 17',
      ratio,
    ),
    cosine: note(
      `Cosine of the natural and the ${ef} gradient`,
      'Between the two preconditioned gradients, with the damping of this analysis. 1: the same direction; -1: the opposite one.',
      r`\frac{a^\top b}{\|a\| \|b\|}, \quad a = (F + \lambda I)^{-1} g, \quad b = (${texEf} + (\lambda + c) I)^{-1} g`,
      'Figure 3, second row',
      ratio,
    ),
    directions: note(
      'Directions',
      `The gradient, and the gradient preconditioned with ${f} and with ${ef}, with the damping of this analysis. ${f} has the l2 penalty c in it; the preconditioner made of ${ef} gets it too. Norms are Euclidean.`,
      r`g, \quad (F + \lambda I)^{-1} g, \quad (${texEf} + (\lambda + c) I)^{-1} g`,
      'Sections 3.1 and 4.3; the damping is not in the paper’s equations',
      `of the gradient and the matrices: ${scaled}`,
    ),
    proposition1: note(
      'Proposition 1',
      `${f} is the generalized Gauss-Newton matrix of the canonical split: the largest difference of an entry between ${f} by its definition, an expectation over labels, and the matrix of the split. It should be rounding alone.`,
      r`\max_{ij} \left|F_{ij} - G_{ij}\right|, \quad G = ${weight}\sum_n J_n^\top\, \nabla^2_f \left(-\log p(y_n \mid f_n)\right) J_n`,
      'Proposition 1, Eq. 12',
    ),
    proposition2: note(
      'Proposition 2',
      'The distance of the Hessian from the generalized Gauss-Newton matrix is bounded by the residuals. The norm is not squared: that is what the proof gives, while the squared norm as printed is false.',
      r`\|H - G\|_2 \le \beta\, r, \quad r = ${weight}\sum_n \|r_n\|_1, \quad \beta = \max_{n,m} \|\nabla^2_\theta f_n^{(m)}\|_2`,
      'Proposition 2, Eq. 13, corrected',
      `${scaled}; β has none`,
    ),
    definition1: note(
      'Definition 1',
      'A split makes a generalized Gauss-Newton matrix when the outer function is convex and its gradient vanishes somewhere in the image of the inner one.',
      r`\ell_n(\theta) = a_n(b_n(\theta)), \quad a_n \text{ convex}, \quad \nabla a_n(b^\ast) = 0,\ b^\ast \in \mathrm{Im}(b_n)`,
      'Definition 1, Eq. 16',
      'none: a property of the split',
    ),
    informationMatrixTest: note(
      'Information-matrix test',
      `White’s test of the hypothesis that the model is well specified, so that the expectations of ${ef} and ${f} agree at the minimum.`,
      r`T = N\, \bar d^\top V^{+} \bar d`,
      'Not in the paper: White (1982); its question is that of Section 4.2',
      'none: a test statistic',
    ),
    ...varianceNotes(names),
    ...structureNotes(names, scaling, scaled),
  } as const;
}
export type Notes = ReturnType<typeof notesFor>;
