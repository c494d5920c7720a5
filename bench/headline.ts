/**
 * The headline: the search behind the paper's Figure 3 (241 step sizes x 41 dampings x NGD and EFGD, and GD; 100
 * iterations) on three data sets, against the published program's way of doing it, cell by cell in NumPy.
 */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GridCell } from '#contract/results.ts';
import { resolveExperiment } from '#contract/resolve-experiment.ts';
import type { Assembled } from '#workers/experiments/assemble.ts';
import { differs, runCells } from '#workers/experiments/cells.ts';
import { prepare } from '#workers/data/prepare.ts';
import type { Table } from '#workers/data/table.ts';
import { RandomStream } from '#workers/random.ts';
import { a1aTable, bundledTable, tableOf } from '../tests/support/experiments.ts';
import { publishedGrid, setUpGrid, type GridSetup } from '../tests/support/grids.ts';
import { listsOf } from './iteration-rows.ts';
import { runPython } from './numpy.ts';
import { Threads } from './search.ts';

const yardstick = new URL('../../shared/bench/baseline.py', import.meta.url).pathname;
const threads = 2;

export interface HeadlineSet {
  readonly name: string;
  /** Seconds of the whole search here on two threads, and the yardstick's on one, extrapolated from a sample. */
  readonly seconds: number;
  readonly yardstickSeconds: number | null;
  /** Processor seconds of both: what is left when the machine's other work is taken out. */
  readonly processorSeconds: number;
  readonly yardstickProcessorSeconds: number | null;
  readonly best: Readonly<
    Record<string, { stepSize: number; damping: number | null; loss: number; tied: number }>
  >;
  readonly agreement: Agreement | null;
}

export interface Agreement {
  readonly compared: number;
  /** Last loss within 1e-7 relative (or both not finite), same number of iterations. */
  readonly agreeing: number;
  /** Of the others, those that a relative change of 1e-12 of the step size changes here too. */
  readonly fragile: number;
  /** No sampled cell of the yardstick ends below the winner. */
  readonly winnersStand: boolean;
}

export interface Headline {
  readonly sets: readonly HeadlineSet[];
  readonly seconds: number;
  readonly yardstickSeconds: number | null;
  readonly processorSeconds: number;
  readonly yardstickProcessorSeconds: number | null;
  /** The yardstick's wall time over ours. */
  readonly ratio: number | null;
  /** The yardstick's processor time over half of ours: the wall ratio with two cores of one's own. */
  readonly processorRatio: number | null;
}

interface Yardstick {
  readonly cells: readonly {
    readonly optimizer: string;
    readonly stepSize: number;
    readonly damping: number | null;
    readonly finalLoss: number | string;
    readonly iterations: number;
  }[];
  readonly extrapolatedTotal: number;
}

const { stepSize, damping } = publishedGrid;
const optimizers = [
  { id: 'gd', kind: 'gd', stepSize },
  { id: 'ngd', kind: 'ngd', stepSize, damping },
  { id: 'efgd', kind: 'efgd', stepSize, damping },
];

export async function headline(python: string | null, say: (line: string) => void): Promise<Headline> {
  const a1a = a1aTable();
  const sources: readonly { name: string; logistic: boolean; table: Table }[] = [
    { name: 'BreastCancer', logistic: true, table: bundledTable('breast-cancer', 'binary') },
    { name: 'Boston', logistic: false, table: bundledTable('boston', 'regression') },
    a1a === null
      ? { name: 'stand-in of the shape and sparsity of a1a', logistic: true, table: standIn() }
      : { name: 'a1a', logistic: true, table: a1a },
  ];
  const compares = python !== null && existsSync(yardstick);
  if (!compares)
    say('headline: skipped against the yardstick (python3 with numpy and ../shared/bench are needed)');
  const pool = new Threads(threads);
  const folder = mkdtempSync(join(tmpdir(), 'fisher-lab-bench-'));
  const sets: HeadlineSet[] = [];
  try {
    for (const { name, logistic, table } of sources) {
      const grid = await setUpGrid({ model: { kind: logistic ? 'logistic' : 'linear' }, optimizers }, table);
      const data = join(folder, 'data.json');
      writeFileSync(data, JSON.stringify({ ...listsOf(grid), task: logistic ? 'logistic' : 'linear' }));
      // The yardstick runs directly before and its unclipped twin directly after, so that all meet the same load.
      const run = compares ? runPython(python, yardstick, [data]) : null;
      const clipped = (run?.output ?? null) as Yardstick | null;
      const { problem, facts } = prepare(table, { ...grid.experiment.dataset, bias: true });
      const resolved = resolveExperiment(grid.experiment, facts);
      if (!resolved.ok) throw new Error('the headline experiment does not resolve');
      const start = performance.now();
      const used = process.cpuUsage();
      const results = await pool.run(resolved.value, problem, facts);
      const seconds = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(used);
      const unclipped = compares
        ? (runPython(python, yardstick, [data, '--no-clip']).output as Yardstick)
        : null;
      sets.push({
        name,
        seconds,
        yardstickSeconds: clipped?.extrapolatedTotal ?? null,
        processorSeconds: (user + system) / 1e6,
        yardstickProcessorSeconds: clipped === null ? null : clipped.extrapolatedTotal * run!.share,
        best: winners(results),
        agreement: unclipped === null ? null : agreementWith(unclipped, results, grid),
      });
      const set = sets.at(-1)!;
      const theirs = tell(set.yardstickSeconds, set.yardstickProcessorSeconds);
      say(`headline ${name}: ${tell(set.seconds, set.processorSeconds)}; yardstick ${theirs}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
    await pool.stop();
  }
  const sum = (value: (set: HeadlineSet) => number) => sets.reduce((total, set) => total + value(set), 0);
  const seconds = sum((set) => set.seconds);
  const processorSeconds = sum((set) => set.processorSeconds);
  const yardstickSeconds = compares ? sum((set) => set.yardstickSeconds!) : null;
  const yardstickProcessorSeconds = compares ? sum((set) => set.yardstickProcessorSeconds!) : null;
  return {
    sets,
    seconds,
    yardstickSeconds,
    processorSeconds,
    yardstickProcessorSeconds,
    ratio: yardstickSeconds === null ? null : yardstickSeconds / seconds,
    processorRatio:
      yardstickProcessorSeconds === null ? null : (threads * yardstickProcessorSeconds) / processorSeconds,
  };
}

function tell(seconds: number | null, processor: number | null): string {
  return seconds === null ? 'none' : `${seconds.toFixed(1)} s (${processor!.toFixed(1)} s of a processor)`;
}

function winners({ best, runs }: Assembled): HeadlineSet['best'] {
  return Object.fromEntries(
    Object.entries(best).map(([id, { run, stepSize, damping, tied }]) => [
      id,
      { stepSize, damping, loss: runs[run]!.finalLoss, tied },
    ]),
  );
}

function agreementWith(theirs: Yardstick, { grid, best, runs }: Assembled, setup: GridSetup): Agreement {
  const cells = new Map(grid.map((cell) => [cellKey(cell.optimizer, cell.stepSize, cell.damping), cell]));
  let [agreeing, fragile, winnersStand] = [0, 0, true];
  for (const cell of theirs.cells) {
    const ours = cells.get(cellKey(cell.optimizer, cell.stepSize, cell.damping));
    if (ours === undefined) throw new Error(`no cell ${JSON.stringify(cell)}`);
    const loss = Number(cell.finalLoss);
    const winner = runs[best[cell.optimizer]!.run]!;
    const completed = ours.status === 'completed' && Number.isFinite(loss) && cell.iterations === 100;
    if (completed && loss < winner.finalLoss * (1 - 1e-12) && loss < winner.finalLoss - 1e-300)
      winnersStand = false;
    if (agrees(ours, loss, cell.iterations)) agreeing += 1;
    else if (isFragile(ours, setup)) fragile += 1;
  }
  return { compared: theirs.cells.length, agreeing, fragile, winnersStand };
}

/** Grids are logarithmic: rounding to 1e-9 of a decade tells cells apart whatever made their numbers. */
function cellKey(optimizer: string, stepSize: number, damping: number | null): string {
  return `${optimizer} ${Math.log10(stepSize).toFixed(6)} ${damping === null ? '' : Math.log10(damping).toFixed(6)}`;
}

function agrees(ours: GridCell, loss: number, iterations: number): boolean {
  if (ours.iterations !== iterations) return false;
  if (!Number.isFinite(loss)) return !Number.isFinite(ours.finalLoss);
  return Math.abs(ours.finalLoss - loss) <= 1e-7 * Math.abs(loss);
}

function isFragile(cell: GridCell, { experiment, setup }: GridSetup): boolean {
  const optimizer = experiment.optimizers.findIndex(({ id }) => id === cell.optimizer);
  const moved = { optimizer, minimum: null, stepSize: cell.stepSize * (1 + 1e-12), damping: cell.damping };
  const [again] = runCells(
    experiment,
    setup,
    [moved],
    () => false,
    () => undefined,
  );
  return differs(cell, again!);
}

/** 1605 rows of 119 binary features in 14 groups, one of each group set, with labels of a random linear rule. */
function standIn(): Table {
  const random = new RandomStream(1, 'stand-in');
  const sizes = [5, 8, 5, 16, 16, 7, 14, 6, 5, 2, 3, 2, 5, 25];
  const rule = Float64Array.from({ length: 119 }, () => random.normal());
  const rows: number[][] = [];
  const target: number[] = [];
  for (let n = 0; n < 1605; n++) {
    const row = new Array<number>(119).fill(0);
    let [first, score] = [0, -3];
    for (const size of sizes) {
      const set = first + Math.floor(size * random.uniform() ** 2);
      row[set] = 1;
      score += rule[set]!;
      first += size;
    }
    rows.push(row);
    target.push(random.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : -1);
  }
  return tableOf(rows, target, 'binary');
}
