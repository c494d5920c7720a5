/**
 * The memory that kernels work in: one WebAssembly memory, handed out from the bottom up. What is allocated after a
 * mark is given back by releasing the mark, so a computation that marks at its start and releases at its end leaves
 * nothing behind, however often it runs.
 */

import { LabError } from '#contract/errors.ts';

const PAGE = 65536;
/** The most that 32-bit addresses reach. */
const MAXIMUM_PAGES = 65536;
/** Start of every allocation: one cache line. */
const ALIGNMENT = 64;
/** The first page belongs to the module's own data. */
const BASE = PAGE;

export type Mark = number & { readonly mark: unique symbol };

/** `bytes` bytes of a memory from the address `start` on. */
export interface Region {
  readonly memory: WebAssembly.Memory;
  readonly start: number;
  readonly bytes: number;
}

export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #bottom: number;
  readonly #limit: number;
  #top: number;

  /** @param region a part of another arena's memory, for a thread that helps its owner; default: a memory of its own */
  constructor(region?: Region) {
    this.memory =
      region?.memory ?? new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true });
    this.#bottom = region?.start ?? BASE;
    this.#limit = region === undefined ? Infinity : region.start + region.bytes;
    this.#top = this.#bottom;
  }

  /** Bytes handed out. */
  get used(): number {
    return this.#top - this.#bottom;
  }

  /** Bytes taken from the machine: never less than the most ever used at once. */
  get capacity(): number {
    return this.memory.buffer.byteLength;
  }

  mark(): Mark {
    return this.#top as Mark;
  }

  /** Gives back everything allocated since the mark. */
  release(mark: Mark): void {
    this.#top = mark;
  }

  /** Address of `bytes` new bytes. Throws a LabError `too-large` beyond 4 GiB. */
  allocate(bytes: number): number {
    const start = Math.ceil(this.#top / ALIGNMENT) * ALIGNMENT;
    const end = start + bytes;
    if (end > this.#limit) {
      throw new LabError('internal', `a helping thread was given too little memory for ${bytes} bytes`);
    }
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch (cause) {
        throw new LabError(
          'too-large',
          `the kernels need ${Math.ceil(end / 2 ** 20)} MiB of memory, which this machine does not give (limit 4096 MiB)`,
          [],
          { cause },
        );
      }
    }
    this.#top = end;
    return start;
  }

  /** A vector of doubles; its content is whatever was there before. */
  float64(length: number): Float64Array {
    const start = this.allocate(length * 8);
    return new Float64Array(this.memory.buffer, start, length);
  }

  uint32(length: number): Uint32Array {
    const start = this.allocate(length * 4);
    return new Uint32Array(this.memory.buffer, start, length);
  }
}
