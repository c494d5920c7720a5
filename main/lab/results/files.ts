/** The files of a results folder (experiment-format: "DIR"), in the order in which they are written. */

import { stringifyExact } from '#contract/numbers.ts';
import type { Results } from '#contract/results.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import type { LogEntry } from '../store/run-store.ts';
import { csvLine } from './csv.ts';

export interface ResultFile {
  readonly name: string;
  /** Pieces in order, made while they are written: a long run log is never in memory as a whole. */
  readonly content: Iterable<string | Uint8Array>;
}

/** Everything but the plots. results.json comes last: where it is, the rest is too. */
export function resultFiles(outcome: ExperimentOutcome): ResultFile[] {
  const { results, grid, log } = outcome;
  const { spec } = results;
  return [
    { name: 'spec.json', content: [`${stringifyExact(spec, 2)}\n`] },
    { name: 'runs.csv', content: runsCsv(results) },
    ...(grid.length === 0 ? [] : [{ name: 'grid.csv', content: gridCsv(grid) }]),
    { name: 'log.jsonl', content: logLines(log) },
    { name: 'results.json', content: resultsJson(results) },
  ];
}

/** The minimum in the file of an experiment that has no use for one. */
export const minimumNotSought = {
  status: 'none',
  loss: Number.NaN,
  theta: [],
  reason: 'this experiment does not search for the minimum',
} as const satisfies Results['minimum'];

/** One row a state; a step quantity stands in the row of the state that the step starts from. */
export interface RunRow {
  readonly head: {
    readonly run: number;
    readonly optimizer: string;
    readonly repeat: number;
    readonly stepSize: number;
    readonly damping: number | null;
    readonly iteration: number;
  };
  /** By quantity; null where the run has no such value (the last state has no step). */
  readonly values: Readonly<Record<string, number | null>>;
}

export function* runRows({ spec, runs }: Pick<Results, 'spec' | 'runs'>): Generator<RunRow> {
  const names = quantitiesOf({ spec, runs });
  for (const [index, { optimizer, repeat, stepSize, damping, series }] of runs.entries()) {
    const states = Math.max(0, ...names.map((name) => series[name]?.length ?? 0));
    for (let iteration = 0; iteration < states; iteration++) {
      yield {
        head: { run: index, optimizer, repeat, stepSize, damping, iteration },
        values: Object.fromEntries(names.map((name) => [name, series[name]?.[iteration] ?? null])),
      };
    }
  }
}

/** The recorded quantities in the order of the experiment file. */
function quantitiesOf({ spec, runs }: Pick<Results, 'spec' | 'runs'>): string[] {
  const record = 'record' in spec ? (spec.record ?? []) : [];
  const recorded = new Set(runs.flatMap((run) => Object.keys(run.series)));
  return [...new Set<string>([...record, ...recorded])].filter((name) => recorded.has(name));
}

export function* runsCsv(results: Pick<Results, 'spec' | 'runs'>): Generator<string> {
  const heads = ['run', 'optimizer', 'repeat', 'stepSize', 'damping', 'iteration'];
  yield csvLine([...heads, ...quantitiesOf(results)]);
  for (const { head, values } of runRows(results)) {
    yield csvLine([...Object.values(head), ...Object.values(values)]);
  }
}

export function* gridCsv(grid: ExperimentOutcome['grid']): Generator<string> {
  yield csvLine([
    'optimizer',
    'stepSize',
    'damping',
    'status',
    'iterations',
    'finalLoss',
    'bestLoss',
    'tied',
    'fragile',
    'dampingRaised',
  ]);
  for (const cell of grid) {
    yield csvLine([
      cell.optimizer,
      cell.stepSize,
      cell.damping,
      cell.status,
      cell.iterations,
      cell.finalLoss,
      cell.bestLoss,
      cell.tied,
      cell.fragile,
      cell.dampingRaised,
    ]);
  }
}

export function* logLines(log: readonly LogEntry[]): Generator<string> {
  for (const { time, event } of log) {
    yield `${stringifyExact({ time: new Date(time).toISOString(), ...event })}\n`;
  }
}

/** The same JSON as `stringifyExact`, with one line for each key and each run. */
function* resultsJson(results: Results): Generator<string> {
  const minimum = results.minimum ?? minimumNotSought;
  const entries = Object.entries({ ...results, minimum }).filter(([, value]) => value !== undefined);
  yield '{\n';
  for (const [i, [key, value]] of entries.entries()) {
    yield `${JSON.stringify(key)}: `;
    if (key === 'runs') yield* runLines(results.runs);
    else yield stringifyExact(value);
    yield i < entries.length - 1 ? ',\n' : '\n';
  }
  yield '}\n';
}

function* runLines(runs: Results['runs']): Generator<string> {
  yield '[';
  for (const [i, run] of runs.entries()) yield `${i === 0 ? '' : ','}\n${stringifyExact(run)}`;
  yield runs.length === 0 ? ']' : '\n]';
}
