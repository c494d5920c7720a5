import { describe, expect, it } from 'vitest';
import type { DenseDesign, Sample } from '../data/problem.ts';
import { RandomStream } from '../random.ts';
import { differenceGradient, differenceJacobian, expectClose } from '../testing/numeric.ts';
import {
  linearModel,
  normals,
  objectiveOf,
  outputKinds,
  randomSample,
  toSparse,
} from '../testing/problems.ts';
import { activations } from './activation.ts';
import { mlpPredictor } from './mlp.ts';
import type { Predictor } from './predictor.ts';
import { exactFactors } from '../curvature/factors.ts';
import { activationNames, type ActivationName, type ModelSpec, type OutputName } from '#contract/model.ts';

const rows = 23;
const columns = 3;

const mlp = (activation: ActivationName, output: OutputName, hidden: number[]): ModelSpec => {
  return { kind: 'mlp', hidden, activation, output, l2: 0.3 };
};
const models: readonly (readonly [string, ModelSpec])[] = [
  ...outputKinds.map((output) => [output, linearModel(output, 0.3)] as const),
  ...activationNames.flatMap((activation) =>
    outputKinds.map((output) => [`mlp ${activation} ${output}`, mlp(activation, output, [4])] as const),
  ),
  ['mlp without hidden layers', mlp('tanh', 'softmax', [])],
  ['mlp of three hidden layers', mlp('softplus', 'softmax', [5, 2, 3])],
];

/** Whether a unit of the first hidden layer of ReLUs is so near 0 that a difference of 2e-3 may cross it. */
function nearKink(model: ModelSpec, { design }: Sample, theta: Float64Array): boolean {
  if (model.kind !== 'mlp' || model.activation !== 'relu') return false;
  const units = model.hidden[0]!;
  for (let n = 0; n < rows; n++) {
    const x = design.values.subarray(n * columns, (n + 1) * columns);
    for (let o = 0; o < units; o++) {
      const z = x.reduce((sum, xj, j) => sum + xj * theta[o * columns + j]!, theta[units * columns + o]!);
      if (Math.abs(z) < 0.01) return true;
    }
  }
  return false;
}

describe.each(models)('objective: %s', (_name, model) => {
  const output = model.kind === 'mlp' ? model.output : model.kind;
  const sample = randomSample(output, rows, columns);
  const objective = objectiveOf(model, sample);
  const random = new RandomStream(3, 'test');
  let theta = normals(objective.dimension, random, 0.5);
  // Differences must not step over a kink of a ReLU.
  while (nearKink(model, sample, theta)) theta = normals(objective.dimension, random, 0.5);
  const d = objective.dimension;
  const m = objective.outputs;

  it('the gradient is the derivative of the value', () => {
    const g = new Float64Array(d);
    expect(objective.gradient(theta, g)).toBe(objective.value(theta));
    expectClose(
      g,
      differenceGradient((at) => objective.value(at), theta),
      1e-9,
    );
  });

  it('Hessian products are those of the derivative of the gradient', () => {
    const hessian = differenceJacobian((at, out) => void objective.gradient(at, out), theta, d);
    const v = normals(d, random);
    const out = new Float64Array(d);
    objective.hessianProduct(theta, v, out);
    const expected = Array.from({ length: d }, (_, i) =>
      v.reduce((sum, vj, j) => sum + hessian[i * d + j]! * vj, 0),
    );
    expectClose(out, expected, 1e-9);
  });

  it('Jacobian, its products and the row products agree with the derivative of the outputs', () => {
    const numeric = differenceJacobian((at, out) => objective.outputsAt(at, out), theta, rows * m);
    const linearization = objective.linearize(theta);
    const j = new Float64Array(m * d);
    for (const row of [0, 7, rows - 1]) {
      linearization.jacobian(row, j);
      expectClose(j, numeric.subarray(row * m * d, (row + 1) * m * d), 1e-9);
    }
    const v = normals(d, random);
    const jv = new Float64Array(rows * m);
    linearization.jacobianProduct(v, jv);
    expectClose(
      jv,
      Array.from(jv, (_, i) => v.reduce((sum, vj, k) => sum + numeric[i * d + k]! * vj, 0)),
      1e-9,
    );
    const u = normals(rows * m, random);
    const ju = new Float64Array(d);
    linearization.transposedProduct(u, ju);
    expectClose(
      ju,
      Array.from(ju, (_, k) => u.reduce((sum, ui, i) => sum + numeric[i * d + k]! * ui, 0)),
      1e-9,
    );
    const each = new Float64Array(5 * d);
    linearization.rowProducts(u.subarray(4 * m, 9 * m), 4, 9, each);
    const expected = Array.from(each, (_, at) => {
      const [n, k] = [4 + Math.floor(at / d), at % d];
      let sum = 0;
      for (let c = 0; c < m; c++) sum += u[n * m + c]! * numeric[(n * m + c) * d + k]!;
      return sum;
    });
    expectClose(each, expected, 1e-9);
  });

  it('a sweep gives the parts of the transposed product', () => {
    const linearization = objective.linearize(theta);
    const u = normals(rows * m, random);
    const expected = new Float64Array(d);
    linearization.transposedProduct(u, expected);
    const sum = new Float64Array(d);
    linearization.sweep(u, ({ from, to, inputs, derivatives }) => {
      objective.layers.forEach((layer, l) => {
        for (let n = 0; n < to - from; n++) {
          for (let o = 0; o < layer.outputs; o++) {
            const delta = derivatives[l]![n * layer.outputs + o]!;
            for (let i = 0; i < layer.inputs; i++) {
              sum[layer.offset + o * layer.inputs + i]! += delta * inputs[l]![n * layer.inputs + i]!;
            }
            if (layer.bias) sum[layer.offset + layer.outputs * layer.inputs + o]! += delta;
          }
        }
      });
    });
    expectClose(sum, expected, 1e-12);
  });

  it('the Gram product is sum J^T C J', () => {
    const linearization = objective.linearize(theta);
    const gram = new Float64Array(d * d);
    const factors = exactFactors(objective.likelihood, linearization.outputs);
    linearization.gram(factors, gram);
    const expected = new Float64Array(d * d);
    const j = new Float64Array(m * d);
    const c = new Float64Array(m * m);
    for (let n = 0; n < rows; n++) {
      linearization.jacobian(n, j);
      factors.weights(n, n + 1, c);
      for (let a = 0; a < m; a++)
        for (let b = 0; b < m; b++)
          for (let i = 0; i < d; i++)
            for (let k = 0; k < d; k++) expected[i * d + k]! += c[a * m + b]! * j[a * d + i]! * j[b * d + k]!;
    }
    expectClose(gram, expected, 1e-12);
  });

  it('some rows, repeats among them, are the same objective on those rows', () => {
    const rowIndices = Int32Array.of(3, 3, 11, 0);
    const batch = objective.onRows(rowIndices);
    const design = sample.design as DenseDesign;
    const copy = objectiveOf(model, {
      design: {
        ...design,
        rows: 4,
        values: Float64Array.from(
          [3, 3, 11, 0].flatMap((n) => [...design.values.subarray(n * columns, (n + 1) * columns)]),
        ),
      },
      target: Float64Array.from(rowIndices, (n) => sample.target[n]!),
    });
    const [a, b] = [new Float64Array(d), new Float64Array(d)];
    expect(batch.gradient(theta, a)).toBe(copy.gradient(theta, b));
    expect(a).toEqual(b);
    expect(batch.weight).toBe(1 / 4);
  });

  it('a sparse design gives the same numbers', () => {
    const sparse = objectiveOf(model, { ...sample, design: toSparse(sample.design as DenseDesign) });
    const [a, b] = [new Float64Array(d), new Float64Array(d)];
    expect(Math.abs(sparse.gradient(theta, a) - objective.gradient(theta, b))).toBeLessThan(1e-13);
    expectClose(a, b, 1e-13);
    const [ga, gb] = [new Float64Array(d * d), new Float64Array(d * d)];
    const [la, lb] = [sparse.linearize(theta), objective.linearize(theta)];
    la.gram(exactFactors(objective.likelihood, la.outputs), ga);
    lb.gram(exactFactors(objective.likelihood, lb.outputs), gb);
    expectClose(ga, gb, 1e-13);
    const batch = Int32Array.of(5, 1, 5);
    expect(sparse.onRows(batch).value(theta)).toBeCloseTo(objective.onRows(batch).value(theta), 13);
  });

  it('sum scaling is N times the mean, the penalty added once', () => {
    const sum = objectiveOf(model, sample, 'sum');
    const penalty = 0.15 * theta.reduce((total, t) => total + t * t, 0);
    expect(sum.value(theta) - penalty).toBeCloseTo(rows * (objective.value(theta) - penalty), 10);
  });
});

describe('memory', () => {
  it('chunks of a perceptron change nothing but rounding, whether activations are kept or not', () => {
    const sample = randomSample('softmax', rows, columns);
    const tight = (limits?: { kept: number; chunk: number }) =>
      mlpPredictor(sample.design, [4, 2], activations.tanh, 3, limits);
    const whole = tight();
    const d = whole.dimension;
    const random = new RandomStream(5, 'test');
    const [theta, v, u, du] = [d, d, rows * 3, rows * 3].map((n) => normals(n, random));
    const run = (predictor: Predictor) => {
      const f = new Float64Array(rows * 3);
      predictor.forward(theta!, f);
      const jv = new Float64Array(rows * 3);
      predictor.jacobianProduct(v!, jv);
      const results = [f, jv];
      for (const product of [
        (out: Float64Array) => predictor.transposedProduct(u!, out),
        (out: Float64Array) => predictor.transposedTangent(u!, du!, v!, out),
        (out: Float64Array) => predictor.rowProducts(u!.subarray(6, 60), 2, 20, out),
      ]) {
        const out = new Float64Array(18 * d);
        product(out);
        results.push(out);
      }
      return results;
    };
    const expected = run(whole);
    for (const limits of [
      { kept: 1e9, chunk: 1 },
      { kept: 0, chunk: 1 },
      { kept: 0, chunk: 1e9 },
    ]) {
      run(tight(limits)).forEach((out, i) => expectClose(out, expected[i]!, 1e-13));
    }
  });
});

describe('accuracy and R^2', () => {
  it('count right classes', () => {
    const sample = randomSample('logistic', 50, 2);
    const objective = objectiveOf({ kind: 'logistic', l2: 0 }, sample);
    const theta = Float64Array.of(0.4, -1);
    const f = new Float64Array(50);
    objective.outputsAt(theta, f);
    const right = f.reduce((sum, fn, n) => sum + ((fn > 0 ? 1 : 0) === sample.target[n] ? 1 : 0), 0);
    expect(objective.accuracy(theta)).toBe(right / 50);
    expect(() => objective.rSquared(theta)).toThrow(TypeError);
  });

  it('R^2 is 0 at the mean and 1 at the data', () => {
    const sample = {
      design: { kind: 'dense' as const, rows: 3, columns: 2, values: Float64Array.of(1, 0, 1, 1, 1, 2) },
      target: Float64Array.of(1, 3, 5),
    };
    const objective = objectiveOf({ kind: 'linear', noiseVariance: 1, l2: 0 }, sample);
    expect(objective.rSquared(Float64Array.of(3, 0))).toBeCloseTo(0, 15);
    expect(objective.rSquared(Float64Array.of(1, 2))).toBe(1);
    expect(() => objective.accuracy(Float64Array.of(1, 2))).toThrow(TypeError);
  });
});
