/** Plain twins of assembly/elementwise.ts, on the run-time's own functions. */

import type { Kernels } from '../kernels.ts';

export const exp: Kernels['exp'] = (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.exp(x[i]!);
};

export const log: Kernels['log'] = (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.log(x[i]!);
};

export const sigmoid: Kernels['sigmoid'] = (x, out) => {
  for (let i = 0; i < x.length; i++) {
    const z = Math.exp(-Math.abs(x[i]!));
    out[i] = (x[i]! < 0 ? z : 1) / (1 + z);
  }
};

export const softplus: Kernels['softplus'] = (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.max(x[i]!, 0) + Math.log1p(Math.exp(-Math.abs(x[i]!)));
};

export const tanh: Kernels['tanh'] = (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]!);
};

export const softmaxRows: Kernels['softmaxRows'] = (rows, classes, f, out) => {
  for (let n = 0; n < rows; n++) {
    const row = n * classes;
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) top = Math.max(top, f[row + c]!);
    let total = 0;
    for (let c = 0; c < classes; c++) {
      const e = Math.exp(f[row + c]! - top);
      out[row + c] = e;
      total += e;
    }
    for (let c = 0; c < classes; c++) out[row + c] = out[row + c]! / total;
  }
};
