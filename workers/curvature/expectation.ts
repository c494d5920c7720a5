/**
 * The Fisher by its definition (Eq. 2): C_n = E over y ~ p(y | f_n) of r r^T, as an expectation over labels that
 * never uses Lambda. Classes are enumerated, the Gaussian integrated by quadrature, Poisson counts summed.
 */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import { logGamma } from '../likelihoods/special-functions.ts';
import type { OutputFactors } from '../models/output-factors.ts';

/** @param f N x M outputs */
export function expectationFactors(likelihood: Likelihood, f: Float64Array): OutputFactors {
  return likelihood.name === 'categorical'
    ? enumeratedFactors(likelihood, f)
    : scalarFactors(f, secondMomentOf(likelihood));
}

/** One column a class: sqrt(p_c) r(c). */
function enumeratedFactors(likelihood: Likelihood, f: Float64Array): OutputFactors {
  const m = likelihood.outputs;

  function column(k: number, from: number, to: number, out: Float64Array): void {
    const labels = new Float64Array(to - from).fill(k);
    const rows = f.subarray(from * m, to * m);
    likelihood.residual(rows, labels, 0, to - from, out);
    for (let n = 0; n < to - from; n++) {
      const p = Math.exp(-likelihood.value(rows, labels, n, n + 1));
      for (let c = 0; c < m; c++) out[n * m + c]! *= Math.sqrt(p);
    }
  }

  function weights(from: number, to: number, out: Float64Array): void {
    const s = new Float64Array((to - from) * m);
    out.fill(0, 0, (to - from) * m * m);
    for (let k = 0; k < m; k++) {
      column(k, from, to, s);
      for (let n = 0; n < to - from; n++) {
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < m; j++) out[(n * m + i) * m + j]! += s[n * m + i]! * s[n * m + j]!;
        }
      }
    }
  }

  return { count: m, column, weights };
}

function scalarFactors(f: Float64Array, secondMoment: (f: number) => number): OutputFactors {
  return {
    count: 1,
    column: (_k, from, to, out) => {
      for (let n = from; n < to; n++) out[n - from] = Math.sqrt(secondMoment(f[n]!));
    },
    weights: (from, to, out) => {
      for (let n = from; n < to; n++) out[n - from] = secondMoment(f[n]!);
    },
  };
}

/** E r^2 as a function of one output. */
function secondMomentOf(likelihood: Likelihood): (f: number) => number {
  const [at, label, r] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  const squaredResidual = (f: number, y: number) => {
    at[0] = f;
    label[0] = y;
    likelihood.residual(at, label, 0, 1, r);
    return r[0]! * r[0]!;
  };
  switch (likelihood.name) {
    case 'gaussian': {
      // Two-point Gauss-Hermite quadrature, exact for polynomials of degree 3: y = f +- s, half each.
      const unit = new Float64Array(1);
      likelihood.curvature(unit, 0, 1, unit);
      const deviation = Math.sqrt(1 / unit[0]!);
      return (f) => 0.5 * (squaredResidual(f, f - deviation) + squaredResidual(f, f + deviation));
    }
    case 'poisson':
      return (f) => poissonMoment(f, squaredResidual);
    default:
      return (f) => {
        at[0] = f;
        let sum = 0;
        for (const y of [0, 1]) {
          label[0] = y;
          const p = Math.exp(-likelihood.value(at, label, 0, 1));
          sum += p * squaredResidual(f, y);
        }
        return sum;
      };
  }
}

/** The sum over counts within 40 standard deviations; the mass outside is below 1e-300. */
function poissonMoment(f: number, squaredResidual: (f: number, y: number) => number): number {
  const mean = Math.exp(f);
  const reach = 40 * Math.sqrt(mean) + 40;
  let sum = 0;
  for (let k = Math.max(0, Math.floor(mean - reach)); k <= mean + reach; k++) {
    sum += Math.exp(k * f - mean - logGamma(k + 1)) * squaredResidual(f, k);
  }
  return sum;
}
