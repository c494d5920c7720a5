/**
 * Shards: a grid search cut into N parts for a job array on a cluster. The blocks of the plan are dealt round, so that
 * each part has cheap and dear cells; what comes after the cells (fragility tests, best runs) is left to the merge.
 */

import { z } from 'zod';
import { datasetSummarySchema, taskSchema } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { isSearched } from '#contract/optimizers.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { text, whole } from '#contract/leaves.ts';
import { environmentSchema, minimumSchema, type GridCell } from '#contract/results.ts';
import { gridBlocks, gridOf, searchedOptimizers } from '#workers/experiments/grid.ts';
import type { Job } from '#workers/jobs.ts';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** shard.json: what a shard's folder says of itself; its cells are in grid.csv, its experiment in spec.json. */
export const shardFileSchema = z.object({
  version: z.literal(1),
  index: whole(1),
  count: whole(1),
  dataset: datasetSummarySchema,
  facts: z.object({ task: taskSchema, columns: whole(0), rows: whole(0), classes: whole(0), target: text() }),
  environment: environmentSchema,
  minimum: minimumSchema.nullable(),
});
export type ShardFile = z.infer<typeof shardFileSchema>;

/** Throws LabError 'invalid-input' for an experiment without a grid. */
export function requireGrid(spec: ResolvedExperiment): void {
  if ('optimizers' in spec && spec.optimizers.some(isSearched)) return;
  throw new LabError('invalid-input', '--shard: no optimizer of this experiment has a range to search');
}

/** The jobs of a shard among those that could start now: its cells, and a minimum that the cells wait for. */
export function jobsOfShard(spec: ResolvedExperiment, { index, count }: Shard, open: readonly Job[]): Job[] {
  const [first] = open;
  if (first?.kind === 'minimum' && open.length === 1) return [first];
  const places = blockPlaces(spec);
  return open.filter(
    (job) => job.kind === 'cells' && places.get(`${job.optimizer} ${job.from}`)! % count === index - 1,
  );
}

/** The place of each block of cells in the order of the plan. */
function blockPlaces(spec: ResolvedExperiment): Map<string, number> {
  const optimizers = 'optimizers' in spec ? spec.optimizers : [];
  const places = new Map<string, number>();
  for (const optimizer of searchedOptimizers(optimizers)) {
    for (const { from } of gridBlocks(gridOf(optimizers[optimizer]!))) {
      places.set(`${optimizer} ${from}`, places.size);
    }
  }
  return places;
}

/** One shard's folder, read. */
export interface ShardPart {
  readonly folder: string;
  /** spec.json as it stands. */
  readonly spec: unknown;
  readonly file: ShardFile;
  readonly grid: readonly GridCell[];
}

/**
 * The cells of all shards of one experiment. Throws LabError 'invalid-input' where the parts do not belong together
 * or one is missing.
 */
export function joinShards(parts: readonly ShardPart[]): { cells: GridCell[]; first: ShardPart } {
  const first = parts[0]!;
  const problem = (what: string) => new LabError('invalid-input', `merge: ${what}`);
  for (const part of parts) {
    if (JSON.stringify(part.spec) !== JSON.stringify(first.spec)) {
      throw problem(`${part.folder} is of another experiment than ${first.folder} (their spec.json differ)`);
    }
    if (part.file.dataset.sha256 !== first.file.dataset.sha256) {
      throw problem(`${part.folder} was computed from other data than ${first.folder}`);
    }
    if (part.file.environment.kernel !== first.file.environment.kernel) {
      throw problem(
        `${part.folder} was computed on the ${part.file.environment.kernel} kernel, ${first.folder} on ${first.file.environment.kernel}`,
      );
    }
    if (part.file.count !== first.file.count) {
      throw problem(
        `${part.folder} is one of ${part.file.count} parts, ${first.folder} one of ${first.file.count}`,
      );
    }
  }
  const numbers = Array.from({ length: first.file.count }, (_, i) => i + 1);
  const missing = numbers.filter((index) => !parts.some((part) => part.file.index === index));
  if (missing.length > 0) throw problem(`part ${missing.join(', ')} of ${first.file.count} is missing`);
  return { cells: parts.flatMap(({ grid }) => [...grid]), first };
}
