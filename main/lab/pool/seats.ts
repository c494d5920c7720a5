/**
 * Who may use a thread now. piscina gives no new thread to a task that waits while one dies, so nothing waits there:
 * a task is handed over when a thread is free, or may be started, for it.
 */
export class Seats {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Does the work when there is a seat, in order of asking. Rejects without having begun it when the signal comes first. */
  async with<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#seat(signal);
    try {
      return await work();
    } finally {
      this.#free++;
      const [next] = this.#waiting;
      next?.();
    }
  }

  #seat(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        this.#waiting.delete(take);
        signal.removeEventListener('abort', giveUp);
        this.#free--;
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(take);
        reject(signal.reason as Error);
      };
      if (signal.aborted) giveUp();
      else if (this.#free > 0) take();
      else {
        this.#waiting.add(take);
        signal.addEventListener('abort', giveUp, { once: true });
      }
    });
  }
}
