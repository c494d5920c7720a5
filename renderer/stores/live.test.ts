import { createPinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp, nextTick } from 'vue';
import type { LabClient } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import { labKey, type Lab } from '../lab.ts';
import { useDraft } from './draft.ts';
import { useLive } from './live.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { addEventListener: vi.fn() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

interface Spec {
  readonly record?: readonly string[];
  readonly optimizers: readonly { id: string; kind: string; stepSize: number }[];
}
interface Asked {
  readonly extent: 'losses' | 'all';
  readonly answer: () => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** A lab that answers when it is told to; of each run the loss is the step size. */
function liveOn() {
  const asked: Asked[] = [];
  const request = (method: string, params: unknown): Promise<unknown> => {
    if (method !== 'live.compare') return Promise.resolve({ issues: [], parameters: 31 });
    const { spec } = params as { spec: Spec };
    return new Promise((resolve, reject) => {
      const runs = spec.optimizers.map(({ id, kind, stepSize }) => ({
        ...{ optimizer: id, kind, repeat: 0, stepSize, damping: null, status: 'completed', iterations: 0 },
        ...{ finalLoss: stepSize, series: { loss: Float64Array.of(stepSize) }, theta: [], path: null },
      }));
      asked.push({
        extent: spec.record === undefined ? 'all' : 'losses',
        answer: async () => {
          resolve({ runs, milliseconds: 5 });
          await vi.advanceTimersByTimeAsync(0);
        },
        fail: async (error) => {
          reject(error);
          await vi.advanceTimersByTimeAsync(0);
        },
      });
    });
  };
  const client = { request, subscribe: () => () => undefined } as unknown as LabClient;
  const pinia = createPinia();
  createApp({})
    .use(pinia)
    .provide(labKey, { client } as Lab);
  const [draft, live] = [useDraft(pinia), useLive(pinia)];
  const step = async (stepSize: number, after = 0) => {
    await vi.advanceTimersByTimeAsync(after);
    draft.edit(['optimizers', 0, 'stepSize'], stepSize);
    await nextTick();
  };
  return { asked, draft, live, step, extents: () => asked.map(({ extent }) => extent) };
}

/** With the first answer shown. */
async function following() {
  const found = liveOn();
  found.live.on = true;
  await nextTick();
  await found.asked[0]!.answer();
  return found;
}
const cancelled = new LabError('cancelled', 'a newer request came');

it('lets the losses overtake a whole record that the lab is late with, and has the whole at rest', async () => {
  const { asked, live, step, extents } = await following();
  await step(1);
  expect(extents()).toEqual(['all', 'all']);
  await step(2, 100);
  expect(extents()).toEqual(['all', 'all']);
  await step(3, 159);
  expect(extents()).toEqual(['all', 'all', 'losses']);
  // The lab lets go of the one that was overtaken.
  await asked[1]!.fail(cancelled);
  expect(live.failure).toBe(null);
  await asked[2]!.answer();
  expect(live.runs![0]!.finalLoss).toBe(3);
  await vi.advanceTimersByTimeAsync(1000);
  expect(extents().slice(2)).toEqual(['losses', 'all']);
  await asked[3]!.answer();
  expect(live.moving).toBe(false);
  expect(live.settled![0]!.finalLoss).toBe(3);
});

it('asks once more for what a request from elsewhere has put out, not for ever', async () => {
  const { asked, live, step, extents } = await following();
  await step(1);
  await vi.advanceTimersByTimeAsync(1000);
  await asked[1]!.answer();
  live.on = false;
  await nextTick();
  live.on = true;
  await nextTick();
  expect(asked).toHaveLength(3);
  await asked[2]!.fail(cancelled);
  expect(extents().slice(3)).toEqual(['all']);
  await asked[3]!.fail(cancelled);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(4);
  expect(live.failure).toBe(null);
  await step(2);
  await asked.at(-1)!.answer();
  expect(live.runs![0]!.finalLoss).toBe(2);
});

it('shows what the form says after it was switched off and on while the lab was busy', async () => {
  const { asked, live, step } = await following();
  await step(1);
  live.on = false;
  await nextTick();
  await step(2);
  live.on = true;
  await nextTick();
  await asked.at(-1)!.answer();
  await asked.at(-1)!.answer();
  await vi.advanceTimersByTimeAsync(1000);
  expect(live.runs!.map(({ finalLoss }) => finalLoss)).toEqual([2, 1, 0.01]);
  expect(live.moving).toBe(false);
});

it('goes on after an error, and after an experiment that could not run', async () => {
  const { asked, draft, live, step } = await following();
  await step(1);
  await asked.at(-1)!.fail(new Error('The disk is full.'));
  expect(live.failure).toBe('The disk is full.');
  draft.edit(['optimizers', 0, 'stepSize'], 'many');
  await nextTick();
  await vi.advanceTimersByTimeAsync(1000);
  expect(live.reason).toBe('The form has an error; the curves are from before it.');
  await step(4);
  await asked.at(-1)!.answer();
  await vi.advanceTimersByTimeAsync(1000);
  await asked.at(-1)!.answer();
  expect(live.failure).toBe(null);
  expect(live.settled![0]!.finalLoss).toBe(4);
});

it('shows no losses without the rest of the record after it was switched off and on', async () => {
  const { asked, draft, live, extents } = await following();
  draft.edit(['iterations'], 50);
  await nextTick();
  for (const on of [false, true]) {
    live.on = on;
    await nextTick();
  }
  expect(extents()).toEqual(['all', 'losses']);
  await asked[1]!.answer();
  expect(live.runs).toBe(null);
  expect(extents()).toEqual(['all', 'losses', 'all']);
});

it('forgets why an edit could not be followed when it is taken back, or the next cannot run', async () => {
  const { asked, draft, live, step } = await following();
  const good = draft.document;
  const failing = async () => {
    await step(1);
    await asked.at(-1)!.fail(new Error('The disk is full.'));
    expect(live.failure).toBe('The disk is full.');
  };
  await failing();
  draft.replace(good);
  await vi.advanceTimersByTimeAsync(1000);
  expect(live.failure).toBe(null);
  await failing();
  draft.edit(['optimizers', 0, 'stepSize'], 'many');
  await vi.advanceTimersByTimeAsync(0);
  expect(live.failure).toBe(null);
});
