import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { differenceGradient, differenceJacobian, expectClose } from '../testing/numeric.ts';
import { bernoulli } from './bernoulli.ts';
import { categorical } from './categorical.ts';
import { gaussian } from './gaussian.ts';
import type { Likelihood } from './likelihood.ts';
import { poisson, samplePoisson } from './poisson.ts';

const cases: readonly [Likelihood, number[][], number[]][] = [
  [gaussian(0.7), [[-1.3], [0], [2.5]], [-2, 0.5, 3]],
  [bernoulli, [[-3], [0.2], [4]], [0, 1]],
  [categorical(3), [[0.1, -0.4, 1.2], [2, 2, 2], [-5, 0, 3]], [0, 1, 2]], // prettier-ignore
  [poisson, [[-1], [0.5], [2]], [0, 1, 7]],
];

describe.each(cases)('$name', (likelihood, outputs, labels) => {
  const m = likelihood.outputs;
  const pairs = outputs.flatMap((f) =>
    labels.map((y) => [Float64Array.from(f), Float64Array.of(y)] as const),
  );

  it('residual is the derivative of the value, and curvature that of the residual', () => {
    for (const [f, y] of pairs) {
      const r = new Float64Array(m);
      likelihood.residual(f, y, 0, 1, r);
      expectClose(
        r,
        differenceGradient((at) => likelihood.value(at, y, 0, 1), f),
        1e-9,
      );
      const lambda = new Float64Array(m * m);
      likelihood.curvature(f, 0, 1, lambda);
      const numeric = differenceJacobian((at, out) => likelihood.residual(at, y, 0, 1, out), f, m);
      expectClose(lambda, numeric, 1e-9);
    }
  });

  it('the columns of the root multiply out to the curvature', () => {
    for (const [f] of pairs) {
      const lambda = new Float64Array(m * m);
      likelihood.curvature(f, 0, 1, lambda);
      const product = new Float64Array(m * m);
      const s = new Float64Array(m);
      for (let k = 0; k < m; k++) {
        likelihood.curvatureRoot(f, k, 0, 1, s);
        for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) product[i * m + j]! += s[i]! * s[j]!;
      }
      expectClose(product, lambda, 1e-14);
    }
  });

  it('rows are taken from where they stand', () => {
    const f = Float64Array.from(outputs.flat());
    const y = Float64Array.from(outputs, (_, i) => labels[i % labels.length]!);
    let sum = 0;
    const r = new Float64Array(f.length);
    for (let n = 0; n < outputs.length; n++) {
      sum += likelihood.value(Float64Array.from(outputs[n]!), y.subarray(n, n + 1), 0, 1);
      likelihood.residual(f, y, n, n + 1, r);
    }
    const all = new Float64Array(f.length);
    likelihood.residual(f, y, 0, outputs.length, all);
    expect(likelihood.value(f, y, 0, outputs.length)).toBeCloseTo(sum, 12);
    expect(r).toEqual(all);
  });

  it('draws have the mean and the variance of the model', () => {
    const random = new RandomStream(1, 'test');
    const draws = 20_000;
    const f = Float64Array.from(outputs[0]!);
    const mean = new Float64Array(m);
    const square = new Float64Array(m * m);
    const r = new Float64Array(m);
    for (let i = 0; i < draws; i++) {
      likelihood.residual(f, Float64Array.of(likelihood.sample(f, 0, random)), 0, 1, r);
      for (let a = 0; a < m; a++) {
        mean[a]! += r[a]! / draws;
        for (let b = 0; b < m; b++) square[a * m + b]! += (r[a]! * r[b]!) / draws;
      }
    }
    // E r = 0 and E r r^T = Lambda under the model.
    const lambda = new Float64Array(m * m);
    likelihood.curvature(f, 0, 1, lambda);
    for (let a = 0; a < m; a++) {
      expect(Math.abs(mean[a]!)).toBeLessThan(4.5 * Math.sqrt(lambda[a * (m + 1)]! / draws));
    }
    expectClose(square, lambda, 0.06);
  });
});

describe('far out', () => {
  it.each([gaussian(1), bernoulli, categorical(3)])('$name is finite for |f| of 1e4', (likelihood) => {
    const m = likelihood.outputs;
    for (const size of [-1e4, 1e4]) {
      const f = new Float64Array(m);
      f[0] = size;
      for (const label of [0, 1]) {
        const y = Float64Array.of(label);
        const r = new Float64Array(m);
        const lambda = new Float64Array(m * m);
        expect(likelihood.value(f, y, 0, 1)).toBeGreaterThanOrEqual(0);
        expect(likelihood.value(f, y, 0, 1)).toBeLessThan(Infinity);
        likelihood.residual(f, y, 0, 1, r);
        likelihood.curvature(f, 0, 1, lambda);
        expect(r.every(Number.isFinite)).toBe(true);
        expect(lambda.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('small probabilities keep their digits', () => {
    const f = Float64Array.of(40);
    const r = new Float64Array(1);
    bernoulli.residual(f, Float64Array.of(1), 0, 1, r);
    expect(r[0]).toBeCloseTo(-Math.exp(-40), 30);
    expect(bernoulli.value(f, Float64Array.of(1), 0, 1)).toBeCloseTo(Math.exp(-40), 30);
    const g = Float64Array.of(40, 0);
    const s = new Float64Array(2);
    categorical(2).residual(g, Float64Array.of(0), 0, 1, s);
    expect(s[0]! / -Math.exp(-40)).toBeCloseTo(1, 12);
    expect(categorical(2).value(g, Float64Array.of(0), 0, 1) / Math.exp(-40)).toBeCloseTo(1, 12);
  });

  it('Poisson overflows to Infinity, not to NaN', () => {
    expect(poisson.value(Float64Array.of(1e4), Float64Array.of(3), 0, 1)).toBe(Infinity);
  });

  it('ties go to the lowest class', () => {
    expect(bernoulli.mode(Float64Array.of(0), 0)).toBe(0);
    expect(categorical(3).mode(Float64Array.of(1, 2, 2), 0)).toBe(1);
    expect(poisson.mode(Float64Array.of(Math.log(3.7)), 0)).toBe(3);
  });

  it.each([0.3, 9, 12, 80, 1e4])('Poisson draws of mean %f', (mean) => {
    const random = new RandomStream(2, 'test', Math.round(mean));
    const draws = 20_000;
    let sum = 0;
    let square = 0;
    for (let i = 0; i < draws; i++) {
      const k = samplePoisson(mean, random);
      expect(Number.isInteger(k) && k >= 0).toBe(true);
      sum += k;
      square += (k - mean) ** 2;
    }
    expect(Math.abs(sum / draws - mean)).toBeLessThan(4.5 * Math.sqrt(mean / draws));
    expect(square / draws / mean).toBeGreaterThan(0.93);
    expect(square / draws / mean).toBeLessThan(1.07);
  });
});
