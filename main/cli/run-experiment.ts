/** Runs one document to its end, with progress, and writes its results folder. */

import { stringifyExact } from '#contract/numbers.ts';
import type { EventHub } from '../bridge/event-hub.ts';
import type { FinishedJob } from '#workers/jobs.ts';
import type { Shard } from '../lab/experiments/shard.ts';
import type { ExperimentOutcome } from '../lab/experiments/records.ts';
import { checkResultsFolder } from '../lab/results/folder.ts';
import type { Lab } from '../lab/lab.ts';
import { ProgressLine } from './progress.ts';
import { table } from './table.ts';
import type { Session } from './session.ts';

export interface RunRequest {
  readonly document: unknown;
  /** Absolute path of the results folder; null for none. */
  readonly out: string | null;
  readonly resume?: boolean;
  readonly shard?: Shard | undefined;
  /** Jobs finished elsewhere. */
  readonly finished?: readonly FinishedJob[];
}

/** What a command's run came to, as its exit code. */
export async function runExperiment(
  { terminal, options }: Session,
  lab: Lab,
  hub: EventHub,
  request: RunRequest,
): Promise<{ code: number; outcome: ExperimentOutcome }> {
  const progress = new ProgressLine(terminal);
  const json = options.json === true;
  const say = (event: unknown) => {
    if (json) terminal.out(`${stringifyExact(event)}\n`);
  };
  const preparing = new AbortController();
  let id: string | null = null;
  const stopListening = terminal.onInterrupt(() => {
    preparing.abort();
    if (id !== null) lab.experiments.cancel(id);
  });
  const subscriptions = [
    hub.subscribe('experiments.changed', (event) => say({ event: 'changed', ...event })),
    hub.subscribe('experiments.progress', (event) => {
      say({ event: 'progress', ...event, grids: undefined });
      progress.update(event);
    }),
  ];
  try {
    if (request.out !== null) await checkResultsFolder(request.out);
    const { document, out: _, ...start } = request;
    id = await lab.experiments.start(document, { ...start, signal: preparing.signal });
    if (preparing.signal.aborted) lab.experiments.cancel(id);
    const status = await lab.experiments.ended(id);
    progress.end();
    const outcome = lab.experiments.outcome(id);
    if (request.out !== null) await lab.writeResults(id, request.out, request.shard);
    const { reason } = outcome.stored.summary;
    say({ event: 'ended', id, status, reason, out: request.out });
    if (!json) terminal.out(summary(outcome, request.out));
    if (status === 'failed') terminal.err(`failed: ${reason ?? 'for no stated reason'}\n`);
    if (status === 'cancelled') terminal.err('interrupted; what was finished has been kept\n');
    return { code: status === 'completed' ? 0 : status === 'cancelled' ? 130 : 1, outcome };
  } finally {
    progress.end();
    for (const unsubscribe of subscriptions) unsubscribe();
    stopListening();
  }
}

/** What a person wants to see at the end: where it is, and one line a run. */
export function summary({ stored, results }: ExperimentOutcome, out: string | null): string {
  const { dataset, runs } = results;
  const name = stored.spec.name === '' ? '' : `${stored.spec.name}: `;
  const head = `${name}${stored.spec.kind} on ${dataset.name} (${dataset.n} rows, ${dataset.d} parameters)\n`;
  const rows = runs.map((run) => [
    run.optimizer,
    ...(run.factor === undefined ? [] : [run.factor]),
    run.stepSize,
    run.damping,
    run.status,
    run.iterations,
    run.finalLoss,
  ]);
  const factor = runs.some((run) => run.factor !== undefined) ? ['factor'] : [];
  const header = ['optimizer', ...factor, 'step size', 'damping', 'status', 'iterations', 'last loss'];
  const where =
    out === null
      ? `In the history as ${stored.id}; fisher-lab runs export ${stored.id} --out DIR writes its results folder.\n`
      : `Results in ${out}\n`;
  return `${head}${runs.length === 0 ? '' : table(header, rows)}${where}`;
}
