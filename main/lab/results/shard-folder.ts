/** The folder of a shard: spec.json, shard.json, its cells in grid.csv, log.jsonl. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { describeIssues } from '#contract/issues.ts';
import { stringifyExact } from '#contract/numbers.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import { shardFileSchema, type Shard, type ShardFile, type ShardPart } from '../experiments/shard.ts';
import { readGrid } from './grid-csv.ts';
import { gridCsv, logLines, type ResultFile } from './files.ts';

/** shard.json comes last: where it is, the rest is too. */
export function shardFiles({ stored, results, grid, log }: ExperimentOutcome, shard: Shard): ResultFile[] {
  const { spec, dataset, environment, minimum } = results;
  const file: ShardFile = { version: 1, ...shard, dataset, facts: stored.facts, environment, minimum };
  return [
    { name: 'spec.json', content: [`${stringifyExact(spec, 2)}\n`] },
    { name: 'grid.csv', content: gridCsv(grid) },
    { name: 'log.jsonl', content: logLines(log) },
    { name: 'shard.json', content: [`${stringifyExact(file, 2)}\n`] },
  ];
}

/** Throws LabError 'invalid-input' where the folder is not a shard's. */
export async function readShardFolder(folder: string): Promise<ShardPart> {
  const text = (name: string) =>
    readFile(join(folder, name), 'utf8').catch((cause: unknown) => {
      throw new LabError('invalid-input', `merge: ${folder} is no shard's folder: it has no ${name}`, [], {
        cause,
      });
    });
  const json = async (name: string): Promise<unknown> => {
    try {
      return JSON.parse(await text(name)) as unknown;
    } catch (error) {
      if (error instanceof LabError) throw error;
      throw new LabError('invalid-input', `merge: ${join(folder, name)} is not JSON`, [], { cause: error });
    }
  };
  const document = await json('shard.json');
  const file = shardFileSchema.safeParse(document);
  if (!file.success) {
    const [first] = describeIssues(file.error, document);
    throw new LabError('invalid-input', `merge: ${join(basename(folder), 'shard.json')}: ${first!.message}`);
  }
  return {
    folder,
    spec: await json('spec.json'),
    file: file.data,
    grid: readGrid(await text('grid.csv'), join(folder, 'grid.csv')),
  };
}
