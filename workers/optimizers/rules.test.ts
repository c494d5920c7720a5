import { describe, expect, test } from 'vitest';
import { optimizerSchema } from '#contract/optimizers.ts';
import type { Objective } from '../models/objective.ts';
import type { Optimizer } from './optimizer.ts';
import { Point } from './point.ts';
import { createOptimizer } from './registry.ts';

/** L(theta) = (theta_1^2 + 4 theta_2^2)/2 with gradient (theta_1, 4 theta_2); no rows, no randomness. */
const bowlValue = (theta: Float64Array) => (theta[0]! ** 2 + 4 * theta[1]! ** 2) / 2;
const bowl = {
  dimension: 2,
  rows: 1,
  l2: 0,
  weight: 1,
  scaling: 'mean',
  value: bowlValue,
  gradient(theta: Float64Array, out: Float64Array) {
    out[0] = theta[0]!;
    out[1] = 4 * theta[1]!;
    return bowlValue(theta);
  },
  onRows: () => bowl,
} as unknown as Objective;

function rule(options: Record<string, unknown>, iterations = 3): Optimizer {
  const spec = optimizerSchema.parse({ id: 'o', batchSize: 1, ...options });
  const point = new Point(bowl);
  return createOptimizer(spec, options['stepSize'] as number, null, {
    point,
    seed: 0,
    iterations,
    predict: false,
  });
}

function path(options: Record<string, unknown>, steps = 3): number[][] {
  const theta = Float64Array.of(1, 1);
  const optimizer = rule(options, steps);
  return Array.from({ length: steps }, () => {
    optimizer.step(theta);
    return Array.from(theta);
  });
}

function expectPath(actual: number[][], expected: readonly (readonly number[])[]): void {
  expected.forEach((theta, k) =>
    theta.forEach((value, i) => expect(actual[k]![i], `step ${k + 1}, entry ${i}`).toBeCloseTo(value, 12)),
  );
}

describe('three steps by hand from (1, 1), gradient (theta_1, 4 theta_2)', () => {
  test('SGD, step 0.1: factors 0.9 and 0.6', () => {
    expectPath(path({ kind: 'sgd', stepSize: 0.1 }), [
      [0.9, 0.6],
      [0.81, 0.36],
      [0.729, 0.216],
    ]);
  });

  test('momentum 0.5, step 0.1', () => {
    // v: (1, 4); theta (0.9, 0.6). v: (0.5 + 0.9, 2 + 2.4) = (1.4, 4.4); theta (0.76, 0.16).
    // v: (0.7 + 0.76, 2.2 + 0.64) = (1.46, 2.84); theta (0.614, -0.124).
    expectPath(path({ kind: 'momentum', stepSize: 0.1, beta1: 0.5 }), [
      [0.9, 0.6],
      [0.76, 0.16],
      [0.614, -0.124],
    ]);
  });

  test('sign, step 0.5; sign(0) = 0', () => {
    expectPath(path({ kind: 'sign', stepSize: 0.5 }), [
      [0.5, 0.5],
      [0, 0],
      [0, 0],
    ]);
  });

  test('AdaGrad, step 0.5, epsilon 0', () => {
    // s: (1, 16); theta 1 - 0.5 = (0.5, 0.5). s: (1.25, 20); theta 0.5 - 0.5 x 0.5/sqrt(1.25) for both (scale-free).
    const second = 0.5 - 0.25 / Math.sqrt(1.25);
    const third = second - (0.5 * second) / Math.sqrt(1.25 + second ** 2);
    expectPath(path({ kind: 'adagrad', stepSize: 0.5, epsilon: 0 }), [
      [0.5, 0.5],
      [second, second],
      [third, third],
    ]);
    // With epsilon = 1 outside the root: (1 - 0.5 x 1/(1 + 1), 1 - 0.5 x 4/(4 + 1)).
    expectPath(path({ kind: 'adagrad', stepSize: 0.5, epsilon: 1 }, 1), [[0.75, 0.6]]);
  });

  test('RMSProp, step 0.1, decay 0.75, epsilon 0', () => {
    // s = (0.25, 4): g/sqrt(s) = (2, 2); theta (0.8, 0.8).
    // s = (0.1875 + 0.25 x 0.64, 16 x as much) = (0.3475, 5.56): theta 0.8 - 0.08/sqrt(0.3475).
    const second = 0.8 - 0.08 / Math.sqrt(0.3475);
    const s = 0.75 * 0.3475 + 0.25 * second ** 2;
    const third = second - (0.1 * second) / Math.sqrt(s);
    expectPath(path({ kind: 'rmsprop', stepSize: 0.1, decay: 0.75, epsilon: 0 }), [
      [0.8, 0.8],
      [second, second],
      [third, third],
    ]);
    // epsilon = 1 outside the root: 1 - 0.1 x 1/(0.5 + 1), 1 - 0.1 x 4/(2 + 1).
    expectPath(path({ kind: 'rmsprop', stepSize: 0.1, decay: 0.75, epsilon: 1 }, 1), [
      [1 - 0.1 / 1.5, 1 - 0.4 / 3],
    ]);
  });

  test('Adam, step 0.1, beta 0.5 and 0.75, epsilon 0', () => {
    // 1: mhat = g, vhat = g^2: theta 0.9.
    // 2: m = 0.5 x 0.5 + 0.5 x 0.9 = 0.7, mhat = 0.7/0.75; v = 0.75 x 0.25 + 0.25 x 0.81 = 0.39, vhat = 0.39/0.4375.
    const second = 0.9 - (0.1 * (0.7 / 0.75)) / Math.sqrt(0.39 / 0.4375);
    // 3: m = 0.35 + 0.5 theta, mhat = m/0.875; v = 0.2925 + 0.25 theta^2, vhat = v/0.578125.
    const m = (0.35 + 0.5 * second) / 0.875;
    const v = (0.2925 + 0.25 * second ** 2) / 0.578125;
    const third = second - (0.1 * m) / Math.sqrt(v);
    expectPath(path({ kind: 'adam', stepSize: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0 }), [
      [0.9, 0.9],
      [second, second],
      [third, third],
    ]);
    // epsilon = 1 outside the root, first step: 1 - 0.1 x 1/(1 + 1), 1 - 0.1 x 4/(4 + 1).
    expectPath(path({ kind: 'adam', stepSize: 0.1, epsilon: 1 }, 1), [[0.95, 0.92]]);
  });
});

test('asking for a proposal changes nothing', () => {
  const theta = Float64Array.of(1, 1);
  const asked = rule({ kind: 'adam', stepSize: 0.1 });
  const plain = rule({ kind: 'adam', stepSize: 0.1 });
  const other = Float64Array.of(1, 1);
  for (let k = 0; k < 4; k++) {
    asked.propose(theta);
    asked.propose(Float64Array.of(5, -3));
    asked.propose(theta);
    asked.step(theta);
    plain.step(other);
  }
  expect(theta).toEqual(other);
});

test('schedules scale the steps', () => {
  const factors = (schedule: string) => {
    const theta = Float64Array.of(1, 0);
    const optimizer = rule({ kind: 'sgd', stepSize: 0.5, schedule }, 4);
    return Array.from({ length: 4 }, () => {
      const before = theta[0]!;
      optimizer.step(theta);
      return (before - theta[0]!) / before / 0.5;
    });
  };
  const expected = {
    constant: [1, 1, 1, 1],
    'inverse-sqrt': [1, 1 / Math.SQRT2, 1 / Math.sqrt(3), 0.5],
    inverse: [1, 1 / 2, 1 / 3, 1 / 4],
    cosine: [(1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2, 0],
  };
  for (const [name, values] of Object.entries(expected)) {
    factors(name).forEach((factor, k) => expect(factor, `${name} ${k}`).toBeCloseTo(values[k]!, 12));
  }
});
