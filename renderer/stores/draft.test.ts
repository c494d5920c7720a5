import { createPinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import type { LabClient } from '#contract/api.ts';
import { labKey, type Lab } from '../lab.ts';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { addEventListener: vi.fn() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('a number that is mended is no fault any more, whatever the lab was asked before', async () => {
  const asked: unknown[] = [];
  const request = (_: string, params: { spec: JsonObject }) => {
    asked.push(params.spec);
    const isWrong = params.spec['iterations'] === 'many';
    const issues = isWrong ? [{ path: 'iterations', message: '"many" is not a whole number' }] : [];
    return new Promise((resolve) => setTimeout(resolve, 100, { issues, parameters: 31, ...params }));
  };
  const pinia = createPinia();
  createApp({})
    .use(pinia)
    .provide(labKey, { client: { request } as unknown as LabClient } as Lab);
  const draft = useDraft(pinia);
  await vi.advanceTimersByTimeAsync(2000);
  expect(draft.isChecked).toBe(true);

  draft.edit(['iterations'], 'many');
  expect(draft.issues.map(({ path }) => path)).toEqual(['iterations']);
  expect(draft.resolved).toBe(null);
  await vi.advanceTimersByTimeAsync(500);
  draft.edit(['iterations'], 7);
  expect(draft.issues).toEqual([]);
  await vi.advanceTimersByTimeAsync(800);
  expect(draft.issues).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect([draft.isChecked, draft.issues, draft.resolved?.['iterations']]).toEqual([true, [], 7]);
  expect(asked).toHaveLength(2);
});
