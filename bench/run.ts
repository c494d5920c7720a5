/**
 * npm run bench [-- --only kernels|iterations|live|kfac|scale|headline|shell|data]: every row of docs/performance.md beside NumPy in
 * the same run. Writes bench/results.json, docs/performance.md and docs/growth.svg; with --only it replaces that
 * group's rows in the results of before.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildKernels } from '../scripts/kernels.ts';
import { loadKernels } from '#workers/kernels/load.ts';
import { stopTeams } from '#workers/linalg/team.ts';
import { measureData, type DataFigures } from './data-rows.ts';
import { headline, type Headline } from './headline.ts';
import { benchGrids, cellIteration, comparison, kfacStep } from './iteration-rows.ts';
import { kernelRows } from './kernel-rows.ts';
import { measure, type Measured, type Row } from './measure.ts';
import { Numpy, pythonWithNumpy, type NumpyVersion } from './numpy.ts';
import { growthPlot, report } from './report.ts';
import { largeRow, measureGrowth, sparseRow, type Growth } from './scale-rows.ts';
import { measureShell, type ShellFigures } from './shell-rows.ts';

export interface Results {
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly kernel: string;
  };
  readonly numpy: NumpyVersion | null;
  readonly rows: readonly Row[];
  readonly growth: Growth;
  readonly headline: Headline | null;
  readonly shell: ShellFigures | null;
  readonly data: DataFigures | null;
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = (group: string) => values.only === undefined || values.only === group;

await buildKernels();
const kernels = await loadKernels('auto');
const python = pythonWithNumpy();
const numpy = python === null ? null : new Numpy(python);
const version = (await numpy?.version()) ?? null;
if (version === null) console.log('NumPy: skipped, no python3 with numpy');
else console.log(`NumPy ${version.numpy} on ${version.blas}`);

const rows: Row[] = [];
/** Operands live in the arena while a row runs. */
async function row(prepare: () => Measured, beside: Numpy | null = numpy): Promise<void> {
  const mark = kernels.arena.mark();
  const result = await measure(prepare(), beside);
  kernels.arena.release(mark);
  rows.push(result);
  const ratio = result.ratio === null ? 'no twin' : `${result.ratio.toFixed(2)} x NumPy`;
  console.log(
    `${result.name}: ${(result.seconds * 1e6).toPrecision(4)} us, ${ratio} (target ${result.target ?? '-'})`,
  );
}

if (wanted('kernels')) for (const prepare of kernelRows) await row(() => prepare(kernels));
const grids = wanted('iterations') || wanted('live') ? await benchGrids() : [];
if (wanted('iterations')) {
  for (const grid of grids) {
    for (const loop of ['published', 'careful'] as const) await row(() => cellIteration(grid, loop));
  }
}
if (wanted('live')) {
  for (const record of ['losses', 'usual'] as const) await row(() => comparison(grids[0]!, record));
}
if (wanted('kfac')) await row(() => kfacStep(kernels, 1));
if (wanted('kfac') || wanted('scale')) {
  const twoThreads = python === null ? null : new Numpy(python, 2);
  await twoThreads?.version();
  if (wanted('kfac')) await row(() => kfacStep(kernels, 2), twoThreads);
  if (wanted('scale')) await row(() => largeRow(kernels), twoThreads);
  twoThreads?.stop();
}
if (wanted('scale')) await row(() => sparseRow(kernels));
numpy?.stop();
await stopTeams();
const search = wanted('headline') ? await headline(python, console.log) : null;
if (search !== null && search.ratio !== null)
  console.log(
    `headline: ${search.ratio.toFixed(0)} times the yardstick by the clock, ${search.processorRatio!.toFixed(0)} by processor time`,
  );
const shell = wanted('shell') ? await measureShell(console.log) : null;
const data = wanted('data') ? await measureData(console.log) : null;

const to = (path: string) => new URL(`../${path}`, import.meta.url);
const file = to('bench/results.json');
const before =
  values.only === undefined || !existsSync(file) ? null : (JSON.parse(readFileSync(file, 'utf8')) as Results);
/** Results recorded before these columns came have none of them. */
const complete = (earlier: Row): Row => ({
  ...{ operations: null, threads: 1, limitSeconds: null },
  ...earlier,
});
const measured = new Set(rows.map(({ group }) => group));
const order = ['kernels', 'iterations', 'live', 'kfac', 'scale'];
const results: Results = {
  date: new Date().toISOString(),
  machine: {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
    kernel: kernels.name,
  },
  // What is beside the rows of before stays named when none of them was measured again.
  numpy: rows.length === 0 && search === null && before !== null ? before.numpy : version,
  rows: [...(before?.rows.filter(({ group }) => !measured.has(group)) ?? []).map(complete), ...rows].sort(
    (a, b) => order.indexOf(a.group) - order.indexOf(b.group),
  ),
  growth: before?.growth ?? measureGrowth(kernels),
  headline: search ?? before?.headline ?? null,
  shell: shell ?? before?.shell ?? null,
  data: data ?? before?.data ?? null,
};
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(to('docs/growth.svg'), growthPlot(results.growth));
writeFileSync(to('docs/performance.md'), report(results));
console.log('wrote bench/results.json, docs/performance.md, docs/growth.svg');
