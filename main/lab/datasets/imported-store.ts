/**
 * Imported data sets in the data folder: `datasets/<id>/` with dataset.json (what it is and how it was imported),
 * description.json (what it looks like) and columns.bin (its numbers). A set is written beside its place and renamed
 * into it, so that it is there as a whole or not at all.
 */

import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '#contract/errors.ts';
import type { Description } from '#workers/data/describe.ts';
import type { Table } from '#workers/data/table.ts';
import { writeFileAtomic } from '../files/atomic.ts';
import { storageError } from '../files/storage-error.ts';
import { openColumns, writeColumns, type WriteProgress } from './columns-file.ts';
import { descriptionSchema, isId, recordSchema, type ImportedRecord } from './imported-record.ts';
import { makeWorkFolder, removeFolder, removeLeftovers } from './leftovers.ts';

type Origin = Pick<
  ImportedRecord,
  'id' | 'name' | 'origin' | 'sourceName' | 'sha256' | 'options' | 'missing' | 'layout'
>;

/** A folder among the sets that cannot be read as one. It stays until the user removes it. */
export interface DamagedSet {
  readonly id: string;
  readonly reason: string;
}

/** What the user may change of a set; what is left out stays. */
export interface Labels {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

export class ImportedStore {
  readonly #folder: string;

  constructor(dataDirectory: string) {
    this.#folder = join(dataDirectory, 'datasets');
  }

  /** Removes what a process that was killed left half-written. */
  async clean(): Promise<void> {
    await removeLeftovers(this.#folder);
  }

  /** All sets by id: those that can be read, and what is wrong with the others. */
  async list(): Promise<{ readonly records: ImportedRecord[]; readonly damaged: DamagedSet[] }> {
    const names = (await readdir(this.#folder).catch(() => [])).filter(isId).sort();
    const records: ImportedRecord[] = [];
    const damaged: DamagedSet[] = [];
    for (const id of names) {
      try {
        const record = await this.find(id);
        if (record === null)
          throw new LabError('storage', `${join(this.#folder, id)}: without its dataset.json`);
        records.push(record);
      } catch (error) {
        damaged.push({ id, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    return { records, damaged };
  }

  /** null where there is no such set; throws LabError 'storage' for a damaged one. */
  async find(id: string): Promise<ImportedRecord | null> {
    if (!isId(id)) return null;
    const path = join(this.#folder, id, 'dataset.json');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null;
      throw storageError(error, `cannot read ${path}`);
    }
    try {
      return recordSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new LabError(
        'storage',
        `${path}: damaged (${faultOf(cause)}); remove the data set and import the data again`,
        [],
        { cause },
      );
    }
  }

  /** Whether there is a folder of this id, damaged or not. */
  async has(id: string): Promise<boolean> {
    return (
      isId(id) &&
      (await stat(join(this.#folder, id)).then(
        (facts) => facts.isDirectory(),
        () => false,
      ))
    );
  }

  async describe(id: string): Promise<Description> {
    const path = join(this.#folder, id, 'description.json');
    try {
      return descriptionSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (cause) {
      throw new LabError(
        'storage',
        `${path}: damaged (${faultOf(cause)}); remove the data set and import the data again`,
        [],
        { cause },
      );
    }
  }

  /** The table of a set; its columns are read when they are asked for. Throws LabError 'storage' when damaged. */
  async open(record: ImportedRecord): Promise<Table> {
    const path = join(this.#folder, record.id, 'columns.bin');
    return {
      ...(await openColumns(path, record.rows, record.columns.length, record)),
      labels: record.labels,
      columns: record.columns,
      targetName: record.target,
      task: record.task,
    };
  }

  /**
   * Writes a set and its description. Throws LabError 'conflict' when the id is taken, 'cancelled', 'storage'; then
   * nothing is left of it.
   */
  async write(
    origin: Origin,
    table: Table,
    description: Description,
    progress: WriteProgress = {},
  ): Promise<ImportedRecord> {
    const folder = await makeWorkFolder(this.#folder);
    try {
      const written = await writeColumns(join(folder, 'columns.bin'), table, progress);
      const record: ImportedRecord = {
        version: 1,
        ...origin,
        importedAt: Date.now(),
        rows: table.features.rows,
        columns: [...table.columns],
        target: table.targetName,
        labels: table.labels === null ? null : [...table.labels],
        task: table.task,
        classes: description.classCounts.length > 0 ? description.classCounts.length : null,
        ...written,
      };
      await writeFile(join(folder, 'description.json'), JSON.stringify(description));
      await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(record, null, 2)}\n`, { flush: true });
      await rename(folder, join(this.#folder, origin.id));
      return record;
    } catch (error) {
      await removeFolder(folder);
      const { code } = error as { code?: string };
      if (code === 'ENOTEMPTY' || code === 'EEXIST') {
        throw new LabError('conflict', `there is a data set ${origin.id} already`, [], { cause: error });
      }
      throw storageError(error, 'cannot store the data set');
    }
  }

  /** Gives a set another name, another description ('' takes the user's away), or both. */
  async update(id: string, { name, description }: Labels): Promise<ImportedRecord> {
    const record = await this.find(id);
    if (record === null) throw new LabError('not-found', `there is no imported data set ${id}`);
    const { description: before, ...rest } = record;
    const words = description ?? before ?? '';
    const updated = { ...rest, name: name ?? record.name, ...(words !== '' && { description: words }) };
    await writeFileAtomic(join(this.#folder, id, 'dataset.json'), `${JSON.stringify(updated, null, 2)}\n`);
    return updated;
  }

  /** Takes the set away at once, then its files. */
  async remove(id: string): Promise<void> {
    if (!isId(id)) return;
    const folder = await makeWorkFolder(this.#folder);
    try {
      await rename(join(this.#folder, id), join(folder, id));
    } catch (error) {
      await removeFolder(folder);
      throw storageError(error, `cannot remove the data set ${id}`);
    }
    await removeFolder(folder);
  }
}

/** The first thing that is wrong with a file of ours, in a few words. */
function faultOf(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return 'not JSON';
  const [issue] = cause.issues;
  return `${issue?.path.join('.') || 'it'}: ${issue?.message}`;
}
