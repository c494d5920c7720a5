/** Mini-batch streams: which rows a step sees, a function of (seed, step) alone. */

import { RandomStream } from '../random.ts';
import { Point } from './point.ts';

export interface BatchOptions {
  /** null: the full batch. */
  readonly batchSize: number | null;
  /** true: rows drawn uniformly; false: a fresh simple random sample a step; "epoch": shuffle and walk. */
  readonly replacement: boolean | 'epoch';
}

/**
 * The point whose gradient step t (from 1) follows. Full batches, and batches of all N rows without replacement,
 * are the full objective itself, so that their gradients agree to the last bit.
 */
export function batchSource(full: Point, options: BatchOptions, seed: number): (t: number) => Point {
  const { batchSize, replacement } = options;
  const { objective } = full;
  if (batchSize === null || (replacement !== true && batchSize >= objective.rows)) return () => full;
  const rowsOf = batchRows(objective.rows, batchSize, replacement, seed);
  let step = 0;
  let point = full;
  return (t) => {
    if (t !== step) {
      point = new Point(objective.onRows(rowsOf(t)));
      step = t;
    }
    return point;
  };
}

/**
 * The rows of step t, ascending (sums run in the order of the data).
 * @param rows N
 * @param size b <= N unless drawn with replacement; the last batch of an epoch may be shorter
 */
export function batchRows(
  rows: number,
  size: number,
  replacement: boolean | 'epoch',
  seed: number,
): (t: number) => Int32Array {
  if (replacement === 'epoch') return epochRows(rows, size, seed);
  return (t) => {
    const random = new RandomStream(seed, 'mini-batch', t);
    const batch = replacement
      ? Int32Array.from({ length: size }, () => random.below(rows))
      : simpleRandomSample(rows, size, random);
    return batch.sort();
  };
}

/** Each epoch walks through its own shuffle of all rows. */
function epochRows(rows: number, size: number, seed: number): (t: number) => Int32Array {
  const stepsAnEpoch = Math.ceil(rows / size);
  const order = new Int32Array(rows);
  let shuffled = -1;
  return (t) => {
    const epoch = Math.floor((t - 1) / stepsAnEpoch);
    if (epoch !== shuffled) {
      for (let i = 0; i < rows; i++) order[i] = i;
      new RandomStream(seed, 'epoch', epoch).shuffle(order);
      shuffled = epoch;
    }
    const from = ((t - 1) % stepsAnEpoch) * size;
    return order.slice(from, from + size).sort();
  };
}

/** A uniformly drawn subset of the given size (Floyd's algorithm: as many draws as rows are wanted). */
function simpleRandomSample(rows: number, size: number, random: RandomStream): Int32Array {
  const chosen = new Set<number>();
  for (let last = rows - size; last < rows; last++) {
    const draw = random.below(last + 1);
    chosen.add(chosen.has(draw) ? last : draw);
  }
  return Int32Array.from(chosen);
}
