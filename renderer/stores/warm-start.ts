/** Going on where a run ended: its experiment again, started from its last parameters. */

import type { StoredRun } from '#contract/api/experiments.ts';
import type { JsonObject } from './document-path.ts';
import { shortDocument } from './short-document.ts';

type Ended = Pick<StoredRun, 'optimizer' | 'repeat' | 'iterations' | 'status' | 'theta' | 'finalLoss'>;

/** Whether there are parameters to go on from: all numbers, and not where the run left the finite. */
export function canContinue({ status, theta }: Pick<Ended, 'status' | 'theta'>): boolean {
  return status !== 'running' && status !== 'queued' && theta.length > 0 && theta.every(Number.isFinite);
}

/** How the names of such experiments end; the next one's tells its own start only. */
const continued = /(, |^)from where .* was after \d+ iterations$/;

/** A name without the words of such a start. */
export const withoutStart = (name: string) => name.replace(continued, '');

/** The experiment of a run, every optimizer of it, with the run's last parameters as its start. */
export function continuedFrom(spec: JsonObject, run: Ended): JsonObject {
  const { factors: _factors, name, ...kept } = spec;
  const first = typeof name === 'string' ? withoutStart(name) : '';
  const before = first === '' ? '' : `${first}, `;
  return shortDocument({
    ...kept,
    // Starting points have starts of their own; from one point on it is a comparison.
    ...(kept['kind'] === 'starting-points' ? { kind: 'compare' } : {}),
    name: `${before}from where ${run.optimizer} was after ${run.iterations} iterations`,
    start: { kind: 'values', values: [...run.theta] },
  });
}

/** Of an optimizer's runs the one to go on from: the lowest last loss among those that can be. */
export function bestRunOf<R extends Ended>(runs: readonly R[], optimizer: string): R | null {
  const usable = runs.filter((run) => run.optimizer === optimizer && canContinue(run));
  const order = (run: R) => (Number.isNaN(run.finalLoss) ? Infinity : run.finalLoss);
  return usable.reduce<R | null>(
    (best, run) => (best === null || order(run) < order(best) ? run : best),
    null,
  );
}
