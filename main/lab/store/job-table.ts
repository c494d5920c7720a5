/** Finished jobs and grid cells: what an interrupted experiment goes on from. */

import type { DatabaseSync } from 'node:sqlite';
import { decodeFrame, encodeFrame } from '#contract/frames.ts';
import type { RunStatus } from '#contract/results.ts';
import { jobKey, type FinishedJob, type Job, type JobResult } from '#workers/jobs.ts';

/** The part of a grid cell that its position and the other cells do not tell. */
export interface StoredCell {
  readonly position: number;
  readonly status: RunStatus;
  readonly iterations: number;
  readonly finalLoss: number;
  readonly bestLoss: number;
  readonly dampingRaised: boolean;
}

export class JobTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Saves a finished job; the results of run and cells jobs are left to their tables. */
  save(experiment: string, { job, result, reason }: FinishedJob): void {
    const kept = result === null || result.kind === 'run' || result.kind === 'cells' ? null : result;
    this.#database
      .prepare('INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?)')
      .run(experiment, jobKey(job), encodeFrame(job), kept === null ? null : encodeFrame(kept), reason);
  }

  load(experiment: string): FinishedJob[] {
    return this.#database
      .prepare('SELECT job, result, reason FROM jobs WHERE experiment = ? ORDER BY rowid')
      .all(experiment)
      .map((row) => ({
        job: decodeFrame(row['job'] as Uint8Array) as Job,
        result: row['result'] === null ? null : (decodeFrame(row['result'] as Uint8Array) as JobResult),
        reason: row['reason'] === null ? null : String(row['reason']),
      }));
  }

  saveCells(experiment: string, optimizer: number, cells: readonly StoredCell[]): void {
    const insert = this.#database.prepare('INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    for (const cell of cells) {
      insert.run(
        experiment,
        optimizer,
        cell.position,
        cell.status,
        cell.iterations,
        cell.finalLoss,
        cell.bestLoss,
        Number(cell.dampingRaised),
      );
    }
  }

  /** The cells of each optimizer, ascending by position. */
  loadCells(experiment: string): Map<number, StoredCell[]> {
    const cells = new Map<number, StoredCell[]>();
    const rows = this.#database
      .prepare('SELECT * FROM cells WHERE experiment = ? ORDER BY optimizer, position')
      .iterate(experiment);
    for (const row of rows) {
      const optimizer = Number(row['optimizer']);
      const list = cells.get(optimizer) ?? [];
      cells.set(optimizer, list);
      list.push({
        position: Number(row['position']),
        status: row['status'] as RunStatus,
        iterations: Number(row['iterations']),
        finalLoss: row['final_loss'] === null ? Number.NaN : Number(row['final_loss']),
        bestLoss: row['best_loss'] === null ? Number.NaN : Number(row['best_loss']),
        dampingRaised: row['damping_raised'] === 1,
      });
    }
    return cells;
  }
}
