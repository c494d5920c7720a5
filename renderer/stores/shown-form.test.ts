import { createPinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import type { LabClient } from '#contract/api.ts';
import { labKey, type Lab } from '../lab.ts';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';
import { firstExperiment } from './example.ts';
import { useExperiments } from './experiments.ts';
import { useShownForm } from './shown-form.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { addEventListener: vi.fn() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A lab that checks a document by giving it back, and keeps what is started. */
function stores() {
  const started: JsonObject[] = [];
  const request = async (method: string, params: unknown): Promise<unknown> => {
    await Promise.resolve();
    const { spec, id } = params as { spec: JsonObject; id: number };
    if (method === 'experiments.check') return { issues: [], parameters: 31, spec };
    if (method === 'experiments.start') return { id: started.push(spec) - 1 };
    return { summary: { id, status: 'queued' }, spec: started[id], runs: [], grids: [] };
  };
  const client = { request, subscribe: () => () => undefined } as unknown as LabClient;
  const pinia = createPinia();
  createApp({})
    .use(pinia)
    .provide(labKey, { client } as Lab);
  return { draft: useDraft(pinia), experiments: useExperiments(pinia), form: useShownForm(pinia) };
}

it('says nothing of an experiment until the lab has checked the form that it was started from', async () => {
  const { draft, experiments, form } = stores();
  await experiments.startShown(firstExperiment);
  await vi.advanceTimersByTimeAsync(1000);
  expect(form.state).toBe('same');
  draft.edit(['iterations'], 7);
  await experiments.startShown(draft.document);
  await vi.advanceTimersByTimeAsync(100);
  expect(experiments.shownExperiments[0]!.record).not.toBe(null);
  expect(draft.isChecked).toBe(false);
  expect(form.state).toBe(null);
  await vi.advanceTimersByTimeAsync(1000);
  expect(form.state).toBe('same');
});

it('keeps what it says while edits come, and says at once that a form cannot run', async () => {
  const { draft, experiments, form } = stores();
  await experiments.startShown(firstExperiment);
  draft.edit(['iterations'], 7);
  await vi.advanceTimersByTimeAsync(1000);
  expect(form.state).toBe('changed');
  draft.edit(['iterations'], 8);
  expect(form.state).toBe('changed');
  draft.edit(['iterations'], firstExperiment['iterations']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(form.state).toBe('same');
  draft.edit(['iterations'], 'many');
  expect(form.state).toBe('changed');
});
