/**
 * The update rules of the paper's published program on logistic regression, as plain loops that share nothing with
 * the engine: probabilities kept `clip` away from 0 and 1 wherever they occur (loss, gradient, preconditioner), a run
 * stopped when its loss exceeds 100 times the first. The paper notes take the program's numbers from here.
 */

export interface PublishedProblem {
  /** Features of each row; the bias column is appended here. */
  readonly rows: readonly (readonly number[])[];
  /** Labels 0 and 1. */
  readonly target: readonly number[];
}

export interface PublishedSettings {
  readonly kind: 'gd' | 'ngd' | 'efgd';
  readonly stepSize: number;
  readonly damping: number;
  readonly iterations: number;
  /** Distance that probabilities keep from 0 and 1: 1e-8 in the published program, 0 for none. */
  readonly clip: number;
}

export const publishedClip = 1e-8;
export const divergenceFactor = 100;

/** The loss at the start and after each step, up to the one that ended the run. */
export function publishedLosses({ rows, target }: PublishedProblem, settings: PublishedSettings): number[] {
  const { kind, stepSize, damping, iterations, clip } = settings;
  const x = rows.map((row) => [...row, 1]);
  const d = x[0]!.length;
  const theta = new Array<number>(d).fill(0);
  const probability = (f: number) => Math.min(1 - clip, Math.max(clip, 1 / (1 + Math.exp(-f))));
  const outputs = () => x.map((row) => row.reduce((sum, value, i) => sum + value * theta[i]!, 0));
  const loss = () =>
    outputs().reduce((sum, f, n) => sum - Math.log(probability(target[n] === 1 ? f : -f)), 0) / x.length;

  const losses = [loss()];
  for (let k = 0; k < iterations && losses.at(-1)! <= divergenceFactor * losses[0]!; k++) {
    const p = outputs().map(probability);
    const gradient = new Array<number>(d).fill(0);
    const matrix = Array.from({ length: d }, (_, i) =>
      Array.from({ length: d }, (_unused, j) => (i === j ? damping : 0)),
    );
    x.forEach((row, n) => {
      const residual = p[n]! - target[n]!;
      const weight = kind === 'ngd' ? p[n]! * (1 - p[n]!) : residual ** 2;
      for (let i = 0; i < d; i++) {
        gradient[i]! += (residual * row[i]!) / x.length;
        if (kind === 'gd') continue;
        for (let j = 0; j < d; j++) matrix[i]![j]! += (weight * row[i]! * row[j]!) / x.length;
      }
    });
    const step = kind === 'gd' ? gradient : solve(matrix, gradient);
    for (let i = 0; i < d; i++) theta[i]! -= stepSize * step[i]!;
    losses.push(loss());
  }
  return losses;
}

/** Gauss elimination with partial pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = a.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i]![k]!) > Math.abs(a[pivot]![k]!)) pivot = i;
    [a[k], a[pivot]] = [a[pivot]!, a[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i]![k]! / a[k]![k]!;
      for (let j = k; j <= n; j++) a[i]![j]! -= factor * a[k]![j]!;
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let rest = a[k]![n]!;
    for (let j = k + 1; j < n; j++) rest -= a[k]![j]! * solution[j]!;
    solution[k] = rest / a[k]![k]!;
  }
  return solution;
}
