/** Functions of one number, also applied to whole vectors, where the kernels are faster. */

import { acceleratedMap } from './accelerated/map.ts';

/** 1 / (1 + exp(-x)), to full relative precision at both ends. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + exp(x)), finite for every finite x. */
function softplus(x: number): number {
  return (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

const functions = { sigmoid, softplus, tanh: Math.tanh };

/** Replaces every entry of x by the function of it. */
export function applyInPlace(name: keyof typeof functions, x: Float64Array): void {
  if (acceleratedMap(name, x)) return;
  const map = functions[name];
  for (let i = 0; i < x.length; i++) x[i] = map(x[i]!);
}
