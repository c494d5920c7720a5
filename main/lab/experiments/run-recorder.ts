/** What has arrived of one run so far, and what of it is news since the last look. */

import type { RunProgress, StoredRun } from '#contract/api/experiments.ts';
import type { RunEvent, RunResult, RunStatus } from '#contract/results.ts';
import { lowest } from '../lowest.ts';
import type { ProgressMessage } from '../pool/worker-pool.ts';
import type { RunStart } from '../store/run-table.ts';

export class RunRecorder {
  readonly start: RunStart;
  #status: StoredRun['status'] = 'running';
  #iterations = 0;
  #reason: string | null = null;
  readonly #series: Record<string, number[]> = {};
  readonly #events: RunEvent[] = [];
  /** Length of each series at the last look. */
  #seen: Record<string, number> = {};
  #seenEvents = 0;

  constructor(start: RunStart) {
    this.start = start;
  }

  add(message: ProgressMessage): void {
    for (const [name, values] of Object.entries(message.series ?? {})) {
      const series = (this.#series[name] ??= []);
      for (const value of values) series.push(value);
    }
    this.#events.push(...(message.events ?? []));
    this.#iterations = Math.max(this.#iterations, message.iteration ?? 0);
  }

  /** Takes the whole result: what never came as progress becomes news. */
  end(result: RunResult): void {
    for (const [name, values] of Object.entries(result.series)) {
      const series = (this.#series[name] ??= []);
      for (let i = series.length; i < values.length; i++) series.push(values[i]!);
    }
    this.#events.push(...result.events.slice(this.#events.length));
    this.#iterations = result.iterations;
    this.#status = result.status;
    this.#reason = result.reason ?? null;
  }

  /** A result from what arrived, for a run whose job never came back. */
  partial(status: RunStatus, reason: string | null): RunResult {
    const losses = this.#series['loss'] ?? [];
    const { start } = this;
    return {
      optimizer: start.optimizer,
      kind: start.kind,
      repeat: start.repeat,
      stepSize: start.stepSize,
      damping: start.damping,
      status,
      stoppedBy: null,
      iterations: Math.max(0, losses.length - 1),
      finalLoss: losses.at(-1) ?? Number.NaN,
      bestLoss: lowest(losses),
      series: Object.fromEntries(Object.entries(this.#series).map(([name, values]) => [name, [...values]])),
      theta: [],
      events: [
        ...this.#events,
        ...(status === 'failed'
          ? [{ iteration: this.#iterations, kind: 'failed' as const, message: reason ?? '' }]
          : []),
      ],
      seconds: 0,
      ...(reason === null ? {} : { reason }),
      ...(start.factor === null ? {} : { factor: start.factor }),
    };
  }

  /** What is new since the last call, as the renderer's event has it. */
  takeNews(): RunProgress {
    const { index, optimizer, kind, repeat, stepSize, damping, factor, totalIterations } = this.start;
    const series: Record<string, Float64Array> = {};
    for (const [name, values] of Object.entries(this.#series)) {
      const from = this.#seen[name] ?? 0;
      if (values.length > from) series[name] = Float64Array.from(values.slice(from));
    }
    const news: RunProgress = {
      ...{ index, optimizer, kind, repeat, stepSize, damping, factor, totalIterations },
      status: this.#status,
      iterations: this.#iterations,
      from: this.#seen['loss'] ?? 0,
      series,
      events: this.#events.slice(this.#seenEvents),
      reason: this.#reason,
    };
    this.#seen = Object.fromEntries(
      Object.entries(this.#series).map(([name, values]) => [name, values.length]),
    );
    this.#seenEvents = this.#events.length;
    return news;
  }

  /** How much of each series has been handed out as news. */
  get seen(): Readonly<Record<string, number>> {
    return this.#seen;
  }
}
