/** Notes of the variance-adaptation factors and of the structured approximations. */

import type { Note, Scaling } from './notes.ts';
import type { Words } from '#figures/terminology.ts';

const r = String.raw;
const noScaling = 'none: factors of the gradient';

/** Sigma_b is the covariance of the mini-batch gradient, g the full gradient with the penalty. */
export function varianceNotes({ ef }: Words) {
  const moments = r`S = \Sigma_b + g g^\top`;
  return {
    varianceScalar: {
      title: 'Scalar factor',
      text: 'The one number that, times a mini-batch gradient, makes its expected squared distance to the full gradient least. The covariance is that of a mini-batch of the size above.',
      tex: r`\frac{\|g\|^2}{\|g\|^2 + \mathrm{tr}\, \Sigma_b}`,
      equation: 'Not in the paper; the diagonal one is in Section 5',
      scaling: noScaling,
    },
    varianceDiagonal: {
      title: 'Diagonal factors',
      text: 'The same for each parameter by itself; 0 where both the gradient and its variance are 0.',
      tex: r`D_{ii} = \frac{g_i^2}{g_i^2 + (\Sigma_b)_{ii}}`,
      equation: 'Section 5',
      scaling: noScaling,
    },
    varianceFull: {
      title: 'Full, Eq. 19 as printed',
      text: `Without a penalty its step is the ${ef}-preconditioned gradient, rescaled. It is the transpose of the matrix that makes the expected squared distance least.`,
      tex: r`M = S^{-1} g g^\top, \quad ${moments}`,
      equation: 'Eq. 19, with S of Eq. 18',
      scaling: noScaling,
    },
    varianceOptimal: {
      title: 'Full, optimal (its transpose)',
      text: 'Of all matrices the one that, times a mini-batch gradient, has the least expected squared distance to the full gradient.',
      tex: r`M^{\ast} = g g^\top S^{-1}, \quad ${moments}`,
      equation: 'Not in the paper, which prints its transpose as Eq. 19',
      scaling: noScaling,
    },
  } satisfies Record<string, Note>;
}

/** @param scaled the scaling of the matrix that is approximated, in words */
export function structureNotes({ f, ef }: Words, scaling: Scaling, scaled: string) {
  /** @param tex the formula, given what F has of the penalty and EF has not */
  const note = (structure: string, text: string, tex: (penalty: string) => string, equation: string) => {
    const of = (matrix: string, penalty: string): Note => ({
      title: `${matrix}, ${structure}`,
      text,
      tex: tex(penalty),
      equation: `Not in the paper${equation}`,
      scaling: scaled,
    });
    return { fisher: of(f, ' + c I'), empiricalFisher: of(ef, '') };
  };
  // B has its scaling and its penalty in it already; of the two factors S carries the scaling.
  const weight = scaling === 'mean' ? '' : r`N\, `;
  const structures = {
    diagonal: note('diagonal', 'The entries on the diagonal alone.', () => r`\mathrm{diag}(B)`, ''),
    block: note('block', 'One block a layer; what couples layers is left out.', () => r`B_{\ell\ell}`, ''),
    kronecker: note(
      'K-FAC',
      'A Kronecker product a layer: of the second moments of the gradients at its outputs and of its inputs, a 1 appended for the bias.',
      (penalty) =>
        r`S_\ell \otimes A_\ell${penalty}, \quad S_\ell = ${weight}\mathbb{E}[s s^\top],\ A_\ell = \mathbb{E}[a a^\top]`,
      ', which cites it: Martens and Grosse (2015)',
    ),
    ekfac: note(
      'EKFAC',
      'K-FAC’s eigenvectors with the exact diagonal in their basis: never further from the block than K-FAC.',
      () => r`U\, \mathrm{diag}(U^\top B_{\ell\ell}\, U)\, U^\top, \quad U = U_S \otimes U_A`,
      ', which cites it: George et al. (2018)',
    ),
  };
  return { structures };
}
