/** What each quantity of the analysis is: words, formula, the paper's equation. The scaling is the experiment's. */

import type { Words } from './terminology.ts';

export interface Note {
  readonly title: string;
  readonly text: string;
  readonly tex: string;
  readonly equation: string;
}

const r = String.raw;

export function notesFor(names: Words) {
  const { f, ef, texEf } = names;
  const note = (title: string, text: string, tex: string, equation: string): Note => ({
    title,
    text,
    tex,
    equation,
  });
  return {
    fisher: note(
      names.fisher,
      'The expectation over the labels that the model itself predicts at the data’s inputs. An l2 penalty adds its multiple of the identity.',
      r`F = \frac1N \sum_n J_n^\top \Lambda_n J_n`,
      'Eq. 2, 6 and 26',
    ),
    empiricalFisher: note(
      names.empiricalFisher,
      'Outer products of the gradients of single rows, with the labels of the data. Of the data terms only.',
      r`${texEf} = \frac1N \sum_n g_n g_n^\top`,
      'Eq. 3 and 7',
    ),
    hessian: note(
      'Hessian',
      'The second derivatives of the loss, an l2 penalty included.',
      r`H = F + \frac1N \sum_{n,m} r_n^{(m)} \nabla^2_\theta f_n^{(m)}`,
      'Eq. 8 and 9',
    ),
    covariance: note(
      'Gradient covariance',
      `The covariance of the gradient of one row drawn at random: ${ef} without the outer product of the whole gradient.`,
      r`\Sigma = \frac1N \sum_n (g_n - g)(g_n - g)^\top`,
      'Eq. 18',
    ),
    canonical: note(
      'GGN: canonical split',
      `The generalized Gauss-Newton matrix that splits the loss at the model’s output. It is ${f}.`,
      r`a_n(b) = -\log p(y_n \mid b), \quad b = f(x_n, \theta)`,
      'Eq. 10 and 11',
    ),
    trivial: note(
      'GGN: trivial split',
      'The generalized Gauss-Newton matrix of the split at the parameters. It is the Hessian.',
      r`a_n(b) = \ell_n(b), \quad b = \theta`,
      'Eq. 10 and 11',
    ),
    empirical: note(
      `GGN: ${names.empiricalSplit}`,
      `The generalized Gauss-Newton matrix that splits the loss at the probability of the label. It is ${ef} (Proposition 1).`,
      r`a_n(b) = -\log b, \quad b = p(y_n \mid f(x_n, \theta))`,
      'Eq. 10 and 14',
    ),
    monteCarloFisher: note(
      names.monteCarloFisher,
      'Labels drawn from the model instead of their expectation. Unbiased.',
      r`\frac1{Nk} \sum_{n,j} g(x_n, \hat y_{nj})\, g(x_n, \hat y_{nj})^\top`,
      'Eq. 38',
    ),
    modeLabelFisher: note(
      names.modeLabelFisher,
      'The most likely label instead of a draw. Biased, and exactly 0 for least squares: shown so that one can see it fail.',
      r`\frac1N \sum_n g(x_n, \hat y_n)\, g(x_n, \hat y_n)^\top`,
      'Appendix B',
    ),
    jointFisher: note(
      names.jointFisher,
      'The expectation over inputs too, estimated with fresh rows from the generator of the synthetic data.',
      r`\mathbb{E}_{p(x, y)}\left[\nabla \log p\, \nabla \log p^\top\right]`,
      'Eq. 5',
    ),
    spectra: note(
      'Eigenvalues',
      'In descending order. Zero and negative eigenvalues have no place on the logarithmic axis and are counted in the table.',
      r`B v_i = \lambda_i v_i`,
      'Sections 3 and 4',
    ),
    generalized: note(
      `Generalized eigenvalues of (${ef}, ${f})`,
      `The ratio of ${ef} to ${f} along the directions in which both are diagonal. All near 1: the two agree.`,
      r`${texEf}\, v_i = \mu_i F v_i`,
      'Figure 2',
    ),
    relativeDifference: note(
      `Relative difference |${ef} − ${f}| / |${f}|`,
      'In the Frobenius norm. At the minimum of a well-specified model it goes to 0 with the square root of N.',
      r`\frac{\|${texEf} - F\|_F}{\|F\|_F}`,
      'Sections 4.1 and 4.2',
    ),
    directions: note(
      'Directions',
      `The gradient, and the gradient preconditioned with ${f} and with ${ef}, with the damping of this analysis.`,
      r`g, \quad (F + \lambda I)^{-1} g, \quad (${texEf} + \lambda I)^{-1} g`,
      'Eq. 4 and Section 4.3',
    ),
    proposition1: note(
      'Proposition 1',
      `The generalized Gauss-Newton matrix of the split of Eq. 14 is ${ef}: the largest difference of an entry, which should be rounding alone.`,
      r`\max_{ij} |G^{\mathrm{split}}_{ij} - ${texEf}_{ij}|`,
      'Proposition 1',
    ),
    proposition2: note(
      'Proposition 2',
      'The distance of the Hessian from the generalized Gauss-Newton matrix is bounded by the residuals. The norm is not squared: that is what the proof gives, while the squared norm as printed is false.',
      r`\|H - G\|_2 \le \beta\, r, \quad r = \frac1N \sum_n \|r_n\|_1, \quad \beta = \max_{n,m} \|\nabla^2_\theta f_n^{(m)}\|_2`,
      'Proposition 2',
    ),
    definition1: note(
      'Definition 1',
      'A split makes a generalized Gauss-Newton matrix when the outer function is convex and its gradient vanishes somewhere in the image of the inner one.',
      r`\ell_n(\theta) = a_n(b_n(\theta)), \quad a_n \text{ convex}, \quad \nabla a_n(b) = 0`,
      'Definition 1',
    ),
    varianceAdaptation: note(
      'Variance adaptation',
      'Factors that multiply a mini-batch gradient so that its expected squared distance to the full gradient is least. The full factor as printed is the transpose of the one that minimises over all matrices; both are shown.',
      r`S = \Sigma_b + g g^\top, \quad M = S^{-1} g g^\top \ (19), \quad M^{\ast} = g g^\top S^{-1}`,
      'Eq. 18 and 19',
    ),
    informationMatrixTest: note(
      'Information-matrix test',
      `White’s test of the hypothesis that the model is well specified, so that the expectations of ${ef} and ${f} agree at the minimum.`,
      r`T = N\, \bar d^\top V^{+} \bar d`,
      'White (1982), Section 4.1',
    ),
  } as const;
}
export type Notes = ReturnType<typeof notesFor>;
