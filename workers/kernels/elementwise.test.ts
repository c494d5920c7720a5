import { describe, expect, test } from 'vitest';
import { RandomStream } from '../random.ts';
import type { Kernels } from './kernels.ts';
import { loadKernels } from './load.ts';

/**
 * exp, log, sigmoid, softplus, tanh and softmax against whole-number arithmetic of hundreds of bits, in units in the last
 * place of the exact value.
 */
const builds = await Promise.all((['fma', 'simd', 'js'] as const).map(loadKernels));

// ---- the reference: fixed-point numbers, value x 2^bits, as BigInt -------------------------------------------

/** The exact value of a double as mantissa x 2^exponent. */
function exactly(x: number): { mantissa: bigint; exponent: number } {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0]!;
  const raw = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = raw === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: Math.max(raw, 1) - 1075 };
}

function shift(value: bigint, by: number): bigint {
  return by >= 0 ? value << BigInt(by) : value >> BigInt(-by);
}

function fixed(x: number, bits: number): bigint {
  const { mantissa, exponent } = exactly(x);
  return shift(mantissa, bits + exponent);
}

/** log(u) for u > 0, fixed-point: u = 2^k m, log m = 2 artanh((m - 1)/(m + 1)). */
function fixedLog(u: bigint, bits: number): bigint {
  const one = 1n << BigInt(bits);
  const k = u.toString(2).length - 1 - bits;
  const m = shift(u, -k);
  const ratio = ((m - one) << BigInt(bits)) / (m + one);
  const series = artanh(ratio, bits);
  return 2n * series + BigInt(k) * fixedLog2(bits);
}

function artanh(t: bigint, bits: number): bigint {
  const square = (t * t) >> BigInt(bits);
  let [sum, power] = [0n, t];
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = (power * square) >> BigInt(bits);
  }
  return sum;
}

const log2Cache = new Map<number, bigint>();
function fixedLog2(bits: number): bigint {
  const known = log2Cache.get(bits) ?? 2n * artanh((1n << BigInt(bits)) / 3n, bits);
  log2Cache.set(bits, known);
  return known;
}

/** exp(x), fixed-point, to the last of `bits` bits behind the point (x reduced by ln 2, then the series). */
function fixedExp(x: number, bits: number): bigint {
  const wide = bits + 1100;
  const argument = fixed(x, wide);
  const k = argument / fixedLog2(wide);
  const r = (argument - k * fixedLog2(wide)) >> BigInt(1100 - 40);
  const work = bits + 40;
  let [sum, term] = [0n, 1n << BigInt(work)];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = ((term * r) / n) >> BigInt(work);
  }
  return shift(sum, Number(k) - 40);
}

/** |actual - exact| in units in the last place of the exact value, which is `exact` x 2^-bits. */
function ulps(actual: number, exact: bigint, bits: number): number {
  const magnitude = exact.toString(2).length - 1 - bits;
  const unit = Math.max(magnitude - 52, -1074);
  const difference = fixed(actual, bits) - exact;
  return Math.abs(Number((difference << 20n) >> BigInt(unit + bits))) / 2 ** 20;
}

// ---- the arguments --------------------------------------------------------------------------------------------

const random = new RandomStream(11, 'elementwise');
const signs = [-1, 1];
const small = Array.from({ length: 150 }, () => signs[random.below(2)]! * 10 ** (-320 * random.uniform()));
const middle = Array.from({ length: 1500 }, () => 4 * random.normal());
const wide = Array.from({ length: 400 }, () => 1400 * (random.uniform() - 0.5));
const edges = [0, -0, 5e-324, -5e-324, Math.LN2 / 2, -Math.LN2 / 2, 0.41421356237309503, 36, -36, 708, -708];

function apply(
  kernels: Kernels,
  name: 'exp' | 'log' | 'sigmoid' | 'softplus' | 'tanh',
  arguments_: number[],
): Float64Array {
  const mark = kernels.arena.mark();
  const x = kernels.arena.float64(arguments_.length);
  x.set(arguments_);
  const out = kernels.arena.float64(x.length).fill(-1);
  kernels[name](x, out);
  const result = out.slice();
  kernels.arena.release(mark);
  return result;
}

function worst(
  actual: Float64Array,
  arguments_: number[],
  exact: (x: number) => { value: bigint; bits: number },
): number {
  return arguments_.reduce((most, x, i) => {
    const { value, bits } = exact(x);
    return Math.max(most, ulps(actual[i]!, value, bits));
  }, 0);
}

/** Bits behind the point so that exp(-|x|) keeps 80 significant ones. */
const bitsFor = (x: number) => 80 + 64 * Math.ceil(Math.abs(x) / Math.LN2 / 64);

describe.each(builds)('elementwise $name', (kernels) => {
  test('exp within 2 ulp, subnormal results included', () => {
    const points = [...small, ...middle, ...wide, ...edges, 709.78, -744.4, -745.1, -710.5, -720];
    const error = worst(apply(kernels, 'exp', points), points, (x) => {
      const bits = Math.max(bitsFor(x), 1200);
      return { value: fixedExp(x, bits), bits };
    });
    expect(error).toBeLessThanOrEqual(2);
  });

  test('log within 2 ulp, subnormal arguments included', () => {
    const near1 = Array.from({ length: 300 }, () => 1 + 1e-3 * random.normal());
    const points = [...small, ...middle, ...wide, ...near1, 5e-324, 2.2e-308, 1.7e308]
      .map(Math.abs)
      .filter((x) => x !== 1);
    const bits = 1200;
    const error = worst(apply(kernels, 'log', points), points, (x) => ({
      value: fixedLog(fixed(x, bits), bits),
      bits,
    }));
    expect(error).toBeLessThanOrEqual(2);
  });

  test('sigmoid within 2 ulp', () => {
    const points = [...small, ...middle, ...wide, ...edges];
    const error = worst(apply(kernels, 'sigmoid', points), points, (x) => {
      const bits = bitsFor(x) + 64;
      const one = 1n << BigInt(bits);
      const e = fixedExp(-Math.abs(x), bits);
      return { value: ((x < 0 ? e : one) << BigInt(bits)) / (one + e), bits };
    });
    expect(error).toBeLessThanOrEqual(2);
  });

  test('softplus within 2 ulp', () => {
    const points = [...small, ...middle, ...wide, ...edges];
    const error = worst(apply(kernels, 'softplus', points), points, (x) => {
      const bits = bitsFor(x) + 64;
      const tail = fixedLog((1n << BigInt(bits)) + fixedExp(-Math.abs(x), bits), bits);
      return { value: tail + (x > 0 ? fixed(x, bits) : 0n), bits };
    });
    expect(error).toBeLessThanOrEqual(2);
  });

  test('tanh within 2 ulp', () => {
    const points = [...small, ...middle, ...wide, ...edges, 19.06, 22, 40.1];
    const error = worst(apply(kernels, 'tanh', points), points, (x) => {
      const bits = 2 * bitsFor(x) + 1200;
      const one = 1n << BigInt(bits);
      const e = fixedExp(-2 * Math.abs(x), bits);
      const value = ((one - e) << BigInt(bits)) / (one + e);
      return { value: x < 0 ? -value : value, bits };
    });
    expect(error).toBeLessThanOrEqual(2);
  });

  test('the ends of the number line, and NaN', () => {
    const points = [Number.NaN, Infinity, -Infinity, 710, 1e308, -746, -1e308];
    expect([...apply(kernels, 'exp', points)]).toEqual([Number.NaN, Infinity, 0, Infinity, Infinity, 0, 0]);
    expect([...apply(kernels, 'sigmoid', points)]).toEqual([Number.NaN, 1, 0, 1, 1, 0, 0]);
    expect([...apply(kernels, 'softplus', points)]).toEqual([Number.NaN, Infinity, 0, 710, 1e308, 0, 0]);
    expect([...apply(kernels, 'log', [Number.NaN, Infinity, 0, -0, -1, -Infinity, 1])]).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
      -Infinity,
      Number.NaN,
      Number.NaN,
      0,
    ]);
    expect([...apply(kernels, 'tanh', [...points, 0, -0])]).toEqual([Number.NaN, 1, -1, 1, 1, -1, -1, 0, -0]);
    for (const length of [0, 1, 2, 3]) {
      expect([...apply(kernels, 'exp', new Array<number>(length).fill(0))]).toEqual(
        new Array(length).fill(1),
      );
    }
  });

  test('softmax rows sum to one, whatever the shift, and pass NaN on', () => {
    const { arena } = kernels;
    const mark = arena.mark();
    const f = arena.float64(12);
    f.set([0, 1, 2, 1e4, 1e4, 1e4, -1e4, 0, 1e4, Number.NaN, 0, 0]);
    kernels.softmaxRows(4, 3, f, f);
    const total = 1 + Math.E + Math.E ** 2;
    [1 / total, Math.E / total, Math.E ** 2 / total, 1 / 3, 1 / 3, 1 / 3, 0, 0, 1].forEach((p, i) => {
      expect(f[i]).toBeCloseTo(p, 15);
    });
    expect([...f.subarray(9)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    arena.release(mark);
  });
});
