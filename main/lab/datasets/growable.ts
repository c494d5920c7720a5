/** An array that grows by pieces: appending never copies, so the peak is the data plus one array at the end. */

const firstPiece = 256;
const largestPiece = 65_536;

class Growable<A extends Float64Array | Uint32Array> {
  readonly #allocate: (length: number) => A;
  readonly #pieces: A[] = [];
  #last: A;
  #used = 0;
  #earlier = 0;

  constructor(allocate: (length: number) => A) {
    this.#allocate = allocate;
    this.#last = allocate(firstPiece);
  }

  get length(): number {
    return this.#earlier + this.#used;
  }

  push(value: number): void {
    if (this.#used === this.#last.length) {
      this.#pieces.push(this.#last);
      this.#earlier += this.#used;
      this.#last = this.#allocate(Math.min(largestPiece, this.#last.length * 2));
      this.#used = 0;
    }
    this.#last[this.#used++] = value;
  }

  /** All values as one array; the pieces are let go, so this can be done once. */
  take(): A {
    const whole = this.#allocate(this.length);
    let at = 0;
    for (const piece of this.#pieces.splice(0)) {
      whole.set(piece, at);
      at += piece.length;
      // Given back now, not when the garbage collector comes round.
      (piece.buffer as ArrayBuffer).transfer(0);
    }
    whole.set(this.#last.subarray(0, this.#used), at);
    this.#earlier = 0;
    this.#used = 0;
    return whole;
  }
}

export const growableFloat64 = () => new Growable((length) => new Float64Array(length));
export const growableUint32 = () => new Growable((length) => new Uint32Array(length));
