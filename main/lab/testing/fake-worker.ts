/**
 * A worker for tests of the lab's services: runs with a known series, at a pace of `noiseVariance` milliseconds an
 * iteration, and with the bad habits that the ids of its optimizers name.
 */

import type { RunResult } from '#contract/results.ts';
import type { JobResult, Task } from '#workers/jobs.ts';
import type { LiveRun } from '#workers/experiments/live.ts';
import { cellAt, dampingNumber, gridOf } from '#workers/experiments/grid.ts';
import type { GridCell } from '#contract/results.ts';

export async function runTask(task: Task): Promise<JobResult> {
  try {
    if (task.experiment.kind === 'compare' && task.experiment.optimizers[0]?.id === 'uncaught') {
      setTimeout(() => {
        throw new Error('uncaught on purpose');
      });
      await new Promise(() => undefined);
    }
    return fakeJob(task);
  } finally {
    task.port?.postMessage({ type: 'end' });
  }
}

/** A comparison without progress; null when it was cancelled. */
export async function runLive({
  experiment,
  ...task
}: Omit<Task, 'job' | 'port'>): Promise<LiveRun[] | null> {
  if (experiment.kind !== 'compare') throw new Error('the fake worker runs compare only');
  const runs = experiment.optimizers.map((_, optimizer): RunResult => {
    const place = {
      index: optimizer,
      optimizer,
      repeat: 0,
      stepSize: 1,
      damping: null,
      factor: null,
      minimum: null,
    };
    const result = fakeJob({ ...task, experiment, job: { kind: 'run', ...place }, port: null });
    return (result as Extract<JobResult, { kind: 'run' }>).run;
  });
  if (runs.some(({ status }) => status === 'cancelled')) return null;
  return runs.map(({ optimizer, status, series, theta }) => ({
    optimizer,
    status,
    series: Object.fromEntries(Object.entries(series).map(([name, s]) => [name, Float64Array.from(s)])),
    theta: Float64Array.from(theta),
  }));
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function fakeJob({ experiment, job, cancel, port }: Task): JobResult {
  if (experiment.kind !== 'compare') throw new Error('the fake worker runs compare only');
  const pace = experiment.model.kind === 'linear' ? experiment.model.noiseVariance : 0;
  const pause = () => void Atomics.wait(sleeper, 0, 0, pace);
  const cancelled = () => Atomics.load(cancel, 0) !== 0;
  if (job.kind === 'fragility') return { kind: 'fragility', fragile: job.cells.map(() => false) };
  if (job.kind === 'cells') {
    const grid = gridOf(experiment.optimizers[job.optimizer]!);
    // Every other cell first, as the engine too finishes cells out of order.
    const positions = Array.from({ length: job.to - job.from }, (_, i) => job.from + i).filter(
      (position) => job.known?.includes(position) !== true,
    );
    const order = [...positions.filter((_, i) => i % 2 === 1), ...positions.filter((_, i) => i % 2 === 0)];
    const cells = new Map<number, GridCell>();
    for (const position of order) {
      if (cancelled()) break;
      pause();
      const { stepSize, damping } = cellAt(grid, position);
      const cell: GridCell = {
        optimizer: experiment.optimizers[job.optimizer]!.id,
        stepSize,
        damping: dampingNumber(damping),
        status: 'completed',
        iterations: experiment.iterations,
        finalLoss: Math.abs(Math.log10(stepSize)) + 1,
        bestLoss: 1,
        tied: false,
        fragile: null,
        dampingRaised: false,
      };
      cells.set(position, cell);
      port?.postMessage({ type: 'progress', done: cells.size / order.length, cells: [cell] });
    }
    const gap = positions.findIndex((position) => !cells.has(position));
    const whole = gap < 0 ? positions : positions.slice(0, gap);
    return { kind: 'cells', cells: whole.map((position) => cells.get(position)!) };
  }
  if (job.kind !== 'run') throw new Error(`the fake worker does no ${job.kind}`);
  const { id, kind } = experiment.optimizers[job.optimizer]!;
  const losses = [1];
  let status: RunResult['status'] = 'completed';
  for (let k = 0; k < experiment.iterations; k++) {
    if (cancelled() && id !== 'hang') {
      status = 'cancelled';
      break;
    }
    pause();
    if (id === 'crash' && k === 5) process.exit(3);
    if (id === 'throw' && k === 5) throw new Error('thrown on purpose');
    losses.push(1 / (k + 2));
    const from = losses.length === 2 ? 0 : losses.length - 1;
    port?.postMessage({
      type: 'progress',
      done: (k + 1) / experiment.iterations,
      iteration: k + 1,
      from,
      series: { loss: Float64Array.from(losses.slice(from)), stepNorm: Float64Array.of(k) },
    });
    if (id === 'hang') k = 0;
  }
  return {
    kind: 'run',
    run: {
      optimizer: id,
      kind,
      repeat: job.repeat,
      stepSize: job.stepSize,
      damping: dampingNumber(job.damping),
      status,
      stoppedBy: null,
      iterations: losses.length - 1,
      finalLoss: losses.at(-1)!,
      bestLoss: Math.min(...losses),
      series: { loss: losses, stepNorm: losses.slice(1).map((_, k) => k) },
      theta: [1, Number.NaN, -0],
      events: [],
      seconds: 0,
    },
  };
}
