/** Files out of the history, whatever their format. */

import type { Handlers } from '#contract/api.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import { LabError } from '#contract/errors.ts';
import { stringifyExact } from '#contract/numbers.ts';
import type { Results } from '#contract/results.ts';
import { chartFigure } from '#figures/chart-figure.ts';
import { planeFigure } from '#figures/explored-plane.ts';
import { seenCurvesFigure } from '#figures/seen-curves.ts';
import { loadKernels } from '#workers/kernels/load.ts';
import { setUp } from '#workers/experiments/setup.ts';
import type { BundleService } from '../bundle/service.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import { gridCsv, resultFiles, runRows, runsCsv, type ResultFile } from '../results/files.ts';
import { drawFigures, drawPlots, plotFiles } from '../results/plots.ts';
import { zipFiles } from '../results/zip.ts';
import { chartNumbers } from './chart-numbers.ts';
import { seenNumbers } from './seen-numbers.ts';
import { pythonScript } from './python/script.ts';

type ExportHandlers = Pick<Handlers, Extract<keyof Handlers, `exports.${string}` | `bundles.${string}`>>;

export interface ExportServices {
  readonly outcome: (id: string) => ExperimentOutcome;
  readonly prepare: (document: unknown, signal: AbortSignal) => Promise<PreparedExperiment>;
  readonly bundles: BundleService;
}

/** Plots first: results.json comes last, so that where it is the rest is too. */
export async function folderFiles(outcome: ExperimentOutcome): Promise<ResultFile[]> {
  return [...(await plotFiles(outcome)), ...resultFiles(outcome)];
}

export function exportHandlers({ outcome, prepare, bundles }: ExportServices): ExportHandlers {
  return {
    'exports.plots': async ({ id, terminology, ...picture }) => ({
      files: await drawPlots(outcome(id), picture, terminology),
    }),
    'exports.curves': async ({ seen, ...picture }) => {
      const [file] = await drawFigures((theme) => [seenCurvesFigure(seen, theme)], picture);
      return file!;
    },
    'exports.numbers': ({ seen }) => textFile(`${seen.name}.csv`, 'text/csv', seenNumbers(seen)),
    'exports.chart': async ({ chart, ...picture }) => {
      const [file] = await drawFigures((theme) => [chartFigure(chart, theme)], picture);
      return file!;
    },
    'exports.chartNumbers': ({ chart }) => textFile(`${chart.name}.csv`, 'text/csv', chartNumbers(chart)),
    'exports.plane': async ({ plane, view, title, ...picture }) => {
      const [file] = await drawFigures((theme) => [planeFigure(plane, view, title, theme)], picture);
      return file!;
    },
    'exports.results': async ({ id }) => ({
      name: `${id}.zip`,
      type: 'application/zip',
      bytes: zipFiles(id, await folderFiles(outcome(id))),
    }),
    'exports.runs': ({ id, format }) => {
      const { results } = outcome(id);
      return format === 'csv'
        ? textFile(`${id}-runs.csv`, 'text/csv', runsCsv(results))
        : textFile(`${id}-runs.jsonl`, 'application/jsonl', runLines(results));
    },
    'exports.grid': ({ id }) => textFile(`${id}-grid.csv`, 'text/csv', gridCsv(outcome(id).grid)),
    'exports.bundle': ({ id }) => bundles.write(id),
    'exports.python': async ({ id, run }, { signal }) => {
      const script = await scriptOf(outcome(id), run, (spec) => prepare(spec, signal));
      return textFile(`${id}-run-${run}.py`, 'text/x-python', [script]);
    },
    'bundles.open': ({ bytes }) => bundles.open(bytes),
  };
}

function textFile(name: string, type: string, pieces: Iterable<string>): ExportedFile {
  return { name, type, bytes: Buffer.concat([...pieces].map((piece) => Buffer.from(piece))) };
}

/** One object a state, the same columns as runs.csv. */
function* runLines(results: Results): Generator<string> {
  for (const { head, values } of runRows(results)) yield `${stringifyExact({ ...head, ...values })}\n`;
}

async function scriptOf(
  { stored, results, indices }: ExperimentOutcome,
  index: number,
  prepare: (spec: unknown) => Promise<PreparedExperiment>,
): Promise<string> {
  const { spec, dataset, environment } = results;
  if (spec.kind !== 'compare' && spec.kind !== 'starting-points') {
    throw new LabError('not-available', `Copy as Python: ${spec.kind} has no runs`);
  }
  const run = results.runs[indices.indexOf(index)];
  if (run === undefined) throw new LabError('not-found', `experiment ${stored.id} has no run ${index}`);
  const { problem, dataset: now } = await prepare(spec);
  if (problem === null || now.sha256 !== dataset.sha256) {
    throw new LabError('conflict', 'Copy as Python: the data have changed since the run');
  }
  const optimizer = spec.optimizers.find(({ id }) => id === run.optimizer)!;
  const minimum = results.minimum === null ? null : Float64Array.from(results.minimum.theta);
  const setup = setUp(stored.spec, problem, await loadKernels('js'));
  // Results give of a relative damping its c alone.
  const relative =
    'damping' in optimizer && typeof optimizer.damping === 'object' && 'relative' in optimizer.damping;
  return pythonScript({
    title: spec.name,
    app: environment.app,
    datasetName: dataset.name,
    model: spec.model,
    classes: problem.classes,
    scaling: spec.scaling,
    sample: problem.train,
    start: setup.startAt(run.repeat, minimum, run.factor ?? null),
    iterations: spec.iterations,
    stop: spec.stop,
    optimizer,
    damping: relative && run.damping !== null ? { relative: run.damping } : run.damping,
    run,
  });
}
