import { createPinia } from 'pinia';
import { expect, it, vi } from 'vitest';
import { createApp, effectScope, shallowRef } from 'vue';
import type { EventData, LabClient } from '#contract/api.ts';
import type { ExperimentRecord } from '#contract/api/experiments.ts';
import { labKey, type Lab } from '../../lab.ts';
import { useMessages } from '../../stores/messages.ts';
import { useRecordedPath } from './recorded-path.ts';

type Changed = EventData<'experiments.changed'>;

/** A lab that calls the new experiment "new" and tells `told` before it answers the start. */
function recordingOn(told: readonly Changed[]) {
  const listeners = new Set<(event: Changed) => void>();
  const tell = (event: Changed) => listeners.forEach((listener) => listener(event));
  const started: unknown[] = [];
  const client = {
    request: async (_: string, params: unknown) => {
      started.push(params);
      await Promise.resolve();
      told.forEach(tell);
      return { id: 'new' };
    },
    subscribe: (event: string, listener: (event: Changed) => void) => {
      if (event === 'experiments.changed') listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as LabClient;
  const pinia = createPinia();
  const app = createApp({})
    .use(pinia)
    .provide(labKey, { client } as Lab);
  const stored = shallowRef({
    summary: { id: 'old' },
    spec: { name: 'A', record: ['theta', 'loss'] },
    dataset: { d: 3 },
  } as unknown as ExperimentRecord);
  const choose = vi.fn(() => Promise.resolve());
  const path = app.runWithContext(() => effectScope().run(() => useRecordedPath(stored, choose))!);
  return { path, choose, started, tell, messages: useMessages(pinia) };
}

it('runs the document again with the path recorded, and chooses the new experiment at its end', async () => {
  const { path, choose, started, tell } = recordingOn([]);
  await path.record();
  expect(started).toEqual([{ spec: { name: 'A', record: ['loss', 'theta'] } }]);
  expect(path.running.value).toEqual({ id: 'new', of: 'old' });
  tell({ id: 'other', status: 'completed' });
  tell({ id: 'new', status: 'running' });
  expect(path.running.value).not.toBe(null);
  tell({ id: 'new', status: 'completed' });
  expect(path.running.value).toBe(null);
  expect(choose.mock.calls).toEqual([['new']]);
});

it('knows of a run that ended before its start was answered', async () => {
  const { path, choose, messages } = recordingOn([
    { id: 'other', status: 'failed' },
    { id: 'new', status: 'running' },
    { id: 'new', status: 'completed' },
  ]);
  await path.record();
  expect(path.running.value).toBe(null);
  expect(path.starting.value).toBe(false);
  expect(choose.mock.calls).toEqual([['new']]);
  expect(messages.messages).toEqual([]);
});

it('says of a run that failed before its start was answered where the reason is', async () => {
  const { path, choose, messages } = recordingOn([{ id: 'new', status: 'failed' }]);
  await path.record();
  expect(path.running.value).toBe(null);
  expect(choose).not.toHaveBeenCalled();
  expect(messages.messages.map(({ text }) => text)).toEqual([
    'The run that records the path failed. The history says why.',
  ]);
});
