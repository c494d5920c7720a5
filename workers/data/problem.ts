/** A data set as the engine sees it: numbers only, in shared memory, never copied per worker. */

/** Row-major: entry (n, j) at values[n * columns + j]. */
export interface DenseDesign {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Compressed rows: row n holds columnIndex/values[rowStart[n] .. rowStart[n + 1]), column indices ascending. */
export interface SparseDesign {
  readonly kind: 'sparse';
  readonly rows: number;
  readonly columns: number;
  readonly rowStart: Uint32Array;
  readonly columnIndex: Uint32Array;
  readonly values: Float64Array;
}

export type Design = DenseDesign | SparseDesign;

/** Inputs and targets: N rows x_n (bias column included) and y_n (a number, or a class index 0..C-1). */
export interface Sample {
  readonly design: Design;
  readonly target: Float64Array;
}

/** What an experiment is computed on. All arrays are views of SharedArrayBuffers, so tasks carry them for free. */
export interface Problem {
  readonly train: Sample;
  readonly test: Sample | null;
  /** 2 for a binary target, C for multiclass, 0 otherwise. */
  readonly classes: number;
}

/** A zeroed Float64Array in shared memory. */
export function sharedFloat64(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** A zeroed Uint32Array in shared memory. */
export function sharedUint32(length: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT));
}
