/** Grid cells in both paths, for tests: the batched one and the plain one. */

import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment } from '#contract/resolve-experiment.ts';
import type { GridCell } from '#contract/results.ts';
import { prepare } from '#workers/data/prepare.ts';
import type { Table } from '#workers/data/table.ts';
import { differs, runCell, runCells } from '#workers/experiments/cells.ts';
import { cellAt, cellCount, gridOf } from '#workers/experiments/grid.ts';
import { setUp, type Setup } from '#workers/experiments/setup.ts';
import type { Running } from '#workers/experiments/slots.ts';
import type { KernelName } from '#workers/jobs.ts';
import { loadKernels } from '#workers/kernels/load.ts';
import { RandomStream } from '#workers/random.ts';

/** The search of the paper's Figure 3. */
export const publishedGrid = {
  stepSize: { logspace: [-20, 10, 241] },
  damping: { logspace: [-10, 10, 41] },
} as const;

export interface GridSetup {
  readonly experiment: Running;
  readonly setup: Setup;
}

export async function setUpGrid(
  spec: Readonly<Record<string, unknown>>,
  table: Table,
  kernel: KernelName | 'auto' = 'auto',
): Promise<GridSetup> {
  const parsed = parseExperiment({ version: 1, dataset: { id: 'test' }, ...spec });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const { problem, facts } = prepare(table, { ...parsed.value.dataset, bias: true });
  const resolved = resolveExperiment(parsed.value, facts);
  if (!resolved.ok) throw new Error(resolved.issues.map((issue) => issue.message).join('\n'));
  const experiment = resolved.value;
  if (experiment.kind !== 'compare') throw new Error('a grid belongs to kind compare');
  return { experiment, setup: setUp(experiment, problem, await loadKernels(kernel)) };
}

/** Some cells of an optimizer, by position, in the path that `runCells` chooses. */
export function cellsAt(
  { experiment, setup }: GridSetup,
  optimizer: number,
  positions: readonly number[],
): GridCell[] {
  return runCells(
    experiment,
    setup,
    askedCells(experiment, optimizer, positions),
    () => false,
    () => undefined,
  );
}

function askedCells(experiment: Running, optimizer: number, positions: readonly number[]) {
  const grid = gridOf(experiment.optimizers[optimizer]!);
  return positions.map((position) => ({ optimizer, minimum: null, ...cellAt(grid, position) }));
}

export interface Agreement {
  readonly compared: number;
  /** Cells that differ, and that a relative change of 1e-12 of the step size changes in the plain path too. */
  readonly fragile: number;
  /** Cells that differ and are not fragile, in words. */
  readonly wrong: readonly string[];
}

/** Compares random cells of every optimizer: status, length, and the last loss to 1e-7 relative. */
export function compareWithPlain(grid: GridSetup, cellsPerOptimizer: number, seed = 3): Agreement {
  const { experiment, setup } = grid;
  const random = new RandomStream(seed, 'cells');
  const never = () => false;
  let [compared, fragile] = [0, 0];
  const wrong: string[] = [];
  experiment.optimizers.forEach((spec, optimizer) => {
    const count = cellCount(gridOf(spec));
    const positions = Array.from({ length: cellsPerOptimizer }, () => random.below(count));
    const batched = cellsAt(grid, optimizer, positions);
    askedCells(experiment, optimizer, positions).forEach((cell, i) => {
      const plain = runCell(experiment, setup, cell, never);
      compared += 1;
      if (agree(plain, batched[i]!)) return;
      const moved = runCell(experiment, setup, { ...cell, stepSize: cell.stepSize * (1 + 1e-12) }, never);
      if (differs(plain, moved)) fragile += 1;
      else
        wrong.push(
          `${spec.id} ${cell.stepSize} ${JSON.stringify(cell.damping)}: ${tell(plain)} | ${tell(batched[i]!)}`,
        );
    });
  });
  return { compared, fragile, wrong };
}

function agree(plain: GridCell, batched: GridCell): boolean {
  if (plain.status !== batched.status || plain.iterations !== batched.iterations) return false;
  if (Object.is(plain.finalLoss, batched.finalLoss)) return true;
  if (!Number.isFinite(plain.finalLoss)) return !Number.isFinite(batched.finalLoss);
  return Math.abs(plain.finalLoss - batched.finalLoss) <= 1e-7 * Math.abs(plain.finalLoss);
}

function tell({ status, iterations, finalLoss, dampingRaised }: GridCell): string {
  return `${status} ${iterations} ${finalLoss}${dampingRaised ? ' raised' : ''}`;
}
