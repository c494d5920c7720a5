/** The experiments of the run store: what each was, how it ended, and what the user wrote about it. */

import type { DatabaseSync } from 'node:sqlite';
import type { ExperimentStatus, ExperimentSummary } from '#contract/api/experiments.ts';
import type { DatasetSummary } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import type { ExperimentKind } from '#contract/experiment.ts';
import type { DataFacts, ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Environment } from '#contract/results.ts';
import { settingsWords } from './settings-words.ts';

/** What an experiment is, fixed when it is queued. */
export interface ExperimentSource {
  readonly id: string;
  readonly spec: ResolvedExperiment;
  readonly facts: DataFacts;
  readonly dataset: DatasetSummary;
  readonly environment: Environment;
}

export interface StoredExperiment extends ExperimentSource {
  readonly summary: ExperimentSummary;
}

export type Annotations = {
  readonly [K in 'name' | 'notes' | 'tags' | 'starred']?: ExperimentSummary[K] | undefined;
};

export interface ListFilters {
  readonly tags?: readonly string[];
  readonly starred?: boolean;
  readonly removed?: boolean;
}

type Row = Record<string, unknown>;

const columns = `*, (SELECT min(final_loss) FROM runs WHERE runs.experiment = experiments.id) AS lowest_last_loss`;

export class ExperimentTable {
  readonly #database: DatabaseSync;
  /** Failures that could not be written (a full disk), by id. */
  readonly #unwritten = new Map<string, string>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds a queued experiment. `hash` names its specification, for finding it again; `instance` who runs it. */
  insert(source: ExperimentSource, hash: string, instance: string): void {
    const { id, spec, facts, dataset, environment } = source;
    const optimizers = 'optimizers' in spec ? spec.optimizers.map((optimizer) => optimizer.id) : [];
    this.#database
      .prepare(
        `INSERT INTO experiments (id, name, kind, status, created_at, instance, spec, spec_hash, facts, dataset,
           environment, model_kind, optimizers) VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        spec.name,
        spec.kind,
        Date.now(),
        instance,
        JSON.stringify(spec),
        hash,
        JSON.stringify(facts),
        JSON.stringify(dataset),
        JSON.stringify(environment),
        spec.model.kind,
        JSON.stringify(optimizers),
      );
  }

  setStatus(id: string, status: ExperimentStatus, reason: string | null = null): void {
    const ended = status !== 'queued' && status !== 'running';
    this.#database
      .prepare('UPDATE experiments SET status = ?, reason = ?, finished_at = ? WHERE id = ?')
      .run(status, reason, ended ? Date.now() : null, id);
  }

  /** Keeps in memory that an experiment failed, where the database cannot take it; the next start says interrupted. */
  rememberFailure(id: string, reason: string): void {
    this.#unwritten.set(id, reason);
  }

  /** Takes an ended experiment up again. */
  requeue(id: string, environment: Environment, instance: string): void {
    this.#unwritten.delete(id);
    this.#database
      .prepare(
        `UPDATE experiments SET status = 'queued', reason = NULL, finished_at = NULL, environment = ?, instance = ?
           WHERE id = ?`,
      )
      .run(JSON.stringify(environment), instance, id);
  }

  /** Marks what no living instance runs any more as interrupted, and returns the ids. */
  interruptOrphans(living: readonly string[]): string[] {
    const unfinished = this.#database
      .prepare(`SELECT id, instance FROM experiments WHERE status IN ('queued', 'running')`)
      .all() as { id: string; instance: string | null }[];
    const orphans = unfinished.filter(({ instance }) => instance === null || !living.includes(instance));
    for (const { id } of orphans) this.setStatus(id, 'interrupted', 'Fisher Lab ended while it ran');
    return orphans.map(({ id }) => id);
  }

  /** Throws LabError 'not-found'. */
  get(id: string): StoredExperiment {
    const row = this.#database.prepare(`SELECT ${columns} FROM experiments WHERE id = ?`).get(id);
    if (row === undefined) throw new LabError('not-found', `there is no experiment ${id} in the history`);
    return {
      id,
      spec: json<ResolvedExperiment>(row['spec']),
      facts: json<DataFacts>(row['facts']),
      dataset: json<DatasetSummary>(row['dataset']),
      environment: json<Environment>(row['environment']),
      summary: this.#summaryOf(row),
    };
  }

  /** The newest experiment with a specification and data, if any. */
  newestWith(hash: string): StoredExperiment | null {
    const row = this.#database
      .prepare(
        `SELECT id FROM experiments WHERE spec_hash = ? AND removed_at IS NULL
           ORDER BY created_at DESC, rowid DESC LIMIT 1`,
      )
      .get(hash);
    return row === undefined ? null : this.get(String(row['id']));
  }

  /**
   * Newest first. `search` is a list of words that all must occur in name, notes, tags, data set, model or id; of the
   * filters, `tags` are tags that all must be there, `starred` leaves only starred ones, `removed` takes the bin instead.
   */
  list(
    search: string,
    limit: number,
    offset: number,
    { tags = [], starred = false, removed = false }: ListFilters = {},
  ): { experiments: ExperimentSummary[]; total: number } {
    const words = search.split(/\s+/).filter((word) => word !== '');
    const haystack = `id || ' ' || name || ' ' || notes || ' ' || tags || ' ' || kind || ' ' || model_kind || ' ' ||
      optimizers || ' ' || status || ' ' || json_extract(dataset, '$.name') || ' ' || json_extract(dataset, '$.id')`;
    const where = [
      removed ? 'removed_at IS NOT NULL' : 'removed_at IS NULL',
      ...(starred ? ['starred = 1'] : []),
      ...words.map(() => String.raw`(${haystack}) LIKE ? ESCAPE '\'`),
      ...tags.map(() => 'EXISTS (SELECT 1 FROM json_each(experiments.tags) AS tag WHERE tag.value = ?)'),
    ].join(' AND ');
    const patterns = [...words.map((word) => `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`), ...tags];
    const total = this.#database
      .prepare(`SELECT count(*) AS total FROM experiments WHERE ${where}`)
      .get(...patterns);
    const rows = this.#database
      .prepare(
        `SELECT ${columns} FROM experiments WHERE ${where} ORDER BY created_at DESC, rowid DESC LIMIT ? OFFSET ?`,
      )
      .all(...patterns, limit, offset);
    return { experiments: rows.map((row) => this.#summaryOf(row)), total: Number(total?.['total'] ?? 0) };
  }

  /** The tags of the history, in alphabetical order, with the number of experiments that carry each. */
  tags(): { tag: string; count: number }[] {
    return this.#database
      .prepare(
        `SELECT tag.value AS tag, count(DISTINCT experiments.id) AS count FROM experiments, json_each(experiments.tags) AS tag
           WHERE removed_at IS NULL GROUP BY tag.value ORDER BY tag.value COLLATE NOCASE`,
      )
      .all()
      .map(({ tag, count }) => ({ tag: String(tag), count: Number(count) }));
  }

  /** Names (or ids) of the experiments computed from a data set, newest first; those in the bin say so. */
  namesUsing(dataset: string): string[] {
    return this.#database
      .prepare(
        `SELECT id, name, removed_at FROM experiments WHERE json_extract(dataset, '$.id') = ?
           ORDER BY created_at DESC, rowid DESC`,
      )
      .all(dataset)
      .map((row) => {
        const name = row['name'] === '' ? String(row['id']) : String(row['name']);
        return row['removed_at'] === null ? name : `${name} (in the bin)`;
      });
  }

  /** Changes what the user may change; what is undefined stays. Throws LabError 'not-found'. */
  annotate(id: string, { name, notes, tags, starred }: Annotations): ExperimentSummary {
    this.#database
      .prepare(
        `UPDATE experiments SET name = coalesce(?, name), notes = coalesce(?, notes), tags = coalesce(?, tags),
           starred = coalesce(?, starred) WHERE id = ?`,
      )
      .run(
        name ?? null,
        notes ?? null,
        tags === undefined ? null : JSON.stringify(tags),
        starred === undefined ? null : Number(starred),
        id,
      );
    return this.get(id).summary;
  }

  setRemoved(ids: readonly string[], removed: boolean): void {
    const statement = this.#database.prepare('UPDATE experiments SET removed_at = ? WHERE id = ?');
    for (const id of ids) {
      const { changes } = statement.run(removed ? Date.now() : null, id);
      if (Number(changes) === 0)
        throw new LabError('not-found', `there is no experiment ${id} in the history`);
    }
  }

  /** Deletes for good what has been in the bin since before `time` (milliseconds since 1970). */
  emptyBin(time: number): void {
    this.#database.prepare('DELETE FROM experiments WHERE removed_at < ?').run(time);
  }

  #summaryOf(row: Row): ExperimentSummary {
    const summary = summaryOf(row);
    const failure = this.#unwritten.get(summary.id);
    return failure === undefined ? summary : { ...summary, status: 'failed', reason: failure };
  }
}

function summaryOf(row: Row): ExperimentSummary {
  const spec = json<ResolvedExperiment>(row['spec']);
  return {
    id: String(row['id']),
    name: String(row['name']),
    kind: row['kind'] as ExperimentKind,
    status: row['status'] as ExperimentStatus,
    createdAt: Number(row['created_at']),
    finishedAt: row['finished_at'] === null ? null : Number(row['finished_at']),
    datasetName: json<DatasetSummary>(row['dataset']).name,
    modelKind: String(row['model_kind']),
    optimizers: json<string[]>(row['optimizers']),
    settings: 'optimizers' in spec ? spec.optimizers.map(settingsWords) : [],
    lowestLastLoss: row['lowest_last_loss'] === null ? null : Number(row['lowest_last_loss']),
    notes: String(row['notes']),
    tags: json<string[]>(row['tags']),
    starred: row['starred'] === 1,
    reason: row['reason'] === null ? null : String(row['reason']),
  };
}

function json<T>(text: unknown): T {
  return JSON.parse(String(text)) as T;
}
