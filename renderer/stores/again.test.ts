import { createPinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import type { LabClient } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import { labKey, type Lab } from '../lab.ts';
import { useAgain } from './again.ts';
import { useDraft } from './draft.ts';
import { useExperiments } from './experiments.ts';
import { firstExperiment } from './example.ts';
import { useNavigation } from './navigation.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { hash: '#/history' });
  vi.stubGlobal('window', { addEventListener: vi.fn() });
  vi.stubGlobal('history', { pushState: vi.fn() });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A lab that has one experiment, the example of the first start, and answers every check with the document itself. */
function stores() {
  const spec = structuredClone(firstExperiment);
  const asked: string[] = [];
  const answers = { lost: false };
  const request = async (method: string, params: unknown): Promise<unknown> => {
    await Promise.resolve();
    if (method === 'experiments.check') return { issues: [], parameters: 31, ...(params as object) };
    if (method === 'experiments.start') {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { id: 'again' };
    }
    const { id } = params as { id: string };
    asked.push(id);
    if (answers.lost) throw new LabError('disconnected', 'the connection broke');
    return { summary: { id, status: 'completed' }, spec, runs: [], grids: [] };
  };
  const client = { request, subscribe: () => () => undefined } as unknown as LabClient;
  const pinia = createPinia();
  createApp({})
    .use(pinia)
    .provide(labKey, { client } as Lab);
  return {
    again: useAgain(pinia),
    draft: useDraft(pinia),
    experiments: useExperiments(pinia),
    navigation: useNavigation(pinia),
    asked,
    answers,
  };
}

it('leaves a form as it is that holds the experiment already', async () => {
  const { again, draft } = stores();
  await vi.advanceTimersByTimeAsync(1000);
  const before = draft.document;
  await again.open('first');
  expect(draft.document).toBe(before);
});

it('brings an experiment into a form that was changed so lately that the lab has not checked it', async () => {
  const { again, draft } = stores();
  await vi.advanceTimersByTimeAsync(1000);
  draft.edit(['iterations'], 7);
  await again.open('first');
  expect(draft.experiment).toMatchObject({ iterations: firstExperiment['iterations'] });
});

it('shows a run that was asked for, unless an experiment is opened before the lab has answered', async () => {
  const { again, experiments, navigation } = stores();
  await again.open('first');
  const undisturbed = again.run('first');
  await vi.advanceTimersByTimeAsync(1000);
  await undisturbed;
  expect([experiments.shown, navigation.subject]).toEqual([['again'], 'again']);

  await again.open('first');
  const late = again.run('first');
  navigation.go('history');
  again.look(['first']);
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  expect([experiments.shown, navigation.subject]).toEqual([['first'], 'first']);
  expect([...experiments.experiments.keys()]).toContain('again');
});

it('asks again for what is shown and for what runs, also where the first answer was lost', async () => {
  const { asked, experiments, answers } = stores();
  answers.lost = true;
  await experiments.open(['first']);
  expect(experiments.shownExperiments).toEqual([]);
  answers.lost = false;
  asked.length = 0;
  experiments.reload();
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toEqual(['first']);
  expect(experiments.shownExperiments.map(({ id }) => id)).toEqual(['first']);
});
