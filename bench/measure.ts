/**
 * Timing on a machine that others use too: samples taken in turn with the yardstick's, each the fastest of several short
 * pieces, and the median of the samples.
 */

import type { Numpy } from './numpy.ts';

export interface Row {
  readonly group: string;
  readonly name: string;
  /** Seconds a run, medians; NumPy's null where it is not there. */
  readonly seconds: number;
  readonly numpySeconds: number | null;
  /** NumPy's seconds over ours: above 1 is faster than NumPy. */
  readonly ratio: number | null;
  readonly target: number | null;
  readonly note: string;
  /** Floating-point operations of the thing measured, at the least (a symmetric matrix counted once); null: not dense. */
  readonly operations: number | null;
  readonly threads: number;
  /** A target in seconds, where the row has one. */
  readonly limitSeconds: number | null;
}

/** The name of the row that all shares of the peak refer to. */
export const peakRow = 'the 4 x 4 multiply-add tile alone';

/** Rounds of a row: one sample of each side a round. */
const rounds = 9;
/** Seconds that a sample should take at least. */
const sampleSeconds = 0.05;

export interface Measured {
  readonly group: string;
  readonly name: string;
  readonly run: () => void;
  /** The twin's row and sizes; null: none. */
  readonly twin: { readonly row: string; readonly sizes: Readonly<Record<string, unknown>> } | null;
  readonly target: number | null;
  readonly note?: string;
  readonly operations?: number;
  /** Threads on this side (default 1). */
  readonly threads?: number;
  readonly limitSeconds?: number;
  /** What one run does of the thing measured (cells of a batch); the time is divided by it. */
  readonly count?: number;
  readonly rounds?: number;
}

export async function measure(measured: Measured, numpy: Numpy | null): Promise<Row> {
  const { run, twin, count = 1 } = measured;
  const withTwin = twin !== null && numpy !== null;
  if (withTwin) await numpy.prepare(twin.row, twin.sizes);
  run();
  const repeats = repeatsFor(secondsOf(run, 1));
  const twinRepeats = withTwin ? repeatsFor(minimum(await numpy.time(3))) : 0;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < (measured.rounds ?? rounds); round++) {
    ours.push(secondsOf(run, repeats) / count);
    if (withTwin) theirs.push(minimum(await numpy.time(twinRepeats)));
  }
  const seconds = median(ours);
  const numpySeconds = withTwin ? median(theirs) : null;
  return {
    group: measured.group,
    name: measured.name,
    seconds,
    numpySeconds,
    ratio: numpySeconds === null ? null : numpySeconds / seconds,
    target: measured.target,
    note: measured.note ?? '',
    operations: measured.operations ?? null,
    threads: measured.threads ?? 1,
    limitSeconds: measured.limitSeconds ?? null,
  };
}

function repeatsFor(seconds: number): number {
  return Math.max(1, Math.min(10_000, Math.ceil(sampleSeconds / Math.max(seconds, 1e-7))));
}

/** Seconds a run of the fastest of up to eleven pieces of `repeats` runs: interruptions fall into the others. */
function secondsOf(run: () => void, repeats: number): number {
  const pieces = Math.min(11, repeats);
  const each = Math.ceil(repeats / pieces);
  return minimum(
    Array.from({ length: pieces }, () => {
      const start = performance.now();
      for (let i = 0; i < each; i++) run();
      return (performance.now() - start) / 1000 / each;
    }),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
