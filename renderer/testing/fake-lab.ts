/**
 * A lab in memory for looking at the screens without services: a few data sets, runs that follow simple formulas.
 * Its numbers mean nothing.
 */

import type { EventData, EventName, LabClient } from '#contract/api.ts';
import type { ExperimentRecord, ExperimentSummary, StoredRun } from '#contract/api/experiments.ts';
import type { DatasetDetail, DatasetEntry } from '#contract/dataset.ts';
import type { ExperimentOf } from '#contract/experiment.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { isRange } from '#contract/ranges.ts';

const entry = (
  id: string,
  name: string,
  n: number,
  features: number,
  more: Partial<DatasetEntry> = {},
): DatasetEntry => ({
  id,
  name,
  description: '',
  origin: 'bundled',
  available: true,
  hint: '',
  n,
  features,
  target: 'target',
  task: 'binary',
  classes: 2,
  source: '',
  licence: '',
  sha256: null,
  ...more,
});

const entries = [
  entry('breast-cancer', 'Breast cancer (WDBC)', 569, 30),
  entry('boston', 'Boston housing', 506, 13, { task: 'regression', classes: null }),
  entry('a1a', 'a1a', 1605, 119, {
    origin: 'catalogue',
    available: false,
    hint: 'Drop the file on the window.',
  }),
];

const detail = (found: DatasetEntry): DatasetDetail => ({
  ...found,
  columns: Array.from({ length: found.features ?? 0 }, (_, i) => ({
    name: `column ${i + 1}`,
    type: 'number' as const,
    role: 'feature' as const,
    minimum: 0,
    maximum: 1,
    mean: 0.4,
    standardDeviation: 0.2,
    distinct: 500,
    missing: 0,
    histogram: Array.from({ length: 16 }, (_unused, k) =>
      Math.round(100 * Math.exp(-((k - 4 - (i % 7)) ** 2) / 8)),
    ),
    note: '',
  })),
  classCounts:
    found.task === 'binary'
      ? [
          { label: 'benign', count: 357 },
          { label: 'malignant', count: 212 },
        ]
      : [],
  rank: (found.features ?? 0) + 1,
  missing: null,
  warnings:
    found.id === 'breast-cancer'
      ? [
          {
            kind: 'separable',
            message: 'The classes are linearly separable: the loss has no minimum at finite parameters.',
          },
        ]
      : [],
});

type Compare = ExperimentOf<'compare'>;

export function fakeLab(speed = 40): LabClient {
  const listeners = new Map<EventName, Set<(data: never) => void>>();
  const records = new Map<string, ExperimentRecord>();
  const timers = new Map<string, ReturnType<typeof setInterval>>();
  let next = 1;

  const emit = <E extends EventName>(event: E, data: EventData<E>): void =>
    listeners.get(event)?.forEach((listener) => listener(data as never));

  function series(rate: number, length: number, from: number, name: string): Float64Array {
    return Float64Array.from({ length: Math.max(0, length - from) }, (_, i) => {
      const k = i + from;
      if (name === 'cosineToNaturalGradient') return Math.cos(k * 0.09 + rate) * Math.exp(-k / 200);
      if (name === 'stepNorm') return Math.exp(-rate * k) * 0.4;
      if (name === 'gradientNorm') return 30 * Math.exp(-rate * k * 0.9) * (1 + 0.1 * Math.sin(k));
      return 0.69 * Math.exp(-rate * k) + 1e-4;
    });
  }

  function start(spec: Compare): string {
    const id = `e${next++}`;
    const runs = spec.optimizers.map((optimizer, index): StoredRun => ({
      index,
      optimizer: optimizer.id,
      kind: optimizer.kind,
      repeat: 0,
      stepSize: isRange(optimizer.stepSize) ? 1 : optimizer.stepSize,
      damping: 'damping' in optimizer && typeof optimizer.damping === 'number' ? optimizer.damping : null,
      status: 'running',
      stoppedBy: null,
      iterations: 0,
      totalIterations: spec.iterations,
      finalLoss: 0.69,
      bestLoss: 0.69,
      series: {},
      theta: new Float64Array(31),
      path: null,
      events: [],
      seconds: 0,
      reason: null,
      factor: null,
      notes: '',
      tags: [],
    }));
    const summary: ExperimentSummary = {
      id,
      name: spec.name,
      kind: 'compare',
      status: 'running',
      createdAt: Date.now(),
      finishedAt: null,
      datasetName: 'Breast cancer (WDBC)',
      modelKind: spec.model.kind,
      optimizers: spec.optimizers.map((optimizer) => optimizer.id),
      settings: [],
      lowestLastLoss: null,
      notes: '',
      tags: [],
      starred: false,
      reason: null,
    };
    const record: ExperimentRecord = {
      summary,
      spec,
      dataset: null,
      environment: null,
      runs,
      best: {},
      minimum: null,
      grids: [],
      curvature: null,
      vectorField: null,
      quadratic: null,
      consistency: null,
    };
    records.set(id, record);
    const names = spec.record ?? ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient'];
    let at = 0;
    const tick = () => {
      const from = at === 0 ? 0 : at + 1;
      at = Math.min(spec.iterations, at + Math.ceil(spec.iterations / speed));
      const over = at === spec.iterations;
      const progress = runs.map((run, i) => {
        const rate = [0.004, 0.07, 0.03, 0.05][i % 4]!;
        const chunk = Object.fromEntries(
          names.map((name) => {
            const step = name === 'stepNorm';
            return [name, series(rate, step ? at : at + 1, step ? Math.max(0, from - 1) : from, name)];
          }),
        );
        for (const [name, values] of Object.entries(chunk))
          run.series[name] = Float64Array.from([...(run.series[name] ?? []), ...values]);
        run.iterations = at;
        run.status = over ? 'completed' : 'running';
        (run as { finalLoss: number }).finalLoss = run.series['loss']!.at(-1)!;
        (run as { bestLoss: number }).bestLoss = run.series['loss']!.at(-1)!;
        run.seconds = at * 1e-4;
        return { ...run, from, series: chunk };
      });
      if (over) finish(id, 'completed');
      emit('experiments.progress', {
        id,
        status: over ? 'completed' : 'running',
        done: at / spec.iterations,
        secondsElapsed: at / 100,
        secondsLeft: (spec.iterations - at) / 100,
        runs: progress,
        grids: [],
      });
      if (over) emit('experiments.changed', { id, status: 'completed' });
    };
    timers.set(id, setInterval(tick, 50));
    return id;
  }
  function finish(id: string, status: 'completed' | 'cancelled'): void {
    clearInterval(timers.get(id));
    const record = records.get(id)!;
    record.summary.status = status;
    for (const run of record.runs) if (run.status === 'running') run.status = status;
  }

  const answers: Record<string, (params: Record<string, unknown>) => unknown> = {
    'datasets.list': () => ({ datasets: entries }),
    'datasets.describe': ({ dataset }) =>
      detail(entries.find(({ id }) => id === (dataset as { id?: string }).id) ?? entries[0]!),
    'experiments.check': ({ spec }) => {
      const parsed = parseExperiment(spec);
      return { ok: parsed.ok, issues: parsed.ok ? [] : parsed.issues, spec: null, parameters: 31 };
    },
    'experiments.start': ({ spec }) => {
      const parsed = parseExperiment(spec);
      if (!parsed.ok) throw new Error(parsed.issues[0]!.message);
      return { id: start(parsed.value as Compare) };
    },
    'experiments.cancel': ({ id }) => {
      finish(String(id), 'cancelled');
      emit('experiments.changed', { id: String(id), status: 'cancelled' });
      return {};
    },
    'experiments.open': ({ id }) => structuredClone(records.get(String(id))),
    'experiments.list': () => ({
      experiments: [...records.values()].map(({ summary }) => summary).reverse(),
      total: records.size,
      tags: [],
    }),
  };
  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        const answer = answers[method];
        if (answer === undefined) reject(new Error(`${method} is not faked`));
        else resolve(answer(params as Record<string, unknown>) as never);
      }),
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener as never);
      return () => set.delete(listener as never);
    },
  };
}
