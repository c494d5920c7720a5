/**
 * Seeded random streams. Every stream is derived from (seed, purpose, index), so that no draw depends on thread
 * count, timing, or on how many numbers another purpose consumed.
 */

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export class RandomStream {
  readonly #generator: RandomGenerator;
  #spareNormal: number | null = null;

  /**
   * @param seed root seed of the experiment, data set or optimizer
   * @param purpose what the stream is for, e.g. 'mini-batch', 'labels', 'start'
   * @param index repeat, iteration or row, where one purpose needs several streams
   */
  constructor(seed: number, purpose: string, index = 0) {
    this.#generator = xoroshiro128plus(mix(seed, purpose, index));
  }

  /** Uniform on [0, 1), 53 bits. */
  uniform(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spareNormal = v * factor;
        return u * factor;
      }
    }
  }

  /** Uniform whole number in [0, n), without modulo bias; n <= 2^32. */
  below(n: number): number {
    const limit = Math.floor(4294967296 / n) * n;
    for (;;) {
      const draw = this.#generator.next() >>> 0;
      if (draw < limit) return draw % n;
    }
  }

  /** Shuffles in place (Fisher-Yates). */
  shuffle(items: Int32Array | Uint32Array | number[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swap = items[i]!;
      items[i] = items[j]!;
      items[j] = swap;
    }
  }
}

/** A 32-bit seed from the three parts: FNV-1a over the purpose, each part stirred in by murmur3's finalizer. */
function mix(seed: number, purpose: string, index: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  hash = stir(hash ^ (seed | 0));
  hash = stir(hash ^ Math.floor(seed / 4294967296));
  return stir((hash + Math.imul(index + 1, 0x9e3779b9)) | 0);
}

function stir(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
