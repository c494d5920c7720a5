/** Runs and their series: written while they grow, made whole when they have ended. */

import type { DatabaseSync } from 'node:sqlite';
import type { StoredRun } from '#contract/api/experiments.ts';
import { LabError } from '#contract/errors.ts';
import { stringifyExact } from '#contract/numbers.ts';
import type { RunEvent, RunResult } from '#contract/results.ts';
import { lowest } from '../lowest.ts';
import { blobOf, float64Of } from './blobs.ts';

/** What a run is, known before it starts. */
export interface RunStart {
  readonly index: number;
  readonly optimizer: string;
  readonly kind: string;
  readonly repeat: number;
  readonly stepSize: number;
  readonly damping: number | null;
  readonly factor: number | null;
  readonly totalIterations: number;
}

/** What arrived of a run since the last time. */
export interface RunChunk {
  readonly index: number;
  readonly iterations: number;
  readonly series: Readonly<Record<string, Float64Array>>;
  /** How much of each series came before; 0 where it says nothing. */
  readonly firsts: Readonly<Record<string, number>>;
  readonly events: readonly RunEvent[];
}

type Row = Record<string, unknown>;

export class RunTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Begins a run, or begins it again: its series are emptied, notes and tags stay. */
  start(experiment: string, run: RunStart): void {
    this.#database
      .prepare(
        `INSERT INTO runs (experiment, run, optimizer, kind, repeat, step_size, damping, factor, status, iterations,
           total_iterations, seconds, events) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', 0, ?, 0, '[]')
         ON CONFLICT DO UPDATE SET step_size = excluded.step_size, damping = excluded.damping, status = 'running',
           iterations = 0, final_loss = NULL, best_loss = NULL, seconds = 0, reason = NULL, events = '[]',
           theta = NULL, path = NULL`,
      )
      .run(
        experiment,
        run.index,
        run.optimizer,
        run.kind,
        run.repeat,
        run.stepSize,
        run.damping,
        run.factor,
        run.totalIterations,
      );
    this.#clearSeries(experiment, run.index);
  }

  append(experiment: string, chunk: RunChunk): void {
    const insert = this.#database.prepare('INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?, ?)');
    for (const [name, values] of Object.entries(chunk.series)) {
      insert.run(experiment, chunk.index, name, chunk.firsts[name] ?? 0, blobOf(values));
    }
    this.#database
      .prepare('UPDATE runs SET iterations = ? WHERE experiment = ? AND run = ?')
      .run(chunk.iterations, experiment, chunk.index);
    if (chunk.events.length === 0) return;
    const row = this.#database
      .prepare('SELECT events FROM runs WHERE experiment = ? AND run = ?')
      .get(experiment, chunk.index);
    const events = [...(JSON.parse(String(row?.['events'] ?? '[]')) as RunEvent[]), ...chunk.events];
    this.#database
      .prepare('UPDATE runs SET events = ? WHERE experiment = ? AND run = ?')
      .run(stringifyExact(events), experiment, chunk.index);
  }

  /** Replaces what arrived by the whole result. */
  finish(experiment: string, index: number, result: RunResult): void {
    this.#database
      .prepare(
        `UPDATE runs SET status = ?, stopped_by = ?, iterations = ?, final_loss = ?, best_loss = ?, seconds = ?,
           reason = ?, events = ?, theta = ?, path = ? WHERE experiment = ? AND run = ?`,
      )
      .run(
        result.status,
        result.stoppedBy,
        result.iterations,
        result.finalLoss,
        result.bestLoss,
        result.seconds,
        result.reason ?? null,
        stringifyExact(result.events),
        blobOf(Float64Array.from(result.theta)),
        result.path === undefined ? null : blobOf(Float64Array.from(result.path.flat())),
        experiment,
        index,
      );
    this.#clearSeries(experiment, index);
    const insert = this.#database.prepare('INSERT INTO series VALUES (?, ?, ?, 0, ?)');
    for (const [name, values] of Object.entries(result.series)) {
      insert.run(experiment, index, name, blobOf(Float64Array.from(values)));
    }
  }

  /** Ends what is still running with a status, keeping the series that arrived. */
  endUnfinished(experiment: string, status: 'cancelled' | 'interrupted' | 'failed', reason: string | null) {
    this.#database
      .prepare(
        `UPDATE runs SET status = ?, reason = ? WHERE experiment = ? AND status IN ('queued', 'running')`,
      )
      .run(status, reason, experiment);
  }

  annotate(
    experiment: string,
    run: number,
    notes: string | undefined,
    tags: readonly string[] | undefined,
  ): void {
    const { changes } = this.#database
      .prepare(
        'UPDATE runs SET notes = coalesce(?, notes), tags = coalesce(?, tags) WHERE experiment = ? AND run = ?',
      )
      .run(notes ?? null, tags === undefined ? null : JSON.stringify(tags), experiment, run);
    if (Number(changes) === 0) throw new LabError('not-found', `experiment ${experiment} has no run ${run}`);
  }

  /** All runs of an experiment in their order; a run without an end has the losses that arrived. */
  load(experiment: string): StoredRun[] {
    const series = this.#loadSeries(experiment);
    return this.#database
      .prepare('SELECT * FROM runs WHERE experiment = ? ORDER BY run')
      .all(experiment)
      .map((row) => runOf(row, series.get(Number(row['run'])) ?? {}));
  }

  #loadSeries(experiment: string): Map<number, Record<string, Float64Array>> {
    const rows = this.#database
      .prepare('SELECT run, name, data FROM series WHERE experiment = ? ORDER BY run, name, first')
      .all(experiment);
    const chunks = new Map<number, Record<string, Float64Array[]>>();
    for (const row of rows) {
      const run = Number(row['run']);
      const names = chunks.get(run) ?? {};
      chunks.set(run, names);
      (names[String(row['name'])] ??= []).push(float64Of(row['data'] as Uint8Array));
    }
    return new Map(
      [...chunks].map(([run, names]) => [
        run,
        Object.fromEntries(Object.entries(names).map(([name, parts]) => [name, concatenate(parts)])),
      ]),
    );
  }

  #clearSeries(experiment: string, run: number): void {
    this.#database.prepare('DELETE FROM series WHERE experiment = ? AND run = ?').run(experiment, run);
  }
}

function runOf(row: Row, series: Record<string, Float64Array>): StoredRun {
  const losses = series['loss'] ?? new Float64Array(0);
  const ended = row['theta'] !== null;
  return {
    index: Number(row['run']),
    optimizer: String(row['optimizer']),
    kind: String(row['kind']),
    repeat: Number(row['repeat']),
    stepSize: Number(row['step_size']),
    damping: row['damping'] === null ? null : Number(row['damping']),
    status: row['status'] as StoredRun['status'],
    stoppedBy: row['stopped_by'] === null ? null : String(row['stopped_by']),
    iterations: Number(row['iterations']),
    totalIterations: Number(row['total_iterations']),
    finalLoss: ended ? lossOf(row['final_loss']) : (losses.at(-1) ?? Number.NaN),
    bestLoss: ended ? lossOf(row['best_loss']) : lowest(losses),
    series,
    theta: row['theta'] === null ? new Float64Array(0) : float64Of(row['theta'] as Uint8Array),
    path: row['path'] === null ? null : float64Of(row['path'] as Uint8Array),
    events: JSON.parse(String(row['events'])) as RunEvent[],
    seconds: Number(row['seconds']),
    reason: row['reason'] === null ? null : String(row['reason']),
    factor: row['factor'] === null ? null : Number(row['factor']),
    notes: String(row['notes']),
    tags: JSON.parse(String(row['tags'])) as string[],
  };
}

function lossOf(value: unknown): number {
  return value === null ? Number.NaN : Number(value);
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
