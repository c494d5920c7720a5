/** Which structure of a curvature matrix works with which optimizer, and the reason where one does not. */

import type { OptimizerSpec, Structure } from './optimizers.ts';

/** D x D matrices are stored up to this many parameters. */
export const largestFullMatrix = 5000;

type Preconditioned = Extract<OptimizerSpec, { structure: Structure }>;

/** Why an optimizer's structure is impossible, or null where it works. Every other pair works with every model. */
export function whyNotStructure(
  optimizer: Pick<Preconditioned, 'kind' | 'structure'> & {
    readonly split?: string;
    readonly batchSize?: number | null;
  },
): string | null {
  const { kind, structure, batchSize } = optimizer;
  const hessian = kind === 'newton' || (kind === 'ggn' && optimizer.split === 'trivial');
  if (hessian && (structure === 'kronecker' || structure === 'ekfac')) {
    return 'the Hessian is not a sum of outer products of layer gradients, so it has no Kronecker factors';
  }
  if (hessian && structure === 'low-rank') {
    return 'the Hessian is not a product V V^T of N M columns, so Woodbury does not apply';
  }
  const averaged = (kind === 'ngd' || kind === 'efgd') && typeof batchSize === 'number';
  if (averaged && structure === 'low-rank') {
    return 'mini-batches average their matrices, and the rank of the average grows with every step';
  }
  if (averaged && structure === 'matrix-free') {
    return 'mini-batches average their matrices, and products with the average need every earlier batch';
  }
  return null;
}
