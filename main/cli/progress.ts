/** Progress of an experiment on stderr: one line rewritten on a terminal, a few plain lines elsewhere. */

import type { EventData } from '#contract/api.ts';
import type { Terminal } from './terminal.ts';

type Progress = EventData<'experiments.progress'>;

const barWidth = 24;
const plainSeconds = 10;

export class ProgressLine {
  readonly #terminal: Terminal;
  #drawn = false;
  #lastPlain = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  update(progress: Progress): void {
    if (this.#terminal.interactive) {
      const text = `${bar(progress.done)} ${describe(progress)}`;
      this.#terminal.err(`\r\u001b[2K${text.slice(0, this.#terminal.columns - 1)}`);
      this.#drawn = true;
      return;
    }
    for (const run of progress.runs) {
      if (run.status !== 'running' && run.status !== 'queued') {
        const reason = run.reason === null ? '' : `: ${run.reason}`;
        this.line(`${run.optimizer}: ${run.status} after ${run.iterations} iterations${reason}`);
      }
    }
    if (progress.status === 'running' && progress.secondsElapsed - this.#lastPlain >= plainSeconds) {
      this.#lastPlain = progress.secondsElapsed;
      this.line(describe(progress));
    }
  }

  /** A line of its own, above the bar. */
  line(text: string): void {
    this.end();
    this.#terminal.err(`${text}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#drawn) this.#terminal.err('\r\u001b[2K');
    this.#drawn = false;
  }
}

function bar(done: number): string {
  const full = Math.round(done * barWidth);
  return `[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}]`;
}

function describe({ done, secondsLeft, runs }: Progress): string {
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
  const running = runs.find((run) => run.status === 'running');
  const where =
    running === undefined
      ? ''
      : `, ${running.optimizer} at ${running.iterations} of ${running.totalIterations}`;
  return `${Math.floor(done * 100)}% done${left}${where}`;
}

/** "5 s", "2 min", "1 h 20 min". */
function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
