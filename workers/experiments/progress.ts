/** Progress messages of a job, coalesced to about ten a second; the last state is never dropped. */

import type { GridCell, RunEvent } from '#contract/results.ts';
import type { JobMessage, MessagePort } from '../jobs.ts';
import type { Recorder } from './recorder.ts';

const millisecondsBetween = 100;

/** Says when it is time for the next message. */
class Pace {
  #last = performance.now();

  due(): boolean {
    const now = performance.now();
    if (now - this.#last < millisecondsBetween) return false;
    this.#last = now;
    return true;
  }
}

/** Progress of a job that has nothing to show but how far it is. */
export class ShareProgress {
  readonly #port: MessagePort | null;
  readonly #pace = new Pace();

  constructor(port: MessagePort | null) {
    this.#port = port;
  }

  /** @param done share of the job, 0 to 1 */
  advanced(done: number): void {
    if (this.#pace.due()) this.#port?.postMessage({ type: 'progress', done } satisfies JobMessage);
  }
}

/** Progress of a run: chunks of its series, in order, without gaps or overlaps. */
export class RunProgress {
  readonly #port: MessagePort | null;
  readonly #iterations: number;
  readonly #pace = new Pace();
  /** Index up to which all series and events have been posted. */
  #posted = 0;
  #postedEvents = 0;

  constructor(port: MessagePort | null, iterations: number) {
    this.#port = port;
    this.#iterations = iterations;
  }

  advanced(iteration: number, recorder: Recorder, events: readonly RunEvent[]): void {
    // While a run goes on, the step from its newest state is not known: the chunk ends one state before it, so that
    // state and step series have the same indices.
    if (this.#port !== null && this.#pace.due()) this.#post(iteration, iteration, recorder.series, events);
  }

  /** Posts all that is left; `iteration` is the last state's index. */
  finished(iteration: number, series: Recorder['series'], events: readonly RunEvent[]): void {
    if (this.#port !== null) this.#post(iteration, iteration + 1, series, events);
  }

  #post(iteration: number, to: number, series: Recorder['series'], events: readonly RunEvent[]): void {
    const chunk = Object.fromEntries(
      Object.entries(series).map(([name, values]) => [
        name,
        Float64Array.from(values.slice(this.#posted, to)),
      ]),
    );
    this.#port?.postMessage({
      type: 'progress',
      done: this.#iterations === 0 ? 1 : iteration / this.#iterations,
      iteration,
      from: this.#posted,
      series: chunk,
      events: events.slice(this.#postedEvents),
    } satisfies JobMessage);
    this.#posted = to;
    this.#postedEvents = events.length;
  }
}

/** Progress of a block of grid cells: the cells finished since the last message. */
export class CellsProgress {
  readonly #port: MessagePort | null;
  readonly #total: number;
  readonly #pace = new Pace();
  #pending: GridCell[] = [];
  #done = 0;

  constructor(port: MessagePort | null, total: number) {
    this.#port = port;
    this.#total = total;
  }

  cell(cell: GridCell): void {
    if (this.#port === null) return;
    this.#pending.push(cell);
    this.#done += 1;
    if (this.#pace.due()) this.finished();
  }

  finished(): void {
    if (this.#port === null || this.#pending.length === 0) return;
    const done = this.#done / this.#total;
    this.#port.postMessage({ type: 'progress', done, cells: this.#pending } satisfies JobMessage);
    this.#pending = [];
  }
}
