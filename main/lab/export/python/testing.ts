/** Runs and their scripts, for tests: the engine's run, the script that repeats it, and what Python prints. */

import { spawnSync } from 'node:child_process';
import { optimizerSchema, type OptimizerSpec } from '#contract/optimizers.ts';
import type { ModelSpec } from '#contract/model.ts';
import type { RunResult } from '#contract/results.ts';
import { sharedFloat64, type Sample } from '#workers/data/problem.ts';
import { runOptimizer, type RunOutcome } from '#workers/experiments/run.ts';
import { createObjective } from '#workers/models/create-objective.ts';
import { RandomStream } from '#workers/random.ts';
import { pythonScript } from './script.ts';

const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0,
);
export const withoutPython = python === undefined;
/** For the titles of tests that need it. */
export const skippedWithout = withoutPython ? ' (skipped: no python3 with numpy)' : '';

export interface Case {
  readonly model: ModelSpec;
  readonly options: Readonly<Record<string, unknown>>;
  readonly scaling?: 'mean' | 'sum';
  readonly gradientNorm?: number;
  /** Every parameter at the start. */
  readonly start?: number;
  readonly iterations?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly status?: 'cancelled';
}

/** Features of different sizes, a bias column, and targets drawn from the model itself. */
function sampleFor(kind: string, rows: number, columns: number): Sample {
  const random = new RandomStream(7, `python ${kind}`);
  const values = sharedFloat64(rows * columns);
  const target = sharedFloat64(rows);
  for (let n = 0; n < rows; n++) {
    let f = 0;
    for (let j = 0; j < columns; j++) {
      values[n * columns + j] = j === columns - 1 ? 1 : random.normal() * (1 + (j % 3));
      f += values[n * columns + j]! * [0.8, -0.3, 0.1, 0.4][j % 4]!;
    }
    const u = random.uniform();
    if (kind === 'linear') target[n] = f + random.normal();
    if (kind === 'logistic') target[n] = Number(u < 1 / (1 + Math.exp(-f)));
    if (kind === 'softmax') target[n] = Math.floor(3 * u);
    if (kind === 'poisson') target[n] = Math.floor(Math.exp(0.3 * f) * 2 * u);
  }
  return { design: { kind: 'dense', rows, columns, values }, target };
}

export interface Repeated {
  readonly outcome: RunOutcome;
  readonly script: string;
}

/** What the engine does, and the script of it. */
export function scriptAndRun(given: Case): Repeated {
  const { model, scaling = 'mean' } = given;
  const { sample, classes, optimizer, damping, start, iterations, stop } = setUp(given);
  const outcome = run(given, 1);
  const script = pythonScript({
    title: 'A "title" with \\ and """quotes"""',
    app: 'test',
    datasetName: 'some rows',
    model,
    classes,
    scaling,
    sample,
    start,
    iterations,
    stop,
    optimizer,
    damping,
    run: { ...outcome, stepSize: optimizer.stepSize } as unknown as RunResult,
  });
  return { outcome, script };
}

/**
 * Whether rounding decides the run's losses: a step size larger by 1e-12 changes one by more than 1e-8. Two correct
 * programs differ there.
 */
function isFragile(given: Case, { outcome }: Repeated): boolean {
  const [losses, disturbed] = [outcome, run(given, 1 + 1e-12)].map(({ series }) => series['loss']!);
  return (
    losses!.length !== disturbed!.length ||
    losses!.some((loss, k) => Math.abs(disturbed![k]! - loss) > 1e-8 * Math.abs(loss))
  );
}

function setUp({ model, options, gradientNorm = 0, start = 0, iterations = 25, ...given }: Case) {
  const sample = sampleFor(model.kind, given.rows ?? 60, given.columns ?? 4);
  const classes = model.kind === 'softmax' ? 3 : model.kind === 'logistic' ? 2 : 0;
  const optimizer: OptimizerSpec = optimizerSchema.parse({ id: 'it', ...options });
  return {
    sample,
    classes,
    optimizer,
    damping: 'damping' in optimizer ? (optimizer.damping as number | { relative: number }) : null,
    start: new Float64Array(sample.design.columns * (model.kind === 'softmax' ? classes : 1)).fill(start),
    iterations,
    stop: { divergenceFactor: 100, gradientNorm },
  };
}

function run(given: Case, stepFactor: number): RunOutcome {
  const { sample, classes, optimizer, ...rest } = setUp(given);
  let states = 0;
  return runOptimizer(
    {
      ...rest,
      spec: optimizer,
      stepSize: (optimizer.stepSize as number) * stepFactor,
      seed: 0,
      record: ['loss'],
      recordEvery: 1,
      objective: createObjective(given.model, sample, classes, given.scaling ?? 'mean'),
      test: null,
      minimum: null,
    },
    { cancelled: () => given.status === 'cancelled' && states++ === 7, advanced: () => undefined },
  );
}

/** Each script in a namespace of its own, warnings as errors; one interpreter, because NumPy takes long to load. */
const driver = `
import contextlib, io, json, sys, traceback
printed = []
for script in json.load(sys.stdin):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    except Exception:
        out.write(traceback.format_exc())
    printed.append(out.getvalue())
json.dump(printed, sys.stdout)
`;

export interface Printed {
  readonly losses: readonly number[];
  /** The last line. */
  readonly last: string;
}

export function printedBy(scripts: readonly string[]): Printed[] {
  const { stdout, stderr, status } = spawnSync(python!, ['-W', 'error', '-c', driver], {
    input: JSON.stringify(scripts),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as string[]).map((text) => {
    const lines = text.trim().split('\n');
    const losses = lines
      .filter((line) => /^\d+ /.test(line))
      .map((line) => Number(line.split(' ')[1]!.replace('inf', 'Infinity')));
    return { losses, last: lines.at(-1)! };
  });
}

/** What a script prints otherwise than the run, or null: another count of losses, a loss off by 1e-7, another end. */
export function differenceOf(
  outcome: Pick<RunOutcome, 'series' | 'status' | 'stoppedBy'>,
  { losses, last }: Printed,
): string | null {
  const expected = outcome.series['loss']!;
  if (losses.length !== expected.length) return `${losses.length} losses, not ${expected.length}: ${last}`;
  const off = expected.findIndex((loss, k) => {
    const printed = losses[k]!;
    return !Object.is(printed, loss) && !(Math.abs(printed - loss) <= 1e-7 * Math.abs(loss));
  });
  if (off !== -1) return `loss ${off} is ${losses[off]}, not ${expected[off]}`;
  const ends: Readonly<Record<string, RegExp>> = {
    diverged: /^diverged$/,
    failed: /^failed: /,
    gradientNorm: /^gradient norm reached$/,
  };
  const end = ends[outcome.stoppedBy ?? outcome.status] ?? ends[outcome.status] ?? /^\d+ /;
  return end.test(last) ? null : `ends with "${last}", not ${outcome.status}`;
}

/** Runs whose script prints something else, with what; those that rounding decides are left out and counted. */
export function differencesIn(cases: readonly Case[]): {
  readonly wrong: string[];
  readonly fragile: number;
} {
  const repeated = cases.map(scriptAndRun);
  const printed = printedBy(repeated.map(({ script }) => script));
  const different = cases.flatMap((given, i) => {
    const difference = differenceOf(repeated[i]!.outcome, printed[i]!);
    return difference === null ? [] : [{ i, text: `${JSON.stringify(given)}: ${difference}` }];
  });
  const wrong = different.filter(({ i }) => !isFragile(cases[i]!, repeated[i]!)).map(({ text }) => text);
  return { wrong, fragile: different.length - wrong.length };
}
