/**
 * Skipping along a smooth path. A run is theta_{k+1} = theta_k - gamma d_k, so
 *
 *     theta_{k+s} = theta_k - gamma (d_k + d_{k+1} + ... + d_{k+s-1}),
 *
 * and where the directions change smoothly from step to step a polynomial in k through the last few of them gives the
 * sum without evaluating its terms: Adams' method for sums. A skip is tried with the polynomial through the past
 * nodes (predictor) and checked against the direction found at its end; the polynomial that includes that node
 * (corrector) gives the state that is kept. For tiny steps one skip covers the whole run.
 */

export interface Node {
  readonly k: number;
  readonly direction: Float64Array;
}

/** Nodes that a polynomial runs through at most. */
const nodeLimit = 6;
/** Largest error of a skip, as a share of the output scale: a hundredth of what a cell may be off over many skips. */
export const skipTolerance = 1e-10;

export class SmoothPath {
  #nodes: Node[] = [];

  /** Adds a node at the front; forgets the oldest. */
  add(k: number, direction: Float64Array): void {
    this.#nodes = [{ k, direction }, ...this.#nodes.slice(0, nodeLimit - 1)];
  }

  /** Forgets the newest node. */
  drop(): void {
    this.#nodes = this.#nodes.slice(1);
  }

  get nodes(): number {
    return this.#nodes.length;
  }

  /** sum_{j=0}^{s-1} P(from + j) with P the polynomial through the nodes. */
  sum(from: number, s: number): Float64Array {
    const nodes = this.#nodes;
    const total = new Float64Array(nodes[0]!.direction.length);
    nodes.forEach((node, i) => {
      let weight = 0;
      for (let k = from; k < from + s; k++) {
        let basis = 1;
        nodes.forEach((other, q) => {
          if (q !== i) basis *= (k - other.k) / (node.k - other.k);
        });
        weight += basis;
      }
      for (let d = 0; d < total.length; d++) total[d] = total[d]! + weight * node.direction[d]!;
    });
    return total;
  }
}

/** The next skip after one of length s whose error was `error` shares of the tolerance, with this many nodes. */
export function nextSkip(s: number, error: number, nodes: number): number {
  const growth = 0.8 * (1 / Math.max(error, 1e-300)) ** (1 / (nodes + 1));
  return Math.floor(s * Math.min(8, Math.max(0.25, growth)));
}

/**
 * The first skip, with the two nodes k = 0 and 1: the error is about (s mu)^3/6 when a step moves outputs by mu
 * shares of their scale.
 */
export function firstSkip(mu: number): number {
  return Math.max(2, Math.floor((0.7 * (6 * skipTolerance) ** (1 / 3)) / mu));
}
