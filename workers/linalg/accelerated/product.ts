/** Products of any two matrices. */

import { activeKernels, activeTeam, keptCopy } from '../../kernels/active.ts';
import { PANEL } from '../../kernels/kernels.ts';
import { scoped, worthSharing, worthwhile } from './scope.ts';

export interface Operand {
  readonly values: Float64Array;
  /** Doubles that the product reads, from the first on. */
  readonly length: number;
  readonly row: number;
  readonly column: number;
}

/** C (m x n) = A B, or C += A B; operands of any strides. */
export function acceleratedProduct(
  m: number,
  n: number,
  k: number,
  a: Operand,
  b: Operand,
  c: Float64Array,
  accumulate: boolean,
): boolean {
  const kernels = activeKernels();
  if (kernels === null || m * n * k < 4 * worthwhile || Math.min(m, n) < PANEL) return false;
  const [keptLeft, keptRight] = [keptCopy(a.values), keptCopy(b.values)];
  scoped(kernels, () => {
    const placed = ({ values, length, row, column }: Operand, kept: Float64Array | null) => {
      if (kept !== null) return { values: kept, row, column };
      const copy = kernels.arena.float64(length);
      copy.set(values.subarray(0, length));
      return { values: copy, row, column };
    };
    const result = kernels.arena.float64(m * n);
    if (accumulate) result.set(c.subarray(0, m * n));
    const [left, right] = [placed(a, keptLeft), placed(b, keptRight)];
    const team = activeTeam();
    if (team === null || m * n * k < worthSharing) {
      kernels.product(m, n, k, left, right, result, accumulate);
    } else {
      // One part a thread, as each packs B anew; a row of C is the same whatever rows it is computed with.
      const rowsOfPart = PANEL * Math.ceil(m / team.threads / PANEL);
      const work = {
        kind: 'product',
        m,
        n,
        k,
        a: left,
        b: right,
        c: result,
        accumulate,
        rowsOfPart,
      } as const;
      team.run(work, Math.ceil(m / rowsOfPart));
    }
    c.set(result);
  });
  return true;
}
