/** Lets something through at most once in a while, and the last one always. */
export class Throttle {
  readonly #milliseconds: number;
  #next = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  pass(last: boolean): boolean {
    const now = performance.now();
    if (!last && now < this.#next) return false;
    this.#next = now + this.#milliseconds;
    return true;
  }
}
