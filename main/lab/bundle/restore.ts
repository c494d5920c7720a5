/** From results back to finished jobs: how a bundle's experiment comes into the history of another machine. */

import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { GridCell, Results, RunResult } from '#contract/results.ts';
import {
  cellCount,
  dampingNumber,
  gridBlocks,
  gridOf,
  searchedOptimizers,
} from '#workers/experiments/grid.ts';
import { runSlots } from '#workers/experiments/slots.ts';
import type { FinishedJob, RunJob } from '#workers/jobs.ts';

/** The finished jobs that would have given these results; `assemble` of them gives the results back. */
export function finishedJobs(
  spec: ResolvedExperiment,
  results: Results,
  grid: readonly GridCell[],
): FinishedJob[] {
  const done = (job: FinishedJob['job'], result: FinishedJob['result']): FinishedJob => ({
    job,
    result,
    reason: null,
  });
  const { minimum, curvature, vectorField, quadratic, consistency } = results;
  const finished: FinishedJob[] = [];
  if (minimum !== null) finished.push(done({ kind: 'minimum' }, { kind: 'minimum', minimum }));
  finished.push(...gridJobs(spec, grid), ...runJobs(spec, results.runs));
  if (consistency !== undefined && spec.kind === 'consistency') {
    consistency.relativeDifference.forEach((row, i) =>
      row.forEach((relativeDifference, seed) => {
        if (Number.isNaN(relativeDifference)) return;
        const job = { kind: 'analysis', minimum: null, part: i * spec.seeds + seed } as const;
        const part = { size: consistency.sizes[i]!, seed, relativeDifference };
        finished.push(done(job, { kind: 'analysis', consistency: part }));
      }),
    );
  }
  if (curvature !== undefined || vectorField !== undefined || quadratic !== undefined) {
    finished.push(
      done(
        { kind: 'analysis', minimum, part: 0 },
        {
          kind: 'analysis',
          ...(curvature === undefined ? {} : { curvature }),
          ...(vectorField === undefined ? {} : { vectorField }),
          ...(quadratic === undefined ? {} : { quadratic }),
        },
      ),
    );
  }
  return finished;
}

function runJobs(spec: ResolvedExperiment, runs: readonly RunResult[]): FinishedJob[] {
  const optimizers = 'optimizers' in spec ? spec.optimizers : [];
  const slots = runSlots(spec);
  return runs.flatMap((run) => {
    const index = slots.findIndex(
      (slot) =>
        optimizers[slot.optimizer]!.id === run.optimizer &&
        slot.repeat === run.repeat &&
        slot.factor === (run.factor ?? null),
    );
    if (index < 0) return [];
    const { stepSize, damping } = run;
    const job: RunJob = { kind: 'run', index, ...slots[index]!, stepSize, damping, minimum: null };
    return [{ job, result: { kind: 'run' as const, run }, reason: null }];
  });
}

/** Whole blocks of cells, and the fragility tests of each optimizer as one job. */
function gridJobs(spec: ResolvedExperiment, grid: readonly GridCell[]): FinishedJob[] {
  const optimizers = 'optimizers' in spec ? spec.optimizers : [];
  return searchedOptimizers(optimizers).flatMap((optimizer): FinishedJob[] => {
    const { id } = optimizers[optimizer]!;
    const shape = gridOf(optimizers[optimizer]!);
    const positions = new Map<string, number>();
    shape.stepSizes.forEach((stepSize, i) =>
      shape.dampings.forEach((damping, j) =>
        positions.set(`${stepSize} ${dampingNumber(damping)}`, i * shape.dampings.length + j),
      ),
    );
    const cells = new Array<GridCell | undefined>(cellCount(shape)).fill(undefined);
    for (const cell of grid) {
      const position = cell.optimizer === id ? positions.get(`${cell.stepSize} ${cell.damping}`) : undefined;
      if (position !== undefined) cells[position] = cell;
    }
    const blocks = gridBlocks(shape).flatMap(({ from, to }): FinishedJob[] => {
      const block = cells.slice(from, to).filter((cell) => cell !== undefined);
      if (block.length < to - from) return [];
      const job = { kind: 'cells', optimizer, from, to, minimum: null } as const;
      return [{ job, result: { kind: 'cells', cells: block }, reason: null }];
    });
    const tested = cells.flatMap((cell, i) => (cell === undefined || cell.fragile === null ? [] : [i]));
    if (tested.length === 0) return blocks;
    const outcomes = tested.map((i) => cells[i]!);
    return [
      ...blocks,
      {
        job: { kind: 'fragility', optimizer, cells: tested, outcomes, minimum: null },
        result: { kind: 'fragility', fragile: outcomes.map((cell) => cell.fragile === true) },
        reason: null,
      },
    ];
  });
}
