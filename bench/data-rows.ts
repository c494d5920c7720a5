/** Data on their way in: a CSV of half a million rows beside pandas.read_csv, and the peak memory of its import. */

import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RandomStream } from '#workers/random.ts';
import { median } from './measure.ts';

export interface DataFigures {
  readonly rows: number;
  readonly columns: number;
  readonly fileMegabytes: number;
  /** File to columns in memory, and what pandas.read_csv needs; null where pandas is not there. */
  readonly readSeconds: number;
  readonly pandas: { readonly version: string; readonly seconds: number } | null;
  /** The whole import: read, described (rank, duplicates, histograms), stored. */
  readonly importSeconds: number;
  readonly peakMegabytes: number;
  /** 1.5 times the numbers plus 200 MB. */
  readonly peakLimitMegabytes: number;
}

const rows = 500_000;
const columns = 20;
const rounds = 5;
const python = process.env['PYTHON'] ?? '/usr/bin/python3';

/** Each round: we, pandas. Fresh processes, the clock begins when they are ready. */
export async function measureData(log: (line: string) => void): Promise<DataFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'fisher-lab-bench-'));
  try {
    const path = join(folder, 'numbers.csv');
    await pipeline(Readable.from(lines()), createWriteStream(path));
    const version = answer(python, ['-c', 'import json, pandas; print(json.dumps(pandas.__version__))']) as
      string | null;
    if (version === null) log('pandas: skipped, no python3 with pandas');
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(secondsOf(answer(process.execPath, [scriptOf('data-read.ts'), path])));
      if (version !== null) theirs.push(secondsOf(answer(python, ['-c', pandasScript, path])));
    }
    const whole = answer(process.execPath, [scriptOf('../main/lab/datasets/testing-import.ts'), path]) as {
      seconds: number;
      peak: number;
    };
    const figures: DataFigures = {
      rows,
      columns,
      fileMegabytes: statSync(path).size / 1e6,
      readSeconds: median(ours),
      pandas: version === null ? null : { version, seconds: median(theirs) },
      importSeconds: whole.seconds,
      peakMegabytes: whole.peak / 1e6,
      peakLimitMegabytes: (1.5 * 8 * rows * columns) / 1e6 + 200,
    };
    const ratio =
      figures.pandas === null
        ? 'no pandas'
        : `${(figures.pandas.seconds / figures.readSeconds).toFixed(2)} x pandas`;
    log(
      `data: read ${figures.readSeconds.toFixed(2)} s, ${ratio}; import ${figures.importSeconds.toFixed(2)} s, peak ${figures.peakMegabytes.toFixed(0)} MB of ${figures.peakLimitMegabytes.toFixed(0)} MB`,
    );
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const pandasScript = [
  'import json, sys, time, pandas',
  'start = time.perf_counter()',
  'table = pandas.read_csv(sys.argv[1])',
  'print(json.dumps({"seconds": time.perf_counter() - start, "rows": len(table)}))',
].join('\n');

const scriptOf = (name: string) => new URL(name, import.meta.url).pathname;

/** What a program prints, parsed; null where it fails. */
function answer(program: string, args: readonly string[]): unknown {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : null;
}

function secondsOf(answered: unknown): number {
  const { seconds, rows: read } = answered as { seconds: number; rows: number };
  if (read !== rows) throw new Error(`${read} rows were read instead of ${rows}`);
  return seconds;
}

/** Standard normal numbers with six decimals. */
function* lines(): Generator<string> {
  yield `${Array.from({ length: columns }, (_, j) => `x${j}`).join(',')}\n`;
  const random = new RandomStream(1, 'bench data');
  for (let i = 0; i < rows; i += 1000) {
    let text = '';
    for (let k = 0; k < 1000; k++) {
      text += `${Array.from({ length: columns }, () => random.normal().toFixed(6)).join(',')}\n`;
    }
    yield text;
  }
}

export function dataText(data: DataFigures | null): string {
  if (data === null) return '';
  const { pandas } = data;
  const beside =
    pandas === null
      ? 'pandas was not there'
      : `pandas ${pandas.version}: ${pandas.seconds.toFixed(2)} s, ratio **${(pandas.seconds / data.readSeconds).toFixed(2)}**`;
  return `## Data in

A CSV of ${data.rows.toLocaleString('en')} rows x ${data.columns} columns (${data.fileMegabytes.toFixed(0)} MB), in fresh processes in turn with \`pandas.read_csv\`.

| what | here | beside |
|---|---|---|
| file to columns | ${data.readSeconds.toFixed(2)} s | ${beside} |
| whole import: read, described (rank, duplicates, histograms), stored | ${data.importSeconds.toFixed(2)} s | |
| its peak memory | ${data.peakMegabytes.toFixed(0)} MB | at most ${data.peakLimitMegabytes.toFixed(0)} MB (1.5 times the numbers + 200 MB) |
`;
}
