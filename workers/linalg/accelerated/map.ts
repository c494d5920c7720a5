/** Functions of one number over whole vectors. */

import { activeKernels } from '../../kernels/active.ts';
import { scoped } from './scope.ts';

/** Replaces every entry of x by the function of it. */
export function acceleratedMap(name: 'sigmoid' | 'softplus' | 'tanh', x: Float64Array): boolean {
  const kernels = activeKernels();
  if (kernels === null || x.length < 64) return false;
  scoped(kernels, () => {
    const values = kernels.arena.float64(x.length);
    values.set(x);
    kernels[name](values, values);
    x.set(values);
  });
  return true;
}
