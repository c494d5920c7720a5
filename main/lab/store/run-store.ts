/** The run store: one SQLite file in the data folder that remembers every experiment. */

import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { LabError } from '#contract/errors.ts';
import { stringifyExact } from '#contract/numbers.ts';
import { storageError } from '../files/storage-error.ts';
import { openDatabase, transaction } from './database.ts';
import { ExperimentTable } from './experiment-table.ts';
import { registerInstance, type Instance } from './instances.ts';
import { JobTable } from './job-table.ts';
import { RunTable } from './run-table.ts';

export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly event: { readonly kind: string; readonly [key: string]: unknown };
}

const binDays = 30;

export class RunStore {
  readonly notices: readonly string[];
  readonly experiments: ExperimentTable;
  readonly runs: RunTable;
  readonly jobs: JobTable;
  readonly #database: DatabaseSync;
  readonly #instance: Instance;
  readonly #path: string;

  /**
   * Opens the store of a data folder. What a former instance left unfinished becomes `interrupted`; what has been in
   * the bin for 30 days is deleted. Throws LabError 'storage' where the folder cannot be used.
   */
  static open(dataDirectory: string): RunStore {
    const instance = registerInstance(dataDirectory);
    try {
      return new RunStore(dataDirectory, instance);
    } catch (error) {
      instance.close();
      throw error;
    }
  }

  private constructor(dataDirectory: string, instance: Instance) {
    this.#path = join(dataDirectory, 'runs.sqlite');
    this.#instance = instance;
    const others = instance.others();
    const { database, notices } = openDatabase(this.#path, others.length === 0);
    this.#database = database;
    this.experiments = new ExperimentTable(database);
    this.runs = new RunTable(database);
    this.jobs = new JobTable(database);
    const interrupted = this.write(() => {
      this.experiments.emptyBin(Date.now() - binDays * 24 * 3600 * 1000);
      const orphans = this.experiments.interruptOrphans([...others, instance.id]);
      for (const id of orphans) this.runs.endUnfinished(id, 'interrupted', 'Fisher Lab ended while it ran');
      return orphans;
    });
    this.notices = [
      ...notices,
      ...(others.length === 0
        ? []
        : [`Another Fisher Lab has this data folder open (${dataDirectory}); both share one history.`]),
      ...(interrupted.length === 0
        ? []
        : [
            `${interrupted.length === 1 ? 'One experiment was' : `${interrupted.length} experiments were`} ` +
              'interrupted when Fisher Lab last ended; what was computed is in the history.',
          ]),
    ];
  }

  /** Names this instance in the experiments that it runs. */
  get instance(): string {
    return this.#instance.id;
  }

  /** One transaction: all of `work` is kept, or nothing. Throws LabError, 'storage' where SQLite refuses. */
  write<T>(work: () => T): T {
    return this.#guard(() => transaction(this.#database, work));
  }

  /** Reads from one state of the store. */
  read<T>(work: () => T): T {
    return this.#guard(work);
  }

  log(experiment: string, event: LogEntry['event']): void {
    this.#database
      .prepare('INSERT INTO log (experiment, time, event) VALUES (?, ?, ?)')
      .run(experiment, Date.now(), stringifyExact(event));
  }

  loadLog(experiment: string): LogEntry[] {
    return this.#database
      .prepare('SELECT time, event FROM log WHERE experiment = ? ORDER BY entry')
      .all(experiment)
      .map((row) => ({
        time: Number(row['time']),
        event: JSON.parse(String(row['event'])) as LogEntry['event'],
      }));
  }

  close(): void {
    this.#database.close();
    this.#instance.close();
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof LabError || !(error instanceof Error && 'errcode' in error)) throw error;
      throw storageError(error, `the run history ${this.#path} could not be used`);
    }
  }
}
