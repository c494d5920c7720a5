/** What the running experiments mean to the desktop: a progress bar, a machine kept awake, a notification. */

import type { EventData } from '#contract/api.ts';
import type { ExperimentStatus } from '#contract/api/experiments.ts';

/** Runs shorter than this end unannounced. Seconds. */
const longRunSeconds = 30;

export interface Ended {
  readonly id: string;
  readonly status: ExperimentStatus;
  /** It ran for so long that the user may have turned to something else. */
  readonly long: boolean;
}

const running: readonly ExperimentStatus[] = ['queued', 'running'];

/** Keeps account of the experiments that run. Every method returns what changed, for the shell to act on. */
export class Activity {
  readonly #experiments = new Map<string, { done: number; seconds: number }>();

  get busy(): boolean {
    return this.#experiments.size > 0;
  }

  /** Mean share done of what runs, 0 to 1; null when nothing does. */
  get progress(): number | null {
    if (!this.busy) return null;
    const shares = [...this.#experiments.values()].map(({ done }) => done);
    return shares.reduce((sum, done) => sum + done, 0) / shares.length;
  }

  progressed({ id, status, done, secondsElapsed }: EventData<'experiments.progress'>): void {
    if (running.includes(status)) this.#experiments.set(id, { done, seconds: secondsElapsed });
  }

  /** Returns the experiment when this was its end. */
  changed({ id, status }: EventData<'experiments.changed'>): Ended | null {
    const known = this.#experiments.get(id);
    if (running.includes(status)) {
      if (known === undefined) this.#experiments.set(id, { done: 0, seconds: 0 });
      return null;
    }
    if (known === undefined) return null;
    this.#experiments.delete(id);
    return { id, status, long: known.seconds >= longRunSeconds };
  }
}

const endings: Readonly<Partial<Record<ExperimentStatus, string>>> = {
  completed: 'An experiment is finished.',
  failed: 'An experiment failed.',
};

/** The text that tells of an end; null where the user need not be told (who cancels, knows). */
export function announcement({ status, long }: Ended, focused: boolean): string | null {
  return long && !focused ? (endings[status] ?? null) : null;
}
