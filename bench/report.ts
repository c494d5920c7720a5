/** docs/performance.md: the table, the headline and the growth plot of a benchmark run. */

import { dataText } from './data-rows.ts';
import type { Results } from './run.ts';
import type { Headline } from './headline.ts';
import { peakRow, type Row } from './measure.ts';
import type { Growth } from './scale-rows.ts';
import { shellText } from './shell-rows.ts';

export function report(results: Results): string {
  const { machine, numpy, rows, headline, growth, shell, data } = results;
  const yardstick =
    numpy === null
      ? 'NumPy was not there: its columns are empty.'
      : `Yardstick: ${numpy.distribution ? "the distribution's own NumPy" : 'NumPy'} ${numpy.numpy} (Python ${numpy.python}) on ${numpy.blas}, one thread unless said, its two OPENBLAS_* overrides unset.`;
  return `# Performance

Written by \`npm run bench\` (\`bench/\`); the numbers behind it are in \`bench/results.json\`.

Machine: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, kernel \`${machine.kernel}\`. ${yardstick}
Every row is timed in turn with its NumPy twin (\`bench/twins.py\`) in one run, medians of rounds, each the fastest of several
short pieces; the ratio is
NumPy's time over ours, so above 1 is faster than NumPy. Such machines are shared: only ratios mean something.

${table(rows)}

## What stops the rest

${whatStops(rows)}

${headline === null ? '' : headlineText(headline)}
${shellText(shell)}
${dataText(data)}
## Growth

![Seconds of one Fisher against N and D](growth.svg)

One Fisher X^T diag(w) X: seconds grow with N to the power ${growth.rowExponent.toFixed(2)} (D = 64, N = 1e3 to 1e6)
and with D to the power ${growth.columnExponent.toFixed(2)} (N = 4,096, D = 64 to 512).

## How it is fast

- The kernels (\`workers/kernels/assembly\`) are compiled twice, with and without fused multiply-add, and chosen at run
  time; each has a plain-TypeScript twin. A matrix is packed into panels of four columns; all dense products end in
  one 4 x 4 tile; the Gram matrix is written in the layout that the Cholesky factorization reads.
- A grid search (\`workers/experiments/batched\`) advances sixteen cells together, four a vector, with all their Fishers
  as one product with the constant matrix of feature products (or, for sparse data, as sums over index lists). All
  cells share the evaluation at the start. Where the directions of a run change smoothly from step to step, whole
  stretches of it are summed by a polynomial through a few of them, checked to 1e-10 at the end of each stretch; tiny
  steps need one evaluation that way. Fixed points and divergence end a run at once. Least squares with a constant
  preconditioner runs in its eigenbasis. Each cell's numbers depend on nothing but the cell.
- A run, a curvature analysis or an mlp uses the same kernels through \`workers/linalg\`. Where there are fewer jobs
  than threads, the large products of one job are cut into parts that all of them take (\`workers/linalg/team.ts\`);
  the parts depend on the shapes alone, so the numbers are the same bits on any number of threads. Data beyond 64 MB
  are streamed through the kernels, never copied.
`;
}

function table(rows: readonly Row[]): string {
  const peak = peakOf(rows);
  const lines = rows.map((row) => {
    const ratio = row.ratio === null ? '' : row.ratio.toFixed(2);
    const target = row.limitSeconds !== null ? time(row.limitSeconds) : (row.target ?? '');
    const numpy = row.numpySeconds === null ? '' : time(row.numpySeconds);
    const share = peak === null || row.operations === null ? '' : percent(speed(row) / peak / row.threads);
    return `| ${row.name} | ${time(row.seconds)} | ${numpy} | ${ratio} | ${target} | ${verdict(row)} | ${share} | ${row.note} |`;
  });
  return [
    '| what | here | NumPy | ratio | target | met | of peak | |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function verdict(row: Row): string {
  const met = isMet(row);
  return met === null ? '' : met ? 'yes' : '**no**';
}

/** null: the row has no target, or nothing to hold it against. */
function isMet({ seconds, ratio, target, limitSeconds }: Row): boolean | null {
  if (limitSeconds !== null) return seconds <= limitSeconds;
  return target === null || ratio === null ? null : ratio >= target;
}

/** Floating-point operations a second. */
function speed({ operations, seconds }: Row): number {
  return operations! / seconds;
}

/** What the tile alone reaches on one thread, or null where it was not measured. */
function peakOf(rows: readonly Row[]): number | null {
  const row = rows.find(({ name }) => name === peakRow);
  return row === undefined ? null : speed(row);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** The rows below their target, and what each dense one of them does of what the vectors can. */
function whatStops(rows: readonly Row[]): string {
  const peak = peakOf(rows);
  const below = rows.filter((row) => isMet(row) === false);
  const withTarget = rows.filter((row) => isMet(row) !== null).length;
  const dense = rows.filter(
    ({ operations, numpySeconds, threads, name }) =>
      operations !== null && numpySeconds !== null && threads === 1 && name.startsWith('X^T diag(w) X'),
  );
  const fastest = dense.reduce((most, row) => Math.max(most, row.operations! / row.numpySeconds!), 0);
  const sentences = [
    `${withTarget - below.length} of the ${withTarget} rows with a target meet it.`,
    peak === null
      ? ''
      : `WebAssembly has vectors of 128 bits: the 4 x 4 tile alone, all of it in the first-level cache, does
${(peak / 1e9).toFixed(1)} billion operations a second on one thread. "Of peak" is each dense row's share of that (for two
threads: of twice that), counting what the mathematics needs, half of a symmetric matrix and no padding.`,
    peak === null || fastest === 0
      ? ''
      : `NumPy's best Gram row does ${(fastest / 1e9).toFixed(1)} billion, counted alike${
          fastest > peak
            ? `: ${(fastest / peak).toFixed(1)} times what these vectors can do at all, as its BLAS uses wider ones`
            : ` (it computes both halves, on wider vectors)`
        }.`,
    ...below.map((row) => {
      const share =
        peak === null || row.operations === null
          ? 'It is not counted in operations.'
          : `It runs at ${percent(speed(row) / peak / row.threads)} of the peak; at the whole of it the ratio would be ${(
              ((row.ratio ?? 0) * peak * row.threads) /
              speed(row)
            ).toFixed(2)}.`;
      const asked =
        row.limitSeconds !== null
          ? `${time(row.seconds)} where ${time(row.limitSeconds)} is asked`
          : `${row.ratio!.toFixed(2)} where ${row.target} is asked`;
      return `- ${row.name}: ${asked}. ${share}`;
    }),
  ];
  return sentences.filter((sentence) => sentence !== '').join('\n\n');
}

function headlineText(headline: Headline): string {
  const lines = headline.sets.map((set) => {
    const { agreement } = set;
    const yardstick =
      set.yardstickSeconds === null
        ? ''
        : `${set.yardstickSeconds.toFixed(0)} s (${set.yardstickProcessorSeconds!.toFixed(0)} s)`;
    const ratio = set.yardstickSeconds === null ? '' : (set.yardstickSeconds / set.seconds).toFixed(0);
    const processorRatio =
      set.yardstickSeconds === null
        ? ''
        : ((2 * set.yardstickProcessorSeconds!) / set.processorSeconds).toFixed(0);
    const cells =
      agreement === null
        ? ''
        : `${agreement.agreeing} of ${agreement.compared}; ${agreement.fragile} fragile, ${
            agreement.compared - agreement.agreeing - agreement.fragile
          } others`;
    return `| ${set.name} | ${set.seconds.toFixed(1)} s (${set.processorSeconds.toFixed(1)} s) | ${yardstick} | ${ratio} | ${processorRatio} | ${cells} |`;
  });
  const total =
    headline.ratio === null
      ? ''
      : `| all three | ${headline.seconds.toFixed(1)} s (${headline.processorSeconds.toFixed(1)} s) | ${headline.yardstickSeconds!.toFixed(0)} s (${headline.yardstickProcessorSeconds!.toFixed(0)} s) | ${headline.ratio.toFixed(0)} | **${headline.processorRatio!.toFixed(0)}** | |\n`;
  return `## The search behind Figure 3

241 step sizes x 41 dampings x NGD and EFGD, and GD, 100 iterations, with fragility tests of the winners and their
series, on two threads; against the published program's way (one NumPy run a cell, one thread, a 1% sample
extrapolated). In brackets: seconds that a processor was at work. On a machine that others use the two sides meet
different loads; the second ratio takes that out: the yardstick's processor time over half of ours, which is the
wall ratio on two idle cores. Agreement is with that program without its clipping of probabilities, cell by cell of the sample: the
same length and the last loss within 1e-7.

| data | here | yardstick | wall ratio | processor ratio | cells that agree |
|---|---|---|---|---|---|
${lines.join('\n')}
${total}
`;
}

function time(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${seconds.toPrecision(3)} s`;
}

/** Two log-log panels, seconds against N and against D, with the slopes 1 and 2 drawn through the last point. */
export function growthPlot({ rows, columns }: Growth): string {
  const panel = (
    left: number,
    points: readonly (readonly [number, number])[],
    slope: number,
    title: string,
  ) => {
    const [width, height] = [260, 220];
    const xs = points.map(([x]) => Math.log10(x));
    const ys = points.map(([, y]) => Math.log10(y));
    const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
    const [y0, y1] = [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))];
    const px = (x: number) => (left + 50 + ((x - x0) / (x1 - x0)) * width).toFixed(1);
    const py = (y: number) => (40 + (1 - (y - y0) / (y1 - y0)) * height).toFixed(1);
    const ticks = Array.from({ length: y1 - y0 + 1 }, (_, i) => y0 + i)
      .map(
        (y) => `<text x="${left + 44}" y="${Number(py(y)) + 4}" text-anchor="end">1e${y}</text>
<line x1="${left + 50}" x2="${left + 50 + width}" y1="${py(y)}" y2="${py(y)}" stroke="#ddd"/>`,
      )
      .join('\n');
    const marks = points
      .map(
        ([x], i) => `<circle cx="${px(xs[i]!)}" cy="${py(ys[i]!)}" r="4" fill="#004488"/>
<text x="${px(xs[i]!)}" y="${40 + height + 16}" text-anchor="middle">${x}</text>`,
      )
      .join('\n');
    const yAt = (x: number) => ys.at(-1)! + slope * (x - x1);
    const from = Math.max(x0, x1 - (ys.at(-1)! - y0) / slope);
    return `<text x="${left + 50 + width / 2}" y="24" text-anchor="middle">${title}</text>
${ticks}
<line x1="${px(from)}" y1="${py(yAt(from))}" x2="${px(x1)}" y2="${py(yAt(x1))}" stroke="#BB5566" stroke-dasharray="5 4"/>
${marks}`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 300" font-family="sans-serif" font-size="11">
<rect width="680" height="300" fill="#fff"/>
${panel(0, rows, 1, 'Seconds of one Fisher against N (D = 64); dashed: slope 1')}
${panel(340, columns, 2, 'against D (N = 4096); dashed: slope 2')}
</svg>
`;
}
