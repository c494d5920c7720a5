/** How a running experiment is stopped: first by asking, only after a grace period by ending the thread. */

/** Long enough for the slowest single iteration that anybody waits for. */
const graceMilliseconds = 5000;

export class Cancellation {
  /** In shared memory; jobs read it at every iteration. */
  readonly flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #hard = new AbortController();
  readonly #grace: number;

  constructor(grace = graceMilliseconds) {
    this.#grace = grace;
  }

  get requested(): boolean {
    return Atomics.load(this.flag, 0) !== 0;
  }

  /** Aborted when the grace period is over: ends the thread of a job that did not stop. */
  get threadSignal(): AbortSignal {
    return this.#hard.signal;
  }

  cancel(): void {
    if (this.requested) return;
    Atomics.store(this.flag, 0, 1);
    setTimeout(() => this.#hard.abort(), this.#grace).unref();
  }
}
