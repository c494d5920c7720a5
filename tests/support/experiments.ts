/** Runs whole experiments in this thread, for tests: from a spec to assembled results, without a lab around it. */

import { existsSync, readFileSync } from 'node:fs';
import type { Task as DataTask } from '#contract/dataset.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment, type ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { denseColumns, type Table } from '#workers/data/table.ts';
import { prepare, type Prepared } from '#workers/data/prepare.ts';
import { runTask } from '#workers/entry.ts';
import { assemble, type Assembled } from '#workers/experiments/assemble.ts';
import { nextJobs } from '#workers/experiments/plan.ts';
import { jobKey, type FinishedJob } from '#workers/jobs.ts';

const root = new URL('../../', import.meta.url);

/** A table from numbers: rows of features, and targets. */
export function tableOf(
  rows: readonly (readonly number[])[],
  target: readonly number[],
  task: DataTask,
): Table {
  const columns = rows[0]?.length ?? 0;
  const features = Array.from({ length: columns }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
  return {
    features: denseColumns(rows.length, features),
    target: Float64Array.from(target),
    labels: null,
    columns: features.map((_, j) => `x${j + 1}`),
    targetName: 'y',
    task,
  };
}

/** A bundled data set (all columns numbers, the last one the target). */
export function bundledTable(id: string, task: DataTask): Table {
  const text = readFileSync(new URL(`datasets/${id}.csv`, root), 'utf8');
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').map(Number));
  return tableOf(
    rows.map((row) => row.slice(0, -1)),
    rows.map((row) => row.at(-1)!),
    task,
  );
}

/** A file of the paper's data that no package carries, or null where the folder is not there. */
export function sharedText(name: string): string | null {
  const file = new URL(`../shared/data/${name}`, root);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** A white-space separated file of that folder as a regression table (last column the target), or null. */
export function sharedTable(name: string): Table | null {
  const text = sharedText(name);
  if (text === null) return null;
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/).map(Number));
  return tableOf(
    rows.map((row) => row.slice(0, -1)),
    rows.map((row) => row.at(-1)!),
    'regression',
  );
}

/** The a1a set (LIBSVM) of that folder, densely, or null. */
export function a1aTable(): Table | null {
  const text = sharedText('a1a.libsvm');
  if (text === null) return null;
  const lines = text.trim().split(/\r?\n/);
  const rows = lines.map((line) => {
    const row = new Array<number>(119).fill(0);
    for (const entry of line.trim().split(/\s+/).slice(1)) {
      const [index, value] = entry.split(':').map(Number);
      row[index! - 1] = value!;
    }
    return row;
  });
  return tableOf(
    rows,
    lines.map((line) => Number(line.trim().split(/\s+/)[0])),
    'binary',
  );
}

export interface ExperimentOutcome extends Assembled {
  readonly experiment: ResolvedExperiment;
  readonly finished: readonly FinishedJob[];
}

/** Parses, resolves, plans, runs and assembles. Throws with all issues when the spec is refused. */
export async function runExperiment(
  spec: Readonly<Record<string, unknown>>,
  table: Table,
): Promise<ExperimentOutcome> {
  const parsed = parseExperiment({ version: 1, dataset: { id: 'test' }, ...spec });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const { dataset, model } = parsed.value;
  const bias = 'bias' in dataset && dataset.bias !== undefined ? dataset.bias : model.kind !== 'mlp';
  return runPrepared(parsed.value, prepare(table, { ...dataset, bias }));
}

export async function runPrepared(
  experiment: Parameters<typeof resolveExperiment>[0],
  { problem, facts }: Pick<Prepared, 'problem' | 'facts'>,
): Promise<ExperimentOutcome> {
  const resolved = resolveExperiment(experiment, facts);
  if (!resolved.ok) throw new Error(resolved.issues.map((issue) => issue.message).join('\n'));
  const finished: FinishedJob[] = [];
  const done = new Set<string>();
  for (;;) {
    const job = nextJobs(resolved.value, facts, finished).find((candidate) => !done.has(jobKey(candidate)));
    if (job === undefined) break;
    done.add(jobKey(job));
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const result = await runTask({
      experiment: resolved.value,
      job,
      problem,
      cancel,
      kernel: 'auto',
      port: null,
    });
    finished.push({ job, result, reason: null });
  }
  return { ...assemble(resolved.value, facts, finished), experiment: resolved.value, finished };
}
