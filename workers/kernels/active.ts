/** The kernels that linear algebra uses while a job runs in this thread. */

import type { SharedWork } from '../linalg/shared-work.ts';
import type { Kernels } from './kernels.ts';

interface Active {
  readonly kernels: Kernels;
  /** Panels of the matrices that live as long as the job, by their row-major values. */
  readonly packed: WeakMap<Float64Array, Float64Array>;
  /** Copies of the data in the arena, by the buffer that they are in. */
  readonly copies: WeakMap<SharedArrayBuffer, Float64Array>;
  readonly team: Team | null;
}

/** Threads that share the parts of one piece of work (linalg/team.ts). */
export interface Team {
  readonly threads: number;
  run(work: SharedWork, parts: number): void;
}

let active: Active | null = null;

/** null: this thread does everything itself. */
export function activeTeam(): Team | null {
  return active?.team ?? null;
}

/** Packed copies are kept of matrices up to this size; larger ones are streamed through the kernels block by block. */
const packedLimit = 64 * 2 ** 20;

/**
 * Does `work` with these kernels behind workers/linalg; what it packed is given back at the end. Plain kernels stay
 * out of the way: linalg's own loops need no packing.
 * @param team threads that help with large products; the results are the same bits with and without
 */
export function withKernels<T>(kernels: Kernels, work: () => T, team: Team | null = null): T {
  const before = active;
  const mark = kernels.arena.mark();
  active = kernels.name === 'js' ? null : { kernels, packed: new WeakMap(), copies: new WeakMap(), team };
  try {
    return work();
  } finally {
    active = before;
    kernels.arena.release(mark);
  }
}

/** null where linalg's own loops are to be used. */
export function activeKernels(): Kernels | null {
  return active?.kernels ?? null;
}

/** Whether a matrix is large data in shared memory, which passes through the kernels and is not kept packed. */
export function isStreamed(x: Float64Array): boolean {
  return x.buffer instanceof SharedArrayBuffer && x.byteLength > packedLimit;
}

/**
 * The panels of a row-major matrix, packed once a job; null where it is not kept: only data in shared memory last as
 * long as a job. The first call for a matrix must not come between a mark of the arena and its release.
 */
export function packedPanels(x: Float64Array, rows: number, columns: number): Float64Array | null {
  if (active === null || !(x.buffer instanceof SharedArrayBuffer) || x.byteLength > packedLimit) return null;
  // A view of some rows is a new object at every call: it would be packed again each time, and never given back.
  if (x.byteLength < x.buffer.byteLength) return null;
  const { kernels, packed } = active;
  const known = packed.get(x);
  if (known !== undefined) return known;
  const { arena } = kernels;
  const panels = arena.float64(rows * 4 * Math.ceil(columns / 4));
  const mark = arena.mark();
  const source = arena.float64(x.length);
  source.set(x);
  kernels.packPanels(rows, columns, source, panels);
  arena.release(mark);
  packed.set(x, panels);
  return panels;
}

/**
 * The same numbers in the arena, the data that they are a part of copied once a job; null where they are not kept: see
 * `packedPanels`, which has the same conditions.
 */
export function keptCopy(x: Float64Array): Float64Array | null {
  if (active === null || !(x.buffer instanceof SharedArrayBuffer) || x.buffer.byteLength > packedLimit)
    return null;
  const { kernels, copies } = active;
  let copy = copies.get(x.buffer);
  if (copy === undefined) {
    const whole = new Float64Array(x.buffer);
    copy = kernels.arena.float64(whole.length);
    copy.set(whole);
    copies.set(x.buffer, copy);
  }
  const from = x.byteOffset / Float64Array.BYTES_PER_ELEMENT;
  return copy.subarray(from, from + x.length);
}
