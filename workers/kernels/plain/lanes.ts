/** Plain twins of the kernels on interleaved lanes (assembly/lane*.ts), one lane after the other. */

import { ALL_LANES, LANES, PANEL, type Kernels } from '../kernels.ts';

export const laneProduct: Kernels['laneProduct'] = (
  count,
  depth,
  panels,
  v,
  out,
  groups,
  vStride,
  outStride,
) => {
  for (let group = 0; groups >> group > 0; group++) {
    if (((groups >> group) & 1) === 0) continue;
    for (let i = 0; i < PANEL * Math.ceil(count / PANEL); i++) {
      const row = (i >> 2) * PANEL * depth + (i & 3);
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let from = group * vStride;
      for (let at = row; at < row + PANEL * depth; at += PANEL, from += LANES) {
        const entry = panels[at]!;
        s0 += entry * v[from]!;
        s1 += entry * v[from + 1]!;
        s2 += entry * v[from + 2]!;
        s3 += entry * v[from + 3]!;
      }
      const to = group * outStride + LANES * i;
      out[to] = s0;
      out[to + 1] = s1;
      out[to + 2] = s2;
      out[to + 3] = s3;
    }
  }
};

export const laneStep: Kernels['laneStep'] = (count, x, d, factors) => {
  let changed = 0;
  for (let k = 0; k < count; k++) {
    for (let lane = 0; lane < LANES; lane++) {
      const at = LANES * k + lane;
      const before = x[at]!;
      const after = before - factors[lane]! * d[at]!;
      if (before !== after) changed |= 1 << lane;
      x[at] = after;
    }
  }
  return changed;
};

/** Start of row i of a triangle. */
function rowStart(i: number): number {
  return LANES * ((i * (i + 1)) / 2);
}

export const laneCholesky: Kernels['laneCholesky'] = (dimension, triangle, lower, reciprocals, damping) => {
  let failed = 0;
  for (let lane = 0; lane < LANES; lane++) {
    for (let i = 0; i < dimension; i++) {
      const row = rowStart(i) + lane;
      for (let j = 0; j <= i; j++) {
        const other = rowStart(j) + lane;
        let entry = triangle[row + LANES * j]! + (i === j ? damping[lane]! : 0);
        for (let k = 0; k < LANES * j; k += LANES) entry -= lower[row + k]! * lower[other + k]!;
        if (j < i) {
          lower[row + LANES * j] = entry * reciprocals[LANES * j + lane]!;
          continue;
        }
        if (!(entry > 0 && entry < Infinity)) {
          failed |= 1 << lane;
          entry = 1;
        }
        const root = Math.sqrt(entry);
        lower[row + LANES * j] = root;
        reciprocals[LANES * i + lane] = 1 / root;
      }
    }
  }
  return failed & ALL_LANES;
};

export const laneSolve: Kernels['laneSolve'] = (dimension, lower, reciprocals, x) => {
  for (let lane = 0; lane < LANES; lane++) {
    for (let i = 0; i < dimension; i++) {
      const row = rowStart(i) + lane;
      let entry = x[LANES * i + lane]!;
      for (let j = 0; j < i; j++) entry -= lower[row + LANES * j]! * x[LANES * j + lane]!;
      x[LANES * i + lane] = entry * reciprocals[LANES * i + lane]!;
    }
    for (let i = dimension - 1; i >= 0; i--) {
      const row = rowStart(i) + lane;
      const entry = x[LANES * i + lane]! * reciprocals[LANES * i + lane]!;
      x[LANES * i + lane] = entry;
      for (let j = 0; j < i; j++) {
        const at = LANES * j + lane;
        x[at] = x[at]! - entry * lower[row + LANES * j]!;
      }
    }
  }
};

export const laneGather: Kernels['laneGather'] = ({ count, starts, indices, values }, source, out) => {
  for (let i = 0; i < count; i++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let q = starts[i]!; q < starts[i + 1]!; q++) {
      const from = LANES * indices[q]!;
      const value = values === null ? 1 : values[q]!;
      s0 += value * source[from]!;
      s1 += value * source[from + 1]!;
      s2 += value * source[from + 2]!;
      s3 += value * source[from + 3]!;
    }
    const to = LANES * i;
    out[to] = s0;
    out[to + 1] = s1;
    out[to + 2] = s2;
    out[to + 3] = s3;
  }
};

export const laneBernoulli: Kernels['laneBernoulli'] = (rows, f, y, r, w, sums, empirical, scale) => {
  sums.fill(0, 0, LANES);
  for (let n = 0; n < rows; n++) {
    const sign = y[n]! > 0 ? -1 : 1;
    for (let lane = 0; lane < LANES; lane++) {
      const at = LANES * n + lane;
      const signed = sign * f[at]!;
      const z = Math.exp(-Math.abs(signed));
      const large = 1 / (1 + z);
      const small = z * large;
      const residual = sign * (signed > 0 ? large : small);
      sums[lane] = sums[lane]! + (Math.max(signed, 0) + Math.log1p(z));
      r[at] = residual * scale;
      w[at] = (empirical ? residual * residual : large * small) * scale;
    }
  }
};

export const laneGaussian: Kernels['laneGaussian'] = (
  rows,
  f,
  y,
  r,
  w,
  sums,
  empirical,
  scale,
  precision,
) => {
  sums.fill(0, 0, LANES);
  for (let n = 0; n < rows; n++) {
    for (let lane = 0; lane < LANES; lane++) {
      const at = LANES * n + lane;
      const error = f[at]! - y[n]!;
      const residual = precision * error;
      sums[lane] = sums[lane]! + (residual * error) / 2;
      r[at] = residual * scale;
      w[at] = (empirical ? residual * residual : precision) * scale;
    }
  }
};
