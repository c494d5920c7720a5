/**
 * Loss, gradient and preconditioned direction at sixteen parameter vectors at once: four groups of four interleaved
 * lanes (assembly/lanes.ts). Each lane is computed in the same order whatever the others hold.
 */

import type { Objective } from '../../models/objective.ts';
import { dot } from '../../linalg/vector.ts';
import { LANES, triangleLength, type Kernels } from '../../kernels/kernels.ts';
import { raiseDamping } from '../../curvature/damping.ts';
import { SingularMatrixError } from '../../curvature/curvature.ts';
import type { Damping } from '#contract/ranges.ts';
import { GROUPS, type LaneDesign } from './lane-design.ts';

export const SLOTS = GROUPS * LANES;

/** B of the update rule: the identity, the Fisher (which is the Hessian of a linear predictor), the empirical Fisher. */
export type Preconditioner = 'identity' | 'fisher' | 'empirical-fisher';

/** What the solve of one lane needed. */
export interface Solve {
  /** The damping that succeeded. */
  readonly damping: number;
  readonly raised: boolean;
  /** No damping made the matrix positive definite. */
  readonly singular: boolean;
}

export class LaneEvaluator {
  readonly dimension: number;
  readonly #kernels: Kernels;
  readonly #design: LaneDesign;
  readonly #objective: Objective;
  readonly #preconditioner: Preconditioner;
  readonly #precision: number;
  readonly #target: Float64Array;
  /** Group after group: theta and directions (D), outputs, residuals and weights (N), triangles. */
  readonly #theta: Float64Array;
  readonly #outputs: Float64Array;
  readonly #residuals: Float64Array;
  readonly #weights: Float64Array;
  readonly #directions: Float64Array;
  readonly #triangles: Float64Array;
  readonly #lower: Float64Array;
  readonly #reciprocals: Float64Array;
  readonly #damping: Float64Array;
  readonly #sums: Float64Array;

  /** Allocates in the kernels' arena; the caller marks and releases. */
  constructor(kernels: Kernels, design: LaneDesign, objective: Objective, preconditioner: Preconditioner) {
    const { arena } = kernels;
    this.#kernels = kernels;
    this.#design = design;
    this.#objective = objective;
    this.#preconditioner = preconditioner;
    this.dimension = design.columns;
    this.#precision = precisionOf(objective);
    this.#target = arena.float64(design.rows);
    this.#target.set(objective.target);
    const perGroup = (length: number) => arena.float64(GROUPS * length).fill(0);
    this.#theta = perGroup(LANES * design.columns);
    this.#outputs = perGroup(design.outputs.stride);
    this.#residuals = perGroup(LANES * design.rows);
    this.#weights = perGroup(LANES * design.rows);
    this.#directions = perGroup(design.gradient.stride);
    this.#triangles = perGroup(preconditioner === 'identity' ? 0 : design.triangle.stride);
    this.#lower = arena.float64(triangleLength(design.columns));
    this.#reciprocals = arena.float64(LANES * design.columns);
    this.#damping = arena.float64(LANES);
    this.#sums = arena.float64(GROUPS * LANES);
  }

  setTheta(slot: number, theta: Float64Array): void {
    this.#interleave(this.#theta, LANES * this.dimension, slot, theta);
  }

  /** Outputs, residuals and losses of the groups in the bit mask at their thetas. */
  evaluateLosses(groups: number): void {
    const { rows, outputs } = this.#design;
    outputs.apply(this.#theta, LANES * this.dimension, this.#outputs, groups);
    const empirical = this.#preconditioner === 'empirical-fisher';
    const { weight } = this.#objective;
    for (let group = 0; group < GROUPS; group++) {
      if (((groups >> group) & 1) === 0) continue;
      const f = this.#outputs.subarray(group * outputs.stride);
      const r = this.#residuals.subarray(group * LANES * rows);
      const w = this.#weights.subarray(group * LANES * rows);
      const sums = this.#sums.subarray(group * LANES);
      if (this.#objective.likelihood.name === 'bernoulli') {
        this.#kernels.laneBernoulli(rows, f, this.#target, r, w, sums, empirical, weight);
      } else {
        this.#kernels.laneGaussian(rows, f, this.#target, r, w, sums, empirical, weight, this.#precision);
      }
    }
  }

  /** L(theta), penalty included, after `evaluateLosses`. */
  loss(slot: number): number {
    const { weight, l2 } = this.#objective;
    const data = weight * this.#sums[slot]!;
    if (l2 === 0) return data;
    const from = Math.floor(slot / LANES) * LANES * this.dimension + (slot % LANES);
    let square = 0;
    for (let i = 0; i < this.dimension; i++) square += this.#theta[from + LANES * i]! ** 2;
    return data + 0.5 * l2 * square;
  }

  /** `outputScale` at a slot, after `evaluateLosses`. */
  outputScale(slot: number): number {
    return scaleOf(this.#objective, this.#precision, this.#sums[slot]!);
  }

  /** Gradients, and with a preconditioner the triangles, of the groups in the bit mask; after `evaluateLosses`. */
  evaluateGradients(groups: number): void {
    const { rows, gradient, triangle } = this.#design;
    gradient.apply(this.#residuals, LANES * rows, this.#directions, groups);
    if (this.#objective.l2 !== 0) this.#addPenaltyGradient(groups);
    if (this.#preconditioner !== 'identity')
      triangle.apply(this.#weights, LANES * rows, this.#triangles, groups);
  }

  /** The gradient of a slot, penalty included, after `evaluateGradients`; the direction there after `solve`. */
  vector(slot: number): Float64Array {
    const vector = new Float64Array(this.dimension);
    let at = Math.floor(slot / LANES) * this.#design.gradient.stride + (slot % LANES);
    for (let i = 0; i < vector.length; i++, at += LANES) vector[i] = this.#directions[at]!;
    return vector;
  }

  /**
   * Turns the gradients of one group into directions (B + lambda I)^{-1} g, raising a damping where the
   * factorization fails (math.md section 4).
   * @param dampings one a lane of the group; null for an idle lane
   */
  solve(group: number, dampings: readonly (Damping | null)[]): Solve[] {
    const D = this.dimension;
    const { l2 } = this.#objective;
    if (this.#preconditioner === 'identity')
      return dampings.map(() => ({ damping: 0, raised: false, singular: false }));
    const triangle = this.#triangles.subarray(group * this.#design.triangle.stride);
    const traces = dampings.map((_, lane) => this.#trace(triangle, lane) + l2 * D);
    const asked = dampings.map((damping, lane) =>
      typeof damping === 'object' && damping !== null
        ? (damping.relative * traces[lane]!) / D
        : (damping ?? 1),
    );
    this.#damping.set(asked.map((damping) => damping + l2));
    const failed = this.#factor(triangle);
    const solves = dampings.map((damping, lane): Solve => {
      const worked = ((failed >> lane) & 1) === 0;
      if (worked || damping === null) return { damping: asked[lane]!, raised: false, singular: false };
      return this.#raise(lane, triangle, asked[lane]!, traces[lane]!);
    });
    this.#kernels.laneSolve(
      D,
      this.#lower,
      this.#reciprocals,
      this.#directions.subarray(group * this.#design.gradient.stride),
    );
    return solves;
  }

  /** Factors a group again until one lane's matrix is positive definite; the others come out as before. */
  #raise(lane: number, triangle: Float64Array, asked: number, trace: number): Solve {
    let first = true; // which failed already
    try {
      const { damping } = raiseDamping(
        asked,
        () => trace,
        this.dimension,
        (lambda) => {
          if (first) return (first = false);
          this.#damping[lane] = lambda + this.#objective.l2;
          return ((this.#factor(triangle) >> lane) & 1) === 0;
        },
      );
      return { damping, raised: true, singular: false };
    } catch (error) {
      if (!(error instanceof SingularMatrixError)) throw error;
      return { damping: asked, raised: true, singular: true };
    }
  }

  /** max_n |x_n^T v| for a few vectors, one a slot; overwrites thetas and outputs of the groups that hold them. */
  largestOutputs(vectors: readonly { readonly slot: number; readonly vector: Float64Array }[]): number[] {
    const { rows, outputs } = this.#design;
    let groups = 0;
    for (const { slot, vector } of vectors) {
      this.setTheta(slot, vector);
      groups |= 1 << Math.floor(slot / LANES);
    }
    outputs.apply(this.#theta, LANES * this.dimension, this.#outputs, groups);
    return vectors.map(({ slot }) => {
      let largest = 0;
      let at = Math.floor(slot / LANES) * outputs.stride + (slot % LANES);
      for (let n = 0; n < rows; n++, at += LANES) {
        const size = Math.abs(this.#outputs[at]!);
        if (!(size <= largest)) largest = size;
      }
      return largest;
    });
  }

  #factor(triangle: Float64Array): number {
    return this.#kernels.laneCholesky(
      this.dimension,
      triangle,
      this.#lower,
      this.#reciprocals,
      this.#damping,
    );
  }

  #trace(triangle: Float64Array, lane: number): number {
    let sum = 0;
    for (let i = 0; i < this.dimension; i++) sum += triangle[LANES * ((i * (i + 3)) / 2) + lane]!;
    return sum;
  }

  #addPenaltyGradient(groups: number): void {
    const { l2 } = this.#objective;
    const stride = this.#design.gradient.stride;
    for (let group = 0; group < GROUPS; group++) {
      if (((groups >> group) & 1) === 0) continue;
      for (let at = 0; at < LANES * this.dimension; at++) {
        const to = group * stride + at;
        this.#directions[to] = this.#directions[to]! + l2 * this.#theta[group * LANES * this.dimension + at]!;
      }
    }
  }

  #interleave(to: Float64Array, stride: number, slot: number, vector: Float64Array): void {
    let at = Math.floor(slot / LANES) * stride + (slot % LANES);
    for (let i = 0; i < vector.length; i++, at += LANES) to[at] = vector[i]!;
  }
}

/**
 * What a movement of all outputs is measured against, so that a relative change of the loss follows: 1 for Bernoulli
 * (|dL|/L <= max |df|), the root mean square error for least squares.
 * @param loss L(theta), penalty included
 */
export function outputScale(objective: Objective, loss: number, theta: Float64Array): number {
  const data = loss - 0.5 * objective.l2 * dot(theta, theta);
  return scaleOf(objective, precisionOf(objective), data / objective.weight);
}

/** @param sum sum_n -log p(y_n | f_n) */
function scaleOf(objective: Objective, precision: number, sum: number): number {
  if (objective.likelihood.name === 'bernoulli') return 1;
  return Math.sqrt((2 * sum) / (precision * objective.rows));
}

/** 1/s2 of least squares: its curvature weight, which does not depend on the output. */
export function precisionOf(objective: Objective): number {
  if (objective.likelihood.name !== 'gaussian') return 1;
  const weight = new Float64Array(1);
  objective.likelihood.curvature(new Float64Array(1), 0, 1, weight);
  return weight[0]!;
}
