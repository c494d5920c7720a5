/** --start-from: an experiment that starts where a stored run ended. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { resultsSchema, type Results, type RunResult } from '#contract/results.ts';
import type { Lab } from '../lab/lab.ts';
import { readDocument } from './documents.ts';

/**
 * The document with the last parameters of a run as its start.
 * @param source an id of the history or a results folder, then `:OPTIMIZER` where it has several runs
 * Throws LabError 'not-found' for an unknown id, 'invalid-input' where no one run is meant or its parameters are not
 * finite.
 */
export async function startingFrom(
  document: unknown,
  source: string,
  lab: Pick<Lab, 'experiments'>,
  directory: string,
): Promise<unknown> {
  const { results, optimizer } = await resultsOf(source, lab, directory);
  const run = chosenRun(results, optimizer, source);
  if (run.theta.length === 0 || !run.theta.every(Number.isFinite)) {
    throw refusal(`the run of ${run.optimizer} (${run.status}) has no finite last parameters`);
  }
  return { ...(document as object), start: { kind: 'values', values: run.theta } };
}

async function resultsOf(
  source: string,
  lab: Pick<Lab, 'experiments'>,
  directory: string,
): Promise<{ results: Pick<Results, 'runs' | 'best'>; optimizer: string | null }> {
  const folder = (name: string) => join(resolve(directory, name), 'results.json');
  const colon = source.lastIndexOf(':');
  const parts: [string, string | null][] = [[source, null]];
  if (colon > 0) parts.push([source.slice(0, colon), source.slice(colon + 1)]);
  for (const [name, optimizer] of parts) {
    if (!existsSync(folder(name))) continue;
    const results = resultsSchema.safeParse(await readDocument(folder(name)));
    if (!results.success) throw refusal(`${folder(name)} is not a results file`);
    return { results: results.data, optimizer };
  }
  const [name, optimizer] = parts.at(-1)!;
  return { results: lab.experiments.outcome(name).results, optimizer };
}

/** The best run of an optimizer that was searched or repeated, its only one otherwise. */
function chosenRun(
  { runs, best }: Pick<Results, 'runs' | 'best'>,
  optimizer: string | null,
  source: string,
): RunResult {
  const names = [...new Set(runs.map((run) => run.optimizer))];
  const wanted = optimizer ?? (names.length === 1 ? names[0]! : null);
  if (wanted === null || !names.includes(wanted)) {
    const known = names.length === 0 ? 'it has no runs' : `one of ${names.join(', ')}`;
    throw refusal(
      wanted === null
        ? `${source} has runs of several optimizers; say which as ${source}:OPTIMIZER, ${known}`
        : `there is no run of ${wanted}; ${known}`,
    );
  }
  const index = best[wanted]?.run;
  return (index === undefined ? undefined : runs[index]) ?? runs.find((run) => run.optimizer === wanted)!;
}

const refusal = (reason: string) => new LabError('invalid-input', `--start-from: ${reason}`);
